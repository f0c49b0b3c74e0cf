import { countOccurrences } from '../../compiler/campaign-events.ts';
import type { Ports } from '../../ports/ports.ts';
import type { BatchReference } from '../messages/batch.ts';
import { beginActivities } from './activities.ts';
import { amendCampaign, findCampaign, indexState, type StoredCampaign } from './campaign-documents.ts';
import {
  type CampaignKey,
  type DueEntry,
  dropEntries,
  dueEntries,
  indexSorts,
  putEntries,
} from './due-index.ts';
import { failCampaignRun, moveOn } from './end-run.ts';
import { heard, hearing, hearingBatch } from './listening.ts';
import { changeBatch, noteBatch, requireBatch } from './run-documents.ts';
import { type PlannedBatch, step, type Track, watched } from './track.ts';

/** State machine that takes a batch through decision and sending. */
const DELIVER = 'deliver';

/**
 * Starts the deliver machine for every campaign run that is due; safe to call twice and late. A
 * campaign that fails does not keep the others.
 * @returns how many were started
 * @throws the first campaign's error, after all had their turn
 */
export async function startDueCampaignRuns(ports: Ports): Promise<number> {
  const now = ports.clock.now();
  let started = 0;
  const failures: unknown[] = [];
  let page = await dueEntries(ports, now);
  while (page.length > 0) {
    for (const entry of page) {
      try {
        started += await startDue(ports, entry, now);
      } catch (error) {
        failures.push(error);
      }
    }
    page = await dueEntries(ports, now, page.at(-1)?.sort);
  }
  if (failures.length > 0) throw failures[0];
  return started;
}

async function startDue(ports: Ports, entry: DueEntry, now: Date): Promise<number> {
  const campaign = await findCampaign(ports, entry);
  if (campaign === undefined || indexState(campaign).due !== entry.due) {
    await dropStale(ports, entry);
    return 0;
  }
  let started = 0;
  for (const track of campaign.tracks) {
    if (track.due === undefined || track.due > now.getTime()) continue;
    started += await advance(ports, campaign, track, now.getTime());
  }
  return started;
}

/** Moves a due track on, and starts its batch if there is one. */
async function advance(ports: Ports, campaign: StoredCampaign, track: Track, now: number): Promise<number> {
  const key = { applicationId: campaign.ApplicationId, campaignId: campaign.Id };
  if (track.running !== undefined) {
    await watch(ports, key, track, now);
    return 0;
  }
  const planned =
    track.schedule.Frequency === 'EVENT'
      ? await listen(ports, key, track, now)
      : step(track, campaign.Id, now);
  let next = planned.track;
  if (planned.batch !== undefined) {
    const batch = await start(ports, key, { campaign, track: next, planned: planned.batch });
    next = batch.track;
  }
  await replaceTrack(ports, key, track, next);
  if (planned.batch === undefined) return 0;
  // It may have been started by a process that died here, and be over by now.
  const batch = await requireBatch(ports, key.applicationId, planned.batch.batchId);
  if (batch.counts !== undefined || batch.failure !== undefined)
    await moveOn(ports, key.applicationId, batch);
  return 1;
}

/** An event campaign looks for events that arrived since it last did. */
async function listen(ports: Ports, { applicationId, campaignId }: CampaignKey, track: Track, now: number) {
  const window = hearing(track, now, ports.stage.eventLagSeconds * 1000);
  const next = heard(track, now, window);
  const filter = track.schedule.EventFilter;
  if (window === undefined || filter === undefined) return { track: next };
  const [row] = await ports.queries.query<{ events: number }>(
    countOccurrences(applicationId, { filter, ...window }).statement(),
  );
  if ((row?.events ?? 0) === 0) return { track: next };
  return { track: next, batch: hearingBatch(track, campaignId, window) };
}

/**
 * Starts a batch once: its name is the same for every scheduler, and what one of them noted first
 * (the zones of a wave) holds for all.
 */
async function start(
  ports: Ports,
  { applicationId, campaignId }: CampaignKey,
  { campaign, track, planned }: { campaign: StoredCampaign; track: Track; planned: PlannedBatch },
) {
  const batch = await noteBatch(ports, applicationId, {
    campaignId,
    version: campaign.Version,
    track,
    planned,
  });
  await beginActivities(ports, applicationId, batch);
  const reference: BatchReference = { applicationId, batchId: planned.batchId, kind: 'campaign' };
  const executionId = await ports.workflows.start(DELIVER, planned.batchId, reference);
  if (batch.executionId === executionId) return batch;
  return changeBatch(ports, applicationId, planned.batchId, (found) => ({ ...found, executionId }));
}

/** A batch that has been under way for long: one whose machine failed without a word has failed. */
async function watch(ports: Ports, key: CampaignKey, track: Track, now: number): Promise<void> {
  const batch = await requireBatch(ports, key.applicationId, track.running ?? '');
  const execution = await ports.workflows.describe(batch.executionId ?? '');
  if (execution?.status === 'FAILED') {
    const { applicationId } = key;
    const reference: BatchReference = { applicationId, batchId: batch.planned.batchId, kind: 'campaign' };
    await failCampaignRun(ports, reference, execution.error?.cause ?? 'The machine failed');
  } else await replaceTrack(ports, key, track, watched(track, now));
}

/** Nothing is done when the campaign was deleted, changed, or moved on by another scheduler: then it is as it should be. */
async function replaceTrack(ports: Ports, key: CampaignKey, track: Track, next: Track): Promise<void> {
  await amendCampaign(ports, key, (found) =>
    found.tracks.some((item) => isSame(item, track))
      ? { ...found, tracks: found.tracks.map((item) => (isSame(item, track) ? next : item)) }
      : found,
  );
}

function isSame(a: Track, b: Track): boolean {
  return (
    a.generation === b.generation &&
    a.treatments[0] === b.treatments[0] &&
    a.due === b.due &&
    a.since === b.since &&
    a.running === b.running
  );
}

/** Drops an entry that its campaign does not agree with, unless the campaign came to agree meanwhile. */
async function dropStale(ports: Ports, entry: DueEntry): Promise<void> {
  const { applicationId, campaignId, sort } = entry;
  const key = { applicationId, campaignId };
  await dropEntries(ports, [sort]);
  const campaign = await findCampaign(ports, key);
  if (campaign === undefined) return dropEntries(ports, indexSorts(key, { isActive: true }));
  await putEntries(ports, key, indexSorts(key, indexState(campaign)));
}
