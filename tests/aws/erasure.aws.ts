import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildApp } from '../../src/api/app.ts';
import { operations, routes } from '../../src/api/mounted.ts';
import { createKey } from '../../src/core/keys/keys.ts';
import { clockTick } from '../../src/core/schedule/clock-tick.ts';
import { receiveUpload } from '../../src/core/uploads/receive-upload.ts';
import { HEADER, row } from '../flows/home.ts';
import { startEmulator } from './moto.ts';
import { openStageOnMoto } from './stage-on-moto.ts';

/** A person and an application, erased by the machine with the adapters of AWS, and looked for in every object and item. */
const emulator = await startEmulator([]);
let stage: Awaited<ReturnType<typeof openStageOnMoto>>;
let http: (path: string, method?: string, body?: unknown) => Promise<Record<string, unknown>>;
const apps = { gone: '', stays: '' };
type Name = keyof typeof apps;
const ROLE = { RoleArn: 'arn:aws:iam::123456789012:role/any' };
const HOUR = 3_600_000;

const person = (name: string) => ({
  Id: `${name}-endpoint`,
  ChannelType: 'EMAIL',
  Address: `${name}-mail@example.com`,
  Attributes: { Nick: [`${name}-nick`] },
  User: { UserId: `${name}-user` },
});

/** Persons of an application whose names begin with its own: one who stays with it, and one who asks to be erased. */
const people = (name: Name) => [person(`${name}-ana`), person(`${name}-zoe`)];

async function live(name: Name): Promise<void> {
  const { ports, archive } = stage;
  const { lake, uploads } = ports;
  const { Id } = (await http('/v1/apps', 'POST', { Name: name })) as { Id: string };
  apps[name] = Id;
  await uploads.put(
    `imports/${name}.ndjson`,
    people(name)
      .map((one) => `${JSON.stringify(one)}\n`)
      .join(''),
  );
  await http(`/v1/apps/${Id}/jobs/import`, 'POST', {
    ...ROLE,
    S3Url: `s3://${uploads.bucket}/imports/${name}.ndjson`,
    Format: 'JSON',
    RegisterEndpoints: true,
    DefineSegment: true,
    SegmentName: `${name}-imported`,
  });
  await ports.workflows.settled();
  for (const bucket of [uploads.bucket, archive]) {
    await http(`/v1/apps/${Id}/jobs/export`, 'POST', { ...ROLE, S3UrlPrefix: `s3://${bucket}/out/${name}` });
    await ports.workflows.settled();
  }
  const customers = [
    ...Array.from({ length: 12 }, (_, index) => `${name}-customer-${index}`),
    `${name}-zoe-user`,
  ];
  const lines = customers.map((CustomerID, index) => row({ CustomerID, UnitPrice: 10 + index }));
  const rejected = row({ CustomerID: `${name}-zoe-user`, Date: 'no date' });
  await uploads.put(`uploads/${name}.csv.json`, JSON.stringify({ application: Id }));
  await uploads.put(`uploads/${name}.csv`, [HEADER, ...lines, rejected].join('\n'));
  await uploads.put(`uploads/${name}.csv`, [HEADER, ...lines, rejected, ''].join('\n')); // an older version stays behind it
  await receiveUpload(ports, { key: `uploads/${name}.csv` });
  await ports.workflows.settled();
  await lake.put(`athena-results/${name}.csv`, `"${name}-zoe-endpoint"\n`);
  await lake.put(
    `undelivered/events/failed/${name}`,
    people(name)
      .map(({ Id: endpoint_id }) => JSON.stringify({ endpoint_id, application: { app_id: Id } }))
      .map((event) => `${JSON.stringify({ rawData: Buffer.from(event).toString('base64') })}\n`)
      .join(''),
  );
  await lake.put(
    `batches/${Id}/one/rows/0.ndjson`,
    people(name)
      .map(({ Id: endpoint_id }, index) => `${JSON.stringify({ message_id: `m-${index}`, endpoint_id })}\n`)
      .join(''),
  );
  await ports.queries.run(
    {
      text: `insert into messages (application_id, batch_id, message_id, endpoint_id, user_id, channel_type, address, decided_at)
        select '${Id}', 'one', 'm-' || name, name || '-endpoint', name || '-user', 'EMAIL', name || '-mail@example.com', timestamp '2026-03-01'
        from unnest(['${name}-ana', '${name}-zoe']) as t (name)`,
      values: [],
    },
    `messages-${name}`,
  );
  await stage.deliver('events', events(name));
  await stage.deliver(
    'endpoint_changes',
    `select 1::bigint as revision, false as removed, *, '2026-03-01' as change_date from endpoints where application_id = '${Id}'`,
  );
}

/** One event of each person, all columns but these null. */
function events(name: Name, persons: readonly string[] = ['ana', 'zoe']): string {
  const one = (
    who: string,
  ) => `select * replace ('${apps[name]}' as application_id, '2026-03-01' as arrival_date,
      '${name}-event-${who}' as event_id, 'basket.filled' as event_type, 1772355600000 as event_timestamp,
      1772355600000 as arrival_timestamp, '${name}-${who}-endpoint' as endpoint_id, '${name}-${who}-user' as user_id,
      map {'likes': '${name}-${who}-likes'} as attributes)
    from (select kept.* from (select 1) as row left join (select * from nothing_happened) as kept on false)`;
  return persons.map(one).join(' union all ');
}

