import { afterAll, describe, expect, it } from '@jest/globals';
import { openSqliteDocumentStore } from '../../src/adapters/local/sqlite-document-store.ts';
import { systemClock } from '../../src/adapters/local/system-clock.ts';
import { allDocuments, changeDocument } from '../../src/core/documents.ts';
import { PlatformError } from '../../src/core/errors.ts';

const documents = openSqliteDocumentStore(':memory:', systemClock());
afterAll(() => documents.close());

describe('changeDocument', () => {
  it('loses no change of many at the same time', async () => {
    const key = { partition: 'p', sort: 'counter' };
    const results = await Promise.all(
      Array.from({ length: 12 }, () => changeDocument<number>(documents, key, (found = 0) => found + 1)),
    );
    expect(results.sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(await documents.get(key)).toEqual({ key, value: 12, version: 12 });
  });

  it('leaves all as it was when the decision throws', async () => {
    const key = { partition: 'p', sort: 'refused' };
    const refuse = () => {
      throw new PlatformError('BadRequest', 'no');
    };
    await expect(changeDocument(documents, key, refuse)).rejects.toThrow('no');
    expect(await documents.get(key)).toBeUndefined();
  });

  it('gives up when others are faster every time', async () => {
    const key = { partition: 'p', sort: 'busy' };
    let rival: Promise<unknown> = Promise.resolve();
    const change = changeDocument<number>(documents, key, () => {
      rival = documents.put(key, 0);
      return 1;
    });
    await expect(change).rejects.toMatchObject({ code: 'Conflict' });
    await rival;
  });
});

describe('allDocuments', () => {
  it('follows pages to the end', async () => {
    for (let n = 0; n < 1001; n++) await documents.put({ partition: 'all', sort: `k#${n}` }, n);
    await documents.put({ partition: 'all', sort: 'l' }, -1);
    const values = (await allDocuments<number>(documents, 'all', 'k#')).map(({ value }) => value);
    expect(values.sort((a, b) => a - b)).toEqual(Array.from({ length: 1001 }, (_, n) => n));
  });
});
