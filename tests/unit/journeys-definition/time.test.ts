import { describe, expect, it } from '@jest/globals';
import { endOf, entryPasses, launchOf } from '../../../src/core/journeys/entry-passes.ts';
import type { Journey, JourneyProgress, StoredJourney } from '../../../src/core/journeys/journey.ts';
import { closedUntil, type SendingHours } from '../../../src/core/journeys/sending-hours.ts';
import { dueAt, enteringAt, lookAt } from '../../../src/core/journeys/timeline.ts';
import { localTime } from '../../../src/core/schedule/zones.ts';

const at = (text: string) => new Date(`2026-03-${text}Z`);

describe('when a channel is closed', () => {
  const until = (text: string, zone: string, hours: SendingHours) => {
    const instant = at(text);
    const clock = localTime(instant, zone);
    if (clock === undefined) throw new Error(`No zone ${zone}`);
    return closedUntil(instant, clock, 'EMAIL', hours)?.toISOString();
  };
  const quiet = { Start: '22:00', End: '07:00' };
  const interval = (StartTime: string, EndTime: string) => ({ StartTime, EndTime });

  it('is never without rules', () => {
    expect(until('02T23:00:00', 'UTC', {})).toBeUndefined();
  });

  it('is in quiet time, to the last second of its end', () => {
    expect(until('02T23:00:00', 'UTC', { quiet })).toBe('2026-03-03T07:01:00.000Z');
    expect(until('02T12:00:00', 'UTC', { quiet })).toBeUndefined();
    expect(until('02T12:00:00', 'Asia/Tokyo', { quiet })).toBeUndefined();
    expect(until('02T14:00:00', 'Asia/Tokyo', { quiet })).toBe('2026-03-02T22:01:00.000Z');
  });

  it('is outside open hours, until the next ones begin', () => {
    const openHours = { EMAIL: { MONDAY: [interval('09:00', '12:00'), interval('T14:00:00', 'T18:00:00')] } };
    // 2 March 2026 is a Monday
    expect(until('02T08:30:00', 'UTC', { openHours })).toBe('2026-03-02T09:00:00.000Z');
    expect(until('02T10:00:00', 'UTC', { openHours })).toBeUndefined();
    expect(until('02T12:00:00', 'UTC', { openHours })).toBe('2026-03-02T14:00:00.000Z');
    // Tuesday has no intervals: it is open
    expect(until('02T18:00:00', 'UTC', { openHours })).toBe('2026-03-03T00:00:00.000Z');
    expect(until('03T05:00:00', 'UTC', { openHours })).toBeUndefined();
  });

  it('is on closed days, and then in what follows them', () => {
    const closedDays = {
      EMAIL: [{ StartDateTime: '2026-03-02T00:00', EndDateTime: '2026-03-04T00:00:00' }],
    };
    expect(until('02T12:00:00', 'UTC', { closedDays })).toBe('2026-03-04T00:00:00.000Z');
    expect(until('02T12:00:00', 'UTC', { closedDays, quiet })).toBe('2026-03-04T07:01:00.000Z');
    expect(until('04T00:00:00', 'UTC', { closedDays })).toBeUndefined();
  });

  it('goes by each channel alone', () => {
    const closedDays = { SMS: [{ StartDateTime: '2026-03-02T00:00', EndDateTime: '2026-03-04T00:00' }] };
    expect(until('02T12:00:00', 'UTC', { closedDays })).toBeUndefined();
  });

  it('opens by the wall clock on the day on which summer time begins', () => {
    const openHours = { EMAIL: { SUNDAY: [interval('09:00', '12:00')] } };
    expect(until('29T00:30:00', 'Europe/Lisbon', { openHours })).toBe('2026-03-29T08:00:00.000Z');
  });

  it('ends some day even when a channel is always closed', () => {
    const always = { quiet: { Start: '00:00', End: '23:59' } };
    expect(Date.parse(until('02T12:00:00', 'UTC', always) ?? '')).toBeGreaterThan(
      at('20T00:00:00').getTime(),
    );
  });
});

