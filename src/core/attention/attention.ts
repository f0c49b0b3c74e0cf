/** What a marketer should look at, and where. */
export interface AttentionItem {
  readonly kind: AttentionKind;
  /** `serious`: messages are not sent, or a provider may stop sending; `warning`: the rest. */
  readonly severity: 'serious' | 'warning';
  readonly subject: AttentionSubject;
  /** How many messages, rows or attempts it is about. */
  readonly count: number;
  /** What `count` is a part of, where a rate says whether it matters. */
  readonly of?: number;
  /** The rate from which on it is told, 0 to 1. */
  readonly threshold?: number;
  /** ISO 8601, UTC: when it happened last, or began. */
  readonly at?: string;
  /** What the platform says of the cause. */
  readonly detail?: string;
}

export const ATTENTION_KINDS = [
  'bounces',
  'complaints',
  'failedTexts',
  'renderingFailures',
  'handoverFailures',
  'inDoubt',
  'failedRun',
  'stuckRun',
  'brokenCampaign',
  'failedJourneyTick',
  'failedUpload',
  'stuckUpload',
  'rejectedRows',
  'failedJob',
  'stuckJob',
  'rejectedRecords',
] as const;
export type AttentionKind = (typeof ATTENTION_KINDS)[number];

export const SUBJECT_TYPES = [
  'campaign',
  'journey',
  'transactional',
  'messages',
  'upload',
  'import',
  'export',
] as const;

/** What an item is about. */
export interface AttentionSubject {
  readonly type: (typeof SUBJECT_TYPES)[number];
  /** Absent for transactional messages, and for messages of several origins. */
  readonly id?: string;
  /** As people call it: a campaign's name, a file's. */
  readonly name?: string;
  /** Its name is the last one that is known. */
  readonly deleted?: true;
}

export interface AttentionSpan {
  readonly applicationId: string;
  /** Both days count; UTC, `2026-11-24`. */
  readonly fromDay: string;
  readonly toDay: string;
  readonly now: Date;
  /** Seconds; counts of messages may be earlier ones that are no older, all else is of now. 0 when absent. */
  readonly maxAge?: number;
}

/** Kinds whose `detail` may quote what stands in a file about a person. */
export const PERSONAL_DETAILS: ReadonlySet<AttentionKind> = new Set([
  'failedJob',
  'stuckJob',
  'rejectedRecords',
]);

/** What has been under way for longer is said to be stuck. Ours. */
export const STUCK_MS = 60 * 60 * 1000;

export function isStuck(startedAt: string, now: Date): boolean {
  return now.getTime() - Date.parse(startedAt) > STUCK_MS;
}

/** Whether an instant lies in the span. */
export function isWithin({ fromDay, toDay }: AttentionSpan, at: string): boolean {
  return at.slice(0, 10) >= fromDay && at.slice(0, 10) <= toDay;
}
