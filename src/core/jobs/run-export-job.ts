import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { allEndpoints } from '../../compiler/imported-members.ts';
import { compileSegment, ENDPOINT_COLUMNS } from '../../compiler/segment.ts';
import { sql } from '../../compiler/sql.ts';
import { unloadedColumns } from '../../compiler/unloaded-columns.ts';
import type { Ports } from '../../ports/ports.ts';
import { type EndpointRow, endpointOfRow } from '../endpoints/endpoint-columns.ts';
import { PlatformError } from '../errors.ts';
import { requireSegment } from '../segments/segment-documents.ts';
import { resolveSegment } from '../segments/source-segments.ts';
import type { ExportJob } from './export-jobs.ts';
import type { JobReference } from './job.ts';
import { changeJob, jobPrefix, requireJob } from './job-documents.ts';
import { readLines } from './read-lines.ts';
import { type JobProgress, turn } from './run-import-job.ts';
import { parseS3Url } from './s3-url.ts';

/** Files that one call writes at most; it also begins no other one after a while (TURN_MS). */
const FILES_A_CALL = 10;

/** Keys of the unloaded rows in the lake bucket, in order; written when all of them are there. */
type ExportManifest = readonly string[];

/**
 * Takes an export job one part further: unloads the endpoints' rows; writes some of them out as
 * endpoints; ends. Each part can be done again after a crash with the same result.
 * @throws PlatformError `NotFound` for the job or its segment
 */
export async function runExportJob(
  ports: Ports,
  { applicationId, jobId }: JobReference,
): Promise<JobProgress> {
  const { job, run } = await requireJob(ports, 'export', applicationId, jobId);
  if (job.JobStatus === 'COMPLETED' || job.JobStatus === 'FAILED') return { finished: true };
  const manifest = await manifestOf(ports, jobId);
  if (!manifest) {
    await unload(ports, job);
    return { finished: false };
  }
  if (run.written < manifest.length) {
    await writeSome(ports, job, manifest, run.written);
    return { finished: false };
  }
  const CompletionDate = ports.clock.now().toISOString();
  await changeJob(ports, 'export', applicationId, jobId, (stored) => ({
    ...stored,
    job: { ...stored.job, JobStatus: 'COMPLETED', CompletionDate },
  }));
  return { finished: true };
}

async function unload(ports: Ports, { ApplicationId, Id, Definition }: ExportJob): Promise<void> {
  await changeJob(ports, 'export', ApplicationId, Id, (stored) => ({
    ...stored,
    job: { ...stored.job, JobStatus: 'INITIALIZING' },
  }));
  await ports.endpoints.refreshLake();
  const found = await rowsOf(ports, ApplicationId, Definition);
  const rows = sql`select ${unloadedColumns('found', ENDPOINT_COLUMNS)} from (${found}) as found`;
  const prefix = `${jobPrefix(Id)}rows/`;
  const keys = await ports.queries.unload(rows.statement(), { prefix, format: 'ndjson' });
  await changeJob(ports, 'export', ApplicationId, Id, (stored) => ({
    ...stored,
    job: { ...stored.job, JobStatus: 'PROCESSING', TotalPieces: keys.length },
    run: { ...stored.run, written: 0 },
  }));
  await ports.lake.put(manifestKey(Id), JSON.stringify(keys));
}

async function rowsOf(
  ports: Ports,
  applicationId: string,
  { SegmentId, SegmentVersion }: ExportJob['Definition'],
) {
  if (SegmentId === undefined) return allEndpoints(applicationId);
  const segment = await requireSegment(ports, applicationId, SegmentId, SegmentVersion);
  const context = { applicationId, at: ports.clock.now() };
  return compileSegment(await resolveSegment(ports, segment), context, ENDPOINT_COLUMNS);
}

async function writeSome(
  ports: Ports,
  job: ExportJob,
  manifest: ExportManifest,
  written: number,
): Promise<void> {
  const { bucket, key } = parseS3Url('S3UrlPrefix', job.Definition.S3UrlPrefix);
  const folder = key === '' || key.endsWith('/') ? key : `${key}/`;
  const inTime = turn(ports);
  for (const [index, rows] of manifest.slice(written, written + FILES_A_CALL).entries()) {
    if (!inTime()) return;
    const part = String(written + index + 1).padStart(5, '0');
    const endpoints = await writeEndpoints(ports, rows, { bucket, key: `${folder}${job.Id}-${part}.gz` });
    await changeJob(ports, 'export', job.ApplicationId, job.Id, (stored) => ({
      ...stored,
      job: {
        ...stored.job,
        CompletedPieces: stored.job.CompletedPieces + 1,
        TotalProcessed: stored.job.TotalProcessed + endpoints,
      },
      run: { ...stored.run, written: stored.run.written + 1 },
    }));
  }
}

/** Turns a file of rows into one of endpoints, one JSON a line. @returns how many */
async function writeEndpoints(
  ports: Ports,
  rowsKey: string,
  target: { readonly bucket: string; readonly key: string },
): Promise<number> {
  const rows = await ports.lake.stream(rowsKey);
  if (!rows) throw new PlatformError('Internal', `${rowsKey} is not in bucket ${ports.lake.bucket}`);
  let endpoints = 0;
  const lines = async function* () {
    for await (const batch of readLines(rows, rowsKey)) {
      endpoints += batch.length;
      yield batch
        .map(({ text }) => `${JSON.stringify(endpointOfRow(JSON.parse(text ?? '') as EndpointRow))}\n`)
        .join('');
    }
  };
  const source = Readable.from(lines());
  const body = createGzip();
  source.on('error', (error) => body.destroy(error));
  await ports.bucket(target.bucket).put(target.key, source.pipe(body));
  return endpoints;
}

function manifestKey(jobId: string): string {
  return `${jobPrefix(jobId)}manifest.json`;
}

async function manifestOf(ports: Ports, jobId: string): Promise<ExportManifest | undefined> {
  const body = await ports.lake.get(manifestKey(jobId));
  return body && (JSON.parse(new TextDecoder().decode(body)) as ExportManifest);
}
