import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Clock } from '../../src/ports/clock.ts';
import { type DocumentStore, MAX_DOCUMENT_BYTES } from '../../src/ports/document-store.ts';

/** What the contract needs of the clock that the store reads. */
export interface ContractClock extends Clock {
  advance(milliseconds: number): void;
}

/**
 * The law of `src/ports/document-store.ts`.
 * @param open gives an empty store that reads `clock`
 */
export function documentStoreContract(
  name: string,
  open: () => Promise<{ store: DocumentStore; clock: ContractClock }>,
) {
  describe(`${name}: document store`, () => {
    let store: DocumentStore;
    let clock: ContractClock;
    beforeEach(async () => {
      ({ store, clock } = await open());
    });

    const at = (sort: string, partition = 'p') => ({ partition, sort });
    const fill = async (sorts: string[], partition = 'p') => {
      for (const sort of sorts) await store.put(at(sort, partition), { sort });
    };
    const sorts = async (prefix: string, options = {}, partition = 'p') =>
      (await store.query(partition, prefix, options)).map((document) => document.key.sort);

    describe('get and put', () => {
      it('returns undefined for a document never written', async () => {
        expect(await store.get(at('none'))).toBeUndefined();
      });

      it('gives back what was put, at version 1, then one more with every put', async () => {
        expect(await store.put(at('a'), { n: 1 })).toBe(1);
        expect(await store.put(at('a'), { n: 2 })).toBe(2);
        expect(await store.get(at('a'))).toEqual({ key: at('a'), value: { n: 2 }, version: 2 });
      });

      it('keeps every JSON value exactly', async () => {
        const value = {
          empty: '',
          none: null,
          list: [],
          object: {},
          nested: [{ a: [1, 'two', false, null] }],
          numbers: [0, -1, 0.1, 2 ** 53 - 1, 1.7976931348623157e308, 5e-324],
          text: 'Zoë 💌 \u0000 \n "quoted" $ . #',
          'key with . and # and ü': true,
        };
        await store.put(at('json'), value);
        expect((await store.get(at('json')))?.value).toEqual(value);
        await store.put(at('list'), [1, 2]);
        expect((await store.get(at('list')))?.value).toEqual([1, 2]);
      });

      it('leaves out members that are undefined, as JSON does', async () => {
        await store.put(at('u'), { kept: 1, dropped: undefined });
        expect(Object.keys((await store.get<object>(at('u')))?.value ?? {})).toEqual(['kept']);
      });

      it('tells keys apart by case, by accent and by partition', async () => {
        await store.put(at('key'), 1);
        await store.put(at('KEY'), 2);
        await store.put(at('kéy'), 3);
        await store.put(at('key', 'q'), 4);
        const values = await Promise.all(
          [at('key'), at('KEY'), at('kéy'), at('key', 'q')].map(async (key) => (await store.get(key))?.value),
        );
        expect(values).toEqual([1, 2, 3, 4]);
      });

      it('holds a value of up to 350 KB, counted in UTF-8 bytes of its JSON text', async () => {
        const quotes = 2;
        const largest = 'ü'.repeat((MAX_DOCUMENT_BYTES - quotes) / 2);
        await store.put(at('large'), largest);
        expect((await store.get(at('large')))?.value).toBe(largest);
        await expect(store.put(at('larger'), `${largest}!`)).rejects.toMatchObject({
          code: 'PayloadTooLarge',
        });
        expect(await store.get(at('larger'))).toBeUndefined();
      });
    });

    describe('conditional writes', () => {
      it('puts when absent only where nothing is stored', async () => {
        expect(await store.put(at('a'), 'first', { ifVersion: 'absent' })).toBe(1);
        await expect(store.put(at('a'), 'second', { ifVersion: 'absent' })).rejects.toMatchObject({
          code: 'Conflict',
        });
        expect((await store.get(at('a')))?.value).toBe('first');
      });

      it('puts at a version only while that version is stored', async () => {
        await store.put(at('a'), 'one');
        expect(await store.put(at('a'), 'two', { ifVersion: 1 })).toBe(2);
        await expect(store.put(at('a'), 'late', { ifVersion: 1 })).rejects.toMatchObject({
          code: 'Conflict',
        });
        expect(await store.get(at('a'))).toEqual({ key: at('a'), value: 'two', version: 2 });
      });

      it('does not put at a version where nothing is stored', async () => {
        await expect(store.put(at('a'), 'x', { ifVersion: 1 })).rejects.toMatchObject({ code: 'Conflict' });
        expect(await store.get(at('a'))).toBeUndefined();
      });

      it('lets exactly one of many writers at the same version win', async () => {
        await store.put(at('race'), 'start');
        const writers = Array.from({ length: 20 }, (_, writer) => writer);
        const results = await Promise.allSettled(
          writers.map((writer) => store.put(at('race'), writer, { ifVersion: 1 })),
        );
        const winners = writers.filter((writer) => results[writer]?.status === 'fulfilled');
        expect(winners).toHaveLength(1);
        expect(await store.get(at('race'))).toEqual({ key: at('race'), value: winners[0], version: 2 });
        for (const result of results) {
          if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'Conflict' });
        }
      });

      it('lets exactly one of many creators win', async () => {
        const results = await Promise.allSettled(
          Array.from({ length: 20 }, (_, writer) => store.put(at('race'), writer, { ifVersion: 'absent' })),
        );
        expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
        expect((await store.get(at('race')))?.version).toBe(1);
      });

      it('counts every one of many unconditional puts', async () => {
        const versions = await Promise.all(
          Array.from({ length: 10 }, (_, writer) => store.put(at('count'), writer)),
        );
        expect(versions.sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
      });
    });

    describe('delete', () => {
      it('removes a document, and does not mind one that is not there', async () => {
        await store.put(at('a'), 1);
        await store.delete(at('a'));
        await store.delete(at('a'));
        expect(await store.get(at('a'))).toBeUndefined();
        expect(await sorts('')).toEqual([]);
      });

      it('starts again at version 1 after a delete', async () => {
        await store.put(at('a'), 1);
        await store.put(at('a'), 2);
        await store.delete(at('a'));
        expect(await store.put(at('a'), 3)).toBe(1);
      });

      it('removes at a version only while that version is stored', async () => {
        await store.put(at('a'), 1);
        await store.put(at('a'), 2);
        await expect(store.delete(at('a'), { ifVersion: 1 })).rejects.toMatchObject({ code: 'Conflict' });
        expect((await store.get(at('a')))?.value).toBe(2);
        await store.delete(at('a'), { ifVersion: 2 });
        expect(await store.get(at('a'))).toBeUndefined();
        await expect(store.delete(at('a'), { ifVersion: 2 })).rejects.toMatchObject({ code: 'Conflict' });
      });
    });

    describe('query', () => {
      it('gives the documents of one partition with key, value and version', async () => {
        await store.put(at('a'), 'x');
        await store.put(at('a'), 'y');
        await store.put(at('a', 'q'), 'other');
        expect(await store.query('p', 'a')).toEqual([{ key: at('a'), value: 'y', version: 2 }]);
        expect(await store.query('none', '')).toEqual([]);
      });

      it('does not give siblings that merely share the beginning', async () => {
        await fill(['segment#1', 'segment#2', 'segments', 'segment', 'segment$', 'segmen', 'Segment#3']);
        expect(await sorts('segment#')).toEqual(['segment#1', 'segment#2']);
      });

      it('takes wildcards of other languages literally', async () => {
        await fill(['a%b', 'axb', 'a_b', 'a*b', 'a\\b']);
        expect(await sorts('a%')).toEqual(['a%b']);
        expect(await sorts('a_')).toEqual(['a_b']);
        expect(await sorts('a*')).toEqual(['a*b']);
        expect(await sorts('a\\')).toEqual(['a\\b']);
      });

      it('gives a whole partition for an empty prefix', async () => {
        await fill(['b', 'a', '💌']);
        expect(await sorts('')).toEqual(['a', 'b', '💌']);
      });

      it('orders by UTF-8 bytes, not by UTF-16 units or by a language', async () => {
        // U+FF01 is one UTF-16 unit of ff01 and sorts before U+1F48C (d83d dc8c) only in UTF-8.
        await fill(['\u{1F48C}', '\uFF01', 'é', 'z', 'a', 'Z', 'A', '10', '9', 'aa', 'a ']);
        expect(await sorts('')).toEqual([
          '10',
          '9',
          'A',
          'Z',
          'a',
          'a ',
          'aa',
          'z',
          'é',
          '\uFF01',
          '\u{1F48C}',
        ]);
      });

      it('finds prefixes that end in the last characters of Unicode', async () => {
        await fill(['k\u{10FFFF}', 'k\u{10FFFF}x', 'k\uFFFF', 'l']);
        expect(await sorts('k\u{10FFFF}')).toEqual(['k\u{10FFFF}', 'k\u{10FFFF}x']);
        expect(await sorts('k')).toEqual(['k\uFFFF', 'k\u{10FFFF}', 'k\u{10FFFF}x']);
      });

      it('goes backwards when asked', async () => {
        await fill(['v#1', 'v#2', 'v#3', 'w#1']);
        expect(await sorts('v#', { descending: true })).toEqual(['v#3', 'v#2', 'v#1']);
        expect(await sorts('v#', { descending: true, limit: 1 })).toEqual(['v#3']);
      });

      it('pages by limit and after, in both directions, without gap or repetition', async () => {
        const all = Array.from({ length: 25 }, (_, n) => `k#${String(n).padStart(2, '0')}`);
        await fill([...all, 'j', 'l']);
        for (const descending of [false, true]) {
          const seen: string[] = [];
          for (let after: string | undefined; ; after = seen.at(-1)) {
            const page = await sorts('k#', { limit: 10, after, descending });
            seen.push(...page);
            if (page.length < 10) break;
          }
          expect(seen).toEqual(descending ? all.toReversed() : all);
        }
      });

      it('continues behind a key that has gone, was never there, or lies outside the prefix', async () => {
        await fill(['k#1', 'k#2', 'k#3']);
        await store.delete(at('k#2'));
        expect(await sorts('k#', { after: 'k#2' })).toEqual(['k#3']);
        expect(await sorts('k#', { after: 'k#2', descending: true })).toEqual(['k#1']);
        expect(await sorts('k#', { after: 'k#1\u0000' })).toEqual(['k#3']);
        expect(await sorts('k#', { after: 'a' })).toEqual(['k#1', 'k#3']);
        expect(await sorts('k#', { after: 'z' })).toEqual([]);
        expect(await sorts('k#', { after: 'z', descending: true })).toEqual(['k#3', 'k#1']);
        expect(await sorts('k#', { after: 'a', descending: true })).toEqual([]);
      });

      it('fills a page although its documents are together larger than one answer of the store may be', async () => {
        const megabytes = 'x'.repeat(300 * 1024);
        const keys = ['big#1', 'big#2', 'big#3', 'big#4', 'big#5'];
        for (const key of keys) await store.put(at(key), megabytes);
        expect(await sorts('big#')).toEqual(keys);
        expect(await sorts('big#', { limit: 4 })).toEqual(keys.slice(0, 4));
      });

      it('gives at most 1,000 documents when no limit is given', async () => {
        const keys = Array.from({ length: 1001 }, (_, n) => `n#${String(n).padStart(4, '0')}`);
        for (let first = 0; first < keys.length; first += 100) {
          await Promise.all(keys.slice(first, first + 100).map((key) => store.put(at(key), 0)));
        }
        const found = await sorts('n#');
        expect(found).toEqual(keys.slice(0, 1000));
        expect(await sorts('n#', { after: found.at(-1) })).toEqual(['n#1000']);
      });
    });

    describe('expiry', () => {
      const hour = 3_600_000;
      const inAnHour = () => new Date(clock.now().getTime() + hour);

      it('keeps a document until its instant, and not at it', async () => {
        await store.put(at('a'), 1, { expiresAt: inAnHour() });
        clock.advance(hour - 1);
        expect((await store.get(at('a')))?.value).toBe(1);
        expect(await sorts('')).toEqual(['a']);
        clock.advance(1);
        expect(await store.get(at('a'))).toBeUndefined();
        expect(await sorts('')).toEqual([]);
      });

      it('does not let expired documents take places on a page', async () => {
        await store.put(at('a'), 1, { expiresAt: inAnHour() });
        await store.put(at('b'), 1, { expiresAt: inAnHour() });
        await fill(['c', 'd']);
        clock.advance(hour);
        expect(await sorts('', { limit: 2 })).toEqual(['c', 'd']);
      });

      it('treats an expired document as absent in conditions', async () => {
        await store.put(at('a'), 'old', { expiresAt: inAnHour() });
        clock.advance(hour);
        await expect(store.put(at('a'), 'x', { ifVersion: 1 })).rejects.toMatchObject({ code: 'Conflict' });
        await expect(store.delete(at('a'), { ifVersion: 1 })).rejects.toMatchObject({ code: 'Conflict' });
        expect(await store.put(at('a'), 'new', { ifVersion: 'absent' })).toBe(1);
        expect(await store.get(at('a'))).toEqual({ key: at('a'), value: 'new', version: 1 });
      });

      it('forgets the earlier expiry when a later put gives none', async () => {
        await store.put(at('a'), 1, { expiresAt: inAnHour() });
        await store.put(at('a'), 2);
        clock.advance(2 * hour);
        expect((await store.get(at('a')))?.value).toBe(2);
      });
    });
  });
}
