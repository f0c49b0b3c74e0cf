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
const ACCEPTED: readonly [RegExp, ResultFormat][] = [
  [/^application\/(x-)?ndjson$|^application\/jsonl$/, 'ndjson'],
  [/^text\/csv$/, 'csv'],
  [/^application\/(json|\*)$|^\*\/\*$/, 'json'],
];

/**
 * The format that `format=` names, else the first of the Accept header that we have, else JSON.
 * @throws PlatformError `BadRequest` for a `format` that we do not have
 */
export function chooseFormat(named: string | null, accept: string | null): ResultFormat {
  if (named !== null) {
    if ((FORMATS as readonly string[]).includes(named)) return named as ResultFormat;
    throw new PlatformError('BadRequest', `format must be one of ${FORMATS.join(', ')}, not ${named}`);
  }
  const types = (accept ?? '').split(',').map((one) => one.replace(/;.*/, '').trim().toLowerCase());
  const found = types.flatMap((type) =>
    ACCEPTED.filter(([form]) => form.test(type)).map(([, format]) => format),
  );
  return found[0] ?? 'json';
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

export function csvLine(cells: readonly string[]): string {
  return `${cells.map((text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)).join(',')}\r\n`;
}

/** Null is an empty cell; an instant is in ISO 8601; maps and lists are JSON. */
function cell(value: SqlValue): string {
  if (value === null) return '';
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
