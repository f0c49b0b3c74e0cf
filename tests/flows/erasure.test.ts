import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type SettableClock, settableClock } from '../../src/adapters/local/settable-clock.ts';
import { buildApp } from '../../src/api/app.ts';
import { operations, routes } from '../../src/api/mounted.ts';
import { createKey } from '../../src/core/keys/keys.ts';
import { COLUMNS } from '../../src/core/rfm/columns.ts';
import { clockTick } from '../../src/core/schedule/clock-tick.ts';
import { bringSuppressionsToLake } from '../../src/core/suppression/suppressed-rows.ts';
import { findSuppression } from '../../src/core/suppression/suppression.ts';
import type { SqlRow } from '../../src/ports/query-engine.ts';
import { type LocalStage, openLocalStage } from '../../src/runtime/local.ts';
import { filesWith } from './bytes.ts';

/** Who is erased: each text stands for one way in which a person may be known. */
const ZILPHA = {
  endpoint: 'Endpoint-Zilpha-777',
  phoneEndpoint: 'phone-of-zilpha-777',
  user: 'user-zilpha-777',
  address: 'Zilpha.Quark@example.com',
  phone: '+491555000777',
  name: 'Zilphaquarkina',
  secret: 'likes-zilphamarmalade',
  session: 'session-zilpha-777',
};
const NEEDLES = Object.values(ZILPHA);
const OTHERS = ['ana', 'ben'];

let home: string;
let clock: SettableClock;
let stage: LocalStage;
let key: string;
let app: string;
let http: (path: string, init?: RequestInit) => Promise<Response>;

async function call<T = Record<string, unknown>>(path: string, method = 'GET', body?: unknown): Promise<T> {
  const response = await http(path, { method, ...(body !== undefined && { body: JSON.stringify(body) }) });
  const answer = (await response.json()) as T;
  if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
  return answer;
}

async function open(): Promise<void> {
  stage = await openLocalStage({ home, clock });
  const server = buildApp(stage.ports, {
    operations,
    routes,
    log: ({ error }) => {
      throw error;
    },
  });
  http = async (path, init = {}) =>
    server.fetch(
      new Request(`http://stage${path}`, {
        ...init,
        headers: { authorization: `Bearer ${key}`, ...(init.headers as Record<string, string>) },
      }),
    );
}

/** A minute passes, and what is due is done. */
async function minute(): Promise<void> {
  clock.advance(60_000);
  await clockTick(stage.ports);
  await stage.settled();
}

function rows(text: string): Promise<SqlRow[]> {
  return stage.ports.queries.query({ text, values: [] });
}

const endpoint = (id: string, user: string, place: object, name: string) => ({
  Id: id,
  OptOut: 'NONE',
  ...place,
  Attributes: { Nickname: [name] },
  User: { UserId: user, UserAttributes: { FirstName: [name] } },
});
const zilphaByMail = () =>
  endpoint(ZILPHA.endpoint, ZILPHA.user, { ChannelType: 'EMAIL', Address: ZILPHA.address }, ZILPHA.name);
const zilphaByPhone = () =>
  endpoint(ZILPHA.phoneEndpoint, ZILPHA.user, { ChannelType: 'SMS', Address: ZILPHA.phone }, ZILPHA.name);

function customEvent(secret: string, session: string) {
  return {
    EventType: 'basket.filled',
    Timestamp: clock.now().toISOString(),
    Attributes: { preference: secret },
    Metrics: { amount: 12.5 },
    Session: { Id: session, StartTimestamp: clock.now().toISOString() },
  };
}

async function putEvent(endpointId: string, secret: string, session = ZILPHA.session): Promise<void> {
  const BatchItem = { [endpointId]: { Endpoint: {}, Events: { one: customEvent(secret, session) } } };
  await call(`/v1/apps/${app}/events`, 'POST', { BatchItem });
}

