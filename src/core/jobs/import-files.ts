import type { Ports } from '../../ports/ports.ts';
import { PlatformError } from '../errors.ts';
import type { ImportDefinition } from './job.ts';
import { parseS3Url } from './s3-url.ts';

/** Names of the files below a prefix that an import of that format reads. `.gz` is our extension. */
const NAMES = { CSV: /\.csv(\.gz)?$/i, JSON: /\.(json|jsonl|ndjson)(\.gz)?$/i } as const;

/** Files of one job (pinpoint-segments.md 5.1). */
const MAX_FILES = 10_000;

/** Bytes of one job's files, as they lie there (pinpoint-segments.md 5.1: 1 GB a job). */
export const MAX_IMPORT_BYTES = 1024 ** 3;

export interface ImportFile {
  readonly key: string;
  /** Bytes. */
  readonly size: number;
}

/**
 * The files that an import reads, in order: the object itself, whatever its name; or all below a
 * prefix that have the format's name.
 * @throws PlatformError `BadFile` when there are none, over 10,000, or over 1 GB
 */
export async function importFiles(
  ports: Ports,
  { S3Url, Format }: ImportDefinition,
): Promise<readonly ImportFile[]> {
  const files = await filesAt(ports, S3Url, Format);
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  if (bytes > MAX_IMPORT_BYTES) throw tooLarge(S3Url, bytes);
  return files;
}

/** @throws PlatformError `PayloadTooLarge` when a file that is announced is larger than any import may be */
export function checkImportSize(name: string, bytes: number): void {
  if (bytes > MAX_IMPORT_BYTES) throw new PlatformError('PayloadTooLarge', tooLarge(name, bytes).message);
}

function tooLarge(name: string, bytes: number): PlatformError {
  const size = (bytes / 1024 ** 3).toFixed(2);
  return new PlatformError('BadFile', `${name}: ${size} GB; an import takes 1 GB at most, cut it in parts`);
}

async function filesAt(
  ports: Ports,
  S3Url: string,
  Format: ImportDefinition['Format'],
): Promise<readonly ImportFile[]> {
  const { bucket, key } = parseS3Url('S3Url', S3Url);
  const store = ports.bucket(bucket);
  const one = key !== '' && !key.endsWith('/') ? await store.head(key) : undefined;
  if (one) return [one];
  const below = await store.list(key);
  const files = below.filter(({ key: name }) => NAMES[Format].test(name));
  if (files.length === 0) {
    const others = below.length > 0 ? `, but ${below.length} other files` : '';
    throw new PlatformError('BadFile', `${S3Url}: no object and no ${Format} file below it${others}`);
  }
  if (files.length > MAX_FILES) {
    throw new PlatformError(
      'BadFile',
      `${S3Url}: ${files.length} files below it; at most ${MAX_FILES} are allowed`,
    );
  }
  return files;
}
