import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startDueJourneyTicks } from '../../src/core/journeys/ticks.ts';
import { type JourneyHome, journeyHome } from './journey-home.ts';

/** The POC guide's Renewal Journey, day by day; half of its 400 customers are of high value. */
const CUSTOMERS = 400;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const MINUTE = 60_000;

interface Seeds {
  readonly journey: Record<string, unknown>;
}
interface Mail {
  readonly messageId: string;
  readonly to: string;
  readonly subject: string;
  readonly html: string;
}
interface Metrics {
  readonly Metrics: Record<string, string>;
}

let home: JourneyHome;
let app: string;
let journeyId: string;

const seeds = JSON.parse(readFileSync('seeds/engagement.json', 'utf8')) as Seeds;
const TEMPLATES = ['Renew_10_percent_off', 'Renew_30_percent_off', 'Renew_reminder_percent_off'];

const customer = (index: number) => ({
  Id: `example${index}`,
  ChannelType: 'EMAIL',
  Address: `example${index}@example.com`,
  OptOut: 'NONE',
  User: {
    UserId: String(index),
    UserAttributes: {
      FirstName: [`Ana ${index}`],
      Stage: ['Renewal'],
      CLVTier: [index % 2 === 0 ? 'High' : 'Low'],
    },
  },
});

async function segment(Name: string, attribute: string, value: string): Promise<string> {
  const Dimensions = { UserAttributes: { [attribute]: { Values: [value] } } };
  const { Id } = await home.call<{ Id: string }>(`${app}/segments`, 'POST', { Name, Dimensions });
  return Id;
}

beforeAll(async () => {
  home = await journeyHome('2026-11-02T08:00:00Z');
  const { Id } = await home.call<{ Id: string }>('/v1/apps', 'POST', { Name: 'bank' });
  app = `/v1/apps/${Id}`;
  await home.call(`${app}/channels/email`, 'PUT', {
    Enabled: true,
    FromAddress: 'bank@example.com',
    Identity: 'arn:aws:ses:us-east-1:000000000000:identity/example.com',
  });
  for (const name of TEMPLATES) {
    await home.call(`/v1/templates/${name}/email`, 'POST', {
      Subject: `${name} {{User.UserAttributes.FirstName}}`,
      HtmlPart: '<p>Dear {{User.UserAttributes.FirstName}}</p>',
    });
  }
  for (let from = 0; from < CUSTOMERS; from += 100) {
    const Item = Array.from({ length: 100 }, (_, index) => customer(from + index));
    await home.call(`${app}/endpoints`, 'PUT', { Item });
  }
  const renewal = await segment('Renewal Eligible', 'Stage', 'Renewal');
  const high = await segment('High Value Customers', 'CLVTier', 'High');
  const request = JSON.stringify(seeds.journey)
    .replace('"Renewal Eligible"', JSON.stringify(renewal))
    .replace('"High Value Customers"', JSON.stringify(high));
  ({ Id: journeyId } = await home.call<{ Id: string }>(`${app}/journeys`, 'POST', JSON.parse(request)));
});
afterAll(() => home.close());

const counters = async (rest = '') =>
  (await home.call<Metrics>(`${app}/journeys/${journeyId}${rest}/execution-metrics`)).Metrics;

/** Every mail so far, oldest first. */
async function mails(): Promise<Mail[]> {
  const all: Mail[] = [];
  for (let next: number | undefined = 0; next !== undefined; ) {
    const query: string = next === 0 ? '' : `?next=${next}`;
    const page: { items: Mail[]; next?: number } = await home.call(`/local/mailbox${query}`);
    all.unshift(...page.items.toReversed());
    next = page.next;
  }
  return all;
}

/** How many mails each template made. */
async function sent(): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { subject } of await mails()) {
    const name = subject.split(' ')[0] as string;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

/** Opens the mail of a template, as showing its images does. */
async function open(index: number) {
  const all = await mails();
  const mail = all.find(({ to, subject }) => to === `example${index}@example.com` && /30/.test(subject));
  const pixel = /<img[^>]* src="([^"]+)"/.exec(mail?.html ?? '')?.[1] ?? '';
  await home.call(pixel.replaceAll('&amp;', '&'));
}

