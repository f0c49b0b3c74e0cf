import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DAY, HOUR, type JourneyStage, journeyStage, MINUTE } from './journey-stage.ts';

/* What the whitepaper has marketers do, each from the definition to the mailbox. */

let flow: JourneyStage;
let app: string;
beforeAll(async () => {
  flow = await journeyStage(['welcome', 'tips', 'basics']);
});
beforeEach(async () => {
  flow.stage.clock.set(new Date('2027-03-01T08:00:00Z'));
  await flow.startOver();
  app = `/v1/apps/${flow.applicationId}`;
});
afterAll(() => flow.stage.close());

const person = (Id: string, given: object = {}) => ({
  Id,
  ChannelType: 'EMAIL',
  Address: `${Id}@example.com`,
  OptOut: 'NONE',
  User: { UserId: Id, UserAttributes: { FirstName: [Id] } },
  ...given,
});
const put = (...Item: object[]) => flow.call(`${app}/endpoints`, 'PUT', { Item });
const mail = (Title: string, HtmlBody = `<p>${Title}</p>`) => ({
  MessageConfiguration: { EmailMessage: { Title, HtmlBody } },
});
async function campaign(request: object): Promise<string> {
  const { Id } = await flow.call<{ Id: string }>(`${app}/campaigns`, 'POST', {
    Name: 'use case',
    ...request,
  });
  return Id;
}
interface Sent {
  readonly messageId: string;
  readonly to: string;
  readonly subject: string;
  readonly html: string;
}
async function mailbox(): Promise<readonly Sent[]> {
  const { items } = await flow.call<{ items: Sent[] }>(`/local/mailbox?app=${flow.applicationId}&limit=100`);
  return items;
}
const sent = async () =>
  (await mailbox()).map(({ to, subject }) => `${to.replace('@example.com', '')}: ${subject}`).sort();

let reported = 0;
/** An event that an app reports now, with what it knows of the endpoint. */
async function report(endpoint: string, EventType: string, more: object = {}, Endpoint: object = {}) {
  reported += 1;
  const Timestamp = flow.stage.clock.now().toISOString();
  await flow.call(`${app}/events`, 'POST', {
    BatchItem: {
      [endpoint]: { Endpoint, Events: { [`event-${reported}`]: { EventType, Timestamp, ...more } } },
    },
  });
}
const answering = (EventType: string) => ({
  Schedule: {
    StartTime: flow.stage.clock.now().toISOString(),
    Frequency: 'EVENT',
    EventFilter: { FilterType: 'ENDPOINT', Dimensions: { EventType: { Values: [EventType] } } },
  },
});

