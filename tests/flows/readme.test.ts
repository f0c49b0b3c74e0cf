import { execFile } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RunningStage, startStage } from './running-stage.ts';

let stage: RunningStage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage.close());

/** Stands in the project's folder, as the readme asks, so that the SDK is found. */
const FILE = 'demo-of-the-readme.mjs';

describe("the readme's SDK snippet", () => {
  it('works as it stands, pasted into a file', async () => {
    const snippet = /```js\n(.+?)```/s.exec(readFileSync('README.md', 'utf8'))?.[1] ?? '';
    writeFileSync(FILE, snippet);
    try {
      const env = { ...process.env, TOUCHPOINT_ENDPOINT: stage.endpoint, TOUCHPOINT_HOME: stage.home };
      const { stdout } = await promisify(execFile)(process.execPath, [FILE], { env });
      expect(stdout.split('\n')).toEqual(expect.arrayContaining(['import: COMPLETED', 'gold: 2']));
      expect(stdout).toMatch(/first steps: (people, gold|gold, people)/);
    } finally {
      rmSync(FILE);
    }
  });
});
