import { createHash } from 'node:crypto';
import type { Document } from '../../ports/document-store.ts';
import type { Ports } from '../../ports/ports.ts';
import { applicationPartition } from '../apps/partition.ts';
import { allDocuments, changeDocument } from '../documents.ts';
import { PlatformError } from '../errors.ts';
import type { BatchCounts } from '../messages/batch.ts';
import type { CampaignKey } from './due-index.ts';
import type { PlannedBatch, Track } from './track.ts';

/*
 * What the stage knows of runs: a batch, which the deliver machine takes through decision and sending,
 * and an activity, what a campaign's caller sees of one treatment's run. A run in local time has a
 * batch for each of its waves; its activities gather them.
 */

/** A batch of a campaign, `campaign-batch#{batchId}`. */
export interface CampaignBatch {
  readonly campaignId: string;
  /** The campaign's version when it was started; by it the batch is decided. */
  readonly version: number;
  /** As it was when the batch was started. */
  readonly track: Track;
  readonly planned: PlannedBatch;
  /** ISO 8601; chosen at the first attempt to decide, so that a second one is the same statement. */
  decidedAt?: string;
  /** Of the machine that takes it through. */
  executionId?: string;
  counts?: BatchCounts;
  failure?: string;
}

/** One run of one treatment as Pinpoint answers it (pinpoint-campaigns-journeys.md 1.4). */
export interface ActivityResponse {
  ApplicationId: string;
  CampaignId: string;
  End?: string;
  ExecutionMetrics?: Record<string, string>;
  Id: string;
  Result?: 'SUCCESS' | 'FAIL';
  /** ISO 8601, UTC. */
  ScheduledStart: string;
  Start: string;
  State: 'PENDING' | 'INITIALIZING' | 'RUNNING' | 'PAUSED' | 'CANCELLED' | 'COMPLETED';
  SuccessfulEndpointCount?: number;
  TimezonesCompletedCount?: number;
  TimezonesTotalCount?: number;
  TotalEndpointCount?: number;
  TreatmentId: string;
}

const BATCHES = 'campaign-batch#';
const ACTIVITIES = 'campaign-activity#';

const batchKey = (applicationId: string, batchId: string) => ({
  partition: applicationPartition(applicationId),
  sort: BATCHES + batchId,
});

const activityPrefix = (campaignId: string) => `${ACTIVITIES}${campaignId}#`;

const activityKey = ({ ApplicationId, CampaignId, ScheduledStart, Id }: ActivityResponse) => ({
  partition: applicationPartition(ApplicationId),
  sort: `${activityPrefix(CampaignId)}${ScheduledStart}#${Id}`,
});

/** The run's own id for the first of a track's treatments, ids made from it for the others. */
export function activityId({ runId }: PlannedBatch, { treatments }: Track, treatmentId: string): string {
  if (treatmentId === treatments[0]) return runId;
  return createHash('md5').update(`${runId}/${treatmentId}`).digest('hex');
}

/** Notes a batch that is to be started. @returns the one that is there, when another scheduler was first */
export async function noteBatch(
  ports: Ports,
  applicationId: string,
  batch: CampaignBatch,
): Promise<CampaignBatch> {
  const key = batchKey(applicationId, batch.planned.batchId);
  return changeDocument<CampaignBatch>(ports.documents, key, (found) => found ?? batch);
}

/** @throws PlatformError `NotFound` */
export async function requireBatch(
  ports: Ports,
  applicationId: string,
  batchId: string,
): Promise<CampaignBatch> {
  const found = await findBatch(ports, applicationId, batchId);
  if (found === undefined) {
    throw new PlatformError('NotFound', `Campaign run ${batchId} not found in application ${applicationId}`);
  }
  return found;
}

export async function changeBatch(
  ports: Ports,
  applicationId: string,
  batchId: string,
  change: (batch: CampaignBatch) => CampaignBatch,
): Promise<CampaignBatch> {
  return changeDocument<CampaignBatch>(ports.documents, batchKey(applicationId, batchId), (found) => {
    if (found === undefined) throw new PlatformError('NotFound', `Campaign run ${batchId} not found`);
    return change(found);
  });
}

/** Every activity of a campaign, the oldest first. */
export async function activitiesOf(ports: Ports, key: CampaignKey): Promise<ActivityResponse[]> {
  const found = await allDocuments<ActivityResponse>(
    ports.documents,
    applicationPartition(key.applicationId),
    activityPrefix(key.campaignId),
  );
  return found.map(({ value }) => value);
}

/** Every activity of an application's campaigns, those of one campaign together and the oldest first, page by page. */
export async function* allActivities(
  { documents }: Pick<Ports, 'documents'>,
  applicationId: string,
): AsyncGenerator<Document<ActivityResponse>[]> {
  const partition = applicationPartition(applicationId);
  for (let after: string | undefined; ; ) {
    const page = await documents.query<ActivityResponse>(partition, ACTIVITIES, {
      ...(after !== undefined && { after }),
    });
    if (page.length === 0) return;
    yield page;
    after = page.at(-1)?.key.sort;
  }
}

/** The batches of a run, of which there are several in local time and of events; none for an id that is no run's. */
export async function batchesOfRun(
  { documents }: Pick<Ports, 'documents'>,
  applicationId: string,
  runId: string,
): Promise<CampaignBatch[]> {
  const found = await allDocuments<CampaignBatch>(
    documents,
    applicationPartition(applicationId),
    BATCHES + runId,
  );
  return found.map(({ value }) => value);
}

/** @returns `undefined` when there is no such batch */
export async function findBatch(
  ports: Ports,
  applicationId: string,
  batchId: string,
): Promise<CampaignBatch | undefined> {
  return (await ports.documents.get<CampaignBatch>(batchKey(applicationId, batchId)))?.value;
}

/** Creates an activity, or changes it. */
export async function changeActivity(
  ports: Ports,
  first: ActivityResponse,
  change: (activity: ActivityResponse) => ActivityResponse,
): Promise<ActivityResponse> {
  return changeDocument<ActivityResponse>(ports.documents, activityKey(first), (found) =>
    change(found ?? first),
  );
}
