import type { Ports } from '../../ports/ports.ts';
import { type StoredCampaign, statusOf } from '../campaigns/campaign-documents.ts';
import { activitiesSince, findBatch } from '../campaigns/run-documents.ts';
import type { StoredJourney } from '../journeys/journey.ts';
import { type AttentionItem, type AttentionSpan, isStuck, isWithin } from './attention.ts';
import type { NamesById } from './delivery-attention.ts';

/** Runs of campaigns that failed or do not end, and campaigns that can never run again through a fault. */
export async function campaignAttention(
  ports: Ports,
  span: AttentionSpan,
  campaigns: readonly StoredCampaign[],
  names: NamesById,
): Promise<AttentionItem[]> {
  const items = await Promise.all(campaigns.map((campaign) => attentionOf(ports, span, campaign, names)));
  return items.flat();
}

async function attentionOf(
  ports: Ports,
  span: AttentionSpan,
  campaign: StoredCampaign,
  names: NamesById,
): Promise<AttentionItem[]> {
  const { ApplicationId: applicationId, Id: id, LastModifiedDate } = campaign;
  const name = names.get(id);
  const subject = { type: 'campaign', id, ...(name !== undefined && { name }) } as const;
  const items: AttentionItem[] = [];
  const runs = await activitiesSince(ports, { applicationId, campaignId: id }, span.fromDay);
  const failed = runs.filter(
    ({ Result, ScheduledStart }) => Result === 'FAIL' && isWithin(span, ScheduledStart),
  );
  const [newest] = failed;
  if (newest) {
    const detail = (await findBatch(ports, applicationId, newest.Id))?.failure;
    const at = newest.End ?? newest.Start;
    const count = new Set(failed.map(({ ScheduledStart }) => ScheduledStart)).size;
    items.push({ kind: 'failedRun', severity: 'serious', subject, count, at, ...(detail && { detail }) });
  }
  for (const { running } of campaign.tracks) {
    const batch = running === undefined ? undefined : await findBatch(ports, applicationId, running);
    if (!batch || batch.counts || batch.failure) continue;
    const at = batch.decidedAt ?? new Date(batch.planned.scheduledAt).toISOString();
    if (isStuck(at, span.now)) items.push({ kind: 'stuckRun', severity: 'warning', subject, count: 1, at });
  }
  const status = statusOf(campaign);
  if ((status === 'INVALID' || status === 'DELETED') && isWithin(span, LastModifiedDate)) {
    const detail =
      status === 'DELETED'
        ? 'Its segment was deleted'
        : 'A template that it sends is missing or cannot be read';
    items.push({ kind: 'brokenCampaign', severity: 'serious', subject, count: 1, detail });
  }
  return items;
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