async function erase(): Promise<void> {
  stage.clock.advance(60_000);
  await clockTick(stage.ports);
  await stage.ports.workflows.settled();
}

async function rowsOf(name: Name): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  const tables = [
    'definition_names',
    'endpoint_changes',
    'endpoints',
    'events',
    'messages',
    'rfm_activity',
    'rfm_clusters',
    'rfm_features',
    'rfm_scores',
    'rfm_uploads',
    'segment_members',
  ];
  for (const table of tables) {
    const text = `select count(*) as n from ${table} where application_id = ?`;
    const [found] = await stage.ports.queries.query<{ n: number }>({
      text,
      values: [{ type: 'varchar', value: apps[name] }],
    });
    counts[table] = found?.n ?? 0;
  }
  return counts;
}

beforeAll(async () => {
  stage = await openStageOnMoto(emulator);
  const { keyId, secret } = await createKey(stage.ports, { name: 'test', scopes: ['admin'] });
  const app = buildApp(stage.ports, {
    operations,
    routes,
    log: ({ error }) => {
      throw error;
    },
  });
  http = async (path, method = 'GET', body = undefined) => {
    const headers = { authorization: `Bearer ${keyId}.${secret}` };
    const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
    const response = await app.fetch(new Request(`http://stage${path}`, init));
    const answer = (await response.json()) as Record<string, unknown>;
    if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
    return answer;
  };
  await live('gone');
  await live('stays');
  await stage.readFiles('events');
  await stage.readFiles('endpoint_changes');
  await erase(); // a tick, which brings names into the lake
}, 300_000);
afterAll(async () => {
  await stage.close();
  await emulator.stop();
});

const PLACES = [
  /^lake\/events\//,
  /^lake\/endpoint_changes\//,
  /^lake\/runs\/.*rejects/,
  /^lake\/jobs\//,
  /^lake\/staged\//,
  /^lake\/batches\//,
  /^lake\/undelivered\//,
  /^lake\/athena-results\//,
  /^uploads\/imports\//,
  /^uploads\/uploads\//,
  /^uploads\/out\//,
  /^archive\/out\//,
  /^state\//,
];

async function expectTraces(texts: readonly string[], places: readonly RegExp[]): Promise<void> {
  const found = await stage.readable(texts);
  for (const place of places)
    expect({ place, found: found.some((file) => place.test(file)) }).toEqual({ place, found: true });
}

describe('an erasure on the adapters of AWS', () => {
  it('takes a person out of every object, older versions too, and every item', async () => {
    await expectTraces(['stays-zoe'], PLACES);
    await http(`/v1/apps/${apps.stays}/users/stays-zoe-user`, 'DELETE');
    const before = await rowsOf('stays');
    await erase();
    expect(await stage.readable(['stays-zoe'])).toEqual([]);
    const { endpoints: _, endpoint_changes: __, segment_members: ___, ...kept } = before;
    expect(await rowsOf('stays')).toMatchObject(kept); // what happened stays, as nobody's
    expect(await rowsOf('stays')).toMatchObject({ endpoints: 13, endpoint_changes: 13 });
    const { items } = (await http(`/erasures?app=${apps.stays}`)) as { items: Record<string, unknown>[] };
    expect(items).toMatchObject([
      {
        kind: 'user',
        state: 'DONE',
        counts: { events: 1, endpoint_changes: 2, messages: 1, rfm_scores: 1 },
      },
    ]);
    await expectTraces(
      ['stays-ana', 'stays-customer'],
      PLACES.filter((place) => !/athena-results|rejects/.test(place.source)), // kept for nobody; hers was the only one
    );
  });

  it('takes an application out of all of them, but for archives in buckets of others', async () => {
    const others = await rowsOf('stays');
    expect(others.definition_names).toBeGreaterThan(0);
    expect((await rowsOf('gone')).definition_names).toBe(others.definition_names);
    await http(`/v1/apps/${apps.gone}`, 'DELETE');
    await erase();
    expect(Object.values(await rowsOf('gone')).filter((count) => count > 0)).toEqual([]);
    const left = await stage.readable(['gone-ana', 'gone-zoe', 'gone-customer', 'gone-imported']);
    expect(left.filter((file) => !file.startsWith('archive/'))).toEqual([]);
    expect(await rowsOf('stays')).toEqual(others);
  });

  it('takes out what Firehose delivers afterwards', async () => {
    await stage.deliver('events', events('gone', ['late']));
    expect(await rowsOf('gone')).toMatchObject({ events: 1 });
    stage.clock.advance(25 * HOUR);
    await erase();
    expect(await rowsOf('gone')).toMatchObject({ events: 0 });
    expect(await stage.readable(['gone-late'])).toEqual([]);
  });
});
