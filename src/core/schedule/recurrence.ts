import { Temporal } from 'temporal-polyfill';
import { instantAt, type ZoneInstant, zoneInstantsAt } from './zones.ts';

/** What comes again at the same clock time, or comes once. */
export interface Recurrence {
  readonly frequency: 'ONCE' | 'HOURLY' | 'DAILY' | 'WEEKLY' | 'MONTHLY';
  /** Clock time of the first occurrence, `YYYY-MM-DDTHH:MM:SS`, without a zone. */
  readonly start: string;
  /** Minutes east of UTC of the zone in which `start` is told. */
  readonly offsetMinutes: number;
  /** Each zone of the world has the occurrence when its own clocks show that time. */
  readonly isLocal: boolean;
  /** Epoch milliseconds; there is no occurrence behind it. */
  readonly end: number;
}

const MS_PER_MINUTE = 60_000;
/** No zone is farther east or west than these. */
const FIRST_ZONE = 'etc/gmt-14';
const LAST_ZONE = 'etc/gmt+12';

/**
 * Clock time of the occurrence with number `index`, from 0.
 * @remarks A month without the start's day has the occurrence on its last day; the day comes back in the
 *   next month that has it (pinpoint-campaigns-journeys.md 1.2, infer).
 */
export function clockTimeOf({ start, frequency }: Recurrence, index: number): string {
  const steps: Record<Recurrence['frequency'], Temporal.DurationLike> = {
    ONCE: { days: 0 },
    HOURLY: { hours: index },
    DAILY: { days: index },
    WEEKLY: { weeks: index },
    MONTHLY: { months: index },
  };
  return Temporal.PlainDateTime.from(start).add(steps[frequency]).toString();
}

/**
 * The instant at which an occurrence begins: in local time when the first zone of the world has it.
 * @returns epoch milliseconds; `undefined` when there is no such occurrence
 */
export function beginningOf(recurrence: Recurrence, index: number): number | undefined {
  return boundary(recurrence, index, FIRST_ZONE);
}

/** The instant from which nobody can have an occurrence any more; that of its beginning unless in local time. */
export function lastOf(recurrence: Recurrence, index: number): number | undefined {
  return boundary(recurrence, index, LAST_ZONE);
}

/**
 * Of the occurrences from `index` on, the newest that everybody has had or could have: earlier ones
 * that were missed are passed over, so that an outage is made up for by one late run.
 * @returns `index` when the one after it has not come for everybody
 */
export function newestMissed(recurrence: Recurrence, index: number, at: number): number {
  let newest = index;
  for (;;) {
    const next = lastOf(recurrence, newest + 1);
    if (next === undefined || next > at) return newest;
    newest += 1;
  }
}

/** The first occurrence from `index` on that begins at `at` or later. */
export function nextFrom(recurrence: Recurrence, index: number, at: number): number {
  for (let next = index; ; next += 1) {
    const beginning = beginningOf(recurrence, next);
    if (beginning === undefined || beginning >= at) return next;
  }
}

/** When each zone of the world has an occurrence. */
export function zoneInstants(recurrence: Recurrence, index: number): readonly ZoneInstant[] {
  return zoneInstantsAt(clockTimeOf(recurrence, index));
}

function boundary(recurrence: Recurrence, index: number, zone: string): number | undefined {
  if (index > 0 && recurrence.frequency === 'ONCE') return undefined;
  const clockTime = clockTimeOf(recurrence, index);
  const told = Date.parse(`${clockTime}Z`) - recurrence.offsetMinutes * MS_PER_MINUTE;
  if (told > recurrence.end) return undefined;
  return recurrence.isLocal ? instantAt(zone, clockTime).getTime() : told;
}
