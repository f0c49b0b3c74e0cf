import { afterAll } from '@jest/globals';
import { temporaryLake } from '../unit/segments/lake-rows.ts';
import { campaignSpellingContract } from './campaign-spelling.contract.ts';

const opened = temporaryLake();
campaignSpellingContract('duckdb', async () => (await opened).lake.engine);
afterAll(async () => (await opened).remove());
