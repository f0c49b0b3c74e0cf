import { PlatformError } from '../errors.ts';
import { readInstant } from '../instant.ts';

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
 * @param given ISO 8601, extended form; UTC where no zone is written
 * @throws PlatformError `BadRequest` naming the parameter and its value
 */
export function readDateRange(
  given: { readonly start?: string; readonly end?: string },
  now: Date,
): DateRange {
  const end = instantOf('end-time', given.end) ?? now;
  const start = instantOf('start-time', given.start) ?? new Date(end.getTime() - LONGEST_DAYS * DAY_MS);
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

function instantOf(name: string, text: string | undefined): Date | undefined {
  if (!text) return undefined;
  const instant = readInstant(text);
  if (!instant) {
    throw new PlatformError('BadRequest', `${name} must be an ISO 8601 date and time, not "${text}"`);
  }
  return instant;
}
