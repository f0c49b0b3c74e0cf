import { afterAll } from '@jest/globals';
import { temporaryLake } from '../unit/segments/lake-rows.ts';
import { segmentSpellingContract } from './segment-spelling.contract.ts';

const opened = temporaryLake();
segmentSpellingContract('duckdb', async () => (await opened).lake.engine);
afterAll(async () => (await opened).remove());