const journey = (definition: Partial<Journey> = {}): Journey => ({
  ApplicationId: 'app',
  Id: 'j',
  Name: 'journey',
  State: 'ACTIVE',
  CreationDate: '2026-03-01T00:00:00.000Z',
  LastModifiedDate: '2026-03-01T00:00:00.000Z',
  StartCondition: { SegmentStartCondition: { SegmentId: 's' } },
  ...definition,
});
const published = '2026-03-01T08:00:00.000Z';
const progress = (more: Partial<JourneyProgress> = {}): JourneyProgress => ({
  publishedAt: published,
  participants: 'endpoint',
  ticks: 0,
  pauses: [],
  entering: [],
  passes: 0,
  openRuns: [],
  ...more,
});

describe('the launch of a journey', () => {
  it('is five minutes after publishing, or at its start', () => {
    const start = (StartTime?: string) =>
      launchOf(journey({ Schedule: { StartTime } as Journey['Schedule'] }), progress()).toISOString();
    expect(start()).toBe('2026-03-01T08:05:00.000Z');
    expect(start('2026-03-01T08:01:00.000Z')).toBe('2026-03-01T08:05:00.000Z');
    expect(start('2026-03-05T09:00:00.000Z')).toBe('2026-03-05T09:00:00.000Z');
  });

  it('comes with its first zone when it goes by local time', () => {
    const local = { LocalTime: true, Schedule: { StartTime: '2026-03-05T09:00:00.000Z' } };
    expect(launchOf(journey(local), progress()).toISOString()).toBe('2026-03-04T19:00:00.000Z');
    const shifted = { ...local, Schedule: { ...local.Schedule, Timezone: 'UTC+02' } };
    expect(launchOf(journey(shifted), progress()).toISOString()).toBe('2026-03-04T21:00:00.000Z');
  });

  it('is followed by an end 540 days later where none is given', () => {
    expect(endOf(journey(), progress()).toISOString()).toBe('2027-08-23T08:05:00.000Z');
  });
});

describe('the passes of a journey', () => {
  it('are one without refresh, and one after each interval with it', () => {
    const once = entryPasses(journey(), progress());
    const daily = entryPasses(journey({ RefreshFrequency: 'P1D' }), progress());
    expect([once.firstOf(0)?.toISOString(), once.firstOf(1)]).toEqual([
      '2026-03-01T08:05:00.000Z',
      undefined,
    ]);
    expect(daily.firstOf(3)?.toISOString()).toBe('2026-03-04T08:05:00.000Z');
  });

  it('stop at the end', () => {
    const Schedule = { EndTime: '2026-03-03T08:05:00.000Z' };
    const daily = entryPasses(journey({ RefreshFrequency: 'P1D', Schedule }), progress());
    expect(daily.firstOf(1)?.toISOString()).toBe('2026-03-02T08:05:00.000Z');
    expect(daily.firstOf(2)).toBeUndefined();
  });

  it('keep their wall clock time when summer time begins', () => {
    const local = {
      LocalTime: true,
      RefreshFrequency: 'P1D',
      Schedule: { StartTime: '2026-03-28T09:00:00.000Z' },
    };
    const passes = entryPasses(journey(local), progress());
    const lisbon = (pass: number, from: string, to: string) =>
      passes.zonesOf(pass, at(from), at(to)).has('europe/lisbon');
    expect(lisbon(0, '28T08:59:00', '28T09:00:00')).toBe(true);
    expect(lisbon(1, '29T07:59:00', '29T08:00:00')).toBe(true);
    expect(lisbon(1, '29T08:00:00', '29T09:00:00')).toBe(false);
  });
});

