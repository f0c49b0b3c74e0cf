import {
  CreateAppCommand,
  GetApplicationDateRangeKpiCommand,
  type PinpointClient,
} from '@aws-sdk/client-pinpoint';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { StoredEvent } from '../../src/core/events/event-record.ts';
import { seededNumbers } from '../../src/core/seeds/seeded-numbers.ts';
import { openStage, type TestStage } from './stage.ts';

const DAY_MS = 86_400_000;

let stage: TestStage;
let pinpoint: PinpointClient;
let ApplicationId: string;
let told: readonly Told[];
let from: number;
beforeAll(async () => {
  stage = await openStage();
  pinpoint = stage.pinpoint();
  const { ApplicationResponse: app } = await pinpoint.send(
    new CreateAppCommand({ CreateApplicationRequest: { Name: 'reported' } }),
  );
  ApplicationId = app?.Id as string;
  from = Math.floor(stage.clock.now().getTime() / DAY_MS - 30) * DAY_MS;
  told = month(from);
  const events = told.map((one, index) => eventOf(one, index));
  await stage.ports.events.append(events);
  await stage.ports.events.append(events.filter((_, index) => index % 7 === 0)); // delivered twice
});
afterAll(() => stage.close());

/** What is told of a message, with the little that the metrics look at. */
interface Told {
  readonly type: string;
  readonly message: string;
  readonly endpoint: string;
  readonly campaign?: string;
  readonly journey?: string;
  readonly activity?: string;
  readonly status?: string;
  readonly channel: string;
  readonly country?: string;
  readonly parts?: number;
  readonly price?: number;
  readonly at: number;
}

/** Events of 900 messages over thirty days, the same ones each time. */
function month(start: number): Told[] {
  const next = seededNumbers(7);
  const happened: Told[] = [];
  for (let index = 0; index < 900; index++) {
    const origin = ['campaign', 'campaign', 'journey', 'transactional'][index % 4] as string;
    const channel =
      origin === 'journey' ? 'EMAIL' : (['EMAIL', 'EMAIL', 'SMS', 'GCM'][Math.floor(next() * 4)] as string);
    const at = start + Math.floor(next() * 29 * DAY_MS);
    const base = {
      message: `m${index}`,
      endpoint: `e${Math.floor(next() * 200)}`,
      channel,
      ...(origin === 'campaign' && { campaign: `c${index % 3}` }),
      ...(origin === 'journey' && { journey: `j${index % 2}`, activity: `a${index % 5}` }),
    };
    const tell = (type: string, later: number, more: Partial<Told> = {}) =>
      happened.push({ ...base, type, at: at + Math.floor(later), ...more });
    if (origin !== 'transactional') {
      const status = next() < 0.9 ? 'SUCCESS' : 'DAILY_CAP';
      tell(`_${origin}.send`, 0, { status });
      if (status !== 'SUCCESS') continue;
    }
    if (channel === 'EMAIL') tellMail(tell, next);
    else if (channel === 'SMS') tellText(tell, next);
    else if (origin === 'campaign' && next() < 0.3) tell('_campaign.opened_notification', 900);
  }
  return happened;
}

type Tell = (type: string, later: number, more?: Partial<Told>) => void;

function tellMail(tell: Tell, next: () => number) {
  tell('_email.send', 10);
  const fate = next();
  if (fate < 0.05) return tell('_email.hardbounce', 5_000);
  if (fate < 0.08) return tell('_email.softbounce', 5_000);
  if (fate < 0.1) return tell('_email.rejected', 20);
  tell('_email.delivered', 2_000);
  for (let opens = Math.floor(next() * 3); opens > 0; opens--) tell('_email.open', next() * DAY_MS);
  for (let clicks = Math.floor(next() * 2.5); clicks > 0; clicks--) tell('_email.click', next() * DAY_MS);
  if (next() < 0.05) tell('_email.unsubscribe', next() * DAY_MS);
  if (next() < 0.03) tell('_email.complaint', next() * DAY_MS);
}

function tellText(tell: Tell, next: () => number) {
  const text = {
    country: ['PT', 'DE', 'JP'][Math.floor(next() * 3)] as string,
    parts: 1 + Math.floor(next() * 3),
  };
  tell('_SMS.BUFFERED', 5, { ...text, status: 'PENDING' });
  const price = Math.round(next() * 1000);
  if (next() < 0.85) tell('_SMS.SUCCESS', 60, { ...text, price, status: 'DELIVERED' });
  else tell('_SMS.FAILURE', 60, { ...text, price, status: next() < 0.5 ? 'BLOCKED' : 'UNREACHABLE' });
}

