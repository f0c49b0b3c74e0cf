import type { Ports } from '../../ports/ports.ts';
import { PlatformError } from '../errors.ts';
import type { ImportDefinition } from './job.ts';
import { parseS3Url } from './s3-url.ts';

/** Names of the files below a prefix that an import of that format reads. `.gz` is our extension. */
const NAMES = { CSV: /\.csv(\.gz)?$/i, JSON: /\.(json|jsonl|ndjson)(\.gz)?$/i } as const;

/** Files of one job (pinpoint-segments.md 5.1). */
const MAX_FILES = 10_000;

/**
 * The keys that an import reads, in order: the object itself, whatever its name; or all below a
 * prefix that have the format's name.
 * @throws PlatformError `BadFile` when there are none, or over 10,000
 */
export async function importFiles(ports: Ports, { S3Url, Format }: ImportDefinition): Promise<string[]> {
  const { bucket, key } = parseS3Url('S3Url', S3Url);
  const store = ports.bucket(bucket);
  if (key !== '' && !key.endsWith('/') && (await store.head(key))) return [key];
  const below = await store.list(key);
  const keys = below.map((object) => object.key).filter((name) => NAMES[Format].test(name));
  if (keys.length === 0) {
    const others = below.length > 0 ? `, but ${below.length} other files` : '';
    throw new PlatformError('BadFile', `${S3Url}: no object and no ${Format} file below it${others}`);
  }
  if (keys.length > MAX_FILES) {
    throw new PlatformError(
      'BadFile',
      `${S3Url}: ${keys.length} files below it; at most ${MAX_FILES} are allowed`,
    );
  }
  return keys;
}
