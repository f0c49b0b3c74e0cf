import { PlatformError } from '../errors.ts';
import { isDay } from '../instant.ts';

const DAY_MS = 86_400_000;
const STANDARD_DAYS = 30;
/** So that one question does not read a lake of years. Ours. */
const LONGEST_DAYS = 400;

/** Days in UTC, `2026-11-24`; both count. */
export interface DaySpan {
  readonly fromDay: string;
  readonly toDay: string;
}

/**
 * The days that are asked for; without an end up to today, without a beginning thirty.
 * @throws PlatformError `BadRequest` naming the parameter and its value
 */
export function readDaySpan(given: { readonly from?: string; readonly to?: string }, now: Date): DaySpan {
  const toDay = readDay('to', given.to) ?? now.toISOString().slice(0, 10);
  const fromDay = readDay('from', given.from) ?? dayBefore(toDay, STANDARD_DAYS - 1);
  const days = (Date.parse(toDay) - Date.parse(fromDay)) / DAY_MS + 1;
  if (days < 1) throw new PlatformError('BadRequest', `to ${toDay} is before from ${fromDay}`);
  if (days > LONGEST_DAYS) {
    throw new PlatformError(
      'BadRequest',
      `from ${fromDay} to ${toDay} are ${days} days; at most ${LONGEST_DAYS} can be asked for`,
    );
  }
  return { fromDay, toDay };
}

/** @returns nothing for no text. @throws PlatformError `BadRequest` naming the parameter and its value */
export function readDay(name: string, text: string | undefined): string | undefined {
  if (!text) return undefined;
  if (isDay(text)) return text;
  throw new PlatformError('BadRequest', `${name} is "${text}", not a day such as 2026-11-24`);
}

const dayBefore = (day: string, days: number) =>
  new Date(Date.parse(day) - days * DAY_MS).toISOString().slice(0, 10);
