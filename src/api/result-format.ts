import { PlatformError } from '../core/errors.ts';
import type { SqlRow, SqlValue } from '../ports/query-engine.ts';
import type { ResultColumn, ResultPage } from '../ports/query-executions.ts';

export const FORMATS = ['json', 'ndjson', 'csv'] as const;
export type ResultFormat = (typeof FORMATS)[number];

export const CONTENT_TYPES: Readonly<Record<ResultFormat, string>> = {
  json: 'application/json',
  ndjson: 'application/x-ndjson; charset=utf-8',
  csv: 'text/csv; charset=utf-8; header=present',
};
/** By what names Accept may ask for a format. */
const MEDIA_TYPES: Readonly<Record<ResultFormat, readonly string[]>> = {
  json: ['application/json'],
  ndjson: ['application/x-ndjson', 'application/ndjson', 'application/jsonl'],
  csv: ['text/csv'],
};

/**
 * The format that `format=` names, else the one that Accept likes best, else JSON.
 * @throws PlatformError `BadRequest` for a `format` that we do not have
 */
export function chooseFormat(named: string | null, accept: string | null): ResultFormat {
  if (named !== null) {
    if ((FORMATS as readonly string[]).includes(named)) return named as ResultFormat;
    throw new PlatformError('BadRequest', `format must be one of ${FORMATS.join(', ')}, not ${named}`);
  }
  const ranges = (accept ?? '').split(',').map(readRange);
  const wishes = FORMATS.map((format) => ({ format, ...wishFor(format, ranges) }));
  const [best] = wishes
    .filter(({ quality }) => quality > 0)
    .sort((one, other) => other.quality - one.quality || one.place - other.place);
  return best?.format ?? 'json';
}

/** One part of Accept, such as `text/*;q=0.5`. */
interface MediaRange {
  readonly type: string;
  /** 0 to 1; 0 for what is not wanted. */
  readonly quality: number;
  readonly place: number;
}

function readRange(text: string, place: number): MediaRange {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const weight = parameters.find((parameter) => parameter.startsWith('q='));
  const quality = Number(weight?.slice(2) ?? 1);
  return { type, quality: quality >= 0 && quality <= 1 ? quality : 1, place };
}

/** Of the parts that speak of a format, what the most particular one says (RFC 9110, 12.5.1). */
function wishFor(format: ResultFormat, ranges: readonly MediaRange[]): Omit<MediaRange, 'type'> {
  const names = MEDIA_TYPES[format];
  const wholes = names.map((name) => name.replace(/\/.*/, '/*'));
  const found = [names, wholes, ['*/*']].flatMap(
    (known) => ranges.find(({ type }) => known.includes(type)) ?? [],
  );
  return found[0] ?? { quality: 0, place: 0 };
}

/** The rows as JSON tells them: a day as `yyyy-MM-dd`, an instant in ISO 8601. */
export function tellable(columns: readonly ResultColumn[], rows: readonly SqlRow[]): readonly SqlRow[] {
  const days = columns.filter(({ type }) => type === 'date').map(({ name }) => name);
  if (days.length === 0) return rows;
  return rows.map((row) => ({
    ...row,
    ...Object.fromEntries(days.map((name) => [name, dayOf(row[name] ?? null)])),
  }));
}

function dayOf(value: SqlValue): SqlValue {
  return value instanceof Date ? value.toISOString().slice(0, 10) : value;
}

/** Rows as lines, each with its end: one JSON object, or the cells of CSV (RFC 4180). */
export function rowLines(format: ResultFormat, { columns, rows }: ResultPage): string {
  const told = tellable(columns, rows);
  if (format !== 'csv') return told.map((row) => `${JSON.stringify(row)}\n`).join('');
  return told.map((row) => csvLine(columns.map(({ name }) => cell(row[name] ?? null)))).join('');
}

/** What stands before the first row. */
export function firstLine(format: ResultFormat, columns: readonly ResultColumn[]): string {
  return format === 'csv' ? csvLine(columns.map(({ name }) => name)) : '';
}

/** A line of CSV (RFC 4180). Null is an empty cell, a text without a character an empty one in quotes. */
export function csvLine(cells: readonly (string | null)[]): string {
  return `${cells.map((text) => (text === null ? '' : quoted(text))).join(',')}\r\n`;
}

/** An instant is in ISO 8601; maps and lists are JSON. */
function cell(value: SqlValue): string | null {
  if (value === null) return null;
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** In quotes where CSV needs them. */
function quoted(text: string): string {
  return /^$|[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
