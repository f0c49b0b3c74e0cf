import type { Ports } from '../../ports/ports.ts';
import type { BatchCounts, BatchReference } from '../messages/batch.ts';
import { endActivities } from './activities.ts';
import { amendCampaign } from './campaign-documents.ts';
import { type CampaignBatch, changeBatch } from './run-documents.ts';
import { outcomesInLake, outcomesOfRun } from './run-outcomes.ts';
import { settled } from './track.ts';

/** Notes what became of a run and moves the campaign on. Done again, it changes nothing. */
export async function completeCampaignRun(
  ports: Ports,
  { applicationId, batchId }: BatchReference,
  counts: BatchCounts,
): Promise<void> {
  const batch = await changeBatch(ports, applicationId, batchId, (found) => ({ ...found, counts }));
  const outcomeOf = await outcomesOfRun(ports, applicationId, batch, counts);
  await endActivities(ports, applicationId, batch, outcomeOf);
  await moveOn(ports, applicationId, batch);
}

/** Notes that a run failed as a whole, and what became of its messages until then. */
export async function failCampaignRun(
  ports: Ports,
  { applicationId, batchId }: BatchReference,
  cause: string,
): Promise<void> {
  const batch = await changeBatch(ports, applicationId, batchId, (found) => ({ ...found, failure: cause }));
  const outcomeOf = await outcomesInLake(ports, applicationId, batch);
  await endActivities(ports, applicationId, batch, outcomeOf, cause);
  await moveOn(ports, applicationId, batch);
}

/** After a batch is over: the track that waited for it is due again, or complete. Done again, it changes nothing. */
export async function moveOn(
  ports: Ports,
  applicationId: string,
  { campaignId, planned }: CampaignBatch,
): Promise<void> {
  const isIts = ({ running }: { running?: string }) => running === planned.batchId;
  await amendCampaign(ports, { applicationId, campaignId }, (found) =>
    found.tracks.some(isIts)
      ? { ...found, tracks: found.tracks.map((track) => (isIts(track) ? settled(track) : track)) }
      : found,
  );
}
