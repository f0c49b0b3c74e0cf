import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type CampaignStage, endpoint, type Message, openCampaignStage } from './campaign-stage.ts';

let campaigns: CampaignStage;

beforeAll(async () => {
  campaigns = await openCampaignStage();
});
afterAll(() => campaigns.close());
beforeEach(() => campaigns.renew());

const living = (id: string, Timezone?: string, given: object = {}) =>
  endpoint(id, { Demographic: { Timezone }, ...given });
const local = (given: object = {}) => ({
  Schedule: { StartTime: '2027-03-28T09:00:00Z', IsLocalTime: true, ...given },
});

/** Ticks a second before each instant and at it. @returns when each person's row was decided, or why it is held */
async function runAt(...instants: string[]): Promise<Record<string, string>> {
  const seen: Record<string, string> = {};
  for (const instant of instants.flatMap((text) => [Date.parse(text) - 1000, Date.parse(text)])) {
    const when = new Date(instant).toISOString();
    campaigns.at(when);
    for (const { endpoint_id, reason } of await tickToTheEnd()) {
      const entry = reason ?? when;
      seen[endpoint_id] = seen[endpoint_id] === undefined ? entry : `${seen[endpoint_id]} and ${entry}`;
    }
  }
  return seen;
}

/** Ticks until nothing is due any more. */
async function tickToTheEnd(): Promise<Message[]> {
  const decided: Message[] = [];
  for (let batches = await campaigns.tick(); batches.length > 0; batches = await campaigns.tick()) {
    for (const batchId of batches) decided.push(...(await campaigns.deliver(batchId)));
  }
  return decided;
}

