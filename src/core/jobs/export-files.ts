import type { Ports } from '../../ports/ports.ts';
import { exportedTo } from '../erasure/application-files.ts';
import { PlatformError } from '../errors.ts';
import { requireAnyJob } from './describe-job.ts';

/** Exports below it, in the upload bucket, are given out by the stage; others lie where their job was told. */
const PREFIX = 'exports/';
/** How long a link to the bucket is good, in seconds; it is asked for right before the download. */
const LINK_SECONDS = 5 * 60;
const TYPE = 'application/gzip';

/** A file that an export has written. */
export interface ExportFile {
  /** As it is called when it is downloaded; its rows are endpoints, one JSON a line. */
  readonly name: string;
  /** Bytes, compressed. */
  readonly size: number;
  /** A URL of the bucket, used without the stage's key; or a path of the stage. */
  readonly url: string;
  /** ISO 8601, UTC; of a bucket's URL. */
  readonly expiresAt?: string;
}

export interface ExportFiles {
  /** Where they lie: what their keys begin with. */
  readonly place: string;
  /** Whether the stage gives them out; if not they are fetched from the place. */
  readonly isGiven: boolean;
  readonly items: readonly ExportFile[];
}

/** Where exports are written that the stage shall give out: an S3UrlPrefix. */
export function exportsUrl({ uploads }: Pick<Ports, 'uploads'>): string {
  return `s3://${uploads.bucket}/${PREFIX}`;
}

/** @throws PlatformError `NotFound` for the application or the job; `BadRequest` when it is no export */
export async function listExportFiles(
  ports: Ports,
  applicationId: string,
  jobId: string,
): Promise<ExportFiles> {
  const { bucket, key: begin, nameOf } = await exportOf(ports, applicationId, jobId);
  const place = `s3://${bucket}/${begin}`;
  const isGiven = bucket === ports.uploads.bucket && begin.startsWith(PREFIX);
  if (!isGiven) return { place, isGiven, items: [] };
  const items: ExportFile[] = [];
  for (const { key, size } of await ports.uploads.list(begin)) {
    const name = nameOf(key);
    items.push({
      name,
      size,
      ...(await linkTo(ports, key, name, `/jobs/${jobId}/files/${name}?app=${applicationId}`)),
    });
  }
  return { place, isGiven, items };
}

/**
 * The object of one file, for whoever sends its bytes.
 * @param name as `listExportFiles` says
 * @throws PlatformError as `listExportFiles`, and `NotFound` when the export has no such file that the stage gives out
 */
export async function requireExportFile(
  ports: Ports,
  {
    applicationId,
    jobId,
    name,
  }: { readonly applicationId: string; readonly jobId: string; readonly name: string },
): Promise<{ readonly key: string; readonly size: number }> {
  const { bucket, key: begin, nameOf } = await exportOf(ports, applicationId, jobId);
  const isGiven = bucket === ports.uploads.bucket && begin.startsWith(PREFIX);
  const found = isGiven && (await ports.uploads.list(begin)).find(({ key }) => nameOf(key) === name);
  if (!found) throw new PlatformError('NotFound', `Export job ${jobId} has no file ${name} to give out`);
  return found;
}

/** A URL of the bucket for its bytes, where the bucket has such URLs. */
export async function presignExportFile(
  ports: Ports,
  key: string,
  name: string,
): Promise<string | undefined> {
  return ports.uploads.presignGet?.(key, LINK_SECONDS, { name, type: TYPE });
}

async function linkTo(ports: Ports, key: string, name: string, path: string) {
  const url = await presignExportFile(ports, key, name);
  if (url === undefined) return { url: path };
  return { url, expiresAt: new Date(ports.clock.now().getTime() + LINK_SECONDS * 1000).toISOString() };
}

async function exportOf(ports: Ports, applicationId: string, jobId: string) {
  const { job } = await requireAnyJob(ports, applicationId, jobId);
  const { Id, Definition, CreationDate } = job;
  if (!('S3UrlPrefix' in Definition))
    throw new PlatformError('BadRequest', `Job ${jobId} is an import: it wrote no files`);
  const { bucket, key } = exportedTo({ Id, Definition });
  const nameOf = (object: string) =>
    `export-${CreationDate.slice(0, 10)}-${Id.slice(0, 8)}-${object.slice(key.length).replace(/\.gz$/, '')}.jsonl.gz`;
  return { bucket, key, nameOf };
}
