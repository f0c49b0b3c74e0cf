import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { folderObjectStore } from '../../src/adapters/local/folder-object-store.ts';
import { objectStoreContract } from './object-store.contract.ts';

const home = await mkdtemp(path.join(tmpdir(), 'touchpoint-objects-'));
afterAll(() => rm(home, { recursive: true }));
const openFolder = () => mkdtemp(path.join(home, 's3-'));

objectStoreContract('folder', async () => folderObjectStore(await openFolder(), 'lake'));

describe('folder object store', () => {
  it('stores an object as the plain file of its key', async () => {
    const folder = await openFolder();
    await folderObjectStore(folder, 'uploads-1').put('uploads/Käufe März.csv', 'a,b');
    expect(await readFile(path.join(folder, 'uploads-1/uploads/Käufe März.csv'), 'utf8')).toBe('a,b');
  });

  it('takes a file copied into the folder by hand for an object', async () => {
    const folder = await openFolder();
    const store = folderObjectStore(folder, 'uploads-1');
    await mkdir(path.join(folder, 'uploads-1/uploads'), { recursive: true });
    await writeFile(path.join(folder, 'mine.csv'), 'x');
    await cp(path.join(folder, 'mine.csv'), path.join(folder, 'uploads-1/uploads/my file.csv'));
    expect(await store.list('uploads/')).toMatchObject([{ key: 'uploads/my file.csv', size: 1 }]);
    expect(await store.get('uploads/my file.csv')).toEqual(Buffer.from('x'));
  });

  it('keeps buckets apart', async () => {
    const folder = await openFolder();
    const [one, two] = [folderObjectStore(folder, 'one'), folderObjectStore(folder, 'two')];
    await one.put('../two/a', '1');
    await one.put('a', '2');
    expect(await two.list('')).toEqual([]);
    expect((await one.list('')).map((object) => object.key)).toEqual(['../two/a', 'a']);
  });

  // S3 itself refuses some of these, so they are no part of the contract.
  it.each(['.', '..', '../outside.csv', 'a/../b', 'a/./b', '../../../etc/passwd', 'a\0b'])(
    'keeps the object %j inside its bucket',
    async (key) => {
      const folder = await openFolder();
      const store = folderObjectStore(path.join(folder, 's3'), 'lake');
      await store.put('b', 'beside');
      await store.put(key, 'odd');
      expect((await store.list('')).map((object) => object.key).sort()).toEqual([key, 'b'].sort());
      expect(await store.get(key)).toEqual(Buffer.from('odd'));
      expect(await readdir(folder)).toEqual(['s3']);
      await store.delete(key);
      expect((await store.list('')).map((object) => object.key)).toEqual(['b']);
    },
  );

  it('leaves nothing behind of a write that is done or broken', async () => {
    const folder = await openFolder();
    await folderObjectStore(folder, 'lake').put('a', '1');
    expect(await readdir(path.join(folder, '.incoming/lake'))).toEqual([]);
  });

  it.each(['', '..', '.incoming', 'Upper', 'a/b', 'ab_', '-ab'])(
    'refuses the bucket name %j',
    async (name) => {
      const folder = await openFolder();
      expect(() => folderObjectStore(folder, name)).toThrow('Not a bucket name');
    },
  );
});
