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
import { type LocalStage, openLocalStage } from '../../src/runtime/local.ts';
import { filesWith } from './bytes.ts';

/** Two applications with the same life; what names a person of the first begins with `gone`, of the second with `stays`. */
let home: string;
let clock: SettableClock;
let stage: LocalStage;
let key: string;
let http: (path: string, init?: RequestInit) => Promise<Response>;
const apps = { gone: '', stays: '' };
type Name = keyof typeof apps;
const ROLE = { RoleArn: 'arn:aws:iam::000000000000:role/any' };
const HOUR = 3_600_000;

async function call<T = Record<string, unknown>>(path: string, method = 'GET', body?: unknown): Promise<T> {
  const response = await http(path, { method, ...(body !== undefined && { body: JSON.stringify(body) }) });
  const answer = (await response.json()) as T;
  if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
  return answer;
}

async function minute(): Promise<void> {
  clock.advance(60_000);
  await clockTick(stage.ports);
  await stage.settled();
}

const person = (name: Name, index = 1) => ({
  Id: `${name}-endpoint-${index}`,
  ChannelType: 'EMAIL',
  Address: `${name}-${index}@example.com`,
  OptOut: 'NONE',
  User: { UserId: `${name}-user-${index}`, UserAttributes: { FirstName: [`${name}-first-name`] } },
});

function transactions(name: Name, customers = 12): string {
  const rows = Array.from({ length: customers }, (_, index) => ({
    CustomerID: `${name}-customer-${index}`,
    Address: `${name}-customer-${index}@example.com`,
    UnitPrice: 10 + index,
  }));
  const bought = {
    EventName: 'PURCHASED',
    Quantity: 1,
    UnitPrice: 1,
    ChannelType: 'EMAIL',
    Date: '2027-01-01',
  };
  const all = [...rows, { CustomerID: `${name}-rejected`, Address: `${name}-rejected`, Date: 'no date' }];
  const line = (row: object) =>
    COLUMNS.map((column) => ({ ...bought, ...row })[column as 'Date'] ?? 'x').join(',');
  return [COLUMNS.join(','), ...all.map(line)].join('\n');
}

async function putEvent(name: Name): Promise<void> {
  const event = { EventType: `${name}.basket`, Timestamp: clock.now().toISOString() };
  const BatchItem = { [`${name}-endpoint-1`]: { Endpoint: {}, Events: { one: event } } };
  await call(`/v1/apps/${apps[name]}/events`, 'POST', { BatchItem });
}

/** Leaves traces wherever the stage keeps any. */
async function live(name: Name): Promise<void> {
  const { ports } = stage;
  const app = (await call<{ Id: string }>('/v1/apps', 'POST', { Name: name })).Id;
  apps[name] = app;
  const Identity = 'arn:aws:ses:us-east-1:000000000000:identity/shop.example';
  await call(`/v1/apps/${app}/channels/email`, 'PUT', { FromAddress: 'news@shop.example', Identity });
  await call(`/v1/apps/${app}/endpoints`, 'PUT', { Item: [person(name), person(name, 2)] });
  const segment = (await call<{ Id: string }>(`/v1/apps/${app}/segments`, 'POST', { Name: `${name}-all` }))
    .Id;
  await call(`/v1/apps/${app}/campaigns`, 'POST', {
    Name: `${name}-campaign`,
    SegmentId: segment,
    Schedule: { StartTime: 'IMMEDIATE' },
    MessageConfiguration: { EmailMessage: { Title: `${name}-title`, HtmlBody: `<p>${name}</p>` } },
  });
  await minute();
  await minute();
  await putEvent(name);
  for (const file of [`imports/${name}.ndjson`, 'imports/shared.ndjson']) {
    const people = file.includes('shared') ? [person('stays', 3)] : [person(name, 3)];
    await ports.uploads.put(file, people.map((one) => `${JSON.stringify(one)}\n`).join(''));
    await call(`/v1/apps/${app}/jobs/import`, 'POST', {
      ...ROLE,
      S3Url: `s3://${ports.uploads.bucket}/${file}`,
      Format: 'JSON',
      RegisterEndpoints: true,
    });
    await stage.settled();
  }
  for (const bucket of [ports.lake.bucket, 'archive']) {
    await call(`/v1/apps/${app}/jobs/export`, 'POST', { ...ROLE, S3UrlPrefix: `s3://${bucket}/out/${name}` });
    await stage.settled();
  }
  await http(`/uploads/${name}.csv?app=${app}`, { method: 'PUT', body: transactions(name) });
  await stage.settled();
  await http(`/uploads/shared.csv?app=${app}`, { method: 'PUT', body: transactions('stays', 11) });
  await stage.settled();
  await call('/suppressions', 'PUT', {
    app,
    channel: 'EMAIL',
    address: `${name}-2@example.com`,
    reason: 'BOUNCE',
  });
  await ports.lake.put(
    'undelivered/events/format-conversion-failed/2027-03-01/one',
    ['gone', 'stays']
      .map((one) => {
        const event = { event_type: `${one}-undelivered`, application: { app_id: apps[one as Name] } };
        const rawData = Buffer.from(JSON.stringify(event)).toString('base64');
        return `${JSON.stringify({ attemptsMade: 1, rawData })}\n`;
      })
      .join(''),
  );
}

