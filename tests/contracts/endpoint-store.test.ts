import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll } from '@jest/globals';
import { duckDbEndpointStore } from '../../src/adapters/local/duckdb-endpoint-store.ts';
import { openDuckDbLake } from '../../src/adapters/local/duckdb-lake.ts';
import { folderObjectStore } from '../../src/adapters/local/folder-object-store.ts';
import { endpointStoreContract } from './endpoint-store.contract.ts';

const home = await mkdtemp(path.join(tmpdir(), 'touchpoint-endpoints-'));
const lake = await openDuckDbLake({ file: ':memory:', lakeFolder: path.join(home, 's3/lake') });
afterAll(async () => {
  await lake.close();
  await rm(home, { recursive: true });
});

endpointStoreContract('duckdb', async () => ({
  store: duckDbEndpointStore(lake),
  lake: folderObjectStore(path.join(home, 's3'), 'lake'),
}));
