import type { Dwell, JourneyPause, JourneyTick } from '../core/journeys/journey-plan.ts';
import { bound, join, Sql, sql } from './sql.ts';

/**
 * The clock that a journey's timers run by: milliseconds since 1970 less the pauses before them. All
 * moves are reckoned in it, so that a pause shifts every timer that it meets, and none other. An
 * instant inside a pause is its end.
 */
export interface JourneyClock {
  /** Its reading at an instant. */
  at(instant: Date): number;
  /** The latest reading whose instant is not after `instant`. */
  until(instant: Date): number;
  /** Its reading at an instant in epoch milliseconds. */
  readMs(milliseconds: Sql): Sql;
  /** The timestamp at which it shows `reading`. */
  timestamp(reading: Sql): Sql;
}

/** Pauses that were over before anybody who moves had come move nobody, and are left out. */
export function journeyClock({ pauses: all, eventsSince, entry }: JourneyTick): JourneyClock {
  const earliest = Math.min(eventsSince.getTime(), entryOf(entry));
  const pauses = all.filter(({ to }) => to.getTime() > earliest);
  const stops = stopsOf(pauses);
  const at = (instant: number) =>
    stops.reduce((reading, { from, length }) => reading - passed(instant - from, length), instant);
  const readMs = (milliseconds: Sql) => {
    const lost = stops.map(
      ({ from, length }) =>
        sql` - least(greatest(${milliseconds} - ${ms(from)}, ${number(0)}), ${ms(length)})`,
    );
    return stops.length === 0 ? milliseconds : sql`(${milliseconds}${join(lost, sql``)})`;
  };
  return {
    at: (instant) => at(instant.getTime()),
    until(instant) {
      const isPaused = pauses.some(({ from, to }) => from <= instant && instant < to);
      return at(instant.getTime()) - (isPaused ? 1 : 0);
    },
    readMs,
    timestamp(reading) {
      const waited = stops.map(
        ({ reading: stop, length }) =>
          sql` + case when ${reading} >= ${ms(stop)} then ${ms(length)} else 0 end`,
      );
      return sql`cast(from_unixtime((${reading}${join(waited, sql``)}) / 1e3) as timestamp)`;
    },
  };
}

/** When a participant that arrives at `entered` may leave, both by the journey's clock. */
export function dwellEnd({ afterMs, until }: Dwell, entered: Sql, clock: JourneyClock): Sql {
  const after = afterMs === 0 ? entered : sql`${entered} + ${ms(afterMs)}`;
  return until === undefined ? after : sql`greatest(${after}, ${ms(clock.at(until))})`;
}

/** Milliseconds since 1970 of a timestamp. */
export function epochMs(timestamp: Sql): Sql {
  return sql`date_diff('millisecond', timestamp '1970-01-01 00:00:00', ${timestamp})`;
}

/** Milliseconds, bound. */
export function ms(value: number): Sql {
  return bound('bigint', value);
}

/** A number that is part of a statement's structure, as a name is: of a place, an edge or a step. */
export function number(value: number): Sql {
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`Not a plain number: ${value}`);
  return new Sql(String(value), []);
}

function entryOf(entry: JourneyTick['entry']): number {
  if (entry === undefined) return Number.POSITIVE_INFINITY;
  return (entry.kind === 'segment' ? entry.at : entry.after).getTime();
}

interface Stop {
  /** Epoch milliseconds. */
  readonly from: number;
  readonly length: number;
  /** What the journey's clock shows meanwhile. */
  readonly reading: number;
}

function stopsOf(pauses: readonly JourneyPause[]): Stop[] {
  let lost = 0;
  return pauses.map(({ from, to }) => {
    const length = to.getTime() - from.getTime();
    const reading = from.getTime() - lost;
    lost += length;
    return { from: from.getTime(), length, reading };
  });
}

function passed(since: number, length: number): number {
  return Math.min(Math.max(since, 0), length);
}
