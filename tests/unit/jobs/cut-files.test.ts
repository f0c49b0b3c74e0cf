import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { folderObjectStore } from '../../../src/adapters/local/folder-object-store.ts';
import { cutFiles } from '../../../src/core/jobs/cut-files.ts';
import { PIECE_ROWS } from '../../../src/core/jobs/piece-writer.ts';
import type { ObjectStore } from '../../../src/ports/object-store.ts';

let folder: string;
let store: ObjectStore;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'touchpoint-cut-'));
  store = folderObjectStore(folder, 'lake');
});
afterAll(() => rm(folder, { recursive: true }));

const row = (id: number) => JSON.stringify({ endpoint_id: `e${id}`, address: 'zoé+ß@example.com' });
const rows = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => row(from + index));
const put = (key: string, lines: readonly string[]) => store.put(key, gzipSync(`${lines.join('\n')}\n`));
async function linesOf(key: string): Promise<string[]> {
  const body = await store.get(key);
  return gunzipSync(body ?? new Uint8Array())
    .toString()
    .split('\n')
    .slice(0, -1);
}

describe('cutting files', () => {
  it('leaves every row once, in order, in pieces of bounded size', async () => {
    await put('unloaded/1.gz', rows(0, PIECE_ROWS + 10));
    await put('unloaded/2.gz', rows(PIECE_ROWS + 10, 2 * PIECE_ROWS + 5));

    const pieces = await cutFiles(store, ['unloaded/1.gz', 'unloaded/2.gz'], 'pieces/');

    const lines = await Promise.all(pieces.map(linesOf));
    expect(lines.map(({ length }) => length)).toEqual([PIECE_ROWS, PIECE_ROWS, 5]);
    expect(lines.flat()).toEqual(rows(0, 2 * PIECE_ROWS + 5));
    expect((await store.list('pieces/')).map(({ key }) => key)).toEqual([...pieces]);
  });

  it('leaves nothing of an earlier attempt', async () => {
    await put('again/1.gz', rows(0, 2));
    await put('pieces-again/rows-00007.ndjson.gz', rows(0, 9));

    const pieces = await cutFiles(store, ['again/1.gz'], 'pieces-again/');

    expect((await store.list('pieces-again/')).map(({ key }) => key)).toEqual([...pieces]);
    expect(await linesOf(String(pieces[0]))).toEqual(rows(0, 2));
  });

  it('gives no piece of no rows', async () => {
    expect(await cutFiles(store, [], 'none/')).toEqual([]);
  });
});
