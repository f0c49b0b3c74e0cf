import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  beginningOf,
  clockTimeOf,
  type Recurrence,
  zoneInstants,
} from '../../../src/core/schedule/recurrence.ts';

/* Every frequency, across the days on which clocks change, against the machine's own clocks of each zone. */

/** Zones that change on different days, at different hours and by different amounts, and one that never does. */
const ZONES = [
  'Europe/Lisbon',
  'America/New_York',
  'America/Santiago',
  'Australia/Lord_Howe',
  'Pacific/Auckland',
  'Asia/Kolkata',
] as const;
const FREQUENCIES = ['ONCE', 'HOURLY', 'DAILY', 'WEEKLY', 'MONTHLY'] as const;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const clocks = new Map(
  ZONES.map((timeZone) => [
    timeZone,
    new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }),
  ]),
);
/** What the clocks of a zone show, `YYYY-MM-DDTHH:MM:SS`. */
const shown = (zone: (typeof ZONES)[number], at: number) =>
  clocks.get(zone)?.format(at).replace(' ', 'T') ?? '';

/**
 * The first instant at which the clocks show a time; where they leave it out, that of the clocks before they were
 * put forward. Found by looking, a quarter of an hour after the other: all changes are at such minutes.
 */
function firstShown(zone: (typeof ZONES)[number], clockTime: string): number {
  const told = Date.parse(`${clockTime}Z`);
  for (let at = told - 15 * HOUR; at <= told + 15 * HOUR; at += 15 * MINUTE) {
    if (shown(zone, at) === clockTime) return at;
  }
  const before = told - 15 * HOUR;
  return told - (Date.parse(`${shown(zone, before)}Z`) - before);
}

/** Starts of the weeks in which clocks change. */
const starts = fc
  .record({
    day: fc.constantFrom(
      '2026-03-06', // New York goes forward on the 8th
      '2026-03-28', // Lisbon on the 29th
      '2026-04-03', // Santiago back on the 4th, Lord Howe and Auckland on the 5th
      '2026-09-05', // Santiago forward
      '2026-09-26', // Auckland forward
      '2026-10-03', // Lord Howe forward, by half an hour
      '2026-10-24', // Lisbon back
      '2026-10-31', // New York back
    ),
    hour: fc.integer({ min: 0, max: 23 }),
    quarter: fc.constantFrom('00', '15', '30', '45'),
  })
  .map(({ day, hour, quarter }) => `${day}T${String(hour).padStart(2, '0')}:${quarter}:00`);

const recurrence = (frequency: Recurrence['frequency'], start: string, isLocal: boolean): Recurrence => ({
  frequency,
  start,
  offsetMinutes: -300,
  isLocal,
  end: Number.POSITIVE_INFINITY,
});

describe.each(FREQUENCIES)('a schedule of frequency %s', (frequency) => {
  const indexes = fc.integer({ min: 0, max: frequency === 'ONCE' ? 0 : frequency === 'HOURLY' ? 60 : 8 });

  it('in local time comes when each zone’s own clocks show the time, once, also when they change', () => {
    fc.assert(
      fc.property(starts, indexes, (start, index) => {
        const local = recurrence(frequency, start, true);
        const clockTime = clockTimeOf(local, index);
        const instants = new Map(zoneInstants(local, index).map(({ zone, at }) => [zone, at]));
        for (const zone of ZONES) {
          expect([zone, clockTime, instants.get(zone.toLowerCase())]).toEqual([
            zone,
            clockTime,
            firstShown(zone, clockTime),
          ]);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('in an offset comes at the same time of that offset, whatever clocks do', () => {
    fc.assert(
      fc.property(starts, indexes, (start, index) => {
        const fixed = recurrence(frequency, start, false);
        const at = beginningOf(fixed, index) ?? Number.NaN;
        expect(new Date(at - 5 * HOUR).toISOString().slice(0, 19)).toBe(clockTimeOf(fixed, index));
        if (frequency === 'HOURLY') expect(at).toBe(Date.parse(`${start}-05:00`) + index * HOUR);
      }),
    );
  });
});
