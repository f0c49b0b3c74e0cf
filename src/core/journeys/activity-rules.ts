import { type Activities, ancestorsOf, kindOf } from './activity-graph.ts';
import type { ActivityKind } from './activity-shapes.ts';
import { durationMs } from './duration.ts';
import type { Activity, Condition, JourneyDefinition, WaitTime } from './journey.ts';

/*
 * What an activity of a journey must be to be published (pinpoint-campaigns-journeys.md 2.7, 2.8).
 * Each rule answers with what is wrong, the member's path first.
 */

const HOUR_MS = 3_600_000;
const MIN_WAIT_MS = HOUR_MS;
const MAX_WAIT_MS = 365 * 24 * HOUR_MS;
const MIN_RANDOM_BRANCHES = 2;

/** The standard events of each kind of message (2.7). */
const EVENTS: Partial<Record<ActivityKind, RegExp>> = {
  EMAIL: /^_email\./,
  SMS: /^_SMS\./,
  PUSH: /^_(journey|push)\./,
  CUSTOM: /^_custom\./,
  ContactCenter: /^_(contact_center|contactcenter|custom|voice)\./i,
};

export function activityFaults(definition: JourneyDefinition, id: string): string[] {
  const activity = definition.Activities?.[id] as Activity;
  const { EMAIL, SMS, PUSH, CUSTOM, Wait, ConditionalSplit, MultiCondition, RandomSplit } = activity;
  const at = `Activities.${id}.${kindOf(activity)}`;
  const faults: string[] = [];
  const templated = EMAIL ?? SMS ?? PUSH;
  if (templated && !templated.TemplateName) faults.push(`${at}.TemplateName is missing`);
  if (CUSTOM && !CUSTOM.DeliveryUri) faults.push(`${at}.DeliveryUri is missing`);
  if (Wait) faults.push(...waitFaults(definition, `${at}.WaitTime`, Wait.WaitTime));
  if (ConditionalSplit) {
    const conditions = ConditionalSplit.Condition?.Conditions ?? [];
    if (conditions.length === 0) faults.push(`${at}.Condition.Conditions are missing`);
    conditions.forEach((condition, index) => {
      faults.push(...conditionFaults(definition, id, `${at}.Condition.Conditions.${index}`, condition));
    });
  }
  if (MultiCondition) faults.push(...branchFaults(definition, id, at, MultiCondition.Branches ?? []));
  if (RandomSplit) faults.push(...shareFaults(at, RandomSplit.Branches ?? []));
  const evaluation = (ConditionalSplit ?? MultiCondition)?.EvaluationWaitTime;
  if (evaluation) faults.push(...evaluationFaults(`${at}.EvaluationWaitTime`, evaluation));
  return faults;
}

function branchFaults(
  definition: JourneyDefinition,
  id: string,
  at: string,
  branches: readonly { Condition?: Condition }[],
): string[] {
  if (branches.length === 0) return [`${at}.Branches are missing`];
  return branches.flatMap(({ Condition: condition }, index) =>
    conditionFaults(definition, id, `${at}.Branches.${index}.Condition`, condition),
  );
}

function shareFaults(at: string, branches: readonly { Percentage?: number }[]): string[] {
  if (branches.length < MIN_RANDOM_BRANCHES) {
    return [`${at}.Branches are ${branches.length}; at least ${MIN_RANDOM_BRANCHES} are needed`];
  }
  const unset = branches.findIndex(({ Percentage }) => Percentage === undefined);
  if (unset !== -1) return [`${at}.Branches.${unset}.Percentage is missing`];
  const sum = branches.reduce((total, { Percentage }) => total + (Percentage ?? 0), 0);
  return sum === 100 ? [] : [`${at}.Branches have percentages that add to ${sum}; they must add to 100`];
}

function waitFaults({ Schedule }: JourneyDefinition, at: string, wait: WaitTime = {}): string[] {
  const { WaitFor, WaitUntil } = wait;
  if (WaitFor !== undefined) {
    const length = durationMs(WaitFor) ?? 0;
    const inRange = length >= MIN_WAIT_MS && length <= MAX_WAIT_MS;
    return inRange ? [] : [`${at}.WaitFor is ${WaitFor}; it must be between 1 hour and 365 days`];
  }
  if (WaitUntil === undefined) return [`${at} has neither WaitFor nor WaitUntil`];
  if (Schedule?.EndTime === undefined || WaitUntil < Schedule.EndTime) return [];
  return [`${at}.WaitUntil is ${WaitUntil}; it must be before the journey's end, ${Schedule.EndTime}`];
}

function evaluationFaults(at: string, { WaitFor }: WaitTime): string[] {
  if (WaitFor === undefined || (durationMs(WaitFor) ?? 0) <= MAX_WAIT_MS) return [];
  return [`${at}.WaitFor is ${WaitFor}; it must be at most 365 days`];
}

function conditionFaults(
  { Activities = {} }: JourneyDefinition,
  id: string,
  at: string,
  condition: Condition = {},
): string[] {
  const { EventCondition, SegmentCondition, segmentDimensions } = condition;
  const given = [EventCondition, SegmentCondition, segmentDimensions].filter(
    (member) => member !== undefined,
  );
  if (given.length !== 1) {
    return [
      `${at} has ${given.length} of EventCondition, SegmentCondition and segmentDimensions; it must have one`,
    ];
  }
  if (EventCondition === undefined) return [];
  const { MessageActivity, Dimensions } = EventCondition;
  if (!MessageActivity) return [`${at}.EventCondition.MessageActivity is missing`];
  const message = messageOf(Activities, MessageActivity);
  if (message === undefined || !ancestorsOf(Activities, id).has(MessageActivity)) {
    return [
      `${at}.EventCondition.MessageActivity is ${MessageActivity}; it must be a message activity before ${id}`,
    ];
  }
  const types = Dimensions?.EventType?.Values ?? [];
  const anything = types.length > 0 || Object.keys(Dimensions?.Attributes ?? {}).length > 0;
  if (!anything) return [`${at}.EventCondition.Dimensions.EventType is missing`];
  const strange = types.find((type) => type.startsWith('_') && !EVENTS[message]?.test(type));
  if (strange === undefined) return [];
  return [
    `${at}.EventCondition.Dimensions.EventType is ${strange}; ${MessageActivity}, of kind ${message}, has no such event`,
  ];
}

/** The kind of a message activity; `undefined` for another one or none. */
export function messageOf(activities: Activities, id: string): ActivityKind | undefined {
  const activity = activities[id];
  const kind = activity && kindOf(activity);
  return kind !== undefined && kind in EVENTS ? kind : undefined;
}
