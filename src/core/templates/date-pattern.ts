import { RenderingError } from './rendering-error.ts';

/** A run of one letter, or literal text. */
export type PatternPart = { readonly letter: string; readonly length: number } | { readonly literal: string };

/** Letters of Java's SimpleDateFormat. */
const LETTERS = 'GyYMLwWDdFEuaHkKhmsSzZX';
const MAX_KEPT = 200;
const kept = new Map<string, readonly PatternPart[]>();

/**
 * Reads a SimpleDateFormat pattern: letters are fields, `'quoted'` text and other characters stand
 * for themselves, `''` is a quote.
 * @throws RenderingError naming a letter that is no field, or a quote that nothing closes
 */
export function parsePattern(pattern: string): readonly PatternPart[] {
  const known = kept.get(pattern);
  if (known) return known;
  const parts = [...pattern.matchAll(/'((?:[^']|'')*)('?)|([A-Za-z])\3*|[^A-Za-z']+/g)].map((match) =>
    partOf(match, pattern),
  );
  if (kept.size >= MAX_KEPT) kept.clear();
  kept.set(pattern, parts);
  return parts;
}

function partOf([all, quoted, closed, letter]: RegExpExecArray, pattern: string): PatternPart {
  if (quoted !== undefined) {
    if (closed === '') throw new RenderingError(`date pattern ${pattern} has a quote that nothing closes`);
    return { literal: quoted === '' ? "'" : quoted.replaceAll("''", "'") };
  }
  if (letter === undefined) return { literal: all };
  if (!LETTERS.includes(letter)) {
    throw new RenderingError(
      `date pattern ${pattern} has the letter ${letter}; SimpleDateFormat's are ${LETTERS}`,
    );
  }
  return { letter, length: all.length };
}

/** The names that dates have in a language. */
export interface DateNames {
  /** From January; `short` as in `Mar`. */
  readonly months: { readonly long: readonly string[]; readonly short: readonly string[] };
  /** From Monday. */
  readonly weekdays: { readonly long: readonly string[]; readonly short: readonly string[] };
  /** AM, PM. */
  readonly dayPeriods: readonly [string, string];
}

const namesByLocale = new Map<string, DateNames>();

export function dateNames(locale: string): DateNames {
  const known = namesByLocale.get(locale);
  if (known) return known;
  const name = (options: Intl.DateTimeFormatOptions, type: string, time: number) =>
    new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' })
      .formatToParts(time)
      .find((part) => part.type === type)?.value ?? '';
  const months = (month: 'long' | 'short') =>
    // With a day, for languages whose months have another form beside one.
    Array.from({ length: 12 }, (_, index) => name({ month, day: 'numeric' }, 'month', Date.UTC(2024, index)));
  const weekdays = (weekday: 'long' | 'short') =>
    Array.from({ length: 7 }, (_, index) => name({ weekday }, 'weekday', Date.UTC(2024, 0, 1 + index)));
  const dayPeriod = (hour: number) =>
    name({ hour: 'numeric', hour12: true }, 'dayPeriod', Date.UTC(2024, 0, 1, hour));
  const names: DateNames = {
    months: { long: months('long'), short: months('short') },
    weekdays: { long: weekdays('long'), short: weekdays('short') },
    dayPeriods: [dayPeriod(1) || 'AM', dayPeriod(13) || 'PM'],
  };
  if (namesByLocale.size >= MAX_KEPT) namesByLocale.clear();
  namesByLocale.set(locale, names);
  return names;
}
