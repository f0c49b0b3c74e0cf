import { Temporal } from 'temporal-polyfill';
import { type DateNames, dateNames, type PatternPart, parsePattern } from './date-pattern.ts';
import { shown } from './helper.ts';
import { RenderingError } from './rendering-error.ts';

type Moment = Temporal.ZonedDateTime;

/** How a date is written, and where its reader is. */
export interface DateReading {
  /** A SimpleDateFormat pattern; ISO 8601 or epoch milliseconds when absent. */
  readonly pattern?: string;
  /** Of a date that says none itself, and of the result. */
  readonly zone: string;
  readonly locale: string;
  readonly now: Date;
}

/** @throws RenderingError when `text` is no such date, or one that no calendar has */
export function readDate(text: string, reading: DateReading): Moment {
  try {
    return reading.pattern === undefined
      ? readIso(text, reading.zone)
      : readPattern(text, reading.pattern, reading);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const how = reading.pattern === undefined ? 'ISO 8601' : reading.pattern;
    throw new RenderingError(`date is ${shown(text)}; it must be a date written as ${how}`, { cause: error });
  }
}

function readIso(text: string, zone: string): Moment {
  if (/^-?\d{9,}$/.test(text))
    return Temporal.Instant.fromEpochMilliseconds(Number(text)).toZonedDateTimeISO(zone);
  const saysZone = /(?:Z|[+-]\d{2}:?\d{2})$/i.test(text) && text.includes(':');
  if (saysZone) return Temporal.Instant.from(text).toZonedDateTimeISO(zone);
  return Temporal.PlainDateTime.from(text).toZonedDateTime(zone);
}

/** What the fields of a text say. */
interface Fields {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  millisecond: number;
  isAfternoon?: boolean;
  /** `+02:00` */
  offset?: string;
}

function readPattern(text: string, pattern: string, { zone, locale, now }: DateReading): Moment {
  const fields: Fields = { year: 1970, month: 1, day: 1, hour: 0, minute: 0, second: 0, millisecond: 0 };
  const names = dateNames(locale);
  const parts = parsePattern(pattern);
  let rest = text;
  for (const [index, part] of parts.entries()) {
    rest =
      'literal' in part ? skip(rest, part.literal) : readField(rest, part, parts[index + 1], fields, names);
  }
  if (rest.trim() !== '') throw new RangeError(`${rest} is left over`);
  const year =
    /y/i.test(pattern) && !/y{3}/i.test(pattern) && fields.year < 100
      ? fullYear(fields.year, now)
      : fields.year;
  const { isAfternoon, offset, ...plain } = { ...fields, year };
  const hour = isAfternoon === undefined ? plain.hour % 24 : (plain.hour % 12) + (isAfternoon ? 12 : 0);
  const local = Temporal.PlainDateTime.from({ ...plain, hour }, { overflow: 'reject' });
  return local.toZonedDateTime(offset ?? zone).withTimeZone(zone);
}

function skip(text: string, literal: string): string {
  if (!text.startsWith(literal)) throw new RangeError(`${literal} is missing`);
  return text.slice(literal.length);
}

const NUMBERS: Readonly<Record<string, Exclude<keyof Fields, 'isAfternoon' | 'offset'>>> = {
  y: 'year',
  Y: 'year',
  M: 'month',
  L: 'month',
  d: 'day',
  H: 'hour',
  k: 'hour',
  K: 'hour',
  h: 'hour',
  m: 'minute',
  s: 'second',
  S: 'millisecond',
};

/** Takes one field from the front of a text. @returns the rest */
function readField(
  text: string,
  { letter, length }: Extract<PatternPart, { letter: string }>,
  next: PatternPart | undefined,
  fields: Fields,
  names: DateNames,
): string {
  if ('ML'.includes(letter) && length >= 3) {
    const [index, rest] = readName(text, names.months);
    fields.month = index + 1;
    return rest;
  }
  if (letter === 'E') return readName(text, names.weekdays)[1];
  if (letter === 'a') {
    const [index, rest] = readName(text, { long: names.dayPeriods, short: ['AM', 'PM'] });
    fields.isAfternoon = index === 1;
    return rest;
  }
  if ('zZX'.includes(letter)) return readOffset(text, fields);
  const member = NUMBERS[letter];
  if (member === undefined)
    throw new RenderingError(`date pattern letter ${letter} can only be written, not read`);
  // A field right before another has exactly its length: yyyyMMdd.
  const isFixed = next !== undefined && 'letter' in next;
  const digits = (isFixed ? new RegExp(`^\\d{${length}}`) : /^\d{1,9}/).exec(text)?.[0];
  if (digits === undefined) throw new RangeError(`${member} is missing`);
  fields[member] = Number(digits);
  return text.slice(digits.length);
}

function readName(
  text: string,
  { long, short }: { readonly long: readonly string[]; readonly short: readonly string[] },
): [number, string] {
  const lower = text.toLowerCase();
  for (const names of [long, short]) {
    const index = names.findIndex((name) => name !== '' && lower.startsWith(name.toLowerCase()));
    if (index >= 0) return [index, text.slice((names[index] as string).length)];
  }
  throw new RangeError('a name is missing');
}

function readOffset(text: string, fields: Fields): string {
  const [all, sign, hours, minutes = '00'] = /^(?:Z|UTC|GMT)?(?:([+-])(\d{2}):?(\d{2})?)?/.exec(text) ?? [];
  if (!all) throw new RangeError('the zone is missing');
  fields.offset = sign === undefined ? '+00:00' : `${sign}${hours}:${minutes}`;
  return text.slice(all.length);
}

/** A year of two digits lies within 80 years before and 20 after the present one, as SimpleDateFormat has it. */
function fullYear(twoDigits: number, now: Date): number {
  const last = now.getUTCFullYear() + 20;
  return last - ((last - twoDigits) % 100);
}
