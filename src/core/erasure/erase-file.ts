import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import type { ObjectStore } from '../../ports/object-store.ts';
import type { ErasedValues } from './erased-values.ts';
import { type FileRecord, fileRecords, type TextFormat } from './file-records.ts';

/** How a file loses its persons. */
export type FileRule =
  /** Records that name one are left out. */
  | 'drop'
  /** Others count its lines: a line that names one stays, and says nothing any more. */
  | 'blank'
  /** One JSON value: persons in it become pseudonyms. */
  | 'redact';

/** A file of JSON that is read whole. */
const WHOLE_BYTES = 32 * 1024 * 1024;

/**
 * Writes an object anew without the persons; one that names none is left alone.
 * @param replace puts the new body
 * @returns records (of `redact`: values) by erasure
 */
export async function eraseFile(
  store: ObjectStore,
  key: string,
  rule: FileRule,
  values: ErasedValues,
  replace: (body: Readable | string) => Promise<void>,
): Promise<Record<string, number>> {
  if (rule === 'redact') return redactFile(store, key, values, replace);
  const gzip = await isGzip(store, key);
  for (const format of formatsOf(key)) {
    try {
      const met = await countRecords(store, key, { gzip, format }, values);
      if (Object.keys(met).length === 0) return {};
      const records = Readable.from(kept(store, key, { gzip, format }, values, rule), { objectMode: false });
      const body = gzip ? records.pipe(createGzip({ level: 1 })) : records;
      records.on('error', (error) => body.destroy(error));
      await replace(body);
      return met;
    } catch (error) {
      if (format === 'lines' || !isBadCsv(error)) throw error;
    }
  }
  return {};
}

/** A CSV file that cannot be read as one is read line by line. */
const formatsOf = (key: string): TextFormat[] =>
  /\.(csv|tsv|txt)(\.gz)?$/i.test(key) ? ['csv', 'lines'] : ['lines'];
const isBadCsv = (error: unknown) => String((error as { code?: unknown }).code).startsWith('CSV_');

async function countRecords(
  store: ObjectStore,
  key: string,
  how: { gzip: boolean; format: TextFormat },
  values: ErasedValues,
): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for await (const { met } of recordsOf(store, key, how, values)) {
    for (const erasureId of met) counts[erasureId] = (counts[erasureId] ?? 0) + 1;
  }
  return counts;
}

async function* kept(
  store: ObjectStore,
  key: string,
  how: { gzip: boolean; format: TextFormat },
  values: ErasedValues,
  rule: FileRule,
): AsyncGenerator<Buffer> {
  let text = '';
  for await (const record of recordsOf(store, key, how, values)) {
    if (record.met.size === 0) text += record.text;
    else if (rule === 'blank') text += blankLine(record.text);
    if (text.length < 65_536) continue;
    yield Buffer.from(text, 'latin1');
    text = '';
  }
  yield Buffer.from(text, 'latin1');
}

async function* recordsOf(
  store: ObjectStore,
  key: string,
  how: { gzip: boolean; format: TextFormat },
  values: ErasedValues,
): AsyncGenerator<FileRecord> {
  const body = await store.stream(key);
  if (body) yield* fileRecords(body, how, values);
}

/** What of a decided message says whose it is not. */
const LEFT = [
  'campaign_activity_id',
  'treatment_id',
  'journey_run_id',
  'journey_activity_id',
  'channel_type',
  'reason',
];

function blankLine(text: string): string {
  const row = JSON.parse(Buffer.from(text, 'latin1').toString()) as Record<string, unknown>;
  const left = Object.fromEntries(LEFT.filter((name) => name in row).map((name) => [name, row[name]]));
  return `${JSON.stringify({ message_id: 'erased', endpoint_id: 'erased', ...left })}\n`;
}

async function redactFile(
  store: ObjectStore,
  key: string,
  values: ErasedValues,
  replace: (body: string) => Promise<void>,
): Promise<Record<string, number>> {
  const info = await store.head(key);
  if (!info || info.size > WHOLE_BYTES) return {};
  const text = new TextDecoder().decode(await store.get(key));
  const { value, met } = values.redact(parsed(text));
  if (met.size === 0) return {};
  await replace(typeof value === 'string' ? value : `${JSON.stringify(value, null, 2)}\n`);
  return Object.fromEntries([...met].map((erasureId) => [erasureId, 1]));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** By the bytes: names are the callers'. */
async function isGzip(store: ObjectStore, key: string): Promise<boolean> {
  const body = await store.stream(key);
  if (!body) return false;
  try {
    for await (const chunk of body) return (chunk as Buffer)[0] === 0x1f && (chunk as Buffer)[1] === 0x8b;
    return false;
  } finally {
    body.destroy();
  }
}
