import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import type { EndpointImportRow } from '../../core/endpoints/import-row.ts';
import { PlatformError } from '../../core/errors.ts';
import type { ObjectStore } from '../../ports/object-store.ts';

/** The rows of a file in the order in which they count. */
export async function readImportRows(lake: ObjectStore, key: string): Promise<EndpointImportRow[]> {
  const body = await lake.stream(key);
  if (!body) throw new PlatformError('NotFound', `${key} is not in bucket ${lake.bucket}`);
  // Athena's UNLOAD ends the names of gzipped files in .gz alone.
  const input: Readable = key.endsWith('.gz') ? body.pipe(createGunzip()) : body;
  body.once('error', (error) => input.destroy(error));
  const rows: EndpointImportRow[] = [];
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line === '') continue;
    const row = JSON.parse(line) as EndpointImportRow;
    rows.push({ ...row, endpoint_id: row.endpoint_id ?? null }); // an engine may leave out what is null
  }
  return rows.sort(byLine);
}

/** A stable sort: rows without a line keep their places. */
function byLine(left: EndpointImportRow, right: EndpointImportRow): number {
  return (left.line ?? 0) - (right.line ?? 0);
}

/**
 * Stores lines as a gzipped file while they are made.
 * @throws what making them throws; then nothing is stored
 */
export async function putLines(
  lake: ObjectStore,
  key: string,
  lines: Iterable<string> | AsyncIterable<string>,
): Promise<void> {
  const gzip = createGzip();
  await Promise.all([pipeline(Readable.from(ended(lines)), gzip), lake.put(key, gzip)]);
}

async function* ended(lines: Iterable<string> | AsyncIterable<string>) {
  for await (const line of lines) yield `${line}\n`;
}
