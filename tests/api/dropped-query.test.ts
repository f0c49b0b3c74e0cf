import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readNamedQueries } from '../../src/runtime/named-queries.ts';
import type { ApiDocument } from './described.ts';
import { openStage, type TestStage } from './stage.ts';

/* A file that somebody drops into queries/, and nothing else: in a copy of the house's own. */
const house = mkdtempSync(join(tmpdir(), 'touchpoint-house-'));
const root = join(import.meta.dirname, '../..');
const folder = join(house, 'queries');
const FILE = `-- name:    endpoints_by_channel
-- grain:   one row per channel
-- param:   application_id varchar the application
-- param:   least          bigint  from 1 to 1000; default 1; channels with fewer endpoints are left out
-- returns: channel_type varchar, endpoints bigint (stored)
-- reads:   endpoints
select channel_type, count(*) as endpoints
from endpoints
where application_id = :application_id
group by channel_type
having count(*) >= :least
order by channel_type
`;
const drop = (area: string, name: string, text: string) => {
  mkdirSync(join(folder, area), { recursive: true });
  writeFileSync(join(folder, area, `${name}.sql`), text);
};

let stage: TestStage;
beforeAll(async () => {
  cpSync(join(root, 'queries'), folder, { recursive: true });
  cpSync(join(root, 'resources/named-queries.cjs'), join(house, 'resources/named-queries.cjs'));
  drop('ours', 'endpoints_by_channel', FILE);
  const queries = readNamedQueries(folder);
  stage = await openStage({ ports: { named: queries.bind, namedQueries: queries.all } });
});
afterAll(async () => {
  await stage.close();
  rmSync(house, { recursive: true });
});

const ask = async (path: string) => {
  const response = await stage.fetch(path, { headers: { prefer: 'wait=25' } });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};

describe('a file that is dropped into queries/', () => {
  it('is served, its parameters checked', async () => {
    const app = await stage.fetch('/v1/apps', { method: 'POST', body: '{"Name":"shop"}' });
    const { Id } = (await app.json()) as { Id: string };
    for (const id of ['a', 'b']) {
      await stage.fetch(`/v1/apps/${Id}/endpoints/${id}`, {
        method: 'PUT',
        body: JSON.stringify({ ChannelType: 'EMAIL', Address: `${id}@example.com` }),
      });
    }
    const path = `/queries/endpoints_by_channel?application_id=${Id}`;
    expect(await ask(path)).toMatchObject({
      status: 200,
      body: { name: 'endpoints_by_channel', rows: [{ channel_type: 'EMAIL', endpoints: 2 }] },
    });
    expect((await ask(`${path}&least=3`)).body.rows).toEqual([]);
    expect(await ask(`${path}&least=0`)).toMatchObject({
      status: 400,
      body: { error: { message: 'Query endpoints_by_channel: parameter least must be at least 1, not "0"' } },
    });
  });

  it('is listed with its parameters and columns, and described in /openapi.json', async () => {
    const { items } = (await ask('/queries')).body as { items: { name: string }[] };
    expect(items.find(({ name }) => name === 'endpoints_by_channel')).toMatchObject({
      area: 'ours',
      grain: 'one row per channel',
      parameters: [
        { name: 'application_id', required: false },
        { name: 'least', type: 'bigint', from: 1, to: 1000, default: 1, required: false },
      ],
      columns: [
        { name: 'channel_type', type: 'varchar' },
        { name: 'endpoints', type: 'bigint', note: 'stored' },
      ],
    });
    const document = (await ask('/openapi.json')).body as unknown as ApiDocument;
    expect(document.paths['/queries/endpoints_by_channel']?.get).toMatchObject({
      summary: 'one row per channel',
      'x-scope': 'report',
    });
  });

  it('is registered with Athena by the stack', () => {
    const registered = createRequire(import.meta.url)(join(house, 'resources/named-queries.cjs')) as () => {
      Resources: Record<string, { Properties: { QueryString: string; Description: string } }>;
    };
    const { Properties } = registered().Resources.EndpointsByChannelNamedQuery ?? {};
    expect(Properties).toMatchObject({ Description: 'one row per channel' });
    expect(Properties?.QueryString).toContain(
      'where application_id = ?\ngroup by channel_type\nhaving count(*) >= cast(? as bigint)',
    );
  });

  it.each([
    ['no header', 'select 1', 'ours/dropped.sql: Query header lacks "name:"'],
    ['another name', FILE, 'ours/dropped.sql holds the query endpoints_by_channel'],
    [
      'a parameter too many',
      named('-- returns', '-- param:   most bigint much\n-- returns'),
      'ours/dropped.sql: Query dropped: parameter most is not used',
    ],
    [
      'a parameter too few',
      named(/-- param: {3}least.*\n/, ''),
      'ours/dropped.sql: Query dropped: parameter least is not declared',
    ],
    [
      'a default against its rule',
      named('default 1;', 'default 0;'),
      'ours/dropped.sql: Query dropped: parameter least must be at least 1',
    ],
    [
      'columns without a type',
      named(' bigint (stored)', ''),
      'ours/dropped.sql: Header: "endpoints" is no column with a type',
    ],
  ])('is refused by its name when it has %s', (_, text, message) => {
    drop('ours', 'dropped', text);
    try {
      expect(() => readNamedQueries(folder)).toThrow(message);
    } finally {
      rmSync(join(folder, 'ours/dropped.sql'));
    }
  });

  it('is refused when another one has its name', () => {
    drop('theirs', 'endpoints_by_channel', FILE);
    try {
      expect(() => readNamedQueries(folder)).toThrow(
        'theirs/endpoints_by_channel.sql: there is another query endpoints_by_channel',
      );
    } finally {
      rmSync(join(folder, 'theirs'), { recursive: true });
    }
  });
});

/** The file as `dropped`, with a fault. */
function named(right: string | RegExp, wrong: string): string {
  return FILE.replace('endpoints_by_channel', 'dropped').replace(right, wrong);
}
