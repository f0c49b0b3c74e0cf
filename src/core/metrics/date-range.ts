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
 * @param names what the parameters are called, for messages
 * @throws PlatformError `BadRequest` naming the parameter and its value
 */
export function readDateRange(
  given: { readonly start?: string; readonly end?: string },
  now: Date,
  names: readonly [string, string] = ['start-time', 'end-time'],
): DateRange {
  const [startName, endName] = names;
  const end = instantOf(endName, given.end) ?? now;
  const start = instantOf(startName, given.start) ?? new Date(end.getTime() - LONGEST_DAYS * DAY_MS);
  if (end < start) {
    throw new PlatformError(
      'BadRequest',
      `${endName} ${end.toISOString()} is before ${startName} ${start.toISOString()}`,
    );
  }
  if (end.getTime() - start.getTime() > LONGEST_DAYS * DAY_MS) {
    throw new PlatformError(
      'BadRequest',
      `${startName} ${start.toISOString()} and ${endName} ${end.toISOString()} are more than ${LONGEST_DAYS} days apart`,
    );
  }
  if (now.getTime() - start.getTime() > OLDEST_DAYS * DAY_MS) {
    throw new PlatformError(
      'BadRequest',
      `${startName} ${start.toISOString()} is more than ${OLDEST_DAYS} days ago`,
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
