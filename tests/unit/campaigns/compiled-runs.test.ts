import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { DuckDbLake } from '../../../src/adapters/local/duckdb-lake.ts';
import { compileCampaignForecast, compileCampaignRun } from '../../../src/compiler/campaign-run.ts';
import type { CampaignRunPlan } from '../../../src/compiler/campaign-run-plan.ts';
import { sql } from '../../../src/compiler/sql.ts';
import type { SegmentNode } from '../../../src/core/segments/segment-graph.ts';
import { temporaryLake } from '../segments/lake-rows.ts';
import { plans, worlds } from './campaign-arbitraries.ts';
import { storeWorld } from './campaign-lake.ts';
import { type CampaignWorld, decideOneByOne } from './decide-one-by-one.ts';

const RUNS = Number(process.env.CAMPAIGN_RUNS ?? 60);
const EVERYONE: SegmentNode = { kind: 'dimensional', groups: [], include: 'ALL' };
const COPIES: SegmentNode = { kind: 'imported', id: 'copied', version: 1, mayHoldUsers: false };

describe('a compiled campaign run', () => {
  let lake: DuckDbLake;
  let remove: () => Promise<void>;
  let applications = 0;

  beforeAll(async () => {
    ({ lake, remove } = await temporaryLake());
  });
  afterAll(() => remove());

  async function decide(plan: CampaignRunPlan) {
    await lake.engine.run(compileCampaignRun(plan), plan.batchId);
    const rows = await lake.engine.query(
      sql`select endpoint_id, treatment_id, campaign_activity_id, message_id, reason from messages
where application_id = ${plan.applicationId} and batch_id = ${plan.batchId}`.statement(),
    );
    return rows.map((row) => JSON.stringify(row)).sort();
  }

  const seen = new Set<string>();

  async function expectSame(world: CampaignWorld, plan: CampaignRunPlan) {
    applications += 1;
    const applicationId = `app-${applications}`;
    const own = { ...plan, applicationId };
    await storeWorld(lake, applicationId, world, plan.segment === COPIES);
    const expected = decideOneByOne(own, world);
    const forecast = await lake.engine.query<{
      treatment_id: string;
      reason: string | null;
      messages: number;
    }>(compileCampaignForecast(own));
    const lines = expected.map((decision) => JSON.stringify(decision)).sort();
    expect(await decide(own)).toEqual(lines);
    expect(await decide(own)).toEqual(lines); // a second time
    for (const { treatment_id, reason, messages } of forecast) {
      const alike = expected.filter((item) => item.treatment_id === treatment_id && item.reason === reason);
      expect([treatment_id, reason, messages]).toEqual([treatment_id, reason, alike.length]);
    }
    expect(forecast.reduce((total, { messages }) => total + messages, 0)).toBe(expected.length);
    for (const { reason } of expected) seen.add(reason ?? 'sent');
  }

  it.each([
    ['stored endpoints', EVERYONE],
    ['copies of an imported segment', COPIES],
  ])(
    'decides over %s as one does endpoint by endpoint',
    async (_, segment) => {
      await fc.assert(fc.asyncProperty(worlds, plans('', segment), expectSame), { numRuns: RUNS });
    },
    RUNS * 2_000 + 600_000,
  );

  (RUNS < 60 ? it.skip : it)('was seen to give every reason a campaign knows', () => {
    expect([...seen].sort()).toEqual([
      'CAMPAIGN_CAP',
      'DAILY_CAP',
      'DUPLICATE_ADDRESS',
      'ENDPOINT_CHANNEL_MISMATCH',
      'ENDPOINT_INACTIVE',
      'ENDPOINT_MISSING_ADDRESS',
      'ENDPOINT_MISSING_CHANNEL',
      'ENDPOINT_MISSING_TIMEZONE',
      'ENDPOINT_OPT_OUT',
      'ENDPOINT_TIMEZONE_MISMATCH',
      'HOLDOUT',
      'QUIET_TIME',
      'SUPPRESSED',
      'sent',
    ]);
  });
});