/** How many rows of each table are an application's. */
async function rowsOf(name: Name): Promise<Record<string, number>> {
  const columns = await stage.ports.queries.query<{ table_name: string }>({
    text: `select table_name from duckdb_columns() where column_name = 'application_id' and not internal
      and table_name in (select table_name from duckdb_tables() where not temporary) order by 1`,
    values: [],
  });
  const counts: Record<string, number> = {};
  for (const { table_name: table } of columns) {
    const [row] = await stage.ports.queries.query<{ n: number }>({
      text: `select count(*) as n from ${table} where application_id = ?`,
      values: [{ type: 'varchar', value: apps[name] }],
    });
    if (row?.n) counts[table] = row.n;
  }
  return counts;
}

const mentions = (name: Name) =>
  filesWith(home, `${name}-`).filter((file) => !file.startsWith('lake.duckdb.wal'));

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'touchpoint-application-'));
  clock = settableClock(new Date('2027-03-01T09:00:00Z'));
  stage = await openLocalStage({ home, clock });
  const { keyId, secret } = await createKey(stage.ports, { name: 'test', scopes: ['admin'] });
  key = `${keyId}.${secret}`;
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
  await live('gone');
  await live('stays');
});
afterAll(async () => {
  await stage.close();
  rmSync(home, { recursive: true });
});

describe('a deleted application', () => {
  let others: Record<string, number>;

  it('has left traces in every place that is looked at', async () => {
    others = await rowsOf('stays');
    expect(Object.keys(await rowsOf('gone'))).toEqual(Object.keys(others));
    expect(Object.keys(others)).toEqual(
      expect.arrayContaining([
        'definition_names',
        'endpoints',
        'events',
        'messages',
        'rfm_scores',
        'rfm_uploads',
      ]),
    );
    const files = mentions('gone');
    for (const place of [
      /^documents\.db/,
      /^mailbox\.db/,
      /^s3\/archive\/out\/gone\/.*gz$/,
      /^s3\/touchpoint-lake\/out\/gone\/.*gz$/,
      /^s3\/touchpoint-lake\/jobs\//,
      /^s3\/touchpoint-lake\/runs\/.*rejects\.csv$/,
      /^s3\/touchpoint-uploads\/imports\/gone/,
      /^s3\/touchpoint-uploads\/uploads\/gone\.csv$/,
    ]) {
      expect({ place, found: files.some((file) => place.test(file)) }).toEqual({ place, found: true });
    }
  });

  it('is gone from every table and file but an archive in a bucket of others, and counted', async () => {
    const before = await rowsOf('gone');
    await call(`/v1/apps/${apps.gone}`, 'DELETE');
    await minute();
    expect(await rowsOf('gone')).toEqual({});
    expect(mentions('gone').filter((file) => !file.startsWith('s3/archive/'))).toEqual([]);
    expect(mentions('gone')).toHaveLength(1);
    const { items } = await call<{ items: { counts: Record<string, number> }[] }>('/erasures');
    const { endpoints: _, segment_members: __, suppressions: ___, ...rows } = before; // went at once
    expect(items).toMatchObject([{ kind: 'application', state: 'DONE', counts: rows }]);
    expect(items[0]?.counts.files).toBeGreaterThan(5);
  });

  it('takes nothing of another with it, files that both used least of all', async () => {
    expect(await rowsOf('stays')).toEqual(others);
    const { ports } = stage;
    for (const file of [
      'imports/shared.ndjson',
      'imports/stays.ndjson',
      'uploads/shared.csv',
      'uploads/stays.csv',
    ]) {
      expect({ file, is: (await ports.uploads.head(file)) !== undefined }).toEqual({ file, is: true });
    }
    const undelivered = await ports.lake.list('undelivered/');
    const [line, ...more] = new TextDecoder()
      .decode(await ports.lake.get(undelivered[0]?.key ?? ''))
      .trim()
      .split('\n');
    expect(more).toEqual([]);
    expect(Buffer.from(JSON.parse(line ?? '{}').rawData, 'base64').toString()).toContain('stays-undelivered');
    const { items } = await call<{ items: { applicationId: string }[] }>('/uploads');
    expect(items.map(({ applicationId }) => applicationId)).toEqual([apps.stays, apps.stays]);
  });

  it('loses what comes late as well: events, documents, files', async () => {
    const { ports } = stage;
    await ports.events.append([
      {
        event_id: 'late',
        event_type: 'gone-late',
        event_timestamp: clock.now().getTime(),
        arrival_timestamp: clock.now().getTime(),
        event_version: '3.0',
        application: { app_id: apps.gone, sdk: {} },
        client: { client_id: 'gone-late-client' },
        device: { platform: {} },
        session: {},
        attributes: {},
        endpoint_id: 'gone-late-endpoint',
      },
    ]);
    await ports.documents.put({ partition: `app#${apps.gone}`, sort: 'batch#late' }, { name: 'gone-late' });
    await ports.lake.put(`batches/${apps.gone}/late/rows/0.ndjson`, 'gone-late');
    expect((await rowsOf('gone')).events).toBe(1);
    clock.advance(25 * HOUR);
    await minute();
    expect(await rowsOf('gone')).toEqual({});
    expect(mentions('gone').filter((file) => !file.startsWith('s3/archive/'))).toEqual([]);
    expect(await rowsOf('stays')).toEqual(others);
  });

  it('is looked for until thirty days are over', async () => {
    const view = async () => (await call<{ items: object[] }>('/erasures')).items[0];
    expect(await view()).toMatchObject({ watchedUntil: '2027-03-31T09:04:00.000Z' });
    clock.advance(31 * 24 * HOUR);
    await minute();
    expect(await stage.ports.documents.query('erasures-due', '')).toEqual([]);
    expect((await stage.ports.documents.query('erasures', 'erasure#'))[0]?.value).not.toHaveProperty(
      'sealed',
    );
  });
});
