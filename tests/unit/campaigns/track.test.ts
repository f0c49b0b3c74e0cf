import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Schedule } from '../../../src/core/campaigns/schedule.ts';
import { newTrack, settled, step, type Track, zonesOfWave } from '../../../src/core/campaigns/track.ts';
import { instantAt } from '../../../src/core/schedule/zones.ts';

const HOUR = 3_600_000;
const START = Date.parse('2026-10-23T09:00:00Z'); // two nights before clocks go back in Europe
const PERIODS = { HOURLY: 1, DAILY: 24, WEEKLY: 24 * 7 } as const;

interface Course {
  readonly Frequency: keyof typeof PERIODS;
  readonly isLocal: boolean;
  /** Of the campaign's creation, and of the ticks after it: hours from the start. */
  readonly created: number;
  readonly ticks: readonly number[];
  /** Hours from the start; the last occurrence comes before or at it. */
  readonly end: number;
}

const hours = (min: number, max: number) =>
  fc.integer({ min: min * 4, max: max * 4 }).map((quarters) => quarters / 4);
const courses = (isLocal: boolean): fc.Arbitrary<Course> =>
  fc.record({
    Frequency: isLocal ? fc.constantFrom('DAILY', 'WEEKLY') : fc.constantFrom('HOURLY', 'DAILY', 'WEEKLY'),
    isLocal: fc.constant(isLocal),
    created: hours(-40, 60),
    ticks: fc.array(hours(0, 30), { minLength: 1, maxLength: 12 }),
    end: hours(1, 400),
  });

const at = (hour: number) => START + hour * HOUR;

/** The occurrences begun at each tick, one after another, every batch being over at once. */
function run(
  { Frequency, isLocal, created, ticks, end }: Course,
  begun: (track: Track, now: number) => Track,
) {
  const schedule: Schedule = {
    StartTime: new Date(START).toISOString(),
    EndTime: new Date(at(end)).toISOString(),
    Frequency,
    IsLocalTime: isLocal,
  };
  let track = newTrack(schedule, ['0'], at(created));
  let now = at(created);
  for (const later of ticks) {
    now += later * HOUR;
    while (track.due !== undefined && track.due <= now) track = begun(track, now);
  }
}

/** Indexes of the occurrences there are. */
function indexes({ Frequency, end }: Course): number[] {
  const period = PERIODS[Frequency];
  return Array.from({ length: Math.floor(end / period) + 1 }, (_, index) => index);
}

describe('a campaign’s schedule over random ticks', () => {
  it('begins at each tick the newest occurrence since the one before, and none twice', () => {
    fc.assert(
      fc.property(courses(false), (course) => {
        const period = PERIODS[course.Frequency];
        const begun: number[] = [];
        run(course, (track, now) => {
          const { batch, track: next } = step(track, 'campaign', now);
          if (batch !== undefined) begun.push((batch.scheduledAt - START) / HOUR / period);
          return batch === undefined ? next : settled(next);
        });

        const expected: number[] = [];
        const first = Math.ceil(Math.max(course.created, 0) / period);
        let next = first === 1 ? 0 : first; // the first one, when it is only just over
        let now = course.created;
        for (const later of course.ticks) {
          now += later;
          const newest = indexes(course)
            .filter((index) => index >= next && index * period <= now)
            .at(-1);
          if (newest === undefined || !indexes(course).includes(first)) continue;
          expected.push(newest);
          next = newest + 1;
        }
        expect(begun).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  it('gives each zone, by its own clocks, the newest occurrence since its last one', () => {
    const zones = ['pacific/kiritimati', 'asia/tokyo', 'europe/lisbon', 'us/pacific', 'pacific/niue'];
    fc.assert(
      fc.property(courses(true), (course) => {
        const begun: Record<string, number[]> = Object.fromEntries(zones.map((zone) => [zone, []]));
        run(course, (track, now) => {
          const { batch, track: next } = step(track, 'campaign', now);
          if (batch?.wave === undefined) return next;
          const turn = zonesOfWave(next, batch.wave).now;
          for (const zone of zones) if (turn.includes(zone)) begun[zone]?.push(batch.wave.index);
          return settled(next);
        });

        for (const zone of zones) {
          const local = (index: number) => {
            const clock = new Date(START + index * PERIODS[course.Frequency] * HOUR)
              .toISOString()
              .slice(0, 19);
            return instantAt(zone, clock).getTime();
          };
          const expected: number[] = [];
          let now = at(course.created);
          for (const later of course.ticks) {
            now += later * HOUR;
            const newest = indexes(course)
              .filter((index) => local(index) >= at(course.created) && local(index) <= now)
              .at(-1);
            if (newest !== undefined && !expected.includes(newest)) expected.push(newest);
          }
          expect([zone, begun[zone]]).toEqual([zone, expected]);
        }
      }),
      { numRuns: 60 },
    );
  });
});
