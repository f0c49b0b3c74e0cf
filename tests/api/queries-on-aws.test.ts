import { mkdtempSync, rmSync } from 'node:fs';
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
import { athenaOnDuckDb } from '../contracts/athena-on-duckdb.ts';
import { openStage, type TestStage } from './stage.ts';

const LIMITS = { seconds: 600, rows: 1_000_000, bytes: 1_000_000_000 };
const PATIENT = { headers: { prefer: 'wait=25' } };

let folder: string;
let lake: DuckDbLake;
let duckDb: DuckDbQueryExecutions;
let stage: TestStage;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'touchpoint-queries-aws-'));
  lake = await openDuckDbLake({ file: ':memory:', lakeFolder: join(folder, 'lake') });
  const clock = systemClock();
  duckDb = duckDbQueryExecutions({ lake, folder: join(folder, 'results'), limits: LIMITS, clock });
  const athena = athenaOnDuckDb(duckDb);
  const executions = athenaQueryExecutions({ athena, workGroup: 'w', database: 'd', limits: LIMITS, clock });
  stage = await openStage({ ports: { executions } });
});
afterAll(async () => {
  await stage.close();
  await duckDb.close();
  await lake.close();
  rmSync(folder, { recursive: true });
});

describe('queries on the adapters of AWS', () => {
  it('answer with rows, and tell what was scanned and what it costs', async () => {
    const answer = await stage.fetch('/queries/rfm_segments?upload_id=a', PATIENT);
    const { execution, columns, rows } = (await answer.json()) as {
      execution: string;
      columns: unknown[];
      rows: unknown[];
    };
    const view = await (await stage.fetch(`/queries/executions/${execution}`)).json();

    expect(answer.status).toBe(200);
    expect(columns[0]).toEqual({ name: 'segment', type: 'varchar' });
    expect(rows).toEqual([]);
    expect(view).toMatchObject({
      state: 'SUCCEEDED',
      scannedBytes: 25 * 1024 ** 2,
      costUsd: (25 * 5) / 1024 ** 2,
      results: `/queries/executions/${execution}/results`,
    });
  });

  it('run a SELECT of an analyst, without its comments and with no more rows than may be', async () => {
    const sent: string[] = [];
    const start = duckDb.start;
    duckDb.start = (statement) => {
      sent.push(statement.text);
      return start(statement);
    };
    const sql = '-- how many?\nselect n, ? as word from unnest(sequence(1, 3)) as t (n) order by n desc;';
    const body = JSON.stringify({ sql, parameters: ["it's"] });
    const answer = await stage.fetch('/queries', { method: 'POST', body, ...PATIENT });
    duckDb.start = start;
    expect(await answer.json()).toMatchObject({
      columns: [{ name: 'n' }, { name: 'word', type: 'varchar' }],
      rows: [3, 2, 1].map((n) => ({ n, word: "it's" })),
    });
    expect(sent).toEqual([
      `${' '.repeat(12)}\nselect n, 'it''s' as word from unnest(sequence(1, 3)) as t (n) order by n desc\nlimit 1000001`,
    ]);
  });

  it.each([
    ['delete from endpoints', 'SQL: only a SELECT is taken (line 1, column 1)'],
    [
      'select *\nfrom others.endpoints',
      'SQL: others.endpoints is no table of the lake; GET /catalog lists them (line 2, column 6)',
    ],
    [
      'select salt from erased_values', // in Glue, and for nobody to read
      'SQL: erased_values is no table of the lake; GET /catalog lists them (line 1, column 18)',
    ],
    ['select ?', 'SQL: it has 1 placeholders for 0 parameters'],
    ['select 1; select 2', 'SQL: one statement is taken, not 2 (line 1, column 11)'],
  ])('refuse %j before Athena sees it', async (sql, message) => {
    const answer = await stage.fetch('/queries', { method: 'POST', body: JSON.stringify({ sql }) });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: { message } });
  });

  it("list the lake's tables as Glue has them", async () => {
    const { items } = (await (await stage.fetch('/catalog')).json()) as { items: { name: string }[] };
    const names = items.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['endpoints', 'messages', 'rfm_scores']));
    expect(names).toEqual([...names].sort());
    expect(names).toContain('endpoint_changes');
    expect(names).not.toContain('erased_values');
  });
});
