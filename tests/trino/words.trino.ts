import { folderObjectStore } from '../../src/adapters/local/folder-object-store.ts';
import { campaignSpellingContract } from '../contracts/campaign-spelling.contract.ts';
import { queryEngineContract } from '../contracts/query-engine.contract.ts';
import { segmentSpellingContract } from '../contracts/segment-spelling.contract.ts';
import { openTrinoLake, type TrinoLake } from './trino-lake.ts';

/* The contracts that DuckDB keeps with its prelude, kept by the AWS adapter over Trino without one. */
let opened: Promise<TrinoLake> | undefined;
const open = () => (opened ??= openTrinoLake());

queryEngineContract('Athena on Trino', async () => {
  const { engine, home } = await open();
  return { engine, lake: folderObjectStore(home, 'lake'), plainPrefixes: true };
});
segmentSpellingContract('Athena on Trino', async () => (await open()).engine);
campaignSpellingContract('Athena on Trino', async () => (await open()).engine);