function eventOf(one: Told, index: number): StoredEvent {
  const ids = {
    ...(one.campaign && { campaign_id: one.campaign, campaign_activity_id: `${one.campaign}-run` }),
    ...(one.journey && { journey_id: one.journey, journey_activity_id: one.activity as string }),
  };
  const sms = one.type.startsWith('_SMS.');
  return {
    event_id: `event${index}`,
    endpoint_id: one.endpoint,
    channel: one.channel,
    message_id: one.message,
    ...ids,
    event_type: one.type,
    event_timestamp: from, // of an e-mail it is the time of sending: never to be counted by
    arrival_timestamp: one.at,
    event_version: '3.1',
    application: { app_id: ApplicationId, sdk: {} },
    client: { client_id: one.endpoint },
    device: { platform: {} },
    session: {},
    attributes: {
      ...ids,
      ...(one.status && {
        [sms ? 'record_status' : one.campaign ? 'campaign_send_status' : 'journey_send_status']: one.status,
      }),
      ...(one.country && { iso_country_code: one.country, number_of_message_parts: String(one.parts) }),
    },
    ...(one.price !== undefined && { metrics: { price_in_millicents_usd: one.price } }),
  };
}

/** The answer as `{ group: value }`; the group of an ungrouped metric is empty. */
async function ask(KpiName: string): Promise<Record<string, number>> {
  const { ApplicationDateRangeKpiResponse: answer } = await pinpoint.send(
    new GetApplicationDateRangeKpiCommand({
      ApplicationId,
      KpiName,
      StartTime: new Date(from),
      EndTime: new Date(from + 31 * DAY_MS),
    }),
  );
  return Object.fromEntries(
    (answer?.KpiResult?.Rows ?? []).map((row) => [
      row.GroupedBys?.[0]?.Value ?? '',
      Number(row.Values?.[0]?.Value),
    ]),
  );
}

/** What `value` says of each group of what was told, group by group. */
function by(
  group: (one: Told) => string,
  of: readonly Told[],
  value: (group: readonly Told[]) => number | undefined,
): Record<string, number> {
  const groups = Map.groupBy(of, group);
  return Object.fromEntries(
    [...groups]
      .map(([key, items]) => [key, value(items)] as const)
      .filter((entry): entry is [string, number] => entry[1] !== undefined),
  );
}

const dayOf = (one: Told) => new Date(one.at).toISOString().slice(0, 10);
const all = () => '';
const messages = (group: readonly Told[], type: string) =>
  new Set(group.filter((one) => one.type === type).map((one) => one.message)).size;
const sent = (group: readonly Told[]) =>
  new Set(
    group
      .filter((one) => one.status === 'SUCCESS' && /^_(campaign|journey)\.send$/.test(one.type))
      .map((one) => one.message),
  ).size;
const quotient = (part: number, whole: number) => (whole === 0 ? undefined : part / whole);
const mailDelivered = (group: readonly Told[]) =>
  messages(group, '_email.send') -
  messages(group, '_email.softbounce') -
  messages(group, '_email.hardbounce') -
  messages(group, '_email.rejected');

