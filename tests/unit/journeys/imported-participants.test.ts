import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DuckDbLake } from '../../../src/adapters/local/duckdb-lake.ts';
import { compileJourneyMessages } from '../../../src/compiler/journey-messages.ts';
import { compileJourneyMoves } from '../../../src/compiler/journey-moves.ts';
import { sql } from '../../../src/compiler/sql.ts';
import type { JourneyPlan, JourneyTick } from '../../../src/core/journeys/journey-plan.ts';
import type { ImportedNode } from '../../../src/core/segments/segment-graph.ts';
import { temporaryLake } from '../segments/lake-rows.ts';
import { insertRows, journeyLake } from './journey-lake.ts';

const NOW = new Date('2026-11-20T12:00:00Z');
const COPIES: ImportedNode = { kind: 'imported', id: 'copied', version: 1, mayHoldUsers: false };

const PLAN: JourneyPlan = {
  applicationId: 'a',
  journeyId: 'j',
  participants: 'endpoint',
  copiesOf: [COPIES],
  activities: [{ kind: 'message', id: 'hello', type: 'EMAIL', channelTypes: ['EMAIL'] }],
  start: 'hello',
  reentry: { cap: 1, intervalMs: 0 },
  oneRun: false,
  caps: {},
  waitForQuietTime: true,
  zoneRequired: false,
};

const tick = (tickId: string, now: Date, lisbonUntil?: Date): JourneyTick => ({
  tickId,
  now,
  eventsSince: NOW,
  pauses: [],
  zones: [{ name: 'Europe/Lisbon', ...(lisbonUntil && { closedUntil: { EMAIL: lisbonUntil } }) }],
});

/** An import with `RegisterEndpoints: false` leaves copies of endpoints that are not stored. */
describe('a journey of an imported segment whose endpoints are not stored', () => {
  let lake: DuckDbLake;
  let remove: () => Promise<void>;

  beforeAll(async () => {
    ({ lake, remove } = await temporaryLake());
    const endpoint = { application_id: 'a', channel_type: 'EMAIL', demographic_timezone: 'Europe/Lisbon' };
    await insertRows(lake, 'endpoints', [{ ...endpoint, endpoint_id: 'both', address: 'stored@x' }]);
    const copy = { ...endpoint, segment_id: 'copied', segment_version: 1, registered: false };
    await insertRows(lake, 'segment_members', [
      { ...copy, endpoint_id: 'both', address: 'copy@x' },
      { ...copy, endpoint_id: 'only', address: 'only@x' },
    ]);
  });
  afterAll(() => remove());

  it('waits for the quiet time of the copies and writes to their addresses, once an id', async () => {
    const night = tick('t1', NOW, new Date('2026-11-21T08:00:00Z'));
    const morning = tick('t2', new Date('2026-11-21T08:00:00Z'));
    const entry = { kind: 'segment', runId: 'r', at: NOW, segment: COPIES, byZone: false } as const;

    await lake.engine.run(compileJourneyMoves(PLAN, { ...night, entry }), 't1');
    const waiting = await journeyLake(lake, 'a', 'j').transitions();
    await lake.engine.run(compileJourneyMoves(PLAN, morning), 't2');
    await lake.engine.run(compileJourneyMessages(PLAN, morning), 't2');

    expect(waiting.map(({ participant, activity }) => [participant, activity]).sort()).toEqual([
      ['both', 'hello'],
      ['only', 'hello'],
    ]);
    const messages = await lake.engine.query(
      sql`select endpoint_id, address, reason from messages order by endpoint_id`.statement(),
    );
    expect(messages).toEqual([
      { endpoint_id: 'both', address: 'copy@x', reason: null },
      { endpoint_id: 'only', address: 'only@x', reason: null },
    ]);
  });
});
