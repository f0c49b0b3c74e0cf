import { describe, expect, it } from '@jest/globals';
import type { BoundValue } from '../../src/core/statement.ts';
import type { ObjectStore } from '../../src/ports/object-store.ts';
import type { QueryEngine } from '../../src/ports/query-engine.ts';

export interface EngineStage {
  readonly engine: QueryEngine;
  /** Where it unloads to. */
  readonly lake: ObjectStore;
  /** Prefixes of letters, digits, `_`, `.`, `=` and `-` only are unloaded to. */
  readonly plainPrefixes?: boolean;
}

const none: readonly BoundValue[] = [];
const noon = new Date('2026-03-01T12:00:00.250Z');

/** Athena's spelling, and what it gives. Each local difference of `duckdb-prelude.sql` that `queries/` use stands here. */
const SPELLINGS: [string, unknown][] = [
  ["date_diff('day', timestamp '2026-01-01 12:00:00', timestamp '2026-01-02 11:00:00')", 0],
  ["date_diff('day', timestamp '2026-01-01 12:00:00', timestamp '2026-01-02 12:00:00')", 1],
  ["date_add('day', -3, timestamp '2026-01-05 10:00:00')", new Date('2026-01-02T10:00:00Z')],
  ['cast(from_unixtime(1767225600123 / 1e3) as timestamp)', new Date('2026-01-01T00:00:00.123Z')],
  [
    "date_diff('millisecond', timestamp '1970-01-01 00:00:00', timestamp '2026-01-01 00:00:00.123')",
    1767225600123,
  ],
  ['7 / 2', 3],
  ['-7 / 2', -3],
  ["lower(to_hex(md5(to_utf8('Ana'))))", '9aba45a7f1999a9c5fc96ef2a45810fb'],
  ["from_base('ff', 16)", 255],
  ['cast(from_unixtime(1500 / 1e3) as timestamp)', new Date('1970-01-01T00:00:01.500Z')],
  [`try(cast(json_parse('{"a":"b"}') as map(varchar, varchar)))`, { a: 'b' }],
  ["try(cast(json_parse('{') as map(varchar, varchar)))", null],
  [`json_extract_scalar('{"a":{"b":"c"}}', '$.a.b')`, 'c'],
  [`json_extract_scalar('{"a":{"b":"c"}}', '$.a')`, null],
  [`json_extract_scalar('{"a":1}', '$.b')`, null],
  ["json_extract_scalar('{a', '$.a')", null],
  ["hour(try(at_timezone(from_unixtime(1795000000), 'Asia/Tokyo')))", 20],
  ["day_of_week(try(at_timezone(from_unixtime(1795449600), 'Asia/Tokyo')))", 2],
  ["hour(try(at_timezone(from_unixtime(1795000000), 'Mars/Olympus')))", null],
  ["hour(try(at_timezone(from_unixtime(1795000000), nullif('', ''))))", null], // '' itself is an error that try lets through
  ['day_of_week(from_unixtime(1795449600))', 1],
  [
    "map_concat(map(array['a'], array['b']), coalesce(cast(null as map(varchar, varchar)), map()))",
    { a: 'b' },
  ],
  ["element_at(map(array['a'], array[5]), 'a')", 5],
  ["element_at(map(array['a'], array[5]), 'b')", null],
  ['sequence(1, 4)', [1, 2, 3, 4]],
  ["(select max_by(x, row(y, x)) from (values ('a', 2), ('c', 2), ('b', 1)) as t (x, y))", 'c'],
  ['greatest(cast(-1 as double), cast(0 as double))', 0],
  ['round(ln(1 + cast(4 as double)), 9)', 1.609437912],
  ['cast(1.5 as decimal(38, 8))', '1.50000000'],
  ["map(array['RScore'], array[cast(4 as double)])", { RScore: 4 }],
  ["map(array['L'], array[array['x', 'y']])", { L: ['x', 'y'] }],
  ["concat('a', 'b') || 'c'", 'abc'],
  ["concat('a', cast(null as varchar))", null],
  ['cast(null as varchar)', null],
  ["date '2026-02-03'", new Date('2026-02-03T00:00:00Z')],
];