describe('a campaign in local time', () => {
  it('reaches each person when the clocks of his zone show the time, also where they were just put forward', async () => {
    await campaigns.putEndpoints([
      living('tokyo', 'Asia/Tokyo'),
      living('lisbon', 'Europe/Lisbon'),
      living('lower', 'europe/lisbon'),
      living('kathmandu', 'Asia/Katmandu'),
      living('honolulu', 'US/Hawaii'),
      living('nowhere'),
      living('mars', 'Mars/Base'),
    ]);
    const id = await campaigns.create(local());
    const instants = ['2027-03-28T00:00:00Z', '2027-03-28T03:15:00Z', '2027-03-28T08:00:00Z'];
    expect(await runAt(...instants, '2027-03-28T19:00:00Z', '2027-03-29T00:00:00Z')).toEqual({
      tokyo: '2027-03-28T00:00:00.000Z',
      kathmandu: '2027-03-28T03:15:00.000Z',
      lisbon: '2027-03-28T08:00:00.000Z', // summer time since one o'clock that night
      lower: '2027-03-28T08:00:00.000Z',
      honolulu: '2027-03-28T19:00:00.000Z',
      nowhere: 'ENDPOINT_MISSING_TIMEZONE',
      mars: 'ENDPOINT_MISSING_TIMEZONE',
    });
    expect(await campaigns.status(id)).toBe('COMPLETED');
  });

  it('is one run, whose zones are counted, with an end when the last has had its turn', async () => {
    await campaigns.putEndpoints([living('tokyo', 'Asia/Tokyo'), living('lisbon', 'Europe/Lisbon')]);
    const id = await campaigns.create(local());
    await runAt('2027-03-28T00:00:00Z');
    const [half] = await campaigns.activities(id);
    expect(half).toMatchObject({ State: 'RUNNING', ScheduledStart: '2027-03-27T19:00:00.000Z' });
    expect(half?.End).toBeUndefined();
    expect(await campaigns.status(id)).toBe('EXECUTING');
    await runAt('2027-03-28T08:00:00Z', '2027-03-30T00:00:00Z');
    const [whole, ...others] = await campaigns.activities(id);
    expect(others).toEqual([]);
    expect(whole).toMatchObject({
      State: 'COMPLETED',
      Result: 'SUCCESS',
      TotalEndpointCount: 2,
      SuccessfulEndpointCount: 2,
      ExecutionMetrics: { ENDPOINT_PRODUCED: '2', SUCCESS: '2' },
    });
    expect(half?.TimezonesTotalCount).toBeGreaterThan(30);
    expect(half?.TimezonesCompletedCount).toBeLessThan(half?.TimezonesTotalCount ?? 0);
    expect(whole?.TimezonesCompletedCount).toBe(whole?.TimezonesTotalCount);
  });

  it('tells its clock time in the schedule’s offset', async () => {
    await campaigns.putEndpoints([living('lisbon', 'Europe/Lisbon')]);
    await campaigns.create(local({ StartTime: '2027-03-02T14:00:00Z', Timezone: 'UTC-05' }));
    expect(await runAt('2027-03-02T09:00:00Z')).toEqual({ lisbon: '2027-03-02T09:00:00.000Z' });
  });

  it('does not write to those whose time was over when the campaign was created', async () => {
    await campaigns.putEndpoints([living('tokyo', 'Asia/Tokyo'), living('lisbon', 'Europe/Lisbon')]);
    campaigns.at('2027-03-28T06:00:00Z');
    await campaigns.create(local());
    expect(await runAt('2027-03-28T08:00:00Z')).toEqual({
      tokyo: 'ENDPOINT_TIMEZONE_MISMATCH',
      lisbon: '2027-03-28T08:00:00.000Z',
    });
  });

  it('writes once to a person who moves to a zone whose time is still to come', async () => {
    await campaigns.putEndpoints([living('mover', 'Asia/Tokyo'), living('west', 'US/Hawaii')]);
    await campaigns.create(local());
    const first = await runAt('2027-03-28T00:00:00Z');
    await campaigns.putEndpoints([living('mover', 'US/Hawaii')]);
    const second = await runAt('2027-03-28T19:00:00Z');
    expect([first, second]).toEqual([
      { mover: '2027-03-28T00:00:00.000Z' },
      { west: '2027-03-28T19:00:00.000Z' },
    ]);
  });

  it('comes to each zone every day, though a day of the world is longer than one', async () => {
    await campaigns.putEndpoints([
      living('kiritimati', 'Pacific/Kiritimati'),
      living('tokyo', 'Asia/Tokyo'),
      living('niue', 'Pacific/Niue'),
    ]);
    const id = await campaigns.create(local({ Frequency: 'DAILY', EndTime: '2027-03-29T10:00:00Z' }));
    const first = ['2027-03-27T19:00:00Z', '2027-03-28T00:00:00Z'];
    const both = ['2027-03-28T19:00:00Z', '2027-03-28T20:00:00Z', '2027-03-29T00:00:00Z'];
    expect(await runAt(...first, ...both, '2027-03-29T20:00:00Z', '2027-03-30T00:00:00Z')).toEqual({
      kiritimati: '2027-03-27T19:00:00.000Z and 2027-03-28T19:00:00.000Z',
      tokyo: '2027-03-28T00:00:00.000Z and 2027-03-29T00:00:00.000Z',
      niue: '2027-03-28T20:00:00.000Z and 2027-03-29T20:00:00.000Z',
    });
    expect(await campaigns.activities(id)).toHaveLength(2);
    expect(await campaigns.status(id)).toBe('COMPLETED');
  });

  it('writes once to each person after an outage of days', async () => {
    await campaigns.putEndpoints([living('tokyo', 'Asia/Tokyo'), living('niue', 'Pacific/Niue')]);
    await campaigns.create(local({ Frequency: 'DAILY' }));
    await runAt('2027-03-28T00:00:00Z'); // Tokyo had its first
    campaigns.at('2027-03-31T22:00:00Z');
    const sent = (await tickToTheEnd()).filter(({ reason }) => reason === null);
    expect(sent.map(({ endpoint_id }) => endpoint_id).sort()).toEqual(['niue', 'tokyo']);
  });
});

describe('quiet time', () => {
  it('holds back who is in it, but nobody without a time zone; the campaign’s own comes before the application’s', async () => {
    await campaigns.settings({ QuietTime: { Start: '00:00', End: '23:59' } });
    await campaigns.putEndpoints([
      living('tokyo', 'Asia/Tokyo'),
      living('lisbon', 'Europe/Lisbon'),
      living('nowhere'),
    ]);
    campaigns.at('2027-02-01T13:00:00Z');
    await campaigns.create({
      Schedule: { StartTime: 'IMMEDIATE', QuietTime: { Start: '22:00', End: '08:00' } },
    });
    await campaigns.create({ Schedule: { StartTime: 'IMMEDIATE' } });
    const reasons = [];
    for (const batchId of await campaigns.tick()) {
      const decided = await campaigns.deliver(batchId);
      reasons.push(decided.map(({ endpoint_id, reason }) => `${endpoint_id} ${reason}`).join(', '));
    }
    expect(reasons.sort()).toEqual([
      'lisbon QUIET_TIME, nowhere null, tokyo QUIET_TIME',
      'lisbon null, nowhere null, tokyo QUIET_TIME',
    ]);
  });
});
