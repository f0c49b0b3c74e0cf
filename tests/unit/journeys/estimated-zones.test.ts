import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DuckDbLake } from '../../../src/adapters/local/duckdb-lake.ts';
import { endpointRows } from '../../../src/compiler/journey-endpoints.ts';
import { compileEntryCounts } from '../../../src/compiler/journey-moves.ts';
import { sql } from '../../../src/compiler/sql.ts';
import type { JourneyEntry, JourneyPlan, JourneyTick } from '../../../src/core/journeys/journey-plan.ts';
import {
  AREA_CODES,
  COUNTRY_ZONES,
  POSTAL_PREFIXES,
  ZIP_RANGES,
} from '../../../src/core/schedule/estimated-zones.ts';
import { isZone } from '../../../src/core/schedule/zones.ts';
import { temporaryLake } from '../segments/lake-rows.ts';
import { everyone } from './arbitraries.ts';
import { insertRows } from './journey-lake.ts';

const NOW = new Date('2026-11-20T12:00:00Z');

const plan = (zoneEstimates: JourneyPlan['zoneEstimates']): JourneyPlan => ({
  applicationId: 'a',
  journeyId: 'j',
  participants: 'endpoint',
  activities: [{ kind: 'wait', id: 'a0', dwell: { afterMs: 0 } }],
  start: 'a0',
  reentry: { cap: 0, intervalMs: 0 },
  oneRun: false,
  caps: {},
  waitForQuietTime: true,
  zoneRequired: true,
  ...(zoneEstimates && { zoneEstimates }),
});

describe('an estimated time zone', () => {
  let lake: DuckDbLake;
  let remove: () => Promise<void>;

  beforeAll(async () => {
    ({ lake, remove } = await temporaryLake());
    await insertRows(
      lake,
      'endpoints',
      PEOPLE.map(([id, own, address, country, code]) => ({
        application_id: 'a',
        endpoint_id: id,
        channel_type: 'SMS',
        address,
        demographic_timezone: own,
        location_country: country,
        location_postal_code: code,
      })),
    );
  });
  afterAll(() => remove());

  async function zonesBy(...methods: ('PHONE_NUMBER' | 'POSTAL_CODE')[]) {
    const rows = endpointRows(plan(methods), ['endpoint_id', 'demographic_timezone']);
    const found = await lake.engine.query(sql`select * from ${rows} as rows`.statement());
    return Object.fromEntries(found.map((row) => [row.endpoint_id, row.demographic_timezone]));
  }

  it('comes from a telephone number of the endpoint’s own country', async () => {
    expect(await zonesBy('PHONE_NUMBER')).toEqual({
      own: 'Asia/Tokyo',
      texan: 'America/Chicago',
      canadian: 'America/Vancouver',
      briton: 'Europe/London',
      abroad: null,
      unknown: null,
      spaniard: 'Europe/Madrid',
      islander: 'Europe/Madrid',
    });
  });

  it('comes from a postal code, the methods being tried in their order', async () => {
    expect(await zonesBy('POSTAL_CODE', 'PHONE_NUMBER')).toEqual({
      own: 'Asia/Tokyo',
      texan: 'America/Denver',
      canadian: 'America/Toronto',
      briton: 'Europe/London',
      abroad: 'Europe/London',
      unknown: null,
      spaniard: 'Europe/Madrid',
      islander: 'Atlantic/Canary',
    });
  });

  it('is not made up for a journey that does not ask for it', async () => {
    const zones = Object.values(await zonesBy());

    expect(zones.filter(Boolean)).toEqual(['Asia/Tokyo']);
  });

  it('keeps out of the journey who has none', async () => {
    const entry: JourneyEntry = { kind: 'segment', runId: 'r', at: NOW, segment: everyone, byZone: false };
    const tick: JourneyTick = { tickId: 't', now: NOW, eventsSince: NOW, pauses: [], entry };

    const counts = await lake.engine.query(compileEntryCounts(plan(['PHONE_NUMBER']), tick, entry));

    expect(counts).toContainEqual({ reason: 'ENDPOINT_MISSING_TIMEZONE', participants: 2, estimated: 0 });
    expect(counts).toContainEqual({ reason: null, participants: 6, estimated: 5 });
  });

  it('is a zone that there is', () => {
    const zones = [
      ...COUNTRY_ZONES.map(({ zone }) => zone),
      ...Object.values(AREA_CODES).flatMap((byZone) => Object.keys(byZone)),
      ...ZIP_RANGES.map(([, , zone]) => zone),
      ...Object.values(POSTAL_PREFIXES).flatMap((byZone) => Object.keys(byZone)),
    ];

    expect(zones.filter((zone) => !isZone(zone))).toEqual([]);
  });

  it('has each area code and each range of postal codes once', () => {
    const codes = Object.values(AREA_CODES).flatMap((byZone) => Object.values(byZone).join(' ').split(/\s+/));

    expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([]);
    expect(ZIP_RANGES.every(([from], index) => from > (ZIP_RANGES[index - 1]?.[1] ?? 0))).toBe(true);
  });
});

type Text = string | null;
/** Id, own zone, address, country, postal code. */
const PEOPLE: readonly [string, Text, string, Text, Text][] = [
  ['own', 'Asia/Tokyo', '+12145550100', 'US', '75201'],
  ['texan', null, '+12145550100', 'USA', '79901'],
  ['canadian', '', '+16045550100', 'CA', 'k1a 0b1'],
  ['briton', null, '+447700900000', 'gb', null],
  ['abroad', null, '+351210000000', 'GB', 'SW1A 1AA'],
  ['unknown', null, '+12145550100', null, '75201'],
  ['spaniard', null, '+34600000000', 'ES', '28001'],
  ['islander', null, '+34600000000', 'ES', '35001'],
];
