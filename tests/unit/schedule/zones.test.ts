import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { DuckDbLake } from '../../../src/adapters/local/duckdb-lake.ts';
import { sql } from '../../../src/compiler/sql.ts';
import { zoneTable } from '../../../src/compiler/zone-table.ts';
import {
  instantAt,
  isQuiet,
  isZone,
  localTime,
  localTimes,
  quietUntil,
  quietZones,
  zoneNames,
  zonesInQuietTime,
} from '../../../src/core/schedule/zones.ts';
import { temporaryLake } from '../segments/lake-rows.ts';

const MINUTE = 60_000;
const night = { Start: '21:00', End: '08:00' };
const at = (text: string) => new Date(text);

describe('time zones', () => {
  it('are known by every name of the IANA database, old ones included, in any case', () => {
    const names = [
      'Europe/Lisbon',
      'asia/calcutta',
      'Asia/Kolkata',
      'US/Pacific',
      'GMT',
      'Europe/Kyiv',
      'UTC',
    ];
    expect(names.filter((name) => !isZone(name))).toEqual([]);
    expect(['', 'Mars/Base', 'UTC+03'].filter(isZone)).toEqual([]);
    expect(zoneNames().length).toBeGreaterThan(590);
    expect(new Set(zoneNames()).size).toBe(zoneNames().length);
  });

  it('show one local time each at an instant', () => {
    const shown = (zone: string) =>
      localTimes(at('2026-03-01T23:30:59Z')).find((local) => local.zone === zone);
    expect([shown('asia/kathmandu'), shown('america/new_york')]).toEqual([
      { zone: 'asia/kathmandu', date: '2026-03-02', time: '05:15', weekday: 1 },
      { zone: 'america/new_york', date: '2026-03-01', time: '18:30', weekday: 7 },
    ]);
    expect(localTime(at('2026-03-01T23:30:59Z'), 'Asia/Kathmandu')).toEqual(shown('asia/kathmandu'));
    expect(localTime(at('2026-03-01T23:30:59Z'), 'Nowhere')).toBeUndefined();
  });

  it('give the instant of a local time, also of one that daylight saving doubles or leaves out', () => {
    const instants = ['2026-07-01T09:00', '2026-10-25T01:30', '2026-03-29T01:30'].map((local) =>
      instantAt('Europe/Lisbon', local).toISOString(),
    );
    expect(instants).toEqual([
      '2026-07-01T08:00:00.000Z',
      '2026-10-25T00:30:00.000Z',
      '2026-03-29T01:30:00.000Z',
    ]);
  });
});

describe('quiet time', () => {
  it('holds both of its minutes, over midnight too', () => {
    expect(['20:59', '21:00', '00:00', '08:00', '08:01'].map((time) => isQuiet(time, night))).toEqual([
      false,
      true,
      true,
      true,
      false,
    ]);
    expect(
      ['11:59', '12:00', '13:00', '13:01'].map((time) => isQuiet(time, { Start: '12:00', End: '13:00' })),
    ).toEqual([false, true, true, false]);
  });

  it('of a whole day is asked again a day later', () => {
    const always = { Start: '00:00', End: '23:59' };
    expect(quietUntil(at('2026-03-01T12:00:00Z'), 'UTC', always)).toEqual(at('2026-03-02T12:00:00Z'));
  });

  it('tells for every zone whether it is quiet there, and until when', () => {
    const quiet = new Map(
      quietZones(at('2026-03-01T23:30:00Z'), night).map(({ zone, until }) => [zone, until]),
    );
    expect(quiet.get('europe/berlin')?.toISOString()).toBe('2026-03-02T07:01:00.000Z');
    expect(quiet.get('asia/kolkata')).toEqual(quiet.get('asia/calcutta'));
    expect(quiet.has('america/new_york')).toBe(false);
    expect([...quiet.keys()]).toEqual(zonesInQuietTime(at('2026-03-01T23:30:00Z'), night));
  });

  it('ends a day later when the clock leaves out the only minute that is not quiet', () => {
    const onlyTwoIsLoud = { Start: '02:01', End: '01:59' };
    expect(quietUntil(at('2026-03-29T00:59:00Z'), 'europe/berlin', onlyTwoIsLoud)).toEqual(
      at('2026-03-30T00:00:00Z'),
    );
  });

  it('ends at the first minute that is not quiet, minute by minute across daylight saving changes', () => {
    // Changes: forwards and backwards by an hour, by half an hour, at midnight, in both hemispheres, and none.
    const changes: [string, string][] = [
      ['europe/berlin', '2026-03-29T01:00:00Z'],
      ['america/new_york', '2026-11-01T06:00:00Z'],
      ['australia/lord_howe', '2026-10-03T15:30:00Z'],
      ['america/havana', '2026-03-08T05:00:00Z'],
      ['africa/cairo', '2026-10-29T21:00:00Z'],
      ['asia/kolkata', '2026-06-01T00:00:00Z'],
    ];
    const clock = fc
      .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom(0, 1, 29, 30, 59))
      .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`);
    const case_ = fc.record({
      change: fc.constantFrom(...changes),
      minutes: fc.integer({ min: -1500, max: 1500 }),
      quiet: fc.record({ Start: clock, End: clock }),
    });
    fc.assert(
      fc.property(case_, ({ change: [zone, instant], minutes, quiet }) => {
        const now = new Date(at(instant).getTime() + minutes * MINUTE);
        fc.pre(isQuiet(localTime(now, zone)?.time ?? '', quiet));
        let until = now;
        for (let more = 0; more < 3000 && isQuiet(localTime(until, zone)?.time ?? '', quiet); more += 1) {
          until = new Date(until.getTime() + MINUTE);
        }
        fc.pre(until.getTime() - now.getTime() < 3000 * MINUTE);
        expect(quietUntil(now, zone, quiet).toISOString()).toBe(until.toISOString());
      }),
      { numRuns: 150 },
    );
  });
});

describe('a table of zones', () => {
  let lake: DuckDbLake;
  let remove: () => Promise<void>;
  beforeAll(async () => {
    ({ lake, remove } = await temporaryLake());
  });
  afterAll(() => remove());

  it('brings names and typed values into a statement', async () => {
    const zones = [
      { zone: 'europe/berlin', until: at('2026-03-02T07:01:00Z'), day: 'MONDAY', wave: 2 },
      { zone: 'etc/gmt+1', until: at('2026-03-02T09:01:00.5Z'), day: 'MONDAY', wave: 3 },
    ];
    const table = zoneTable(zones, { until: 'timestamp', day: 'varchar', wave: 'bigint' });
    const rows = await lake.engine.query(sql`select * from ${table} as zones order by wave`.statement());
    expect(rows).toEqual(zones);
  });

  it('has no rows without zones', async () => {
    const rows = await lake.engine.query(sql`select * from ${zoneTable([], {})} as zones`.statement());
    expect(rows).toEqual([]);
  });

  it('holds every zone at once', async () => {
    const zones = zoneNames().map((zone) => ({ zone }));
    const rows = await lake.engine.query(sql`select zone from ${zoneTable(zones, {})} as zones`.statement());
    expect(rows).toEqual(zones);
  });
});
