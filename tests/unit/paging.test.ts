import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { pageOf, readPageRequest } from '../../src/core/paging.ts';

const keyOf = (key: string) => key;
const query = (values: Record<string, string>) => new URLSearchParams(values);

function walk(items: readonly string[], size: number): string[][] {
  const pages: string[][] = [];
  let token: string | undefined;
  do {
    const request = readPageRequest(query({ 'page-size': String(size), ...(token && { token }) }));
    const page = pageOf(items, keyOf, request);
    pages.push(page.Item);
    token = page.NextToken;
  } while (token !== undefined);
  return pages;
}

describe('pages', () => {
  it('hold every item once, highest key first, and are full but for the last', () => {
    const keys = fc.uniqueArray(fc.string({ unit: 'binary' }).filter((text) => text.isWellFormed()));
    fc.assert(
      fc.property(keys, fc.integer({ min: 1, max: 5 }), (items, size) => {
        const pages = walk(items, size);
        expect(pages.flat()).toEqual([...items].sort().reverse());
        for (const page of pages.slice(0, -1)) expect(page).toHaveLength(size);
        if (items.length > 0) expect(pages.at(-1)?.length).toBeGreaterThan(0);
      }),
    );
  });

  it('go on behind an item that was removed between two pages', () => {
    const first = pageOf(['a', 'b', 'c', 'd'], keyOf, { size: 2 });
    expect(first.Item).toEqual(['d', 'c']);
    const request = readPageRequest(query({ token: first.NextToken ?? '' }));
    expect(pageOf(['a', 'b', 'd'], keyOf, request)).toEqual({ Item: ['b', 'a'] });
  });
});

describe('a page request', () => {
  it('asks for 1,000 items unless it asks for fewer', () => {
    expect(readPageRequest(query({}))).toEqual({ size: 1000 });
    expect(readPageRequest(query({ 'page-size': '5' }))).toEqual({ size: 5 });
    expect(readPageRequest(query({ 'page-size': '100000' }))).toEqual({ size: 1000 });
  });

  it('is refused with another size or token', () => {
    for (const size of ['', '0', '-1', '1.5', '1e3', 'all', '9999999999']) {
      expect(() => readPageRequest(query({ 'page-size': size }))).toThrow(`page-size must be`);
    }
    const { NextToken = '' } = pageOf(['a', 'b'], keyOf, { size: 1 });
    for (const token of ['', 'a', `${NextToken}x`, `${NextToken}=`, NextToken.slice(1)]) {
      expect(() => readPageRequest(query({ token }))).toThrow(
        expect.objectContaining({ code: 'BadRequest' }),
      );
    }
  });
});