describe('what enters with a tick', () => {
  const ids = () => {
    let next = 0;
    return () => `r${++next}`;
  };
  const enter = (stored: StoredJourney & { progress: JourneyProgress }, text: string) =>
    enteringAt(stored, at(text), at(text), ids());
  const daily = (more: Partial<JourneyProgress> = {}) => ({
    journey: journey({ RefreshFrequency: 'P1D' }),
    defaults: {},
    progress: progress(more),
  });

  it('is the pass that is due', () => {
    expect(enter(daily(), '01T08:04:59')).toEqual({ entering: [], passes: 0 });
    expect(enter(daily(), '01T08:05:00')).toEqual({
      entering: [{ runId: 'r1', pass: 0 }],
      passes: 1,
      entry: { runId: 'r1', pass: 0, at: '2026-03-01T08:05:00.000Z', upTo: '2026-03-01T08:05:00.000Z' },
    });
  });

  it('is the last of those that an outage left out', () => {
    const { entering, passes, entry } = enter(daily({ passes: 1 }), '15T10:00:00');
    expect(passes).toBe(15);
    expect(entering.map(({ pass }) => pass)).toEqual([14]);
    expect(entry).toMatchObject({ pass: 14, at: '2026-03-15T08:05:00.000Z' });
  });

  it('is nobody when the journey is closed or its end is past', () => {
    const closed = { ...daily(), journey: journey({ State: 'CLOSED' }) };
    expect(enter(closed, '02T00:00:00')).toEqual({ entering: [], passes: 0 });
    const past = {
      ...daily(),
      journey: journey({ RefreshFrequency: 'P1D', Schedule: { EndTime: '2026-03-01T12:00:00.000Z' } }),
    };
    expect(enter(past, '01T12:00:00').entry).toBeUndefined();
  });

  it('are zones one after another, the run before going on while the next has begun', () => {
    const local = journey({
      LocalTime: true,
      RefreshFrequency: 'PT12H',
      Schedule: { StartTime: '2026-03-05T09:00:00.000Z' },
    });
    const stored = {
      journey: local,
      defaults: {},
      progress: progress({
        passes: 1,
        entering: [{ runId: 'r0', pass: 0, upTo: at('05T06:59:00').toISOString() }],
      }),
    };
    const { entering, entry } = enter(stored, '05T07:00:00');
    expect(entering.map(({ pass }) => pass)).toEqual([0, 1]);
    expect(entry).toMatchObject({ runId: 'r0', pass: 0, at: '2026-03-05T07:00:00.000Z' });
  });

  it('are the events that arrived since the last look', () => {
    const EventStartCondition = {
      EventFilter: { FilterType: 'ENDPOINT' as const, Dimensions: { EventType: { Values: ['x'] } } },
    };
    const stored = {
      journey: journey({ StartCondition: { EventStartCondition } }),
      defaults: {},
      progress: progress({
        entering: [{ runId: 'r0', pass: 0, upTo: at('02T00:00:00').toISOString() }],
        passes: 1,
      }),
    };
    const { entry } = enteringAt(stored, at('02T00:10:00'), at('02T00:09:00'), ids());
    expect(entry).toEqual({
      runId: 'r0',
      pass: 0,
      at: '2026-03-02T00:09:00.000Z',
      after: '2026-03-02T00:00:00.000Z',
      upTo: '2026-03-02T00:09:00.000Z',
    });
    const looked = {
      ...stored,
      progress: { ...stored.progress, lookedUpTo: at('02T00:00:00').toISOString() },
    };
    expect(lookAt(looked)?.toISOString()).toBe('2026-03-02T00:01:00.000Z');
  });
});

describe('when a journey has something to do', () => {
  const due = (state: Journey['State'], more: Partial<JourneyProgress>) =>
    dueAt({ journey: journey({ State: state }), defaults: {}, progress: progress(more) })?.toISOString();

  it('is its first pass, the end of a wait, its end', () => {
    expect(due('ACTIVE', {})).toBe('2026-03-01T08:05:00.000Z');
    expect(due('CLOSED', { movesAt: '2026-03-04T00:00:00.000Z' })).toBe('2026-03-04T00:00:00.000Z');
    expect(due('CLOSED', {})).toBeUndefined();
  });

  it('is never while it stands still, and not before the pause is over', () => {
    const pause = { from: '2026-03-02T00:00:00.000Z', to: '2026-03-03T00:00:00.000Z' };
    expect(due('PAUSED', { movesAt: '2026-03-02T12:00:00.000Z' })).toBeUndefined();
    expect(due('CANCELLED', { movesAt: '2026-03-02T12:00:00.000Z' })).toBeUndefined();
    expect(due('ACTIVE', { movesAt: '2026-03-02T12:00:00.000Z', passes: 1, pauses: [pause] })).toBe(pause.to);
  });

  it('is the next attempt while a tick fails: a minute later, then twice as long', () => {
    const tick = { batchId: 'j-1', scheduledAt: published, now: published };
    const failure = (times: number) => ({ at: '2026-03-02T00:00:00.000Z', times, cause: 'x' });
    expect(due('ACTIVE', { tick })).toBeUndefined();
    expect(due('ACTIVE', { tick, failure: failure(1) })).toBe('2026-03-02T00:01:00.000Z');
    expect(due('ACTIVE', { tick, failure: failure(3) })).toBe('2026-03-02T00:04:00.000Z');
    expect(due('ACTIVE', { tick, failure: failure(30) })).toBe('2026-03-02T01:00:00.000Z');
  });
});
