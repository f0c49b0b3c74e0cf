import { Readable, type Transform } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';
import type { ErasedValues } from './erased-values.ts';

/** A record of a text file: its text with what ends it, and the erasures of the persons whom it names. */
export interface FileRecord {
  readonly text: string;
  readonly met: ReadonlySet<string>;
}

export type TextFormat = 'csv' | 'lines';

const DELIMITERS = [',', ';', '\t', '|'];
/** A record longer than this is a quote that was never closed. */
const MAX_RECORD = 1_000_000;
/** A column that holds a whole row, as `rejects.csv` has one. */
const WHOLE_ROW = /^row$/i;

/**
 * The records of a file, in order and in bounded memory. Bytes stand for characters, so that records are written as
 * they were read, whatever their encoding.
 * @param values persons to look for, as they stand in UTF-8
 * @throws Error for a CSV file with a quote that is never closed; as lines it can be read all the same
 */
export async function* fileRecords(
  body: Readable,
  { gzip, format }: { readonly gzip: boolean; readonly format: TextFormat },
  values: ErasedValues,
): AsyncGenerator<FileRecord> {
  const bytes = gzip ? unzipped(body) : body;
  if (format === 'csv') yield* csvRecords(bytes, values);
  else yield* lineRecords(bytes, values);
}

function unzipped(body: Readable): Transform {
  const gunzip = createGunzip();
  body.on('error', (error) => gunzip.destroy(error));
  return body.pipe(gunzip);
}

async function* csvRecords(bytes: Readable, values: ErasedValues): AsyncGenerator<FileRecord> {
  const chunks = texts(bytes);
  const first = await firstLine(chunks);
  const delimiter = delimiterOf(first.line);
  const parser = parse({
    delimiter,
    relax_quotes: true,
    relax_column_count: true,
    raw: true,
    max_record_size: MAX_RECORD,
  });
  const source = Readable.from(first.all());
  source.on('error', (error) => parser.destroy(error));
  let header: string[] | undefined;
  for await (const { record, raw } of source.pipe(parser) as AsyncIterable<{
    record: string[];
    raw: string;
  }>) {
    const cells = record.map(utf8);
    header ??= cells.map((name) => name.replace(/^\ufeff/, '').trim());
    yield { text: raw, met: metIn(cells, header, values, delimiter) };
  }
}

function metIn(
  cells: readonly string[],
  header: readonly string[],
  values: ErasedValues,
  delimiter: string,
): Set<string> {
  const met = new Set<string>();
  cells.forEach((cell, index) => {
    const name = header[index] ?? '';
    const found = values.find(name, cell);
    if (found) met.add(found.erasureId);
    if (!WHOLE_ROW.test(name)) return;
    // What columns the row had is not said here: a cell that is a person's id counts wherever it stands.
    for (const part of cell.split(delimiter)) {
      const bare = part.trim().replace(/^"(.*)"$/, '$1');
      const inner = values.find('customer_id', bare) ?? values.find('address', bare);
      if (inner) met.add(inner.erasureId);
    }
  });
  return met;
}

async function* lineRecords(bytes: Readable, values: ErasedValues): AsyncGenerator<FileRecord> {
  let rest = '';
  for await (const chunk of texts(bytes)) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield { text: `${line}\n`, met: metInLine(line, values) };
  }
  if (rest !== '') yield { text: rest, met: metInLine(rest, values) };
}

function metInLine(line: string, values: ErasedValues): ReadonlySet<string> {
  const text = utf8(line);
  const parsed = parsedLine(text);
  if (parsed === undefined) return values.redact(text).met;
  return values.redact(parsed).met;
}

/** What Firehose could not deliver stands in `rawData`, as base64. */
function parsedLine(text: string): unknown {
  try {
    const value = JSON.parse(text) as { rawData?: unknown };
    if (typeof value?.rawData !== 'string') return value;
    return parsedLine(Buffer.from(value.rawData, 'base64').toString()) ?? value.rawData;
  } catch {
    return undefined;
  }
}

async function* texts(bytes: Readable): AsyncGenerator<string> {
  for await (const chunk of bytes) yield (chunk as Buffer).toString('latin1');
}

const utf8 = (text: string) => Buffer.from(text, 'latin1').toString();

async function firstLine(chunks: AsyncGenerator<string>) {
  let text = '';
  while (!text.includes('\n')) {
    const { value, done } = await chunks.next();
    if (done) break;
    text += value;
  }
  return {
    line: text.split('\n')[0] ?? '',
    async *all() {
      yield text;
      yield* chunks;
    },
  };
}

function delimiterOf(line: string): string {
  const counted = DELIMITERS.map((delimiter) => ({ delimiter, count: line.split(delimiter).length }));
  return counted.reduce((best, one) => (one.count > best.count ? one : best)).delimiter;
}
