import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import { athenaTransactionLoader } from '../../src/adapters/aws/athena-transaction-loader.ts';
import { type DuckDbLake, openDuckDbLake } from '../../src/adapters/local/duckdb-lake.ts';
import { folderObjectStore } from '../../src/adapters/local/folder-object-store.ts';
import { activityStatements } from '../../src/runtime/activity-statements.ts';
import { readNamedQueries } from '../../src/runtime/named-queries.ts';
import { readTransactionFiles } from './transaction-files.ts';
import { type LoaderStage, transactionLoaderContract } from './transaction-loader.contract.ts';

/** The loader as it runs on AWS, with folders in S3's place and DuckDB, and a view over the files, in Athena's. */
const folder = mkdtempSync(join(tmpdir(), 'touchpoint-athena-loader-'));
const named = readNamedQueries(join(import.meta.dirname, '../../queries'));
let shared: DuckDbLake | undefined;
afterAll(async () => {
  await shared?.close();
  rmSync(folder, { recursive: true });
});

async function open(): Promise<LoaderStage> {
  const stores = { uploads: folderObjectStore(folder, 'uploads'), lake: folderObjectStore(folder, 'lake') };
  if (!shared) {
    shared = await openDuckDbLake({ file: ':memory:', lakeFolder: join(folder, 'lake') });
    await readTransactionFiles(shared, stores.lake, join(folder, 'lake'));
  }
  const queries = shared.engine;
  const loader = athenaTransactionLoader({ stores, queries, ...activityStatements(named.bind) });
  return { loader, ...stores, queries };
}

transactionLoaderContract('streamed for Athena', open);
