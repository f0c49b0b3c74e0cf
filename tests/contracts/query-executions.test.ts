import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { athenaQueryExecutions } from '../../src/adapters/aws/athena-query-executions.ts';
import { type DuckDbLake, openDuckDbLake } from '../../src/adapters/local/duckdb-lake.ts';
import {
  type DuckDbQueryExecutions,
  duckDbQueryExecutions,
} from '../../src/adapters/local/duckdb-query-executions.ts';
import { systemClock } from '../../src/adapters/local/system-clock.ts';
import { athenaOnDuckDb } from './athena-on-duckdb.ts';
import { ownSqlContract } from './own-sql.contract.ts';
import { queryExecutionsContract } from './query-executions.contract.ts';

const folder = mkdtempSync(join(tmpdir(), 'touchpoint-executions-'));
const results = join(folder, 'results');
const opened: DuckDbQueryExecutions[] = [];
let lake: DuckDbLake;
const NOW = new Date('2026-11-24T12:00:00Z');
const LIMITS = { seconds: 600, rows: 1000, bytes: 10_000 };
const open = (limits = LIMITS) => {
  const executions = duckDbQueryExecutions({ lake, folder: results, limits, clock: { now: () => NOW } });
  opened.push(executions);
  return executions;
};

beforeAll(async () => {
  lake = await openDuckDbLake({ file: ':memory:', lakeFolder: join(folder, 'lake') });
});
afterAll(async () => {
  for (const executions of opened) await executions.close();
  await lake.close();
  rmSync(folder, { recursive: true });
});

queryExecutionsContract('DuckDB', async (limits) => open(limits));

queryExecutionsContract('Athena', async (limits) =>
  athenaQueryExecutions({
    athena: athenaOnDuckDb(open({ seconds: 600, rows: 1_000_000, bytes: 1_000_000_000 })),
    workGroup: 'group',
    database: 'lake',
    limits,
    clock: systemClock(),
  }),
);

