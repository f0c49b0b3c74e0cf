import { describe, expect, it } from '@jest/globals';
import {
  beginningOf,
  clockTimeOf,
  newestMissed,
  nextFrom,
  type Recurrence,
  zoneInstants,
} from '../../../src/core/schedule/recurrence.ts';

const recurrence = (given: Partial<Recurrence>): Recurrence => ({
  frequency: 'DAILY',
  start: '2026-12-01T09:00:00',
  offsetMinutes: 0,
  isLocal: false,
  end: Number.POSITIVE_INFINITY,
  ...given,
});
const begins = (given: Recurrence, index: number) => {
  const at = beginningOf(given, index);
  return at === undefined ? undefined : new Date(at).toISOString();
};
const at = (text: string) => Date.parse(text);

describe('a recurrence', () => {
  it('keeps its clock time from occurrence to occurrence', () => {
    const third = (['HOURLY', 'DAILY', 'WEEKLY', 'MONTHLY'] as const).map((frequency) =>
      clockTimeOf(recurrence({ frequency }), 2),
    );
    expect(third).toEqual([
      '2026-12-01T11:00:00',
      '2026-12-03T09:00:00',
      '2026-12-15T09:00:00',
      '2027-02-01T09:00:00',
    ]);
  });

  it('falls on the last day of a month that is too short, and comes back to its day', () => {
    const monthly = recurrence({ frequency: 'MONTHLY', start: '2027-01-31T09:00:00' });
    expect([0, 1, 2, 3, 13].map((index) => clockTimeOf(monthly, index).slice(0, 10))).toEqual([
      '2027-01-31',
      '2027-02-28',
      '2027-03-31',
      '2027-04-30',
      '2028-02-29',
    ]);
  });

  it('is told in an offset, ends with its end, and comes once when it is to come once', () => {
    const daily = recurrence({ offsetMinutes: -300, end: at('2026-12-02T14:00:00Z') });
    expect([0, 1, 2].map((index) => begins(daily, index))).toEqual([
      '2026-12-01T14:00:00.000Z',
      '2026-12-02T14:00:00.000Z',
      undefined,
    ]);
    expect(begins(recurrence({ frequency: 'ONCE' }), 1)).toBeUndefined();
  });

  it('begins in local time where the day begins, and comes to each zone by its own clocks', () => {
    const local = recurrence({ isLocal: true, start: '2026-10-24T09:00:00' });
    const zones = (index: number) => new Map(zoneInstants(local, index).map((zone) => [zone.zone, zone.at]));
    const shown = (index: number, zone: string) => new Date(zones(index).get(zone) ?? 0).toISOString();
    expect(begins(local, 0)).toBe('2026-10-23T19:00:00.000Z');
    expect([shown(0, 'europe/lisbon'), shown(1, 'europe/lisbon'), shown(1, 'asia/tokyo')]).toEqual([
      '2026-10-24T08:00:00.000Z',
      '2026-10-25T09:00:00.000Z',
      '2026-10-25T00:00:00.000Z',
    ]);
    expect(Math.min(...zones(0).values())).toBe(beginningOf(local, 0));
  });

  it('passes over what an outage made it miss, but for the newest', () => {
    const daily = recurrence({});
    expect(newestMissed(daily, 0, at('2026-12-01T09:00:00Z'))).toBe(0);
    expect(newestMissed(daily, 0, at('2026-12-05T08:59:00Z'))).toBe(3);
    expect(newestMissed({ ...daily, end: at('2026-12-03T00:00:00Z') }, 0, at('2027-01-01T00:00:00Z'))).toBe(
      1,
    );
    expect(nextFrom(daily, 0, at('2026-12-05T08:59:00Z'))).toBe(4);
  });
});
