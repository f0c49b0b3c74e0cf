import type { ApplicationSettingsResource } from '../apps/settings.ts';
import { PUSH_TYPES } from '../endpoints/endpoint.ts';
import { importedIn, type SegmentNode } from '../segments/segment-graph.ts';
import { inOrder } from './activity-graph.ts';
import { messageOf } from './activity-rules.ts';
import { durationMs } from './duration.ts';
import type { Activity, Condition, StoredJourney, WaitTime } from './journey.ts';
import type { KeptSegments } from './journey-documents.ts';
import {
  type Dwell,
  type JourneyCaps,
  type JourneyPlan,
  type MessageType,
  type PlannedActivity,
  type PlannedCondition,
  splitDwell,
} from './journey-plan.ts';
import { isByEvent } from './timeline.ts';

/** Channel types of a custom activity that names none (2.7). */
const ALL_TYPES = ['EMAIL', 'SMS', 'VOICE', 'CUSTOM', ...PUSH_TYPES];

/**
 * Entries of one participant where the journey does not say how many; 0 would be any number. That a
 * refresh brings in new members only is what the POC guide says of its journey; the reference is silent.
 */
const DEFAULT_ENTRIES = 1;

/** A segment that holds nobody: an import that was never made. */
const NOBODY: SegmentNode = { kind: 'imported', id: '', version: 0, mayHoldUsers: false };

/**
 * A journey as the compiler takes it.
 * @param segments as they are when the tick is decided
 * @param settings of the application now
 */
export function planOf(
  { journey, defaults, progress }: StoredJourney,
  segments: KeptSegments,
  settings: Pick<ApplicationSettingsResource, 'Limits'>,
): JourneyPlan {
  const { Activities = {}, Limits = {} } = journey;
  return {
    applicationId: journey.ApplicationId,
    journeyId: journey.Id,
    participants: progress?.participants ?? 'endpoint',
    activities: inOrder(Activities).map((id) => planned(id, Activities, segments)),
    start: journey.StartActivity ?? '',
    reentry: {
      cap: Limits.EndpointReentryCap ?? DEFAULT_ENTRIES,
      intervalMs: durationMs(Limits.EndpointReentryInterval ?? '') ?? 0,
    },
    oneRun: isByEvent(journey),
    ...(segments.entry && { copiesOf: importedIn(segments.entry) }),
    caps: capsOf({ journey, defaults }, settings),
    waitForQuietTime: journey.WaitForQuietTime ?? false,
    zoneEstimates: journey.TimezoneEstimationMethods ?? [],
    zoneRequired: journey.SendingSchedule === true || (journey.TimezoneEstimationMethods ?? []).length > 0,
  };
}

/** A journey's own limits stand before those of the application; its `Limits.Daily` is over both (2.5). */
function capsOf(
  { journey, defaults }: Pick<StoredJourney, 'journey' | 'defaults'>,
  settings: Pick<ApplicationSettingsResource, 'Limits'>,
): JourneyCaps {
  const { Limits: own = {} } = journey;
  const { JourneyLimits: given = {} } = defaults;
  const timeframe = own.TimeframeCap ?? given.TimeframeCap;
  const hasTimeframe = (timeframe?.Cap ?? 0) > 0 && (timeframe?.Days ?? 0) > 0;
  return {
    daily: own.DailyCap ?? given.DailyCap ?? 0,
    total: own.TotalCap ?? given.TotalCap ?? 0,
    projectDaily: settings.Limits?.Daily ?? 0,
    ...(hasTimeframe && { timeframe: { cap: timeframe?.Cap ?? 0, days: timeframe?.Days ?? 0 } }),
  };
}

type Activities = Readonly<Record<string, Activity>>;

/** `undefined` for the empty id, which ends a path like a missing one. */
function way<Name extends string>(name: Name, to: string | undefined): { readonly [N in Name]?: string } {
  return (to ? { [name]: to } : {}) as { readonly [N in Name]?: string };
}

