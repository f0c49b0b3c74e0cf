import { Temporal } from 'temporal-polyfill';
import { dimensionsInWords } from '../segments/dimension-words.ts';
import { kindOf } from './activity-graph.ts';
import type { Activity, Condition, WaitTime } from './journey.ts';

/*
 * What activities and their ways are called for people, in place of their ids. Nothing but the
 * definition and the names of segments is needed for it.
 */

type Activities = Readonly<Record<string, Activity>>;

/** What names depend on. */
export interface Wording {
  readonly activities: Activities;
  /** The name of a segment, where it has one. */
  segmentName(segmentId: string): string | undefined;
}

const MESSAGES = { EMAIL: 'E-mail', SMS: 'Text message', PUSH: 'Push message' } as const;

/** What a person does with a message, by the type of the event that tells it. */
const READER_ACTS: Readonly<Record<string, string>> = {
  '_email.send': 'Was sent',
  '_email.delivered': 'Received',
  '_email.open': 'Opened',
  '_email.click': 'Clicked in',
  '_email.hardbounce': 'Bounced for good:',
  '_email.softbounce': 'Bounced:',
  '_email.complaint': 'Complained about',
  '_email.unsubscribe': 'Unsubscribed in',
  '_SMS.SUCCESS': 'Received',
  '_SMS.FAILURE': 'Did not get',
  '_SMS.OPTOUT': 'Opted out by',
  '_journey.opened_notification': 'Opened',
  '_custom.delivered': 'Was reached by',
};

/** `Wait 3 days`, `E-mail Renew_30_percent_off`, `Opened Renew_30_percent_off?`. */
export function activityName(activity: Activity, wording: Wording): string {
  const { CUSTOM, Wait, ConditionalSplit, MultiCondition, RandomSplit, Holdout } = activity;
  const kind = kindOf(activity);
  if (kind === 'EMAIL' || kind === 'SMS' || kind === 'PUSH') {
    return [MESSAGES[kind], templateOf(activity)].filter(Boolean).join(' ');
  }
  if (kind === 'ContactCenter') return 'Call by the contact centre';
  if (CUSTOM !== undefined) return ['Call', targetOf(CUSTOM.DeliveryUri)].filter(Boolean).join(' ');
  if (Wait !== undefined) return `Wait ${waitInWords(Wait.WaitTime) ?? ''}`.trim();
  if (ConditionalSplit !== undefined) {
    const { Conditions = [], Operator } = ConditionalSplit.Condition ?? {};
    const words = Conditions.map((condition) => conditionInWords(condition, wording));
    return words.length === 0 ? 'Yes or no?' : `${words.join(Operator === 'ANY' ? ' or ' : ' and ')}?`;
  }
  if (MultiCondition !== undefined) return 'Which applies first?';
  if (RandomSplit !== undefined) {
    return `Random split ${(RandomSplit.Branches ?? []).map(({ Percentage = 0 }) => Percentage).join(' / ')}`;
  }
  return `Hold out ${Holdout?.Percentage ?? 0} %`;
}

/** How long a split waits before it decides: `after 3 days`; `undefined` when it decides at once. */
export function evaluationInWords({ ConditionalSplit, MultiCondition }: Activity): string | undefined {
  const { EvaluationWaitTime } = ConditionalSplit ?? MultiCondition ?? {};
  const words = waitInWords(EvaluationWaitTime);
  if (words === undefined) return undefined;
  return EvaluationWaitTime?.WaitUntil === undefined ? `after ${words}` : words;
}

/** `Yes`, `60 %`, `Otherwise`; empty where an activity has but one way on. */
export function branchInWords(
  activity: Activity | undefined,
  branch: string | null,
  wording: Wording,
): string {
  switch (branch) {
    case 'Branch_TRUE':
      return 'Yes';
    case 'Branch_FALSE':
      return 'No';
    case 'HOLDOUT':
      return 'Held out';
    case 'PASSED':
      return 'Goes on';
    case 'WAIT_SKIPPED':
      return 'Already past';
    case 'QUIET_TIME_WAIT_FINISHED':
      return 'After quiet time';
  }
  const number = Number(/^Branch_(\d+)$/.exec(branch ?? '')?.[1]);
  if (Number.isNaN(number)) return '';
  const share = activity?.RandomSplit?.Branches?.[number - 1]?.Percentage;
  if (share !== undefined) return `${share} %`;
  const condition = activity?.MultiCondition?.Branches?.[number - 1]?.Condition;
  return condition === undefined ? 'Otherwise' : conditionInWords(condition, wording);
}

function conditionInWords(condition: Condition, { activities, segmentName }: Wording): string {
  const { EventCondition, SegmentCondition, segmentDimensions } = condition;
  if (SegmentCondition !== undefined) {
    const { SegmentId } = SegmentCondition;
    return `In ${segmentName(SegmentId) ?? `segment ${SegmentId}`}`;
  }
  if (segmentDimensions !== undefined) return dimensionsInWords(segmentDimensions);
  const { MessageActivity = '', Dimensions = {} } = EventCondition ?? {};
  const { Values = [], DimensionType } = Dimensions.EventType ?? {};
  const acts = Values.map((type) => READER_ACTS[type] ?? type).join(' or ');
  const message = activities[MessageActivity];
  const what = message === undefined ? MessageActivity : (templateOf(message) ?? MessageActivity);
  const words = `${acts === '' ? 'Something happened to' : acts} ${what}`.trim();
  return DimensionType === 'EXCLUSIVE' ? `Not: ${words}` : words;
}

function templateOf({ EMAIL, SMS, PUSH, CUSTOM }: Activity): string | undefined {
  return (EMAIL ?? SMS ?? PUSH ?? CUSTOM)?.TemplateName || undefined;
}

/** The function's name, or the host that is called. */
function targetOf(uri = ''): string {
  return /^https?:\/\/([^/?#]+)/.exec(uri)?.[1] ?? uri.split(':function:').at(-1) ?? uri;
}

/** `3 days`, or `until 2026-06-01 09:00 UTC`. */
function waitInWords({ WaitFor, WaitUntil }: WaitTime = {}): string | undefined {
  if (WaitUntil !== undefined) return `until ${WaitUntil.slice(0, 16).replace('T', ' ')} UTC`;
  return WaitFor === undefined ? undefined : durationInWords(WaitFor);
}

const UNITS = ['years', 'months', 'weeks', 'days', 'hours', 'minutes', 'seconds'] as const;

function durationInWords(text: string): string {
  const duration = Temporal.Duration.from(text);
  const parts = UNITS.filter((unit) => duration[unit] !== 0).map((unit) => {
    const count = duration[unit];
    return `${count} ${count === 1 ? unit.slice(0, -1) : unit}`;
  });
  return parts.length === 0 ? '0 seconds' : parts.join(' ');
}
