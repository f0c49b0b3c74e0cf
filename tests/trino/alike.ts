import type { SqlRow, SqlValue } from '../../src/ports/query-engine.ts';

/** Digits to which two engines agree on a double: sums in another order differ in the last ones. */
const DIGITS = 12;

/** Rows as texts that are the same for both engines: sorted, maps by key, doubles rounded. */
export function alike(rows: readonly SqlRow[]): string[] {
  return rows.map((row) => JSON.stringify(plain(row))).sort();
}

function plain(value: SqlValue): unknown {
  if (typeof value === 'number') return Number.isInteger(value) ? value : Number(value.toPrecision(DIGITS));
  if (value === null || typeof value !== 'object' || value instanceof Date) return value;
  if (Array.isArray(value)) return value.map(plain);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, plain(item)]));
}