describe('query executions on DuckDB', () => {
  it('reads a result that another process left', async () => {
    const first = open();
    const id = await first.start({ text: "select 'a' as a", values: [] });
    await first.describe(id, 60_000);
    expect((await open().page(id, { limit: 5 })).rows).toEqual([{ a: 'a' }]);
  });

  it('says that an execution was cut off by the end of the stage', async () => {
    const id = '00000000-0000-4000-8000-000000000001';
    writeFileSync(join(results, `${id}.rows`), '["half a');
    expect(await open().describe(id)).toMatchObject({
      state: 'FAILED',
      error: { message: 'The result was cut off: the stage ended, or its disk was full' },
    });
  });

  it('survives that its results can no longer be written', async () => {
    const gone = join(folder, 'gone');
    const executions = duckDbQueryExecutions({
      lake,
      folder: gone,
      limits: LIMITS,
      clock: { now: () => NOW },
    });
    const id = await executions.start({ text: 'select 1 as one', values: [] });
    rmSync(gone, { recursive: true });
    writeFileSync(gone, 'no folder any more');
    await executions.close();
    await expect(executions.describe(id, 60_000)).rejects.toThrow('ENOTDIR');
  });

  it('lets more wait than run at once, and answers each', async () => {
    const executions = open();
    const ids = await Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        executions.start({ text: `select ${index} as n`, values: [] }),
      ),
    );
    const pages = await Promise.all(
      ids.map(async (id) => {
        await executions.describe(id, 60_000);
        return executions.page(id, { limit: 1 });
      }),
    );
    expect(pages.map(({ rows }) => rows[0]?.n)).toEqual(ids.map((_, index) => index));
  });

  it('forgets results of the day before yesterday', async () => {
    const id = '00000000-0000-4000-8000-000000000002';
    const executions = open();
    for (const ending of ['rows', 'json']) {
      const file = join(results, `${id}.${ending}`);
      writeFileSync(file, '{}');
      utimesSync(file, 1, 1);
    }
    expect(await executions.describe(id)).toBeDefined();
    await executions.start({ text: 'select 1', values: [] });
    expect(await executions.describe(id)).toBeUndefined();
  });

  it('ends a result that takes up more bytes than the limit', async () => {
    const executions = open();
    const id = await executions.start({ text: "select repeat('x', 20000) as x", values: [] });
    expect(await executions.describe(id, 60_000)).toMatchObject({
      state: 'FAILED',
      error: {
        code: 'BadRequest',
        message: 'The query was ended at its limit of 10000 bytes of result; ask for less at once',
      },
    });
  });

  it.each([
    [
      'a list',
      'select cardinality(list(n)) as l from unnest(sequence(1, 9000)) as a (n) cross join unnest(sequence(1, 9000)) as b (m)',
    ],
    [
      'what DuckDB itself counts',
      "select length(string_agg(repeat('x', 2000000), '')) as l from unnest(sequence(1, 2000)) as t (n)",
    ],
  ])('ends what takes up more memory than it may have, as %s, and answers others then', async (_, text) => {
    const growthBytes = 200 * 1024 ** 2;
    const executions = duckDbQueryExecutions({
      lake,
      folder: results,
      limits: LIMITS,
      growthBytes,
      clock: { now: () => NOW },
    });
    opened.push(executions);
    const id = await executions.start({ text, values: [] });
    expect(await executions.describe(id, 60_000)).toMatchObject({
      state: 'FAILED',
      error: {
        code: 'BadRequest',
        message: 'The query was ended at its limit of memory; ask for less at once',
      },
    });
    const other = await executions.start({ text: 'select 1 as one', values: [] });
    expect(await executions.describe(other, 60_000)).toMatchObject({ state: 'SUCCEEDED' });
  });

  it('ends a result of long texts at its limit, though DuckDB gives more of them at once than a text can hold', async () => {
    const executions = duckDbQueryExecutions({
      lake,
      folder: results,
      limits: { ...LIMITS, rows: 10_000, bytes: 50_000_000 },
      clock: { now: () => NOW },
    });
    opened.push(executions);
    const text = "select repeat('x', 400000) as x from unnest(sequence(1, 1500)) as t (n)";
    const id = await executions.start({ text, values: [] });
    expect(await executions.describe(id, 60_000)).toMatchObject({
      state: 'FAILED',
      error: { code: 'BadRequest', message: expect.stringContaining('limit of 50000000 bytes of result') },
    });
  });

  it('tells how far it is while it runs, and no more when it has ended', async () => {
    const executions = open();
    await lake.withConnection((connection) =>
      connection.run('create table counted as select range as n from range(20000000)'),
    );
    const text = 'select n % 1000 as a, count(distinct n * 7919 % 100000007) as b from counted group by 1';
    const id = await executions.start({ text, values: [] });
    let status = await executions.describe(id);
    while (status?.completedAt === undefined && !status?.progress) status = await executions.describe(id, 20);
    expect(status).toMatchObject({ state: 'RUNNING', progress: expect.any(Number) });
    expect(status?.progress).toBeGreaterThan(0);
    expect(status?.progress).toBeLessThan(1);
    await executions.cancel(id);
    expect(await executions.describe(id)).not.toHaveProperty('progress');
    await lake.withConnection((connection) => connection.run('drop table counted'));
  });

  it('has a value of every type that a SELECT can give, as Athena prints those that JSON does not know', async () => {
    const executions = open();
    const given: [sql: string, value: unknown][] = [
      ["time '10:00'", '10:00:00'],
      ["timestamp '2026-01-02 00:00:00' - timestamp '2026-01-01 22:00:00'", '02:00:00'],
      ["md5(to_utf8('a'))", '0c c1 75 b9 c0 f1 b6 a8 31 c3 99 e2 69 77 26 61'],
      ["uuid '0f2f6a52-7ab2-4a44-9aa8-9d0bb10f7e4c'", '0f2f6a52-7ab2-4a44-9aa8-9d0bb10f7e4c'],
      ["timestamp_ns '2026-01-01 10:00:00.123456789'", new Date('2026-01-01T10:00:00.123Z')],
      ["timestamp_ms '2026-01-01 10:00:00.123'", new Date('2026-01-01T10:00:00.123Z')],
      ["timestamp_s '2026-01-01 10:00:00'", new Date('2026-01-01T10:00:00Z')],
      ['array_value(1, 2)', [1, 2]],
      ['union_value(num := 2)', 2],
      ["'1010'::bit", '1010'],
      ['9007199254740991', 9007199254740991],
      ['9007199254740993', '9007199254740993'],
      ['-9007199254740993', '-9007199254740993'],
      ['[9007199254740993]', ['9007199254740993']],
    ];
    const text = `select ${given.map(([sql], index) => `${sql} as c${index}`).join(', ')}`;
    const id = await executions.start({ text, values: [] });
    expect(await executions.describe(id, 60_000)).toMatchObject({ state: 'SUCCEEDED' });
    const { rows } = await executions.page(id, { limit: 1 });
    expect(rows).toEqual([Object.fromEntries(given.map(([, value], index) => [`c${index}`, value]))]);
  });

  it('lets nothing be written', async () => {
    const executions = open();
    const id = await executions.start({
      text: "insert into suppressions (application_id) values ('x')",
      values: [],
    });
    expect(await executions.describe(id, 60_000)).toMatchObject({
      state: 'FAILED',
      error: { message: expect.stringContaining('read-only') },
    });
    expect(await lake.engine.query({ text: 'select * from suppressions', values: [] })).toEqual([]);
  });
});

