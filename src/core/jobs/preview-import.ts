import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { Ports } from '../../ports/ports.ts';
import { requireApp } from '../apps/apps.ts';
import { PlatformError } from '../errors.ts';
import { type ImportRules, importRow } from './import-definition.ts';
import type { ImportDefinition } from './job.ts';
import { nameCounter } from './name-counter.ts';
import { attempt, readDefinitions } from './read-definitions.ts';

/** What an import would read of the beginning of a file. */
export interface ImportPreview {
  /** Paths of the members that the first rows give, as a CSV header has them, in the order of the file: the first 100. */
  readonly columns: readonly string[];
  /** The first rows. */
  readonly rows: readonly PreviewRow[];
  /** Rows that were looked at; `refused` of them would not be taken. */
  readonly checked: number;
  readonly refused: number;
  /** The first of those. */
  readonly refusals: readonly { readonly line: number; readonly reason: string }[];
}

export interface PreviewRow {
  /** Of the file, from 1. */
  readonly line: number;
  /** One for each column; empty where the row says nothing, several values with commas between. */
  readonly values: readonly string[];
  /** The line as it stands, where it cannot be cut into members. */
  readonly text?: string;
  /** Why it would not be taken. */
  readonly refused?: string;
}

export type PreviewRequest = Pick<ImportDefinition, 'Format' | 'RegisterEndpoints' | 'DefineSegment'> & {
  readonly applicationId: string;
  /** Of the file, for messages. */
  readonly name: string;
};

/** Rows that are looked at, and bytes after unzipping: a small file can be blown up to any number of them. */
const ROWS_CHECKED = 50_000;
const UNZIPPED_BYTES = 8 * 1024 * 1024;
/** Bytes that are read at once. */
const CHUNK_BYTES = 64 * 1024;
const ROWS_SHOWN = 8;
const REFUSALS_SHOWN = 20;
/** Members that are shown; no reader sees more, and a file may have any number. */
const COLUMNS_SHOWN = 100;
/** No member of an endpoint lies deeper than `User.UserAttributes.{name}`. */
const DEEPEST = 3;
/** Characters of a value that are shown. */
const VALUE_LENGTH = 200;

/**
 * Reads the beginning of a file as an import would, and stores nothing. What only the store knows, such as whether an
 * `Id` is there already, is not looked at.
 * @param bytes whole lines, plain or gzipped; what lies behind the first 50,000 rows is not looked at
 * @throws PlatformError `NotFound` for the application, `BadFile` when the file as a whole could not be used,
 *   `PayloadTooLarge` when it is over 8 MB after unzipping
 */
export async function previewImport(
  ports: Ports,
  request: PreviewRequest,
  bytes: Uint8Array,
): Promise<ImportPreview> {
  const { applicationId, name, Format } = request;
  await requireApp(ports, applicationId);
  const { allowed, checkNames } = await nameCounter(ports, applicationId);
  const rules: ImportRules = {
    registerEndpoints: request.RegisterEndpoints,
    defineSegment: request.DefineSegment,
    allowed,
    checkNames,
  };
  const shown: { line: number; cells: Map<string, string>; text?: string; refused?: string }[] = [];
  const refusals: { line: number; reason: string }[] = [];
  const counts = { checked: 0, refused: 0 };
  const body = Readable.from(chunksOf(await unzipped(bytes)));
  for await (const definitions of readDefinitions(body, name, Format)) {
    if (counts.checked >= ROWS_CHECKED) break;
    for (const found of definitions) {
      const { line } = found;
      const row = found.failure === undefined ? attempt(() => importRow(found.value, line, rules)) : found;
      const reason = row.failure;
      counts.checked += 1;
      if (shown.length < ROWS_SHOWN) {
        const cells = found.failure === undefined ? cellsOf(found.value) : new Map<string, string>();
        const text = found.text?.slice(0, VALUE_LENGTH);
        shown.push({
          line,
          cells,
          ...(text !== undefined && { text }),
          ...(reason !== undefined && { refused: reason }),
        });
      }
      if (reason === undefined) continue;
      counts.refused += 1;
      if (refusals.length < REFUSALS_SHOWN) refusals.push({ line, reason });
    }
  }
  const columns = [...new Set(shown.flatMap(({ cells }) => [...cells.keys()]))].slice(0, COLUMNS_SHOWN);
  const rows = shown.map(({ cells, ...row }) => ({
    ...row,
    values: columns.map((column) => cells.get(column) ?? ''),
  }));
  return { columns, rows, ...counts, refusals };
}

/** Whole; broken gzip stays as it is, since whoever reads it says so. */
async function unzipped(bytes: Uint8Array): Promise<Uint8Array> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return await promisify(gunzip)(bytes, { maxOutputLength: UNZIPPED_BYTES });
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ERR_BUFFER_TOO_LARGE') return bytes;
    const message = `The body is over ${UNZIPPED_BYTES} bytes after unzipping: send the file's beginning`;
    throw new PlatformError('PayloadTooLarge', message, {}, { cause: error });
  }
}

function* chunksOf(bytes: Uint8Array): Generator<Buffer> {
  for (let at = 0; at < bytes.byteLength; at += CHUNK_BYTES)
    yield Buffer.from(bytes.subarray(at, at + CHUNK_BYTES));
}

/** `{ User: { UserId: 'u' } }` as `User.UserId` → `u`. */
function cellsOf(value: unknown, path: readonly string[] = [], cells = new Map<string, string>()) {
  if (isObject(value) && path.length < DEEPEST) {
    for (const [name, member] of Object.entries(value as object)) cellsOf(member, [...path, name], cells);
  } else if (value !== null && value !== undefined && path.length > 0) {
    cells.set(path.join('.'), [value].flat().map(textOf).join(', ').slice(0, VALUE_LENGTH));
  }
  return cells;
}

const isObject = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);
/** Of what an endpoint cannot have, no more than that it is there. */
const textOf = (value: unknown) => (typeof value === 'object' && value !== null ? '…' : String(value));
