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

  it('refuse SQL of others, since nothing here can parse it', async () => {
    const answer = await stage.fetch('/queries', { method: 'POST', body: '{"sql":"select 1"}', ...PATIENT });
    expect(answer.status).toBe(405);
    expect(await answer.json()).toMatchObject({
      error: { message: expect.stringContaining('takes named queries only') },
    });
  });

  it("list the lake's tables as Glue has them", async () => {
    const { items } = (await (await stage.fetch('/catalog')).json()) as { items: { name: string }[] };
    const names = items.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['endpoints', 'messages', 'rfm_scores']));
    expect(names).toEqual([...names].sort());
  });
});
