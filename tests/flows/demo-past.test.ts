import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type SeedResult, seedDemo } from '../../src/runtime/seed.ts';
import { seedPast } from '../../src/runtime/seed-past.ts';
import { openStage, type TestStage } from '../api/stage.ts';

/** The weeks before today that `npm start` gives the demo company. */
let stage: TestStage;
let seeded: SeedResult;
let app: string;
let campaignId: string;
const RUNS = 8;
const DAY_MS = 86_400_000;
const dayAgo = (days: number) =>
  new Date(stage.clock.now().getTime() - days * DAY_MS).toISOString().slice(0, 10);

beforeAll(async () => {
  stage = await openStage();
  const { ports, endpoint, key } = stage;
  const reachable = { ...ports, stage: { ...ports.stage, publicUrl: endpoint } };
  seeded = await seedDemo({ endpoint, ...key });
  app = seeded.applicationId;
  campaignId = await seedPast(reachable, app);
});
afterAll(() => stage.close());

async function get<T>(path: string): Promise<T> {
  const response = await stage.fetch(path, { headers: { prefer: 'wait=20' } });
  expect({ path, status: response.status }).toEqual({ path, status: 200 });
  return (await response.json()) as T;
}
interface Outcome {
  campaign_activity_id: string;
  treatment_id: string;
  held: boolean;
  outcome: string;
  messages: number;
}
interface Totals {
  channel: string;
  origin: string;
  treatment_id: string | null;
  sent: number;
  opened: number;
  clicked: number;
}

describe("the demo company's past", () => {
  it('has eight weekly runs that account for every customer, and is scheduled to go on', async () => {
    const { rows } = await get<{ rows: Outcome[] }>(
      `/queries/run_outcomes?application_id=${app}&campaign_id=${campaignId}&from_day=${dayAgo(60)}&to_day=${dayAgo(0)}`,
    );
    const runs = Map.groupBy(rows, (row) => row.campaign_activity_id);
    const members = rows.reduce((total, { messages }) => total + messages, 0);
    expect(members).toBe(RUNS * 1000);
    expect(runs.size).toBe(RUNS * 2); // one activity a treatment
    expect(new Set(rows.map(({ outcome }) => outcome))).toEqual(
      new Set(['SUCCESS', 'HOLDOUT', 'SUPPRESSED']),
    );
    const { items } = await get<{ items: { id: string; nextRunAt?: string; lastRunAt?: string }[] }>(
      `/campaigns?app=${app}`,
    );
    expect(items.find(({ id }) => id === campaignId)).toMatchObject({
      lastRunAt: `${dayAgo(5)}T09:00:00.000Z`,
      nextRunAt: `${dayAgo(-2)}T09:00:00.000Z`,
    });
  });

  it('has readers of whom more open and click the recommendation, and buyers who get a mail and a text about their order', async () => {
    const { rows } = await get<{ rows: Totals[] }>(
      `/queries/messages_over_time?application_id=${app}&from_day=${dayAgo(60)}&to_day=${dayAgo(1)}&step=whole&apart=treatment`,
    );
    const of = (treatment: string) =>
      rows.find(({ origin, treatment_id }) => origin === 'campaign' && treatment_id === treatment) as Totals;
    const [own, other] = [of('0'), rows.find((row) => row.origin === 'campaign' && row.treatment_id !== '0')];
    expect((other as Totals).opened / (other as Totals).sent).toBeGreaterThan(own.opened / own.sent);
    expect((other as Totals).clicked / (other as Totals).sent).toBeGreaterThan(own.clicked / own.sent);
    const transactional = rows.filter(({ origin }) => origin === 'transactional');
    expect(transactional.map(({ channel }) => channel)).toEqual(['EMAIL', 'SMS']);
    expect(Math.min(...transactional.map(({ sent }) => sent))).toBeGreaterThan(100);
  });

  it('has a journey that everyone has gone through, on each of its ways', async () => {
    const { items } = await get<{
      items: { id: string; name: string; state: string; entered: number; finished: number }[];
    }>(`/journeys?app=${app}`);
    const journey = items.find(({ name }) => name === 'Autumn Renewal');
    expect(journey).toMatchObject({ state: 'COMPLETED', entered: 400, finished: 400 });
    const { rows } = await get<{ rows: { origin_id: string; sent: number }[] }>(
      `/queries/messages_over_time?application_id=${app}&from_day=${dayAgo(60)}&to_day=${dayAgo(1)}&step=whole&apart=origin&origin=journey`,
    );
    expect(rows.map(({ origin_id }) => origin_id)).toEqual([journey?.id]);
    expect(rows[0]?.sent).toBeGreaterThan(500); // an offer each but for the holdout, and a reminder for most
    const live = await stage.ports.documents.query('journeys-live-in-demo', '');
    expect(live).toEqual([]);
  });

  it('touches nothing that the guide counts: neither its campaign, nor the mailbox, nor its segments', async () => {
    const { total } = await get<{ total: number }>(`/local/mailbox?app=${app}&limit=1`);
    expect([0, 150]).toContain(total); // the guide's campaign, if the stage's clock has come to it
    const { messages } = await get<{ messages: unknown[] }>(
      `/campaigns/${seeded.campaignId}/recipients/example1?app=${app}`,
    );
    expect(messages.length).toBeLessThanOrEqual(1);
    const audience = await get<{ members: number; targeted: number }>(
      `/campaigns/${seeded.campaignId}/audience?app=${app}`,
    );
    expect(audience).toMatchObject({ members: 150, targeted: 150 });
  });

  it('is made once', async () => {
    expect(await seedPast(stage.ports, app)).toBe(campaignId);
    const { items } = await get<{ items: unknown[] }>(`/campaigns?app=${app}`);
    expect(items).toHaveLength(2);
  });
});
