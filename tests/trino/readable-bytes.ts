import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import type { DuckDBConnection } from '@duckdb/node-api';
import { filesBelow } from '../flows/bytes.ts';

/**
 * Which of the texts can be read in the files below a folder, however they are packed: as bytes; in the rows and the statistics
 * of Parquet files, whether a table still knows them or not; in the blocks of Avro files, where Iceberg keeps the least
 * and the greatest value of each column; in records that Firehose could not deliver.
 * @returns `file: text`
 */
export async function readable(
  connection: DuckDBConnection,
  folder: string,
  texts: readonly string[],
): Promise<string[]> {
  const found = new Set<string>();
  for (const { path, bytes } of filesBelow(folder)) {
    const plain = bytes.toString('latin1');
    const contents = [plain, ...undelivered(plain), ...avroBlocks(bytes)];
    if (bytes.subarray(0, 4).toString() === 'PAR1') {
      const file = join(folder, path).replaceAll("'", "''");
      for (const source of [
        `read_parquet('${file}', hive_partitioning = false)`,
        `parquet_metadata('${file}')`,
      ]) {
        const rows = await connection.runAndReadAll(`select cast(t as varchar) from ${source} as t`);
        contents.push(rows.getRows().join('\n'));
      }
    }
    for (const text of texts) {
      if (contents.some((content) => content.toLowerCase().includes(text.toLowerCase())))
        found.add(`${path}: ${text}`);
    }
  }
  return [...found].sort();
}

/** What Firehose could not deliver, as it came. */
function undelivered(text: string): string[] {
  return [...text.matchAll(/"rawData":"([^"]*)"/g)].map(([, data = '']) =>
    Buffer.from(data, 'base64').toString(),
  );
}

const SYNC_BYTES = 16;

/** The blocks of an Avro file, unpacked: each is a count, a size, so many bytes, and a mark that the file ends with as well. */
function avroBlocks(bytes: Buffer): string[] {
  if (bytes.subarray(0, 3).toString() !== 'Obj') return [];
  const sync = bytes.subarray(-SYNC_BYTES);
  const isDeflated = bytes.includes('avro.codec') && bytes.includes('deflate');
  const blocks: string[] = [];
  let at = bytes.indexOf(sync) + SYNC_BYTES;
  while (at < bytes.length) {
    const count = long(bytes, at);
    const size = long(bytes, count.end);
    const block = bytes.subarray(size.end, size.end + size.value);
    blocks.push((isDeflated ? inflateRawSync(block) : block).toString('latin1'));
    at = size.end + size.value + SYNC_BYTES;
  }
  return blocks;
}

/** A number as Avro writes it: seven bits a byte, the lowest first, positive ones doubled. */
function long(bytes: Buffer, at: number): { readonly value: number; readonly end: number } {
  let value = 0;
  let end = at;
  for (let factor = 1; ; factor *= 128) {
    const byte = bytes[end++] ?? 0;
    value += (byte & 127) * factor;
    if (byte < 128) return { value: value / 2, end };
  }
}
