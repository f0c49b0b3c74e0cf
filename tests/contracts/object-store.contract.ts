import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ObjectStore } from '../../src/ports/object-store.ts';

/** Keys that a careless path or URL would lose, merge or lead astray. */
const AWKWARD_KEYS = [
  'uploads/Käufe März 2026 (final).csv',
  'uploads/日本語 ファイル.csv',
  'uploads/emoji 🛒.csv',
  'uploads/plus+percent%20and%2Fslash?query#hash.csv',
  'uploads/quote"\'`$HOME;rm.csv',
  'uploads/back\\slash.csv',
  'uploads/new\nline.csv',
  ' leading and trailing ',
  '.hidden',
  'a//b',
  '/absolute',
  'folder/',
  '...',
  `long/${'n'.repeat(300)}.csv`,
  `${'k'.repeat(1024)}`,
  `${'é'.repeat(512)}`,
];

/** The laws of the ObjectStore port. `open` gives a store whose bucket is empty. */
export function objectStoreContract(name: string, open: () => Promise<ObjectStore>) {
  const keysOf = async (store: ObjectStore, prefix: string) =>
    (await store.list(prefix)).map((object) => object.key);
  const textOf = async (store: ObjectStore, key: string) => {
    const body = await store.get(key);
    return body && Buffer.from(body).toString();
  };

  describe(`${name}: object store`, () => {
    it('answers undefined for a key never written', async () => {
      const store = await open();
      expect(await store.get('events/none')).toBeUndefined();
      expect(await store.head('events/none')).toBeUndefined();
      expect(await store.stream('events/none')).toBeUndefined();
    });

    it('gives back the bytes that were put, as bytes, text or a stream', async () => {
      const store = await open();
      const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
      await store.put('bytes', bytes);
      await store.put('text', 'Grüße');
      await store.put('stream', Readable.from([Buffer.from('one '), Buffer.from('two')]));
      await store.put('empty', '');
      expect(Buffer.from((await store.get('bytes')) ?? [])).toEqual(Buffer.from(bytes));
      expect(await textOf(store, 'text')).toBe('Grüße');
      expect(await textOf(store, 'stream')).toBe('one two');
      expect(await textOf(store, 'empty')).toBe('');
    });

    it('streams a body of several megabytes unchanged', async () => {
      const store = await open();
      const body = Buffer.alloc(3_000_000, 'touchpoint ');
      await store.put('large', Readable.from([body.subarray(0, 1_000_001), body.subarray(1_000_001)]));
      const stream = await store.stream('large');
      expect(stream && (await buffer(stream)).equals(body)).toBe(true);
      const pieces: Buffer[] = [];
      for await (const piece of (await store.scan?.('large')) ?? [body]) pieces.push(Buffer.from(piece));
      expect(Buffer.concat(pieces).equals(body)).toBe(true);
      expect(await store.scan?.('none')).toBeUndefined();
    });

    it('says size and time of an object', async () => {
      const store = await open();
      await store.put('a', 'four');
      const head = await store.head('a');
      expect(head).toMatchObject({ key: 'a', size: 4 });
      expect(head?.lastModified).toBeInstanceOf(Date);
      expect(await store.list('')).toEqual([head]);
    });

    it('marks bytes that took the place of others, at once and of the same size, by another mark', async () => {
      const store = await open();
      await store.put('a', 'four');
      const before = await store.head('a');
      await store.put('a', 'ruof');
      expect((await store.head('a'))?.mark).not.toBe(before?.mark);
      expect((await store.head('a'))?.mark).not.toBe('');
    });

    it('replaces a body as a whole', async () => {
      const store = await open();
      await store.put('a', 'a long first body');
      await store.put('a', 'short');
      expect(await textOf(store, 'a')).toBe('short');
      expect(await keysOf(store, '')).toEqual(['a']);
    });

    it('lets a reader that has begun finish the body it began', async () => {
      const store = await open();
      await store.put('a', 'first');
      const stream = await store.stream('a');
      await store.put('a', 'second');
      expect(stream && (await text(stream))).toBe('first');
    });

    it('stores nothing, and shows nothing, of a stream that breaks', async () => {
      const store = await open();
      await store.put('kept', 'before');
      const broken = () =>
        Readable.from(
          (async function* () {
            yield Buffer.from('half');
            throw new Error('the source broke');
          })(),
        );
      await expect(store.put('kept', broken())).rejects.toThrow('the source broke');
      await expect(store.put('new', broken())).rejects.toThrow('the source broke');
      expect(await textOf(store, 'kept')).toBe('before');
      expect(await keysOf(store, '')).toEqual(['kept']);
    });

    it('never shows half of a write', async () => {
      const store = await open();
      const bodies = ['x'.repeat(200_000), 'y'.repeat(200_000)];
      await store.put('a', bodies[0] ?? '');
      let writing = true;
      const writer = (async () => {
        for (let round = 0; round < 20; round += 1) await store.put('a', bodies[round % 2] ?? '');
        writing = false;
      })();
      const seen = new Set<string | undefined>();
      while (writing) seen.add(await textOf(store, 'a'));
      await writer;
      expect([...seen].every((body) => body !== undefined && bodies.includes(body))).toBe(true);
    });

    it('deletes a key, and does not mind when it is not there', async () => {
      const store = await open();
      await store.put('a', '1');
      await store.put('a/b', '2');
      await store.delete('a');
      await store.delete('a');
      await store.delete('never/there');
      expect(await keysOf(store, '')).toEqual(['a/b']);
    });

    it('does not list a sibling that merely shares the prefix', async () => {
      const store = await open();
      await store.put('events/a', '1');
      await store.put('events-old/b', '2');
      expect(await keysOf(store, 'events/')).toEqual(['events/a']);
    });

    it('takes a prefix for text, not for a folder', async () => {
      const store = await open();
      for (const key of ['runs/10/a', 'runs/1/a', 'runs/1/b/c', 'run']) await store.put(key, key);
      expect(await keysOf(store, 'runs/1')).toEqual(['runs/1/a', 'runs/1/b/c', 'runs/10/a']);
      expect(await keysOf(store, 'runs/1/b/')).toEqual(['runs/1/b/c']);
      expect(await keysOf(store, 'runs/1//')).toEqual([]);
      expect(await keysOf(store, '../')).toEqual([]);
    });

    it('lists keys in the order of their UTF-8 bytes', async () => {
      const store = await open();
      // UTF-16 order would put the emoji (a surrogate pair) before the private-use character.
      const keys = ['A', 'a-b', 'a.b', 'a/b', 'aa', 'é', '\uE000', '😀'];
      for (const key of [...keys].reverse()) await store.put(key, key);
      expect(await keysOf(store, '')).toEqual(keys);
    });

    it('lists more than a thousand keys', async () => {
      const store = await open();
      const keys = Array.from({ length: 1_005 }, (_, index) => `many/${String(index).padStart(5, '0')}`);
      for (let from = 0; from < keys.length; from += 67) {
        await Promise.all(keys.slice(from, from + 67).map((key) => store.put(key, '')));
      }
      expect(await keysOf(store, 'many/')).toEqual(keys);
    });

    it.each(AWKWARD_KEYS)('keeps the awkward key %j apart from all others', async (key) => {
      const store = await open();
      await store.put('b', 'beside');
      await store.put(key, key);
      expect(await textOf(store, key)).toBe(key);
      expect((await store.head(key))?.key).toBe(key);
      expect((await keysOf(store, '')).sort()).toEqual(['b', key].sort());
      expect(await keysOf(store, key)).toEqual([key]);
      await store.delete(key);
      expect(await store.get(key)).toBeUndefined();
      expect(await keysOf(store, '')).toEqual(['b']);
    });

    it('holds a key and keys below it at once, in whichever order they come', async () => {
      const store = await open();
      for (const key of ['a', 'a/b', 'a/b/c', 'x/y/z', 'x/y', 'x']) await store.put(key, key);
      expect(await keysOf(store, '')).toEqual(['a', 'a/b', 'a/b/c', 'x', 'x/y', 'x/y/z']);
      for (const key of await keysOf(store, '')) expect(await textOf(store, key)).toBe(key);
      await store.put('x', 'again');
      expect(await textOf(store, 'x')).toBe('again');
      await store.delete('a');
      expect(await keysOf(store, 'a')).toEqual(['a/b', 'a/b/c']);
    });

    it.each([
      ['the empty key', ''],
      ['a key over 1,024 bytes', 'k'.repeat(1025)],
      ['half a surrogate pair', 'a\ud800b'],
    ])('refuses %s', async (_, key) => {
      const store = await open();
      await expect(store.put(key, '')).rejects.toMatchObject({ code: 'BadRequest' });
      await expect(store.get(key)).rejects.toMatchObject({ code: 'BadRequest' });
    });

    it('behaves as a map from keys to bodies', async () => {
      const segment = fc.constantFrom('a', 'b', 'a.b', '...', '', 'ä', 'a b', '😀', '%2E');
      const key = fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => segments.join('/'));
      const action = fc.record({ key: key.filter((text) => text !== ''), remove: fc.boolean() });
      await fc.assert(
        fc.asyncProperty(fc.array(action, { maxLength: 12 }), key, async (actions, prefix) => {
          const store = await open();
          const model = new Map<string, string>();
          for (const [index, { key, remove }] of actions.entries()) {
            if (remove) {
              await store.delete(key);
              model.delete(key);
            } else {
              await store.put(key, String(index));
              model.set(key, String(index));
            }
          }
          const expected = [...model.keys()]
            .filter((key) => key.startsWith(prefix))
            .sort((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right)));
          expect(await keysOf(store, prefix)).toEqual(expected);
          for (const [key, body] of model) expect(await textOf(store, key)).toBe(body);
        }),
        { numRuns: 60 },
      );
    });
  });
}
