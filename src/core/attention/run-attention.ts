import type { Ports } from '../../ports/ports.ts';
import { type StoredCampaign, statusOf } from '../campaigns/campaign-documents.ts';
import { type FailedRun, failedRuns } from '../campaigns/failed-runs.ts';
import { findBatch } from '../campaigns/run-documents.ts';
import { fewAtOnce } from '../few-at-once.ts';
import type { StoredJourney } from '../journeys/journey.ts';
import {
  type AttentionItem,
  type AttentionSpan,
  type AttentionSubject,
  isStuck,
  isWithin,
} from './attention.ts';
import type { NamesById } from './delivery-attention.ts';

/** Runs of campaigns that failed or do not end, and campaigns that can never run again through a fault. */
export async function campaignAttention(
  ports: Ports,
  span: AttentionSpan,
  campaigns: readonly StoredCampaign[],
  names: NamesById,
): Promise<AttentionItem[]> {
  const subjectOf = (id: string) => {
    const name = names.get(id);
    return { type: 'campaign', id, ...(name !== undefined && { name }) } as const;
  };
  const failed = Map.groupBy(
    await failedRuns(ports, span.applicationId, span),
    ({ campaignId }) => campaignId,
  );
  const stuck = await stuckRuns(ports, span, campaigns);
  return campaigns.flatMap((campaign) => {
    const subject = subjectOf(campaign.Id);
    return [
      ...failedRunOf(failed.get(campaign.Id) ?? [], subject),
      ...stuck
        .filter(({ campaignId }) => campaignId === campaign.Id)
        .map(({ at }) => ({ kind: 'stuckRun', severity: 'warning', subject, count: 1, at }) as const),
      ...brokenCampaign(campaign, subject, span),
    ];
  });
}

/** @param runs the oldest first */
function failedRunOf(runs: readonly FailedRun[], subject: AttentionSubject): AttentionItem[] {
  const newest = runs.at(-1);
  if (newest === undefined) return [];
  const { at, cause } = newest;
  const detail = cause !== undefined && { detail: cause };
  return [{ kind: 'failedRun', severity: 'serious', subject, count: runs.length, at, ...detail }];
}

/** Batches under way for too long, of campaigns that have one under way. */
async function stuckRuns(
  ports: Ports,
  { applicationId, now }: AttentionSpan,
  campaigns: readonly StoredCampaign[],
): Promise<{ campaignId: string; at: string }[]> {
  const running = campaigns.flatMap(({ Id: campaignId, tracks }) =>
    tracks.flatMap(({ running: batchId }) => (batchId === undefined ? [] : [{ campaignId, batchId }])),
  );
  const found = await fewAtOnce(running, async ({ campaignId, batchId }) => {
    const batch = await findBatch(ports, applicationId, batchId);
    if (!batch || batch.counts || batch.failure) return [];
    const at = batch.decidedAt ?? new Date(batch.planned.scheduledAt).toISOString();
    return isStuck(at, now) ? [{ campaignId, at }] : [];
  });
  return found.flat();
}

function brokenCampaign(
  campaign: StoredCampaign,
  subject: AttentionSubject,
  span: AttentionSpan,
): AttentionItem[] {
  const status = statusOf(campaign);
  if ((status !== 'INVALID' && status !== 'DELETED') || !isWithin(span, campaign.LastModifiedDate)) return [];
  const detail =
    status === 'DELETED'
      ? 'Its segment was deleted'
      : 'A template that it sends is missing or cannot be read';
  return [{ kind: 'brokenCampaign', severity: 'serious', subject, count: 1, detail }];
}

/** Journeys that cannot go on for now. */
export function journeyAttention(journeys: readonly StoredJourney[]): AttentionItem[] {
  return journeys.flatMap(({ journey: { Id: id, Name: name }, progress }) => {
    if (progress?.failure === undefined) return [];
    const { at, times: count, cause: detail } = progress.failure;
    const subject = { type: 'journey', id, ...(name && { name }) } as const;
    return [{ kind: 'failedJourneyTick' as const, severity: 'serious' as const, subject, count, at, detail }];
  });
}
