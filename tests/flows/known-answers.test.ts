import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type EventRecord, ORIGIN_KEYS, type StoredEvent } from '../../src/core/events/event-record.ts';
import { eventIdOf } from '../../src/core/events/feedback-events.ts';
import type { SqlRow } from '../../src/ports/query-engine.ts';
import { type LocalStage, openLocalStage } from '../../src/runtime/local.ts';

/*
 * Events that others wrote go through the event sink, twice, and are counted by the lake's views and
 * queries. What is expected was counted without the lake: from the files themselves, here, and in the
 * notes that came with them.
 */
const fixtures = join(import.meta.dirname, '../fixtures');
const PARQUET = join(fixtures, 'churn-events/sample_pinpoint_events.parquet');
const DOCUMENTED = join(fixtures, 'events/pinpoint_docs_sample_events.ndjson');

let home: string;
let stage: LocalStage;
let sample: EventRecord[];
let documented: EventRecord[];
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'touchpoint-known-'));
  stage = await openLocalStage({ home });
  sample = await readSample();
  documented = readFileSync(DOCUMENTED, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  for (const records of [sample, documented, sample.toReversed(), documented]) {
    await stage.ports.events.append(records.map(stored));
  }
}, 60_000);
afterAll(async () => {
  await stage.close();
  rmSync(home, { recursive: true });
});

/** The rows of the Parquet file, read by an engine that knows nothing of the lake. */
async function readSample(): Promise<EventRecord[]> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    const read = await connection.runAndReadAll(
      `select cast(to_json(row) as varchar) from (select * from read_parquet('${PARQUET}')) as row`,
    );
    return read.getRows().map(([text]) => {
      const { client_context, metrics, session: _, awsaccountid, ...row } = JSON.parse(String(text));
      return { ...row, session: {}, awsAccountId: awsaccountid };
    });
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** As a sender of records would store it: the mail provider's id is the only one that there is. */
function stored(record: EventRecord): StoredEvent {
  const { application, client, event_type, event_timestamp, arrival_timestamp, attributes } = record;
  const messageId = record.facets?.email_channel.mail_event.mail.message_id ?? attributes.message_id;
  const origin = ORIGIN_KEYS.filter((key) => attributes[key] !== undefined).map((key) => [
    key,
    attributes[key],
  ]);
  const status = attributes.campaign_send_status ?? attributes.journey_send_status;
  return {
    ...record,
    ...Object.fromEntries(origin),
    ...(status !== undefined && { send_status: status }),
    event_id: eventIdOf(
      application.app_id,
      client.client_id ?? '',
      event_type,
      event_timestamp,
      arrival_timestamp,
    ),
    endpoint_id: client.client_id,
    ...(messageId !== undefined && { message_id: messageId }),
    channel: event_type.startsWith('_SMS.') ? 'SMS' : 'EMAIL',
  };
}

const read = (text: string, app: string) =>
  stage.ports.queries.query<SqlRow>({ text, values: [{ type: 'varchar', value: app }] });
const ask = (name: string, parameters: Record<string, string>) =>
  stage.ports.queries.query<SqlRow>(stage.ports.named(name, parameters));
const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);
const span = (from: string, to: string) => ({
  from_day: from,
  to_day: to,
  from_ms: String(Date.parse(from)),
  to_ms: String(Date.parse(`${to}T23:59:59.999Z`)),
});

