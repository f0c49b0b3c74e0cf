import type { Ports } from '../../ports/ports.ts';
import { requireApp } from '../apps/apps.ts';
import { PlatformError } from '../errors.ts';
import { keyName } from '../keys/keys.ts';
import { type PageRequest, pageOf } from '../paging.ts';
import type { ExportDefinition, ImportDefinition, JobKind, JobStatus, Jobs } from './job.ts';
import { allJobs, findJob } from './job-documents.ts';
import { parseS3Url } from './s3-url.ts';

/** An import or an export, for people. */
export interface DescribedJob {
  readonly jobId: string;
  readonly applicationId: string;
  readonly type: JobKind;
  /** What matters of `status`. */
  readonly state: 'RUNNING' | 'SUCCEEDED' | 'FAILED';
  /** As Pinpoint calls it. */
  readonly status: JobStatus;
  /** The file's name, or the folder's where there are several. */
  readonly name: string;
  /** Where an import reads and an export writes: `s3://…`. */
  readonly place: string;
  readonly format?: 'CSV' | 'JSON';
  /** Of an import: whether endpoints are stored, and whether they become a segment. */
  readonly registerEndpoints?: boolean;
  readonly defineSegment?: boolean;
  /** The segment that an import makes or adds to, or that an export writes; absent for all endpoints. */
  readonly segmentId?: string;
  /** As an import was told to call it. */
  readonly segmentName?: string;
  /** That an export writes. */
  readonly segmentVersion?: number;
  /** Who asked: a key's id, and its name where the key is still known. */
  readonly startedBy?: { readonly keyId: string; readonly name?: string };
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly completedAt?: string;
  readonly pieces: { readonly total: number; readonly completed: number; readonly failed: number };
  /** Records looked at, and those that were not taken. */
  readonly processed: number;
  readonly rejected: number;
  /** Why files as a whole could not be used, or the job could not go on. */
  readonly faults: readonly string[];
}

export interface JobFilter {
  readonly type?: JobKind;
  readonly segmentId?: string;
}

/** Imports and exports of an application, the newest first. @throws PlatformError `NotFound` */
export async function listJobs(
  ports: Ports,
  applicationId: string,
  { type, segmentId }: JobFilter,
  request: PageRequest,
): Promise<{ items: DescribedJob[]; next?: string }> {
  await requireApp(ports, applicationId);
  const kinds: readonly JobKind[] = type ? [type] : ['import', 'export'];
  const stored = (await Promise.all(kinds.map((kind) => allJobs(ports, kind, applicationId)))).flat();
  const asked = stored.filter(({ job }) => segmentId === undefined || job.Definition.SegmentId === segmentId);
  const page = pageOf(asked, ({ job }) => `${job.CreationDate}#${job.Id}`, request);
  const names = new Map<string, string | undefined>();
  for (const { startedBy } of page.Item) {
    if (startedBy && !names.has(startedBy)) names.set(startedBy, await keyName(ports, startedBy));
  }
  const items = page.Item.map((one) => describeStoredJob(one, names.get(one.startedBy ?? '')));
  return { items, ...(page.NextToken && { next: page.NextToken }) };
}

/** @throws PlatformError `NotFound` for the application, or when it has no such import or export */
export async function describeJob(ports: Ports, applicationId: string, jobId: string): Promise<DescribedJob> {
  const stored = await requireAnyJob(ports, applicationId, jobId);
  return describeStoredJob(stored, stored.startedBy && (await keyName(ports, stored.startedBy)));
}

/** @throws PlatformError as `describeJob` */
export async function requireAnyJob(
  ports: Ports,
  applicationId: string,
  jobId: string,
): Promise<Jobs[JobKind]> {
  await requireApp(ports, applicationId);
  const stored =
    (await findJob(ports, 'import', applicationId, jobId)) ??
    (await findJob(ports, 'export', applicationId, jobId));
  if (!stored) throw new PlatformError('NotFound', `Job ${jobId} not found in application ${applicationId}`);
  return stored;
}

/** @param keyNamed what the key is called that asked, where that is known */
export function describeStoredJob({ job, run, startedBy }: Jobs[JobKind], keyNamed?: string): DescribedJob {
  const { JobStatus: status } = job;
  const place = placeOf(job.Definition);
  return {
    jobId: job.Id,
    applicationId: job.ApplicationId,
    type: job.Type === 'IMPORT' ? 'import' : 'export',
    state: status === 'COMPLETED' ? 'SUCCEEDED' : status === 'FAILED' ? 'FAILED' : 'RUNNING',
    status,
    name: place.split('/').filter(Boolean).at(-1) ?? place,
    place,
    ...definitionOf(job.Definition),
    ...(startedBy !== undefined && {
      startedBy: { keyId: startedBy, ...(keyNamed !== undefined && { name: keyNamed }) },
    }),
    createdAt: job.CreationDate,
    ...(job.CompletionDate !== undefined && { completedAt: job.CompletionDate }),
    pieces: { total: job.TotalPieces, completed: job.CompletedPieces, failed: job.FailedPieces },
    processed: job.TotalProcessed,
    rejected: job.TotalFailures,
    faults: (run.faults ?? []).map((fault) => withoutFolder(fault, place)),
  };
}

function definitionOf(definition: ImportDefinition | ExportDefinition) {
  const { SegmentId: segmentId } = definition;
  const segment = segmentId !== undefined && { segmentId };
  if (!('S3Url' in definition)) {
    const { SegmentVersion: segmentVersion } = definition;
    return { ...segment, ...(segmentVersion !== undefined && { segmentVersion }) };
  }
  const { Format, RegisterEndpoints, DefineSegment, SegmentName } = definition;
  return {
    ...segment,
    ...(SegmentName !== undefined && { segmentName: SegmentName }),
    format: Format,
    registerEndpoints: RegisterEndpoints,
    defineSegment: DefineSegment,
  };
}

function placeOf(definition: ImportDefinition | ExportDefinition): string {
  return 'S3Url' in definition ? definition.S3Url : definition.S3UrlPrefix;
}

/** A file is called in messages by its key; people know it by what stands behind its last slash. */
function withoutFolder(text: string, place: string): string {
  const { key } = parseS3Url('place', place);
  const folder = key.slice(0, key.lastIndexOf('/') + 1);
  return folder === '' ? text : text.replaceAll(folder, '');
}
