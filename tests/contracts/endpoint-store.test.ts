import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { duckDbEndpointStore } from '../../src/adapters/local/duckdb-endpoint-store.ts';
import { openDuckDbLake } from '../../src/adapters/local/duckdb-lake.ts';
import { folderObjectStore } from '../../src/adapters/local/folder-object-store.ts';
import { cohortOf, endpointIdFor, lowerCase } from '../../src/core/endpoints/endpoint-id.ts';
import { endpointStoreContract } from './endpoint-store.contract.ts';
import { type MemberRow, segmentMembersContract } from './segment-members.contract.ts';

const home = await mkdtemp(path.join(tmpdir(), 'touchpoint-endpoints-'));
const lake = await openDuckDbLake({ file: ':memory:', lakeFolder: path.join(home, 's3/lake') });
afterAll(async () => {
  await lake.close();
  await rm(home, { recursive: true });
});

const varchar = (value: string) => ({ type: 'varchar', value }) as const;
const stage = {
  store: duckDbEndpointStore(lake),
  lake: folderObjectStore(path.join(home, 's3'), 'lake'),
  async members(applicationId: string, segmentId: string, version: number) {
    const text = `select * from segment_members
      where application_id = ? and segment_id = ? and segment_version = cast(? as bigint)`;
    const values = [varchar(applicationId), varchar(segmentId), { type: 'bigint', value: version } as const];
    return (await lake.engine.query({ text, values })) as unknown as MemberRow[];
  },
};

endpointStoreContract('duckdb', async () => stage);
segmentMembersContract('duckdb', async () => stage);

describe('duckdb endpoint store', () => {
  const at = new Date('2026-03-01T09:30:00.123Z');

  it('imports what a query has unloaded as Parquet, also with columns left out', async () => {
    const text = `select 'p-' || id as endpoint_id, 'EMAIL' as channel_type, id || '@example.com' as address,
      map(array['Plan'], array[array['gold']]) as attributes, map(array['n'], array[1e0]) as metrics
      from (values ('1'), ('2')) as ids (id)`;
    const [key = ''] = await lake.engine.unload(
      { text, values: [] },
      { prefix: 'unloaded/1/', format: 'parquet' },
    );
    expect(await stage.store.importFile('parquet', key, at)).toEqual({ merged: 2, refused: 0, refusals: [] });
    expect(await stage.store.get('parquet', 'p-2')).toMatchObject({
      Id: 'p-2',
      Address: '2@example.com',
      Attributes: { Plan: ['gold'] },
      Metrics: { n: 1 },
      EffectiveDate: at.toISOString(),
    });
  });

  it('takes the rows of a Parquet file in the order of its lines', async () => {
    const text = `select 'a' as endpoint_id, 'EMAIL' as channel_type, address, line
      from (values ('second@example.com', 2), ('first@example.com', 1)) as rows (address, line)`;
    const [key = ''] = await lake.engine.unload(
      { text, values: [] },
      { prefix: 'unloaded/2/', format: 'parquet' },
    );
    await stage.store.importFile('lines', key, at);
    expect((await stage.store.get('lines', 'a'))?.Address).toBe('second@example.com');
  });

  it.each(['a.csv', 'a*.parquet', 'a[1].ndjson'])('refuses to import %s', async (key) => {
    await expect(stage.store.importFile('a', key, at)).rejects.toMatchObject({ code: 'BadRequest' });
  });

  it('leaves all as it was when a file cannot be read', async () => {
    await stage.lake.put(
      'broken.ndjson',
      '{"endpoint_id":"a","channel_type":"EMAIL","address":"a@b"}\n{"endpoint_id":\n',
    );
    await expect(stage.store.importFile('broken', 'broken.ndjson', at)).rejects.toThrow();
    expect(await stage.store.get('broken', 'a')).toBeUndefined();
    await stage.lake.put('whole.ndjson', '{"endpoint_id":"a","channel_type":"EMAIL","address":"a@b"}\n');
    expect(await stage.store.importFile('broken', 'whole.ndjson', at)).toMatchObject({ merged: 1 });
  });
});

describe('ids in SQL', () => {
  it('are those of the core', async () => {
    const pairs = [
      ['EMAIL', 'Ines@Example.COM'],
      ['EMAIL', 'ΟΔΟΣ-İ@ÄÖ.example'],
      ['SMS', '+351910000077'],
      ['GCM', 'Token'],
    ] as const;
    for (const [channel, address] of pairs) {
      const text = `select
          lower(to_hex(md5(to_utf8(channel_type || ':' || case when channel_type = 'EMAIL' then lower(address) else address end)))) as id,
          lower(address) as lowered,
          from_base(substr(lower(to_hex(md5(to_utf8('app' || ':' || lower(address))))), 1, 8), 16) % 100 as cohort
        from (values (?, ?)) as pairs (channel_type, address)`;
      const [row] = await lake.engine.query({ text, values: [varchar(channel), varchar(address)] });
      expect(row).toEqual({
        id: endpointIdFor(channel, address),
        lowered: lowerCase(address),
        cohort: Number(cohortOf('app', address)),
      });
    }
  });
});