async function runCampaign(segment: string): Promise<string> {
  const { Id } = await call<{ Id: string }>(`/v1/apps/${app}/campaigns`, 'POST', {
    SegmentId: segment,
    Schedule: { StartTime: 'IMMEDIATE' },
    MessageConfiguration: {
      EmailMessage: {
        Title: 'News for {{User.UserAttributes.FirstName}}',
        HtmlBody: '<p>{{Attributes.Nickname}}</p>',
      },
      SMSMessage: { Body: 'Hello {{User.UserAttributes.FirstName}}', MessageType: 'PROMOTIONAL' },
    },
  });
  await minute();
  await minute();
  return Id;
}

function transactions(): string {
  const line = (values: Record<string, string | number>) =>
    COLUMNS.map((name) => values[name] ?? 'x').join(',');
  const bought = {
    EventName: 'PURCHASED',
    UnitPrice: 10,
    Quantity: 1,
    ChannelType: 'EMAIL',
    Date: '2027-01-01',
  };
  return [
    COLUMNS.join(','),
    ...Array.from({ length: 20 }, (_, index) =>
      line({ ...bought, UnitPrice: 10 + index, CustomerID: `c-${index}`, Address: `c-${index}@example.com` }),
    ),
    line({ ...bought, CustomerID: ZILPHA.user, Address: ZILPHA.address }),
    line({ ...bought, CustomerID: ZILPHA.user, Address: ZILPHA.address, Date: 'no date' }),
  ].join('\n');
}

/** Leaves traces of her wherever the stage keeps any. */
async function live(): Promise<void> {
  const { ports } = stage;
  app = (await call<{ Id: string }>('/v1/apps', 'POST', { Name: 'shop' })).Id;
  await call(`/v1/apps/${app}/channels/email`, 'PUT', {
    FromAddress: 'news@shop.example',
    Identity: 'arn:aws:ses:us-east-1:000000000000:identity/shop.example',
  });
  await call(`/v1/apps/${app}/channels/sms`, 'PUT', { Enabled: true });
  const Item = [
    zilphaByMail(),
    zilphaByPhone(),
    ...OTHERS.map((name) =>
      endpoint(`endpoint-of-${name}`, name, { ChannelType: 'EMAIL', Address: `${name}@example.com` }, name),
    ),
  ];
  await call(`/v1/apps/${app}/endpoints`, 'PUT', { Item });
  const segment = (await call<{ Id: string }>(`/v1/apps/${app}/segments`, 'POST', { Name: 'everyone' })).Id;
  await runCampaign(segment);
  await putEvent(ZILPHA.endpoint, ZILPHA.secret);
  await putEvent('endpoint-of-ana', 'likes-tea', 'session-of-ana');

  await ports.uploads.put('imports/people.ndjson', `${JSON.stringify(zilphaByMail())}\n`);
  await call(`/v1/apps/${app}/jobs/import`, 'POST', {
    S3Url: `s3://${ports.uploads.bucket}/imports/people.ndjson`,
    Format: 'JSON',
    RoleArn: 'arn:aws:iam::000000000000:role/any',
    RegisterEndpoints: false,
    DefineSegment: true,
    SegmentName: 'imported',
  });
  await stage.settled();
  await call(`/v1/apps/${app}/jobs/export`, 'POST', {
    S3UrlPrefix: 's3://exports/all',
    RoleArn: 'arn:aws:iam::000000000000:role/any',
  });
  await stage.settled();
  await http(`/uploads/shop.csv?app=${app}`, { method: 'PUT', body: transactions() });
  await stage.settled();

  await http(`/v1/apps/${app}/messages`, {
    method: 'POST',
    headers: { 'idempotency-key': 'once' },
    body: JSON.stringify({
      Addresses: { [ZILPHA.address]: { ChannelType: 'EMAIL' } },
      MessageConfiguration: { EmailMessage: { SimpleEmail: { Subject: { Data: ZILPHA.secret } } } },
    }),
  });
  await stage.settled();
  await ports.queries.run(
    {
      text: `insert into journey_transitions (application_id, journey_id, journey_run_id, participant_id, endpoint_id, user_id,
        activity, tick_id, hop, entered_at)
      values (?, 'j', 'r', ?, ?, ?, 'a', 't', 0, timestamp '2027-03-01 09:00:00')`,
      values: [app, ZILPHA.endpoint.toLowerCase(), ZILPHA.endpoint.toLowerCase(), ZILPHA.user].map(
        (value) => ({
          type: 'varchar',
          value,
        }),
      ),
    },
    'transition',
  );
  await call('/suppressions', 'PUT', {
    app,
    channel: 'EMAIL',
    address: ZILPHA.address,
    reason: 'UNSUBSCRIBE',
  });
  await bringSuppressionsToLake(ports, app);
  await call('/queries', 'POST', { sql: 'select * from endpoints' });
}

