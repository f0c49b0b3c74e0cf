import type { Temporal } from 'temporal-polyfill';
import { type DateNames, dateNames, parsePattern } from './date-pattern.ts';

type Moment = Temporal.ZonedDateTime;

const STYLES = ['full', 'long', 'medium', 'short'] as const;
type Style = (typeof STYLES)[number];

const isStyle = (format: string): format is Style => (STYLES as readonly string[]).includes(format);

/** @throws RenderingError when `format` is neither a style nor a SimpleDateFormat pattern */
export function checkDateFormat(format: string): string {
  if (!isStyle(format)) parsePattern(format);
  return format;
}

/**
 * @param format  `full`, `long`, `medium`, `short`, or a SimpleDateFormat pattern
 * @throws RenderingError
 */
export function formatDate(moment: Moment, format: string, locale: string): string {
  if (isStyle(format)) return styled(moment, format, locale);
  const names = dateNames(locale);
  return parsePattern(format)
    .map((part) =>
      'literal' in part ? part.literal : field(moment, part.letter, part.length, names, locale),
    )
    .join('');
}

const MAX_KEPT = 500;
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify([locale, options]);
  const known = formatters.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(locale, options);
  if (formatters.size >= MAX_KEPT) formatters.clear();
  formatters.set(key, made);
  return made;
}

function styled(moment: Moment, dateStyle: Style, locale: string): string {
  const { epochMilliseconds, timeZoneId: timeZone } = moment;
  const text = formatter(locale, { dateStyle, timeZone }).format(epochMilliseconds);
  // As AWS prints it (pinpoint-campaigns-journeys.md 3.3).
  return dateStyle === 'medium' && locale.startsWith('en') ? text.replace(/\bSep\b/, 'Sept') : text;
}

const FIRST_FULL_NAME = 4;

const FIELDS: Readonly<
  Record<string, (moment: Moment, names: DateNames, length: number) => string | number>
> = {
  y: ({ year }, _, length) => yearOf(year, length),
  Y: ({ year, yearOfWeek }, _, length) => yearOf(yearOfWeek ?? year, length),
  M: ({ month }, { months }, length) => (length < 3 ? month : (nameOf(months, length)[month - 1] as string)),
  w: ({ weekOfYear }) => weekOfYear ?? 0,
  W: ({ day, dayOfWeek }) => Math.ceil((day + 7 - dayOfWeek) / 7),
  D: ({ dayOfYear }) => dayOfYear,
  d: ({ day }) => day,
  F: ({ day }) => Math.ceil(day / 7),
  E: ({ dayOfWeek }, { weekdays }, length) => nameOf(weekdays, length)[dayOfWeek - 1] as string,
  u: ({ dayOfWeek }) => dayOfWeek,
  a: ({ hour }, { dayPeriods }) => dayPeriods[hour < 12 ? 0 : 1],
  H: ({ hour }) => hour,
  k: ({ hour }) => hour || 24,
  K: ({ hour }) => hour % 12,
  h: ({ hour }) => hour % 12 || 12,
  m: ({ minute }) => minute,
  s: ({ second }) => second,
  S: ({ millisecond }) => millisecond,
  Z: ({ offset }) => offset.replace(':', ''),
  X: ({ offset }, _, length) => isoOffset(offset, length),
};

/** One field of a pattern: numbers with zeros in front up to the field's length. */
function field(moment: Moment, letter: string, length: number, names: DateNames, locale: string): string {
  if (letter === 'G') return partOf(moment, { era: 'short' }, 'era', locale);
  if (letter === 'z') {
    const timeZoneName = length < FIRST_FULL_NAME ? 'short' : 'long';
    return partOf(moment, { timeZoneName }, 'timeZoneName', locale);
  }
  const value = FIELDS[letter === 'L' ? 'M' : letter]?.(moment, names, length) ?? '';
  return typeof value === 'number' ? String(value).padStart(length, '0') : value;
}

function partOf(moment: Moment, options: Intl.DateTimeFormatOptions, type: string, locale: string): string {
  const { epochMilliseconds, timeZoneId: timeZone } = moment;
  const parts = formatter(locale, { ...options, timeZone }).formatToParts(epochMilliseconds);
  return parts.find((part) => part.type === type)?.value ?? '';
}

function nameOf<T>({ long, short }: { readonly long: T; readonly short: T }, length: number): T {
  return length < FIRST_FULL_NAME ? short : long;
}

function yearOf(year: number, length: number): string | number {
  return length === 2 ? String(year % 100).padStart(2, '0') : year;
}

/** `+02`, `+0200` or `+02:00`; `Z` for UTC. */
function isoOffset(offset: string, length: number): string {
  if (offset === '+00:00') return 'Z';
  if (length === 1) return offset.slice(0, 3);
  return length === 2 ? offset.replace(':', '') : offset;
}