export function queryEngineContract(name: string, open: () => Promise<EngineStage>) {
  describe(`${name}: query engine`, () => {
    const query = async (text: string, values = none) => (await open()).engine.query({ text, values });

    it.each(SPELLINGS)('reads %s as Athena does', async (text, expected) => {
      expect(await query(`select ${text} as value`)).toEqual([{ value: expected }]);
    });

    it('adds no number to a time that is not of 32 bits, as milliseconds since 1970 are', async () => {
      const text =
        "select date_add('millisecond', n, timestamp '1970-01-01 00:00:00.000') as value from (values";
      expect(await query(`${text} (2147483647)) as t(n)`)).toEqual([
        { value: new Date('1970-01-25T20:31:23.647Z') },
      ]);
      await expect(query(`${text} (1767225600123)) as t(n)`)).rejects.toMatchObject({ code: 'BadRequest' });
    });

    it('binds every type', async () => {
      const values: BoundValue[] = [
        { type: 'varchar', value: "it's; -- ?" },
        { type: 'bigint', value: 9_007_199_254_740_991 },
        { type: 'double', value: 0.1 },
        { type: 'boolean', value: true },
        { type: 'timestamp', value: noon },
        { type: 'date', value: new Date('2026-03-01T00:00:00Z') },
        { type: 'varchar', value: null },
        { type: 'bigint', value: null },
      ];
      const text = `select ? as v, cast(? as bigint) as b, cast(? as double) as d, cast(? as boolean) as t, cast(? as timestamp) as at,
        cast(? as date) as day, cast(? as varchar) as nothing, cast(? as bigint) as none`;
      expect(await query(text, values)).toEqual([
        {
          v: "it's; -- ?",
          b: 9_007_199_254_740_991,
          d: 0.1,
          t: true,
          at: noon,
          day: new Date('2026-03-01T00:00:00Z'),
          nothing: null,
          none: null,
        },
      ]);
    });

    it('refuses a list that is longer than 10,000', async () => {
      expect(await query('select cardinality(sequence(1, 10000)) as n')).toEqual([{ n: 10_000 }]);
      await expect(query('select sequence(1, 10001)')).rejects.toThrow('more than 10000 entries');
    });

    it('refuses a statement that makes no sense as a bad request', async () => {
      await expect(query('select 1 from')).rejects.toMatchObject({ code: 'BadRequest' });
      await expect(query('select nothing from endpoints')).rejects.toMatchObject({ code: 'BadRequest' });
    });

    it('runs a change whole or not at all', async () => {
      const { engine } = await open();
      const insert = (text: string, token: string) =>
        engine.run(
          {
            text: `insert into rfm_uploads select * from (${text}) as fresh (application_id, upload_id, received_at, as_of, segment_table)`,
            values: none,
          },
          token,
        );
      const row =
        "select 'contract', 'one', timestamp '2026-01-01 00:00:00', timestamp '2026-01-01 00:00:00', 'A'";
      await insert(row, 'contract-one');
      await expect(
        insert(
          `${row} union all select 'contract', 'two', timestamp '2026-01-01 00:00:00', cast('soon' as timestamp), 'A'`,
          'contract-two',
        ),
      ).rejects.toThrow();
      expect(
        await engine.query({
          text: "select upload_id from rfm_uploads where application_id = 'contract'",
          values: none,
        }),
      ).toEqual([{ upload_id: 'one' }]);
    });

    it.each(['parquet', 'ndjson', 'csv'] as const)(
      'unloads %s and replaces what an earlier attempt left',
      async (format) => {
        const { engine, lake, plainPrefixes } = await open();
        const prefix = plainPrefixes ? `unload/${format}/` : `unload/${format} of Março/`;
        await lake.put(`${prefix}stale`, 'x');
        const select = {
          text: "select ? as who, cast(1 as bigint) as n union all select 'b', cast(2 as bigint)",
          values: [{ type: 'varchar' as const, value: "a'b" }],
        };
        const keys = await engine.unload(select, { prefix, format });
        expect((await lake.list(prefix)).map(({ key }) => key)).toEqual(keys);
        expect(await engine.unload(select, { prefix, format })).toHaveLength(keys.length);
        if (format === 'csv') {
          const body = Buffer.from((await lake.get(keys[0] as string)) ?? []).toString();
          const lines = body.replaceAll('"', '').trim().split(/\r?\n/);
          expect(lines.sort()).toEqual(["a'b,1", 'b,2', 'who,n']);
        }
      },
    );
  });
}