describe('standard metrics of an application', () => {
  const campaigns = () => told.filter((one) => one.campaign);
  const transactional = () => told.filter((one) => !one.campaign && !one.journey);
  const texts = () => transactional().filter((one) => one.type.startsWith('_SMS.'));

  it('give what counting event by event gives, for campaigns', async () => {
    const rate = (group: readonly Told[]) =>
      quotient(sent(group) - messages(group, '_email.hardbounce'), sent(group));
    expect(await ask('successful-delivery-rate')).toEqual(by(all, campaigns(), rate));
    expect(await ask('successful-delivery-rate-grouped-by-date')).toEqual(by(dayOf, campaigns(), rate));
    const opens = (group: readonly Told[]) =>
      quotient(
        messages(group, '_email.open'),
        messages(group, '_email.send') - messages(group, '_email.hardbounce'),
      );
    expect(await ask('email-open-rate-grouped-by-campaign')).toEqual(
      by((one) => one.campaign as string, campaigns(), opens),
    );
    const pushes = (group: readonly Told[]) =>
      quotient(
        group.filter((one) => one.type === '_campaign.opened_notification').length,
        new Set(
          group.filter((one) => one.channel === 'GCM' && one.status === 'SUCCESS').map((one) => one.message),
        ).size,
      );
    expect(await ask('push-open-rate')).toEqual(by(all, campaigns(), pushes));
  });

  it('count an endpoint that several messages reached once', async () => {
    const bounced = new Set(told.filter((one) => one.type === '_email.hardbounce').map((one) => one.message));
    const reached = (group: readonly Told[]) =>
      new Set(
        group
          .filter(
            (one) => one.type === '_campaign.send' && one.status === 'SUCCESS' && !bounced.has(one.message),
          )
          .map((one) => one.endpoint),
      ).size;
    const answer = await ask('unique-deliveries');
    expect(answer).toEqual(by(all, campaigns(), reached));
    expect(answer['']).toBeLessThan(sent(campaigns()));
  });

  it('leave campaigns and journeys out of transactional mail', async () => {
    expect(await ask('txn-emails-sent')).toEqual(
      by(all, transactional(), (group) => messages(group, '_email.send')),
    );
    expect(await ask('txn-emails-delivered')).toEqual(by(all, transactional(), mailDelivered));
    const clicks = (group: readonly Told[]) => group.filter((one) => one.type === '_email.click').length;
    expect(await ask('txn-emails-clicked-grouped-by-date')).toEqual(
      by(
        dayOf,
        transactional().filter((one) => one.type.startsWith('_email.') || one.type.startsWith('_SMS.')),
        clicks,
      ),
    );
    const openers = (group: readonly Told[]) =>
      new Set(group.filter((one) => one.type === '_email.open').map((one) => one.endpoint)).size;
    expect(await ask('txn-emails-unique-opens')).toEqual(by(all, transactional(), openers));
  });

  it('count a text message once, whatever is told of it', async () => {
    const country = (one: Told) => one.country as string;
    const bought = (group: readonly Told[]) => new Set(group.map((one) => one.message)).size;
    expect(await ask('txn-sms-sent')).toEqual(by(all, texts(), bought));
    expect(await ask('txn-sms-sent-grouped-by-country')).toEqual(by(country, texts(), bought));
    const price = (group: readonly Told[]) => group.reduce((sum, one) => sum + (one.price ?? 0), 0);
    expect(await ask('txn-sms-total-price-grouped-by-country')).toEqual(by(country, texts(), price));
    const failures = texts().filter((one) => one.type === '_SMS.FAILURE');
    expect(await ask('txn-sms-error-distribution')).toEqual(
      by(
        (one) => one.status as string,
        failures,
        (group) => group.length,
      ),
    );
  });

  it('have no day on which fewer than none were delivered, though bounces come the day after', async () => {
    const { ApplicationResponse: app } = await pinpoint.send(
      new CreateAppCommand({ CreateApplicationRequest: { Name: 'bounced' } }),
    );
    const mail = { channel: 'EMAIL', endpoint: 'e' };
    const late = from + DAY_MS - 1000;
    const happened: Told[] = [
      { ...mail, type: '_email.send', message: 'm1', at: late },
      { ...mail, type: '_email.send', message: 'm2', at: late },
      { ...mail, type: '_email.hardbounce', message: 'm1', at: late + 5000 },
    ];
    const events = happened.map(eventOf);
    await stage.ports.events.append(
      events.map((event) => ({ ...event, application: { app_id: app?.Id as string, sdk: {} } })),
    );
    const delivered = await pinpoint.send(
      new GetApplicationDateRangeKpiCommand({
        ApplicationId: app?.Id,
        KpiName: 'txn-emails-delivered-grouped-by-date',
        StartTime: new Date(from),
        EndTime: new Date(from + 2 * DAY_MS),
      }),
    );
    const rows = delivered.ApplicationDateRangeKpiResponse?.KpiResult?.Rows ?? [];
    expect(rows.map((row) => row.Values?.[0]?.Value)).toEqual(['2.0', '0.0']);
  });

  it('refuse a name that is none, a range over 31 days, one that begins more than 90 days ago', async () => {
    await expect(ask('open-rate')).rejects.toMatchObject({
      name: 'BadRequestException',
      message: 'open-rate is not a metric of an application',
    });
    const between = (StartTime: Date, EndTime: Date) =>
      pinpoint.send(
        new GetApplicationDateRangeKpiCommand({
          ApplicationId,
          KpiName: 'txn-emails-sent',
          StartTime,
          EndTime,
        }),
      );
    await expect(between(new Date(from), new Date(from + 32 * DAY_MS))).rejects.toThrow(
      'more than 31 days apart',
    );
    await expect(between(new Date(from - 90 * DAY_MS), new Date(from - 89 * DAY_MS))).rejects.toThrow(
      'more than 90 days ago',
    );
    await expect(between(new Date(from), new Date(from - 1))).rejects.toThrow('is before start-time');
  });
});