/** Tables and views in which a text stands, compressed or not. */
async function tablesWith(text: string): Promise<string[]> {
  const tables = await rows(`select table_name from duckdb_tables() where not temporary order by table_name`);
  const found: string[] = [];
  for (const { table_name: name } of tables) {
    const [row] = await stage.ports.queries.query<{ n: number }>({
      text: `select count(*) as n from ${name} as t where contains(lower(cast(t as varchar)), ?)`,
      values: [{ type: 'varchar', value: text.toLowerCase() }],
    });
    if (row?.n) found.push(String(name));
  }
  return found;
}

/** What reports are made of: it must be the same after an erasure. */
async function numbers() {
  const query = (name: string, more = '') =>
    call<{ rows: SqlRow[] }>(`/queries/${name}?application_id=${app}${more}`);
  const range = '&from_day=2027-01-01&to_day=2027-12-31&from_ms=0&to_ms=1900000000000';
  const uploads = await call<{ items: { uploadId: string }[] }>(`/uploads?app=${app}`);
  return {
    byCampaign: (await query('message_metrics', `${range}&origin=campaign&group_by=campaign`)).rows,
    sms: (await query('sms_metrics', range)).rows,
    segments: (await query('rfm_segments', `&upload_id=${uploads.items[0]?.uploadId}`)).rows,
    profile: (await query('rfm_cluster_profile', `&upload_id=${uploads.items[0]?.uploadId}`)).rows,
    events: await rows(
      `select event_type, count(*) as n, count(distinct event_id) as ids, count(distinct endpoint_id) as endpoints,
          count(distinct user_id) as users, count(distinct message_id) as messages,
          count(distinct session.session_id) as sessions, sum(metrics['amount']) as amount
        from events group by event_type order by event_type`,
    ),
    messages: await rows(
      `select batch_id, reason, count(*) as n, count(distinct message_id) as ids, count(distinct endpoint_id) as endpoints
        from messages group by 1, 2 order by 1, 2`,
    ),
    joined: await rows(
      `select count(distinct m.message_id) as n from messages as m join events as e on e.message_id = m.message_id`,
    ),
    transitions: await rows(
      'select count(*) as n, count(distinct participant_id) as p from journey_transitions',
    ),
  };
}

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'touchpoint-erasure-'));
  clock = settableClock(new Date('2027-03-01T09:00:00Z'));
  key = '';
  await open();
  const { keyId, secret } = await createKey(stage.ports, { name: 'test', scopes: ['admin'] });
  key = `${keyId}.${secret}`;
  await live();
});
afterAll(async () => {
  await stage.close();
  rmSync(home, { recursive: true });
});

interface ErasureView {
  readonly id: string;
  readonly state: string;
  readonly kind: string;
  readonly counts: Record<string, number>;
}

