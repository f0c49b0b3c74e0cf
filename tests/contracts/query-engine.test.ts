import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import { type DuckDbLake, openDuckDbLake } from '../../src/adapters/local/duckdb-lake.ts';
import { folderObjectStore } from '../../src/adapters/local/folder-object-store.ts';
import { queryEngineContract } from './query-engine.contract.ts';

const folder = mkdtempSync(join(tmpdir(), 'touchpoint-engine-'));
let lake: DuckDbLake | undefined;
afterAll(async () => {
  await lake?.close();
  rmSync(folder, { recursive: true });
});

queryEngineContract('DuckDB', async () => {
  lake ??= await openDuckDbLake({ file: ':memory:', lakeFolder: join(folder, 'lake') });
  return { engine: lake.engine, lake: folderObjectStore(folder, 'lake') };
});
