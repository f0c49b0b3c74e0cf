import type { Ports } from '../../ports/ports.ts';
import { allApps } from '../apps/apps.ts';
import { fewAtOnce } from '../few-at-once.ts';
import { amendCampaign } from './campaign-documents.ts';
import type { CampaignKey } from './due-index.ts';
import { noteFailedRun } from './failed-runs.ts';
import { type ActivityResponse, allActivities, batchesOfRun } from './run-documents.ts';

/**
 * Notes of every run that there was what runs note of themselves since: when their campaign ran last, and that they
 * failed. Activities are read page by page; what one page says is written a few at once. Done again, it changes nothing.
 */
export async function notePastRuns(ports: Pick<Ports, 'documents' | 'clock'>): Promise<void> {
  for (const applicationId of await allApps(ports)) {
    for await (const page of allActivities(ports, applicationId)) {
      const activities = page.map(({ value }) => value);
      const byCampaign = [...Map.groupBy(activities, ({ CampaignId }) => CampaignId)];
      await fewAtOnce(byCampaign, ([campaignId, runs]) =>
        noteLastRun(ports, { applicationId, campaignId }, runs),
      );
      const failed = activities.filter(({ Result }) => Result === 'FAIL');
      const byRun = Map.groupBy(
        failed,
        ({ CampaignId, ScheduledStart }) => `${ScheduledStart}#${CampaignId}`,
      );
      await fewAtOnce([...byRun.values()], (run) => noteFailure(ports, applicationId, run));
    }
  }
}

async function noteLastRun(
  ports: Pick<Ports, 'documents' | 'clock'>,
  key: CampaignKey,
  runs: readonly ActivityResponse[],
): Promise<void> {
  const last = runs
    .map(({ ScheduledStart }) => ScheduledStart)
    .sort()
    .at(-1);
  if (last === undefined) return;
  await amendCampaign(ports, key, (found) =>
    (found.lastRunAt ?? '') < last ? { ...found, lastRunAt: last } : found,
  );
}

/** @param run the activities of one run that failed */
async function noteFailure(
  ports: Pick<Ports, 'documents' | 'clock'>,
  applicationId: string,
  run: readonly ActivityResponse[],
): Promise<void> {
  for (const { CampaignId: campaignId, Id, ScheduledStart: scheduledStart, End, Start } of run) {
    const batches = await batchesOfRun(ports, applicationId, Id);
    const cause = batches.find(({ failure }) => failure !== undefined)?.failure;
    await noteFailedRun(ports, applicationId, {
      campaignId,
      scheduledStart,
      at: End ?? Start,
      ...(cause !== undefined && { cause }),
    });
  }
}