describe('the erasure of a user', () => {
  let before: Awaited<ReturnType<typeof numbers>>;
  let erasure: ErasureView;

  it('begins with traces in every place that is looked at', async () => {
    await rows('select count(*) as n from events'); // the journal is loaded
    for (const needle of NEEDLES) {
      expect({ needle, found: (await tablesWith(needle)).length > 0 }).toEqual({ needle, found: true });
    }
    const files = new Set(NEEDLES.flatMap((needle) => filesWith(home, needle)));
    for (const place of [
      /^documents\.db/,
      /^lake\.duckdb/,
      /^mailbox\.db/,
      /^results\//,
      /^s3\/exports\/all\/.*gz$/,
      /^s3\/touchpoint-lake\/jobs\//,
      /^s3\/touchpoint-lake\/runs\/.*rejects\.csv$/,
      /^s3\/touchpoint-lake\/runs\/.*\.csv$/,
      /^s3\/touchpoint-uploads\/imports\//,
      /^s3\/touchpoint-uploads\/uploads\/shop\.csv$/,
    ]) {
      expect({ place, found: [...files].some((file) => place.test(file)) }).toEqual({ place, found: true });
    }
    before = await numbers();
  });

  it('answers as Pinpoint does, and tells what becomes of it', async () => {
    const response = await http(`/v1/apps/${app}/users/${ZILPHA.user}`, { method: 'DELETE' });
    expect(response.status).toBe(202);
    const { Item } = (await response.json()) as { Item: { Id: string }[] };
    expect(Item.map(({ Id }) => Id).sort()).toEqual([ZILPHA.endpoint, ZILPHA.phoneEndpoint]);
    const { items } = await call<{ items: ErasureView[] }>(`/erasures?app=${app}`);
    expect(items).toEqual([
      {
        id: expect.any(String),
        applicationId: app,
        kind: 'user',
        state: 'PENDING',
        requestedAt: clock.now().toISOString(),
        requestedBy: key.split('.')[0],
        counts: {},
      },
    ]);
  });

  it('is done at the next tick', async () => {
    await minute();
    const { items } = await call<{ items: ErasureView[] }>('/erasures');
    expect(items).toHaveLength(1);
    erasure = items[0] as ErasureView;
    expect(erasure).toMatchObject({ state: 'DONE', completedAt: clock.now().toISOString() });
    expect(erasure.counts).toMatchObject({
      events: expect.any(Number),
      messages: 2,
      segment_members: 1,
      journey_transitions: 1,
      rfm_activity: 1,
      rfm_scores: 1,
      suppressions: expect.any(Number),
      fileRecords: expect.any(Number),
      mailbox: expect.any(Number),
    });
    expect(JSON.stringify(erasure).toLowerCase()).not.toMatch(/zilpha/);
  });

  it.each(NEEDLES)('leaves %s in no byte of any file', async (needle) => {
    expect(filesWith(home, needle)).toEqual([]);
  });

  it.each(NEEDLES)('leaves %s in no table, compressed or not', async (needle) => {
    expect(await tablesWith(needle)).toEqual([]);
  });

  it('leaves nothing in the mailbox, and the others their messages', () => {
    expect(stage.mailbox.list({ to: ZILPHA.address }, 10).total).toBe(0);
    expect(stage.mailbox.list({ to: ZILPHA.phone }, 10).total).toBe(0);
    expect(stage.mailbox.list({ to: 'ana@example.com' }, 10).total).toBe(1);
  });

  it('changes no number of any report', async () => {
    expect(await numbers()).toEqual(before);
  });

  it('leaves the others as they were', async () => {
    const ana = await call<{ Attributes: object; User: object }>(`/v1/apps/${app}/endpoints/endpoint-of-ana`);
    expect(ana).toMatchObject({
      Attributes: { Nickname: ['ana'] },
      User: { UserId: 'ana', UserAttributes: { FirstName: ['ana'] } },
    });
    expect(
      await rows(
        `select attributes['preference'] as p from events where event_type = 'basket.filled' order by 1`,
      ),
    ).toEqual([{ p: 'likes-tea' }, { p: null }]);
    const upload = new TextDecoder().decode(await stage.ports.uploads.get('uploads/shop.csv'));
    expect(upload.trim().split('\n')).toHaveLength(21);
  });

  it('starts no run for the file that it wrote anew', async () => {
    const { items } = await call<{ items: object[] }>('/uploads');
    const { receiveUpload } = await import('../../src/core/uploads/receive-upload.ts');
    await receiveUpload(stage.ports, { key: 'uploads/shop.csv' });
    expect((await call<{ items: object[] }>('/uploads')).items).toHaveLength(items.length);
  });

  it('keeps the address suppressed, under a keyed hash', async () => {
    const found = await findSuppression(stage.ports, app, 'EMAIL', ZILPHA.address);
    expect(found).toMatchObject({ reason: 'UNSUBSCRIBE' });
    const kept = await stage.ports.documents.query(`erased-addresses#${app}`, '');
    expect(kept.map(({ key: { sort } }) => sort).sort()).toEqual([
      expect.stringMatching(/^EMAIL#[0-9a-f]{64}$/),
      expect.stringMatching(/^SMS#[0-9a-f]{64}$/),
    ]);
  });

  it('erases what comes late as well, under the same pseudonym', async () => {
    await stage.ports.events.append([
      {
        event_id: 'late',
        event_type: 'basket.filled',
        event_timestamp: Date.parse('2027-03-01T09:02:00Z'),
        arrival_timestamp: clock.now().getTime(),
        event_version: '3.0',
        application: { app_id: app, sdk: {} },
        client: { client_id: ZILPHA.endpoint },
        device: { platform: {} },
        session: { session_id: ZILPHA.session },
        attributes: { preference: ZILPHA.secret },
        endpoint_id: ZILPHA.endpoint.toLowerCase(),
        user_id: ZILPHA.user,
      },
    ]);
    clock.advance(25 * 3600_000);
    await minute();
    for (const needle of NEEDLES) expect(await tablesWith(needle)).toEqual([]);
    const known = await rows(
      `select count(*) as n, count(distinct endpoint_id) as endpoints, count(distinct session.session_id) as sessions
        from events where event_type = 'basket.filled' and endpoint_id like 'erased-%'`,
    );
    expect(known).toEqual([{ n: 2, endpoints: 1, sessions: 1 }]);
  });

  it('lets her come back, still suppressed, and leaves her new life alone', async () => {
    await call(`/v1/apps/${app}/endpoints`, 'PUT', { Item: [zilphaByMail()] });
    await putEvent(ZILPHA.endpoint, ZILPHA.secret);
    const segment = (await call<{ Id: string }>(`/v1/apps/${app}/segments`, 'POST', { Name: 'again' })).Id;
    const campaign = await runCampaign(segment);
    expect(stage.mailbox.list({ to: ZILPHA.address }, 10).total).toBe(0);
    const sent = await rows(
      `select attributes['campaign_send_status'] as status from events
        where event_type = '_campaign.send' and campaign_id = '${campaign}' and endpoint_id = '${ZILPHA.endpoint.toLowerCase()}'`,
    );
    expect(sent).toEqual([{ status: 'FAILURE' }]); // found at sending; from now on the decision knows
    const next = await runCampaign(segment);
    expect(
      await rows(`select reason from messages where campaign_id = '${next}' and user_id = '${ZILPHA.user}'`),
    ).toEqual([{ reason: 'SUPPRESSED' }]);
    expect(await call<{ items: object[] }>(`/suppressions?app=${app}`)).toMatchObject({
      items: [{ address: ZILPHA.address.toLowerCase(), reason: 'UNSUBSCRIBE' }],
    });
    clock.advance(3 * 24 * 3600_000);
    await minute();
    expect(
      await rows(
        `select attributes['preference'] as p from events where endpoint_id = '${ZILPHA.endpoint.toLowerCase()}' and event_type = 'basket.filled'`,
      ),
    ).toEqual([{ p: ZILPHA.secret }]);
    expect((await call<{ User: object }>(`/v1/apps/${app}/endpoints/${ZILPHA.endpoint}`)).User).toMatchObject(
      {
        UserId: ZILPHA.user,
      },
    );
  });
});