function planned(id: string, activities: Activities, segments: KeptSegments): PlannedActivity {
  const activity = activities[id] as Activity;
  const { Wait, ConditionalSplit, MultiCondition, RandomSplit, Holdout } = activity;
  if (Wait !== undefined) {
    return {
      kind: 'wait',
      id,
      dwell: { afterMs: 0, ...dwellOf(Wait.WaitTime) },
      ...way('next', Wait.NextActivity),
    };
  }
  if (ConditionalSplit !== undefined) {
    const conditions = ConditionalSplit.Condition?.Conditions ?? [];
    return {
      kind: 'conditional',
      id,
      dwell: splitDwell(dwellOf(ConditionalSplit.EvaluationWaitTime), awaitedBy(conditions, activities)),
      operator: ConditionalSplit.Condition?.Operator ?? 'ALL',
      conditions: conditions.map((condition) => plannedCondition(condition, segments)),
      ...way('whenTrue', ConditionalSplit.TrueActivity),
      ...way('whenFalse', ConditionalSplit.FalseActivity),
    };
  }
  if (MultiCondition !== undefined) {
    const branches = MultiCondition.Branches ?? [];
    const conditions = branches.map(({ Condition = {} }) => Condition);
    return {
      kind: 'multi',
      id,
      dwell: splitDwell(dwellOf(MultiCondition.EvaluationWaitTime), awaitedBy(conditions, activities)),
      branches: branches.map(({ Condition = {}, NextActivity }) => ({
        condition: plannedCondition(Condition, segments),
        ...way('next', NextActivity),
      })),
      ...way('otherwise', MultiCondition.DefaultActivity),
    };
  }
  if (RandomSplit !== undefined) {
    const branches = (RandomSplit.Branches ?? []).map(({ Percentage = 0, NextActivity }) => ({
      percentage: Percentage,
      ...way('next', NextActivity),
    }));
    return { kind: 'random', id, branches };
  }
  if (Holdout !== undefined) {
    return { kind: 'holdout', id, percentage: Holdout.Percentage, ...way('next', Holdout.NextActivity) };
  }
  return plannedMessage(id, activity);
}

function plannedMessage(id: string, { EMAIL, SMS, PUSH, CUSTOM, ContactCenter }: Activity): PlannedActivity {
  const { NextActivity } = EMAIL ?? SMS ?? PUSH ?? CUSTOM ?? ContactCenter ?? {};
  const message = (type: MessageType, channelTypes: readonly string[]): PlannedActivity => ({
    kind: 'message',
    id,
    type,
    channelTypes,
    ...way('next', NextActivity),
  });
  if (EMAIL !== undefined) return message('EMAIL', ['EMAIL']);
  if (SMS !== undefined) return message('SMS', ['SMS']);
  if (PUSH !== undefined) return message('PUSH', PUSH_TYPES);
  if (ContactCenter !== undefined) return message('CONTACT_CENTER', ['VOICE']);
  const given = CUSTOM?.EndpointTypes ?? [];
  const types = given.flatMap((type) => (type === 'PUSH' ? PUSH_TYPES : [type]));
  return message('CUSTOM', types.length === 0 ? ALL_TYPES : [...new Set(types)]);
}

function dwellOf({ WaitFor, WaitUntil }: WaitTime = {}): Partial<Dwell> {
  if (WaitUntil !== undefined) return { until: new Date(WaitUntil) };
  return WaitFor === undefined ? {} : { afterMs: durationMs(WaitFor) ?? 0 };
}

/** Types of the messages whose events the conditions ask for. */
function awaitedBy(conditions: readonly Condition[], activities: Activities): MessageType[] {
  const kinds = conditions.flatMap(({ EventCondition }) => {
    const kind = messageOf(activities, EventCondition?.MessageActivity ?? '');
    return kind === undefined ? [] : [kind];
  });
  return kinds.map((kind) => (kind === 'ContactCenter' ? 'CONTACT_CENTER' : (kind as MessageType)));
}

function plannedCondition(
  { EventCondition, SegmentCondition, segmentDimensions }: Condition,
  segments: KeptSegments,
): PlannedCondition {
  if (EventCondition !== undefined) {
    const { MessageActivity = '', Dimensions = {} } = EventCondition;
    return { kind: 'event', messageActivity: MessageActivity, dimensions: Dimensions };
  }
  if (SegmentCondition !== undefined) {
    return { kind: 'segment', segment: segments.asked[SegmentCondition.SegmentId] ?? NOBODY };
  }
  return { kind: 'dimensions', dimensions: segmentDimensions ?? {} };
}
