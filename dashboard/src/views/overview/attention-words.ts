import type { AttentionItem } from '../../api/types.ts';
import { count, percent, share } from '../../ui/format.ts';

/** What happened, in one line with its numbers. */
export function titleOf(item: AttentionItem): string {
  const { kind, count: times, of } = item;
  const number = count(times);
  const rate = percent(share(times, of));
  const messages = times === 1 ? '1 message' : `${number} messages`;
  const titles: Record<AttentionItem['kind'], string> = {
    bounces: `${rate} of e-mails bounced (${number} of ${count(of)})`,
    complaints: `${rate} of e-mails were reported as spam (${number} of ${count(of)})`,
    failedTexts: `${rate} of text messages failed (${number} of ${count(of)})`,
    renderingFailures: `${messages} could not be made from the template`,
    handoverFailures: `${messages} could not be handed over`,
    inDoubt: `${messages} in doubt`,
    failedRun: times === 1 ? 'A run failed' : `${number} runs failed`,
    stuckRun: 'A run has been under way for over an hour',
    brokenCampaign: 'The campaign cannot run any more',
    failedJourneyTick: `The journey stands still: its last step failed ${times === 1 ? 'once' : `${number} times`}`,
    failedUpload: 'An upload failed',
    stuckUpload: 'An upload has been under way for over an hour',
    rejectedRows: `${number} of ${count(of)} rows were rejected`,
    failedJob: item.subject.type === 'export' ? 'An export failed' : 'An import failed',
    stuckJob: `An ${item.subject.type} has been under way for over an hour`,
    rejectedRecords: `${number} of ${count(of)} records were not taken`,
  };
  return titles[kind];
}

/** Why it matters or what to do, with the threshold where there is one. */
export function whyOf({ kind, threshold, detail }: AttentionItem): string | undefined {
  const from = percent(threshold);
  const why: Partial<Record<AttentionItem['kind'], string>> = {
    bounces: `Shown from ${from} on. From ${percent(0.1)} on a provider may pause your sending: clean the list.`,
    complaints: `Shown from ${from} on. From ${percent(0.005)} on a provider may pause your sending.`,
    failedTexts: `Shown from ${from} on. Check numbers and countries.`,
    inDoubt: 'The connection was lost while they were handed over; they are not sent again by themselves.',
    rejectedRecords: 'The import’s page lists them with line number and reason.',
    rejectedRows: 'Their line numbers and reasons can be downloaded with the upload.',
  };
  return [detail, why[kind]].filter(Boolean).join(' ') || undefined;
}

/** The view that shows it, or that one would go on with. */
export function placeOf({ subject: { type, id, deleted } }: AttentionItem): Place | undefined {
  if (deleted) return undefined;
  if (type === 'campaign') return { to: `/campaigns/${id}` };
  if (type === 'journey') return { to: `/journeys/${id}` };
  if (type === 'upload') return { to: `/rfm/${id}` };
  if (type === 'import' || type === 'export') return { to: `/segments/jobs/${id}` };
  return undefined;
}

export interface Place {
  readonly to: string;
}

/** Files and jobs come by the dozen: those that ended alike are told as one. */
const TOLD_TOGETHER: Partial<Record<AttentionItem['kind'], (files: string, type: string) => string>> = {
  failedUpload: (files) => `${files} uploads failed`,
  stuckUpload: (files) => `${files} uploads have been under way for over an hour`,
  rejectedRows: (files) => `Rows of ${files} uploads were rejected`,
  failedJob: (files, type) => `${files} ${type}s failed`,
  stuckJob: (files, type) => `${files} ${type}s have been under way for over an hour`,
  rejectedRecords: (files) => `Records of ${files} imports were not taken`,
};

/** Of one kind. */
type Group = readonly [AttentionItem, ...AttentionItem[]];

/** Items in their order, those that are told together at the place of the first. */
export function groupsOf(items: readonly AttentionItem[]): readonly Group[] {
  const groups = new Map<string, [AttentionItem, ...AttentionItem[]]>();
  for (const item of items) {
    const { kind, subject } = item;
    const key = TOLD_TOGETHER[kind] ? `${kind} ${subject.type}` : `${kind} ${subject.type} ${subject.id}`;
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return [...groups.values()];
}

/** What happened to several of a kind. */
export function titleOfMany([first, ...others]: Group): string {
  return TOLD_TOGETHER[first.kind]?.(count(others.length + 1), first.subject.type) ?? '';
}