describe('the churn sample', () => {
  const APP = '1a';
  const ofType = (type: string) => sample.filter(({ event_type }) => event_type === type);

  it('has as many rows in the views as its notes say, though everything came twice', async () => {
    const count = async (view: string) =>
      (await read(`select count(*) as n from ${view} where application_id = ?`, APP))[0]?.n;
    expect([await count('unique_events'), await count('email_open'), await count('email_delivered')]).toEqual(
      [6_999, 3_500, 3_499],
    );
    const none = [
      'email_send',
      'email_click',
      'email_hardbounce',
      'sms_events',
      'session_events',
      'custom_events',
    ];
    expect(await Promise.all(none.map(count))).toEqual(none.map(() => 0));
  });

  it('opens in the months that its notes name', async () => {
    const rows = await read(
      `select substr(arrival_date, 1, 7) as month, count(*) as opens from email_open
       where application_id = ? group by 1 order by month`,
      APP,
    );
    expect(rows).toEqual([
      { month: '2019-03', opens: 2_195 },
      { month: '2019-09', opens: 1_305 },
    ]);
  });

  it('has a delivery for every endpoint but one', async () => {
    const rows = await read(
      `select endpoint_id from email_open where application_id = ? and endpoint_id not in
       (select endpoint_id from email_delivered where application_id = '${APP}')`,
      APP,
    );
    expect(rows).toEqual([{ endpoint_id: '1' }]);
  });

  it('tells of each endpoint the times that the file has', async () => {
    const rows = await read(
      `select endpoint_id, max(case when event_type = '_email.open' then arrival_timestamp end) as opened,
       max(case when event_type = '_email.delivered' then arrival_timestamp end) as delivered
       from email_events where application_id = ? group by endpoint_id`,
      APP,
    );
    const found = new Map(rows.map((row) => [row.endpoint_id, [row.opened, row.delivered]]));
    const latest = (type: string) =>
      new Map(ofType(type).map((one) => [one.client.client_id, new Date(one.arrival_timestamp)]));
    const [opened, delivered] = [latest('_email.open'), latest('_email.delivered')];
    expect(found).toEqual(new Map([...opened].map(([id, at]) => [id, [at, delivered.get(id) ?? null]])));
    expect(found.size).toBe(3_500);
  });

  it('has the opens and openers of each day that counting the file gives', async () => {
    const rows = await ask('message_metrics', {
      application_id: APP,
      ...span('2019-01-01', '2019-12-31'),
      origin: 'transactional',
      group_by: 'date',
    });
    const byDay = Map.groupBy(sample, ({ arrival_timestamp }) => dayOf(arrival_timestamp));
    const opens = (records: readonly EventRecord[]) =>
      records.filter((one) => one.event_type === '_email.open');
    const expected = [...byDay].sort().map(([group_key, records]) => ({
      group_key,
      opened: new Set(opens(records).map((one) => one.facets?.email_channel.mail_event.mail.message_id)).size,
      openers: new Set(opens(records).map(({ client }) => client.client_id)).size,
      emails_sent: 0,
      clicks: 0,
    }));
    expect(
      rows.map(({ group_key, opened, openers, emails_sent, clicks }) => ({
        group_key,
        opened,
        openers,
        emails_sent,
        clicks,
      })),
    ).toEqual(expected);
    expect(expected.length).toBeGreaterThan(2);
  });

  it('is 3,501 messages, since its deliveries share one id', async () => {
    const [row] = await read(
      `select count(*) as messages, sum(opens) as opens, count(delivered_at) as delivered, count(opened_at) as opened
       from message_status where application_id = ?`,
      APP,
    );
    expect(row).toMatchObject({ messages: 3_501, delivered: 1, opened: 3_500 });
    expect(Number(row?.opens)).toBe(3_500);
  });
});

describe('the documented events', () => {
  const one = (type: string) => documented.find(({ event_type }) => event_type === type) as EventRecord;
  const metrics = async (type: string, origin: string) => {
    const { application, arrival_timestamp } = one(type);
    const day = dayOf(arrival_timestamp);
    return ask('message_metrics', { application_id: application.app_id, ...span(day, day), origin });
  };

  it.each([
    ['_email.send', { emails_sent: 1 }],
    ['_email.open', { opened: 1, openers: 1 }],
    ['_email.click', { clicks: 1, clickers: 1 }],
  ])('count once each as transactional mail: %s', async (type, expected) => {
    expect(await metrics(type, 'transactional')).toMatchObject([expected]);
  });

  it('count a campaign and a journey that sent one message each', async () => {
    // the documented sends name no message, so it is the endpoint that is counted
    const ofCampaign = await read(
      'select endpoint_id, pinpoint_campaign_id, campaign_send_status from campaign_send where application_id = ?',
      one('_campaign.send').application.app_id,
    );
    const { client, attributes } = one('_campaign.send');
    expect(ofCampaign).toEqual([
      {
        endpoint_id: client.client_id,
        pinpoint_campaign_id: attributes.campaign_id,
        campaign_send_status: attributes.campaign_send_status,
      },
    ]);
    const ofJourney = await read(
      'select endpoint_id, journey_id, journey_send_status from journey_send where application_id = ?',
      one('_journey.send').application.app_id,
    );
    const journey = one('_journey.send');
    expect(ofJourney).toEqual([
      {
        endpoint_id: journey.client.client_id,
        journey_id: journey.attributes.journey_id,
        journey_send_status: journey.attributes.journey_send_status,
      },
    ]);
  });

  it('count what the campaign paid for its text message, which is no transactional one', async () => {
    expect(await metrics('_SMS.SUCCESS', 'campaign')).toMatchObject([{ price_millicents: 645 }]);
    const { application, arrival_timestamp, attributes } = one('_SMS.SUCCESS');
    const day = dayOf(arrival_timestamp);
    expect(await ask('sms_metrics', { application_id: application.app_id, ...span(day, day) })).toEqual([]);
    const [text] = await read(
      'select iso_country_code, price_in_millicents_usd, pinpoint_campaign_id from sms_success where application_id = ?',
      application.app_id,
    );
    expect(text).toEqual({
      iso_country_code: 'US',
      price_in_millicents_usd: 645,
      pinpoint_campaign_id: attributes.campaign_id,
    });
  });
});
