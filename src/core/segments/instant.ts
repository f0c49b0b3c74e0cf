/**
 * An ISO 8601 instant with its zone, as the date comparators read it: years 1000 to 2999, seconds
 * given, any fraction, `Z` or an offset up to 14 hours. The grammar is this narrow so that both
 * engines and JavaScript read the same texts in the same way; it is written for all three.
 */
export const INSTANT_PATTERN =
  '^[12][0-9]{3}-[01][0-9]-[0-3][0-9]T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]+)?(Z|[+-](0[0-9]|1[0-4]):?[0-5][0-9])$';

const INSTANT = new RegExp(INSTANT_PATTERN);
const MS_PER_MINUTE = 60_000;
const MS_PER_SECOND = 1000;

/**
 * Reads an instant.
 * @returns epoch milliseconds, what is finer being cut off; `undefined` when the text is no instant
 *   with a zone or no day of the calendar
 */
export function parseInstant(text: string): number | undefined {
  if (!INSTANT.test(text)) return undefined;
  const [year, month, day] = [text.slice(0, 4), text.slice(5, 7), text.slice(8, 10)].map(Number) as Triple;
  const [hour, minute, second] = [text.slice(11, 13), text.slice(14, 16), text.slice(17, 19)].map(
    Number,
  ) as Triple;
  const midnight = new Date(Date.UTC(year, month - 1, day));
  if (midnight.getUTCMonth() !== month - 1 || midnight.getUTCDate() !== day) return undefined;
  const fraction = /[.]([0-9]{1,3})/.exec(text)?.[1] ?? '0';
  const local =
    midnight.getTime() +
    (hour * 60 + minute) * MS_PER_MINUTE +
    second * MS_PER_SECOND +
    Number(fraction.padEnd(3, '0'));
  return local - offsetMinutes(text) * MS_PER_MINUTE;
}

type Triple = [number, number, number];

function offsetMinutes(text: string): number {
  const offset = /([+-])([0-9]{2}):?([0-9]{2})$/.exec(text);
  if (offset === null || text.endsWith('Z')) return 0;
  const minutes = Number(offset[2]) * 60 + Number(offset[3]);
  return offset[1] === '-' ? -minutes : minutes;
}
