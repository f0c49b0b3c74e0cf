import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import { athenaTransactionLoader } from '../../src/adapters/aws/athena-transaction-loader.ts';
import { type DuckDbLake, openDuckDbLake } from '../../src/adapters/local/duckdb-lake.ts';
import { folderObjectStore } from '../../src/adapters/local/folder-object-store.ts';
import { activityStatements } from '../../src/runtime/activity-statements.ts';
import { readNamedQueries } from '../../src/runtime/named-queries.ts';
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
    await stores.lake.put('transactions/upload_id=0/empty.ndjson.gz', '');
    // As TransactionsTable of resources/event-lake.yml.
    await shared.withConnection((connection) =>
      connection.run(`drop table transactions; create view transactions as select * from read_ndjson('${folder}/lake/transactions/*/*.gz',
        columns = {customer_id: 'varchar', channel_type: 'varchar', address: 'varchar', occurred_at: 'timestamp',
          amount: 'decimal(38,8)', extra: 'varchar'}, hive_partitioning = true, hive_types = {'upload_id': 'varchar'})`),
    );
  }
  const queries = shared.engine;
  const loader = athenaTransactionLoader({ stores, queries, ...activityStatements(named.bind) });
  return { loader, ...stores, queries };
}

transactionLoaderContract('streamed for Athena', open);