describe('a marketer', () => {
  it('reminds in advance of a date, whoever’s date comes near, and each person once', async () => {
    await put(
      person('ana', { Metrics: { DaysToRenewal: 8 } }),
      person('ben', { Metrics: { DaysToRenewal: 40 } }),
    );
    await campaign({
      SegmentId: await flow.segment({
        Metrics: {
          DaysToRenewal: { ComparisonOperator: 'LESS_THAN_OR_EQUAL', Value: 7 },
        },
      }),
      Schedule: { StartTime: '2027-03-01T09:00:00Z', Frequency: 'DAILY', EndTime: '2027-03-20T00:00:00Z' },
      Limits: { Total: 1 },
      ...mail('A week left'),
    });
    await flow.advance(2 * HOUR);
    const before = await sent();
    for (const left of [7, 6, 5]) {
      await put(
        person('ana', { Metrics: { DaysToRenewal: left } }),
        person('ben', { Metrics: { DaysToRenewal: left + 32 } }),
      );
      await flow.advance(DAY);
    }

    expect([before, await sent()]).toEqual([[], ['ana: A week left']]);
  });

  it('wins back who went quiet, and nobody who comes', async () => {
    await put(person('ana'), person('ben'));
    await campaign({
      SegmentId: await flow.segment({
        Behavior: { Recency: { RecencyType: 'INACTIVE', Duration: 'DAY_14' } },
      }),
      Schedule: { StartTime: '2027-03-02T09:00:00Z', Frequency: 'DAILY', EndTime: '2027-04-01T00:00:00Z' },
      Limits: { Total: 1 },
      ...mail('We miss you'),
    });
    await flow.advance(10 * DAY);
    await report('ben', '_session.start');
    await flow.advance(3 * DAY);
    const early = await sent();
    await flow.advance(4 * DAY);

    expect([early, await sent()]).toEqual([[], ['ana: We miss you']]);
  });

  it('rewards a loyal customer when he buys again', async () => {
    await put(person('ana', { Metrics: { orders: 12 } }), person('ben', { Metrics: { orders: 1 } }));
    await campaign({
      SegmentId: await flow.segment({
        Metrics: { orders: { ComparisonOperator: 'GREATER_THAN_OR_EQUAL', Value: 10 } },
      }),
      ...answering('_monetization.purchase'),
      ...mail('A gift for you'),
    });
    await flow.advance(2 * MINUTE);
    await report('ana', '_monetization.purchase');
    await report('ben', '_monetization.purchase');
    await flow.advance(2 * MINUTE);

    expect(await sent()).toEqual(['ana: A gift for you']);
  });

  it('offers something where the customer is', async () => {
    const lisbon = { Latitude: 38.7223, Longitude: -9.1393 };
    const porto = { Latitude: 41.1579, Longitude: -8.6291 };
    await put(person('ana', { Location: porto }), person('ben', { Location: porto }));
    await campaign({
      SegmentId: await flow.segment({
        Location: { GPSPoint: { Coordinates: lisbon, RangeInKilometers: 20 } },
      }),
      ...answering('app.opened'),
      ...mail('Coffee around the corner'),
    });
    await flow.advance(2 * MINUTE);
    await report('ana', 'app.opened', {}, { Location: { Latitude: 38.71, Longitude: -9.14 } });
    await report('ben', 'app.opened');
    await flow.advance(2 * MINUTE);

    expect(await sent()).toEqual(['ana: Coffee around the corner']);
  });

  it('asks how it was, and reads the answers', async () => {
    await put(person('ana'), person('ben'));
    const links = [1, 5].map((n) => `<a href="https://shop.example/survey?stars=${n}">${n}</a>`).join(' ');
    const id = await campaign({
      SegmentId: await flow.segment({}),
      Schedule: { StartTime: 'IMMEDIATE' },
      ...mail('How was it?', `<body>${links}</body>`),
    });
    await flow.advance(MINUTE);
    const toAna = (await mailbox()).find(({ to }) => to === 'ana@example.com');
    const five = /href="[^"]*(\/t\/c\/[^"]*)">5</.exec(toAna?.html ?? '')?.[1] ?? '';
    await fetch(flow.stage.endpoint + five, { redirect: 'manual' });
    await report('ben', 'survey.answered', { Attributes: { stars: '1' } });

    const answers = await flow.stage.ports.queries.query({
      text: `select endpoint_id, event_type, element_at(attributes, 'feedback') as link,
          element_at(attributes, 'stars') as stars
        from events where application_id = ? and (campaign_id = ? and event_type = '_email.click' or event_type = 'survey.answered')
        order by endpoint_id`,
      values: [
        { type: 'varchar', value: flow.applicationId },
        { type: 'varchar', value: id },
      ],
    });
    expect(answers).toEqual([
      {
        endpoint_id: 'ana',
        event_type: '_email.click',
        link: 'https://shop.example/survey?stars=5',
        stars: null,
      },
      { endpoint_id: 'ben', event_type: 'survey.answered', link: null, stars: '1' },
    ]);
  });

  it('welcomes who signs up, and a week later gives tips to those who read it and the basics to the others', async () => {
    await put(person('ana'), person('ben'), person('cid'));
    const email = (TemplateName: string, NextActivity = '') => ({ EMAIL: { TemplateName, NextActivity } });
    const opened = { EventType: { DimensionType: 'INCLUSIVE', Values: ['_email.open'] } };
    await flow.journey({
      State: 'ACTIVE',
      StartCondition: {
        EventStartCondition: {
          EventFilter: {
            FilterType: 'ENDPOINT',
            Dimensions: { EventType: { Values: ['_userauth.sign_up'] } },
          },
        },
      },
      StartActivity: 'welcome',
      Activities: {
        welcome: email('welcome', 'read'),
        read: {
          ConditionalSplit: {
            Condition: {
              Operator: 'ALL',
              Conditions: [{ EventCondition: { MessageActivity: 'welcome', Dimensions: opened } }],
            },
            EvaluationWaitTime: { WaitFor: 'P7D' },
            TrueActivity: 'tips',
            FalseActivity: 'basics',
          },
        },
        tips: email('tips'),
        basics: email('basics'),
      },
    });
    await flow.advance(6 * MINUTE);
    await report('ana', '_userauth.sign_up');
    await report('ben', '_userauth.sign_up');
    await flow.advance(2 * MINUTE);
    const welcome = (await mailbox()).find(({ to }) => to === 'ana@example.com');
    const pixel = /(\/t\/o\/[^"]*)"/.exec(welcome?.html ?? '')?.[1] ?? '';
    await fetch(flow.stage.endpoint + pixel);
    await flow.advance(6 * DAY);
    const first = await sent();
    await flow.advance(2 * DAY);

    expect(first).toEqual(['ana: welcome for ana', 'ben: welcome for ben']);
    expect((await sent()).filter((line) => !first.includes(line))).toEqual([
      'ana: tips for ana',
      'ben: basics for ben',
    ]);
  });

  it('promotes in the app and on the phone, and counts who opened', async () => {
    await flow.call(`${app}/channels/gcm`, 'PUT', { Enabled: true, ApiKey: 'key' });
    const phone = (Id: string) => person(Id, { ChannelType: 'GCM', Address: `token-${Id}` });
    await put(phone('ana'), phone('ben'));
    const id = await campaign({
      SegmentId: await flow.segment({}),
      Schedule: { StartTime: 'IMMEDIATE' },
      MessageConfiguration: { GCMMessage: { Title: 'Sale', Body: 'Today only', Action: 'OPEN_APP' } },
    });
    await flow.advance(MINUTE);
    const { Item } = await flow.call<{ Item: { Id: string }[] }>(`${app}/campaigns/${id}/activities`);
    await report('ana', '_campaign.opened_notification', {
      Attributes: { campaign_id: id, campaign_activity_id: Item[0]?.Id ?? '', treatment_id: '0' },
    });
    const range = `start-time=2027-03-01T00:00:00Z&end-time=2027-03-01T23:59:59Z`;
    const { KpiResult } = await flow.call<{ KpiResult: { Rows: { Values: { Value: string }[] }[] } }>(
      `${app}/campaigns/${id}/kpis/daterange/push-open-rate?${range}`,
    );

    expect(KpiResult.Rows.map(({ Values }) => Values.map(({ Value }) => Value))).toEqual([['0.5']]);
  });
});
