import { PlatformError } from '../errors.ts';

const DAY_MS = 86_400_000;
/** Source of both: pinpoint-events-kpis.md 3.1. */
const LONGEST_DAYS = 31;
const OLDEST_DAYS = 90;

/** Both ends count. */
export interface DateRange {
  readonly start: Date;
  readonly end: Date;
}

/**
 * The range that a KPI is asked for; the last 31 days when neither end is given.
 * @param given ISO 8601, extended form
 * @throws PlatformError `BadRequest` naming the parameter and its value
 */
export function readDateRange(
  given: { readonly start?: string; readonly end?: string },
  now: Date,
): DateRange {
  const end = readInstant('end-time', given.end) ?? now;
  const start = readInstant('start-time', given.start) ?? new Date(end.getTime() - LONGEST_DAYS * DAY_MS);
  if (end < start) {
    throw new PlatformError(
      'BadRequest',
      `end-time ${end.toISOString()} is before start-time ${start.toISOString()}`,
    );
  }
  if (end.getTime() - start.getTime() > LONGEST_DAYS * DAY_MS) {
    throw new PlatformError(
      'BadRequest',
      `start-time ${start.toISOString()} and end-time ${end.toISOString()} are more than ${LONGEST_DAYS} days apart`,
    );
  }
  if (now.getTime() - start.getTime() > OLDEST_DAYS * DAY_MS) {
    throw new PlatformError(
      'BadRequest',
      `start-time ${start.toISOString()} is more than ${OLDEST_DAYS} days ago`,
    );
  }
  return { start, end };
}

function readInstant(name: string, text: string | undefined): Date | undefined {
  if (!text) return undefined;
  const instant = new Date(text);
  if (!/^\d{4}-\d\d-\d\d(T.*)?$/.test(text) || Number.isNaN(instant.getTime())) {
    throw new PlatformError('BadRequest', `${name} must be an ISO 8601 date and time, not "${text}"`);
  }
  return instant;
}
