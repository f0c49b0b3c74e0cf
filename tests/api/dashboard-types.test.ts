import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TYPES, typesOf } from '../../dashboard/generate-types.ts';
import { type RunningStage, startStage } from '../flows/running-stage.ts';

let stage: RunningStage;
const documents = new Map<string, object>();
beforeAll(async () => {
  stage = await startStage();
  for (const path of Object.values(TYPES)) {
    documents.set(path, (await (await fetch(stage.endpoint + path)).json()) as object);
  }
});
afterAll(() => stage?.close());

describe("the dashboard's types", () => {
  it.each(Object.entries(TYPES))(
    'in %s are those of %s: else run npm run dashboard:types',
    async (file, path) => {
      const document = documents.get(path) as object;
      const written = await readFile(new URL(`../../dashboard/${file}`, import.meta.url), 'utf8');
      expect(written.split('\n')).toEqual((await typesOf(document)).split('\n'));
    },
  );
});