describe('the Renewal Journey', () => {
  it('says beforehand what it will do, and sends nothing for it', async () => {
    const simulate = (body: unknown) =>
      home.call<{ state: string; days: SimulatedDay[]; total: Record<string, unknown> }>(
        `/journeys/${journeyId}/simulate`,
        'POST',
        body,
      );
    const nobody = await simulate({ days: 5 });
    const everybody = await simulate({ days: 5, openRate: 1 });

    expect(nobody).toMatchObject({
      state: 'DONE',
      total: { entered: 400, left: 400, inside: 0, messages: 600, held: {} },
    });
    expect(nobody.days.map(({ entered, inside, messages }) => [entered, inside, messages])).toEqual([
      [400, 200, 400],
      [0, 200, 0],
      [0, 200, 0],
      [0, 0, 200],
      [0, 0, 0],
    ]);
    expect(nobody.days[3]?.activities.find(({ activity }) => activity === 'opened')).toMatchObject({
      entered: 0,
      left: 200,
      inside: 0,
      branches: { Branch_FALSE: 200 },
    });
    expect(everybody.total).toMatchObject({ messages: 400 });
    expect(await mails()).toEqual([]);
    for (const table of ['simulation_transitions', 'simulation_messages', 'simulation_events', 'messages']) {
      const rows = await home.ports().queries.query({ text: `select * from ${table}`, values: [] });
      expect(rows).toEqual([]);
    }
  });

  it('lets 400 in, sends half of them 30 % and half 10 %', async () => {
    await home.advance(6 * MINUTE);
    expect(await counters()).toMatchObject({ ENDPOINT_ENTERED: '400', ENDPOINT_LEFT: '200' });
    expect(await counters('/activities/split1')).toEqual({ Branch_TRUE: '200', Branch_FALSE: '200' });
    expect(await sent()).toEqual({ Renew_30_percent_off: 200, Renew_10_percent_off: 200 });
  });

  it('survives a crash between the beginning of a tick and its start', async () => {
    await home.call(`${app}/endpoints`, 'PUT', { Item: [customer(1000)] });
    home.clock.advance(DAY);
    const unable = {
      ...home.ports(),
      workflows: { ...home.ports().workflows, start: () => Promise.reject(new Error('gone')) },
    };
    await expect(startDueJourneyTicks(unable)).rejects.toThrow('gone');
    await home.restart();
    await home.tick();
    expect(await counters()).toMatchObject({ ENDPOINT_ENTERED: '401', ENDPOINT_LEFT: '200' });
    expect(await sent()).toEqual({ Renew_30_percent_off: 201, Renew_10_percent_off: 200 });
  });

  it('reminds after three days those who did not open', async () => {
    for (const index of [0, 2, 4]) await open(index);
    await home.advance(2 * DAY - HOUR);
    expect(await sent()).toEqual({ Renew_30_percent_off: 201, Renew_10_percent_off: 200 });
    await home.advance(2 * HOUR);
    expect(await sent()).toEqual({
      Renew_30_percent_off: 201,
      Renew_10_percent_off: 200,
      Renew_reminder_percent_off: 197,
    });
    expect(await counters('/activities/opened')).toEqual({ Branch_TRUE: '3', Branch_FALSE: '197' });
  });

  it('catches up after two weeks without a tick', async () => {
    home.clock.advance(14 * DAY);
    await open(1000); // too late: the split looks at what had happened when it was due
    await home.advance(0);
    expect(await sent()).toEqual({
      Renew_30_percent_off: 201,
      Renew_10_percent_off: 200,
      Renew_reminder_percent_off: 198,
    });
    const { items } = await home.call<{ items: { activity: string; entered: number; inside: number }[] }>(
      `/journeys/${journeyId}/participants`,
    );
    expect(items.map(({ activity, entered, inside }) => [activity, entered, inside])).toEqual([
      ['split1', 401, 0],
      ['renew30', 201, 0],
      ['opened', 201, 0],
      ['reminder', 198, 0],
      ['renew10', 200, 0],
    ]);
  });

  it('counts the participants of one activity', async () => {
    const path = `/journeys/${journeyId}/participants`;
    const { items } = await home.call<{ items: unknown[] }>(`${path}?activity=opened`);
    expect(items).toEqual([
      {
        activity: 'opened',
        kind: 'ConditionalSplit',
        description: 'Opened within 3 days',
        entered: 201,
        left: 201,
        inside: 0,
      },
    ]);
    await expect(home.call(`${path}?activity=none`)).rejects.toThrow(
      `Activity none not found in journey ${journeyId}`,
    );
    await expect(home.call(`${path}?run=none`)).rejects.toThrow(`Run none of journey ${journeyId} not found`);
  });

  it("tells one participant's story", async () => {
    const { runs, participantId } = await home.call<Story>(`/journeys/${journeyId}/participants/EXAMPLE6`);
    const steps = runs[0]?.activities.map(({ activity, branch, next }) => [activity, branch, next]);
    const [renewal, reminder] = [runs[0]?.activities[1], runs[0]?.activities[3]];
    expect([participantId, runs.length]).toEqual(['example6', 1]);
    expect(steps).toEqual([
      ['split1', 'Branch_TRUE', 'renew30'],
      ['renew30', undefined, 'opened'],
      ['opened', 'Branch_FALSE', 'reminder'],
      ['reminder', undefined, null],
    ]);
    expect(renewal).toMatchObject({ kind: 'EMAIL', description: '30 % off' });
    expect(renewal?.messages?.[0]).toMatchObject({ endpointId: 'example6', channelType: 'EMAIL' });
    expect(renewal?.messages?.[0]?.events).toEqual([
      { type: '_journey.send', at: renewal?.leftAt, status: 'SUCCESS' },
      { type: '_email.send', at: renewal?.leftAt },
      { type: '_email.delivered', at: renewal?.leftAt },
    ]);
    expect(Date.parse(reminder?.enteredAt ?? '') - Date.parse(renewal?.leftAt ?? '')).toBe(3 * DAY);
  });

  it('has no story of who never entered', async () => {
    await expect(home.call(`/journeys/${journeyId}/participants/nobody`)).rejects.toThrow(
      `Participant nobody never entered journey ${journeyId}`,
    );
  });
});

interface SimulatedDay {
  readonly entered: number;
  readonly inside: number;
  readonly messages: number;
  readonly activities: readonly { readonly activity: string }[];
}
interface Story {
  readonly participantId: string;
  readonly runs: readonly {
    readonly activities: readonly {
      readonly activity: string;
      readonly branch?: string;
      readonly next?: string | null;
      readonly enteredAt: string;
      readonly leftAt?: string;
      readonly messages?: readonly { readonly events: readonly unknown[] }[];
    }[];
  }[];
}
