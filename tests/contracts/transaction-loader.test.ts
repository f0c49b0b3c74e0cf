import { afterAll } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDbLake, openDuckDbLake } from '../../src/adapters/local/duckdb-lake.ts';
import { duckDbTransactionLoader } from '../../src/adapters/local/duckdb-transaction-loader.ts';
import { folderObjectStore } from '../../src/adapters/local/folder-object-store.ts';
import { activityStatements } from '../../src/runtime/activity-statements.ts';
import { readNamedQueries } from '../../src/runtime/named-queries.ts';
import { type LoaderStage, transactionLoaderContract } from './transaction-loader.contract.ts';

const folder = mkdtempSync(join(tmpdir(), 'touchpoint-loader-'));
const queries = readNamedQueries(join(import.meta.dirname, '../../queries'));
let shared: DuckDbLake | undefined;
afterAll(async () => {
  await shared?.close();
  rmSync(folder, { recursive: true });
});

async function open(fast: boolean): Promise<LoaderStage> {
  shared ??= await openDuckDbLake({ file: ':memory:', lakeFolder: join(folder, 'lake') });
  const uploads = folderObjectStore(folder, 'uploads');
  const lakeStore = folderObjectStore(folder, 'lake');
  const loader = duckDbTransactionLoader({
    lake: shared,
    stores: { uploads, lake: lakeStore },
    // Without a path the file is read row by row, as on AWS.
    pathOf: (store, key) => (fast || store === lakeStore ? join(folder, store.bucket, key) : undefined),
    ...activityStatements(queries.bind),
  });
  return { loader, uploads, lake: lakeStore, queries: shared.engine };
}

transactionLoaderContract('DuckDB, by its own reader where it can', () => open(true));
transactionLoaderContract('row by row', () => open(false));
