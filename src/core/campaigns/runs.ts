import { compileCampaignRun } from '../../compiler/campaign-run.ts';
import type { Ports } from '../../ports/ports.ts';
import { type ApplicationSettings, getSettings } from '../apps/settings.ts';
import { PlatformError } from '../errors.ts';
import { type BatchReference, batchKey } from '../messages/batch.ts';
import { inDecisionTurn } from '../schedule/lease.ts';
import { bringSuppressionsToLake } from '../suppression/suppressed-rows.ts';
import { amendCampaign, findCampaign, readDefinition, type StoredCampaign } from './campaign-documents.ts';
import { requireTemplates } from './check-messages.ts';
import { changeBatch, requireBatch } from './run-documents.ts';
import { messageBatch, type RunSource, runPlan } from './run-plan.ts';

export { completeCampaignRun, failCampaignRun } from './end-run.ts';
export { nextCampaignDue } from './next-due.ts';
export { startDueCampaignRuns } from './start-runs.ts';

/*
 * Rules of ours where the reference is silent. A run that was missed in an outage starts late, once: of
 * several missed ones the newest. The next run waits until the one before is over; in local time each
 * zone has its own turn. An event is answered by the look after its arrival, or not at all when it is
 * older than five minutes by then. What was decided is sent, also when the campaign is paused, changed
 * or deleted meanwhile.
 */

/**
 * Decides a run: one INSERT into `messages`, and `batch.json` beside it. Done again, it changes nothing.
 * @throws PlatformError `NotFound` when the campaign, its segment or a template was deleted meanwhile; the
 *   campaign then is `DELETED` or `INVALID`
 */
export async function decideCampaignRun(ports: Ports, reference: BatchReference): Promise<void> {
  const source = await runSource(ports, reference);
  const plan = await runPlan(ports, source).catch((error: unknown) => end(ports, source, 'DELETED', error));
  await requireTemplates(ports, source.definition).catch((error: unknown) =>
    end(ports, source, 'INVALID', error),
  );
  const batch = messageBatch(source, plan.segment);
  await ports.lake.put(batchKey(batch.applicationId, batch.batchId), JSON.stringify(batch));
  await ports.endpoints.refreshLake();
  await inDecisionTurn(ports, plan.applicationId, plan.batchId, async () => {
    await bringSuppressionsToLake(ports, plan.applicationId);
    await ports.queries.run(compileCampaignRun(plan), `decide-${plan.batchId}`);
  });
}

async function runSource(ports: Ports, { applicationId, batchId }: BatchReference): Promise<RunSource> {
  const noted = await requireBatch(ports, applicationId, batchId);
  const batch =
    noted.decidedAt === undefined
      ? await changeBatch(ports, applicationId, batchId, (found) => ({
          ...found,
          decidedAt: found.decidedAt ?? ports.clock.now().toISOString(),
        }))
      : noted;
  const { campaignId, version, track, planned } = batch;
  const campaign = await campaignVersion(ports, { applicationId, campaignId }, version);
  const settings: ApplicationSettings = await getSettings(ports, applicationId);
  return {
    applicationId,
    campaignId,
    definition: await readDefinition(ports, campaign),
    settings,
    track,
    planned,
    at: new Date(batch.decidedAt ?? ports.clock.now()),
  };
}

async function campaignVersion(
  ports: Ports,
  key: { applicationId: string; campaignId: string },
  version: number,
): Promise<StoredCampaign> {
  const campaign = await findCampaign(ports, key, version);
  if (campaign !== undefined) return campaign;
  throw new PlatformError('NotFound', `Campaign ${key.campaignId} was deleted before its run was decided`);
}

/** Nothing more starts of a campaign whose segment or template is gone. @throws the error */
async function end(
  ports: Ports,
  { applicationId, campaignId }: RunSource,
  ended: 'INVALID' | 'DELETED',
  error: unknown,
): Promise<never> {
  if (error instanceof PlatformError && ['NotFound', 'BadRequest'].includes(error.code)) {
    const isSegmentGone = error.code === 'NotFound' && ended === 'DELETED';
    await amendCampaign(ports, { applicationId, campaignId }, (found) => ({
      ...found,
      ended: isSegmentGone ? 'DELETED' : 'INVALID',
    }));
  }
  throw error;
}
