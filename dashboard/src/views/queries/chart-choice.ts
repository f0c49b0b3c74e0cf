import type { Column } from '../../api/types.ts';
import type { Row } from './row.ts';

/** How an answer can be drawn. */
export interface ChartChoice {
  readonly kind: 'line' | 'bar';
  /** The column along the axis. */
  readonly along: string;
  /** Columns whose values can be drawn, the likeliest first. */
  readonly measures: readonly string[];
  /** Columns with few values, each of which, or each mix of them, is drawn as a series of its own. */
  readonly split?: readonly string[];
}

const NUMBERS = /^(tinyint|smallint|integer|bigint|real|double|decimal)/;
const DAY = /^\d{4}-\d{2}-\d{2}/;
const MOST_SERIES = 6;
const MOST_BARS = 40;

/**
 * Days or instants along the axis make lines; else a column with a name for each row makes bars.
 * @returns nothing when the answer has no such shape
 */
export function chooseChart(columns: readonly Column[], rows: readonly Row[]): ChartChoice | undefined {
  if (rows.length < 2) return undefined;
  const measures = columns.filter((column) => isMeasure(column, rows)).map(({ name }) => name);
  if (measures.length === 0) return undefined;
  const others = columns.filter(({ name }) => !measures.includes(name));
  const values = (name: string) => new Set(rows.map((row) => String(row[name])));
  const time = others.find(({ name, type }) => isTime(name, type, rows));
  if (time) {
    if (values(time.name).size < 2) return undefined;
    const names = others
      .map(({ name }) => name)
      .filter((name) => name !== time.name && isSplit(values(name).size));
    const split = splitsOf(names).find((some) => isOneEach([time.name, ...some], some, rows));
    if (!split) return undefined;
    return { kind: 'line', along: time.name, measures, ...(split.length > 0 && { split }) };
  }
  const name = others.find((column) => values(column.name).size === rows.length) ?? undefined;
  if (name && rows.length <= MOST_BARS) return { kind: 'bar', along: name.name, measures };
  // small numbers such as scores or days since may stand along the axis too
  const step = measures.find((one) => values(one).size === rows.length);
  const rest = measures.filter((one) => one !== step);
  if (!name && step && rest.length > 0 && rows.length <= MOST_BARS)
    return { kind: 'bar', along: step, measures: rest };
  return undefined;
}

/** None of the names, each one, each two, each three: the fewest first. */
function splitsOf(names: readonly string[]): string[][] {
  const ones = names.map((name) => [name]);
  const more = (sets: string[][]) =>
    sets.flatMap((set) => names.slice(names.indexOf(set.at(-1) ?? '') + 1).map((name) => [...set, name]));
  return [[], ...ones, ...more(ones), ...more(more(ones))];
}

/** Whether each row has a point of its own: two at one place of one line would be drawn as a jump that never was. */
function isOneEach(place: readonly string[], split: readonly string[], rows: readonly Row[]): boolean {
  const different = (names: readonly string[]) =>
    new Set(rows.map((row) => JSON.stringify(names.map((name) => row[name])))).size;
  return different(place) === rows.length && different(split) <= MOST_SERIES;
}

function isMeasure({ name, type }: Column, rows: readonly Row[]): boolean {
  return NUMBERS.test(type) && !/(^|_)(id|ms)$/.test(name) && rows.some((row) => row[name] != null);
}

function isTime(name: string, type: string, rows: readonly Row[]): boolean {
  if (type === 'date' || type.startsWith('timestamp')) return true;
  return rows.every((row) => typeof row[name] === 'string' && DAY.test(row[name]));
}

function isSplit(values: number): boolean {
  return values > 1 && values <= MOST_SERIES;
}
