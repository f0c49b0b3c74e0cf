const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
/** RFC 2822's named zones, in minutes east of UTC. */
const ZONES: Record<string, number> = {
  z: 0,
  ut: 0,
  utc: 0,
  gmt: 0,
  est: -300,
  edt: -240,
  cst: -360,
  cdt: -300,
  mst: -420,
  mdt: -360,
  pst: -480,
  pdt: -420,
};

const RFC_2822 =
  /^(?:[a-z]{3,9},?\s+)?(\d{1,2})\s+([a-z]{3})[a-z]*\s+(\d{4})(?:\s+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\s+([a-z]{1,4}|[+-]\d{2}:?\d{2}))?)?(?:\s*\(.*\))?$/i;
const ISO_8601 =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[t\s]\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(z|utc|[+-]\d{2}(?::?\d{2})?)?)?$/i;
const BASIC_DATE = /^(\d{4})(\d{2})(\d{2})$/;

/**
 * Reads an instant: RFC 2822 (`Mon, 19 Sep 2022 12:16:01 +0530`; the weekday is not checked),
 * ISO 8601, or a date alone. What names no zone is UTC.
 * @returns epoch milliseconds, or `undefined` when it is no such date or the date does not exist
 */
export function parseInstant(text: string): number | undefined {
  const value = text.trim();
  const iso = ISO_8601.exec(value);
  if (iso) {
    const [, year, month, day, hour, minute, second, fraction, zone] = iso;
    const milliseconds = fraction ? Math.trunc(Number(`0.${fraction}`) * 1000) : 0;
    return instant(Number(year), Number(month), Number(day), hour, minute, second, milliseconds, zone);
  }
  const mail = RFC_2822.exec(value);
  if (mail) {
    const [, day, month, year, hour, minute, second, zone] = mail;
    const index = MONTHS.indexOf((month as string).toLowerCase());
    return index < 0
      ? undefined
      : instant(Number(year), index + 1, Number(day), hour, minute, second, 0, zone);
  }
  const basic = BASIC_DATE.exec(value);
  return basic ? instant(Number(basic[1]), Number(basic[2]), Number(basic[3])) : undefined;
}

function instant(
  year: number,
  month: number,
  day: number,
  hour = '0',
  minute = '0',
  second = '0',
  milliseconds = 0,
  zone = 'z',
): number | undefined {
  const offset = zoneOffset(zone.toLowerCase());
  const [h, m, s] = [Number(hour), Number(minute), Number(second)];
  if (offset === undefined || h > 24 || m > 59 || s > 59 || (h === 24 && m + s > 0) || year < 1)
    return undefined;
  const midnight = Date.UTC(year, month - 1, day);
  const date = new Date(midnight);
  date.setUTCFullYear(year); // Date.UTC reads years below 100 as 19xx
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  return date.getTime() + ((h * 60 + m - offset) * 60 + s) * 1000 + milliseconds;
}

function zoneOffset(zone: string): number | undefined {
  const named = ZONES[zone];
  if (named !== undefined) return named;
  const numeric = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone);
  if (!numeric) return undefined;
  const [hours, minutes] = [Number(numeric[2]), Number(numeric[3] ?? 0)];
  if (hours > 15 || minutes > 59) return undefined;
  return (numeric[1] === '-' ? -1 : 1) * (hours * 60 + minutes);
}
