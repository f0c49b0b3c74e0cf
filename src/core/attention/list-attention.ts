import type { Ports } from '../../ports/ports.ts';
import { requireApp } from '../apps/apps.ts';
import { latestCampaigns, readDefinitions } from '../campaigns/campaign-documents.ts';
import { allJourneys } from '../journeys/journey-documents.ts';
import type { AttentionItem, AttentionSpan } from './attention.ts';
import { deliveryAttention, inDoubtAttention } from './delivery-attention.ts';
import { fileAttention } from './file-attention.ts';
import { campaignAttention, journeyAttention } from './run-attention.ts';

const SEVERITIES = ['serious', 'warning'] as const;

/**
 * All that went wrong in an application between two days, or goes wrong now: from the events, the runs,
 * the uploads and the jobs.
 * @returns what is serious first, then the newest
 * @throws PlatformError `NotFound` for the application
 */
export async function listAttention(ports: Ports, span: AttentionSpan): Promise<AttentionItem[]> {
  const { applicationId } = span;
  await requireApp(ports, applicationId);
  const [campaigns, journeys] = await Promise.all([
    latestCampaigns(ports, applicationId),
    allJourneys(ports, applicationId),
  ]);
  const definitions = await readDefinitions(ports, campaigns);
  const named = [
    ...[...definitions].map(([id, { Name }]) => [id, Name] as const),
    ...journeys.map(({ journey: { Id, Name } }) => [Id, Name] as const),
  ];
  const names = new Map(named.map(([id, name]) => [id, name || undefined]));
  const items = await Promise.all([
    deliveryAttention(ports, span, names),
    inDoubtAttention(ports, span),
    campaignAttention(ports, span, campaigns, names),
    fileAttention(ports, span),
  ]);
  return [...items.flat(), ...journeyAttention(journeys)].sort(
    (a, b) =>
      SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
      (b.at ?? '').localeCompare(a.at ?? ''),
  );
}
