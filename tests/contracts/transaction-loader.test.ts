import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { type DuckDbLake, openDuckDbLake } from '../../src/adapters/local/duckdb-lake.ts';
import { duckDbTransactionLoader } from '../../src/adapters/local/duckdb-transaction-loader.ts';
import { folderObjectStore } from '../../src/adapters/local/folder-object-store.ts';
import type { ObjectStore } from '../../src/ports/object-store.ts';
import type { TransactionLoader } from '../../src/ports/transaction-loader.ts';
import { activityStatements } from '../../src/runtime/activity-statements.ts';
import { readNamedQueries } from '../../src/runtime/named-queries.ts';
import {
  HEADER,
  type LoaderStage,
  load,
  row,
  transactionLoaderContract,
} from './transaction-loader.contract.ts';

const folder = mkdtempSync(join(tmpdir(), 'touchpoint-loader-'));
const queries = readNamedQueries(join(import.meta.dirname, '../../queries'));
const lakeStore = folderObjectStore(folder, 'lake');
let shared: DuckDbLake | undefined;
afterAll(async () => {
  await shared?.close();
  rmSync(folder, { recursive: true });
});

async function open(fast: boolean): Promise<LoaderStage> {
  shared ??= await openDuckDbLake({ file: ':memory:', lakeFolder: join(folder, 'lake') });
  const uploads = folderObjectStore(folder, 'uploads');
  return { loader: loaderOf(fast, uploads), uploads, lake: lakeStore, queries: shared.engine };
}

function loaderOf(fast: boolean, uploads: ObjectStore): TransactionLoader {
  return duckDbTransactionLoader({
    lake: shared as DuckDbLake,
    stores: { uploads, lake: lakeStore },
    // Without a path the file is read row by row, as on AWS.
    pathOf: (store, key) => (fast || store === lakeStore ? join(folder, store.bucket, key) : undefined),
    ...activityStatements(queries.bind),
  });
}

describe('DuckDB: transaction loader', () => {
  it.each([
    ['every row is plainly good', [row()], 0],
    [
      'a few are not',
      [
        row(),
        row({ Date: 'x' }),
        row({ UnitPrice: '1,000.00' }),
        row({ CustomerID: '' }),
        row({ EventName: ' viewed ' }),
      ],
      2,
    ],
  ])('does not read row by row when %s', async (_, lines, rejected) => {
    const stage = await open(true);
    const folderStore = folderObjectStore(folder, 'uploads');
    let parsed = 0;
    const uploads: ObjectStore = {
      ...folderStore,
      stream(key) {
        parsed++;
        return folderStore.stream(key);
      },
    };
    const loader = loaderOf(true, uploads);
    const { report, rejects } = await load({ ...stage, uploads, loader }, [HEADER, ...lines].join('\n'));
    expect(report).toMatchObject({ rows: lines.length, rejected });
    expect(parsed).toBe(rejected === 0 ? 0 : 1); // once, to count its lines
    expect(
      rejects
        .trim()
        .split('\n')
        .slice(1)
        .map((line) => line.split(',').slice(0, 2).join()),
    ).toEqual(rejected === 0 ? [] : ['3,Date', '5,CustomerID']);
  });
});

transactionLoaderContract('DuckDB, by its own reader where it can', () => open(true));
transactionLoaderContract('row by row', () => open(false));