describe('what one connection keeps for itself', () => {
  it('is neither in the catalog nor read by own SQL', async () => {
    const executions = open();
    const names = async () => (await executions.tables()).map(({ name }) => name);
    const before = await names();
    const file = join(folder, 'passing.ndjson');
    writeFileSync(file, '{"a":"b"}');
    await lake.withConnection((connection) =>
      connection.run(`create temp view passing as select * from read_ndjson('${file}')`),
    );
    rmSync(file);

    expect(await names()).toEqual(before); // the same connection is taken again
    const own = { text: 'select * from passing', values: [] };
    await expect(executions.checkSelect(own)).rejects.toMatchObject({
      message: 'SQL: passing is no table of the lake; GET /catalog lists them (line 1, column 15)',
    });
  });
});

ownSqlContract('DuckDB', open);

describe('the check of a SELECT by DuckDB', () => {
  it.each([
    ['select 1 from', 'SQL: syntax error at end of input'],
    ["copy endpoints to '/tmp/x.csv'", 'SQL: only a SELECT is taken'],
    ["attach '/tmp/x.db'", 'SQL: only a SELECT is taken'],
    ['set memory_limit = 1', 'SQL: only a SELECT is taken'],
    ["select * from read_text('/etc/passwd')", 'SQL: the table function read_text is not taken'],
    [
      "select * from '/etc/passwd.csv'",
      'SQL: /etc/passwd.csv is no table of the lake; GET /catalog lists them',
    ],
    [
      `select * from '/etc/passwd.csv', (with "/etc/passwd.csv" as (select 1) select 2)`,
      'SQL: /etc/passwd.csv is no table of the lake; GET /catalog lists them',
    ],
    ["select (select content from (select * from glob('*')))", 'SQL: the table function glob is not taken'],
    [
      'with a as (with pg_settings as (select 1) select 2) select * from pg_settings',
      'SQL: pg_settings is no table of the lake; GET /catalog lists them',
    ],
    ['select * from (pivot endpoints on opt_out using count(*))', 'SQL: '],
    ['select * from duckdb_settings()', 'SQL: the table function duckdb_settings is not taken'],
    ["select * from query('select 1')", 'SQL: the table function query is not taken'],
    ["select current_setting('temp_directory')", 'SQL: the function current_setting is not taken'],
    ['select range(4000000000)', 'SQL: the function range is not taken (line 1, column 8)'],
    ["select repeat('x', 4000000000)", 'SQL: the function repeat is not taken'],
    ['describe endpoints', 'SQL: DESCRIBE and SHOW are not taken; GET /catalog tells'],
    ['select * from (show tables)', 'SQL: DESCRIBE and SHOW are not taken; GET /catalog tells'],
  ])('refuses %j', async (text, message) => {
    await expect(open().checkSelect({ text, values: [] })).rejects.toMatchObject({
      code: 'BadRequest',
      message: expect.stringContaining(message),
    });
  });
});
