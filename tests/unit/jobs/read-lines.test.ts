import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { readLines } from '../../../src/core/jobs/read-lines.ts';

/** Reads bytes that come in pieces of a size. */
const linesOf = async (body: Buffer | string, size = 3) => {
  const bytes = Buffer.from(body);
  const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  );
  const found: [number, string | undefined][] = [];
  for await (const batch of readLines(Readable.from(pieces), 'a.csv')) {
    found.push(...batch.map(({ line, text }): [number, string | undefined] => [line, text]));
  }
  return found;
};

describe('readLines', () => {
  it('cuts lines whatever their ends, over piece borders, and without a last one', async () => {
    expect(await linesOf('één\r\ntwo\n😀 three')).toEqual([
      [1, 'één'],
      [2, 'two'],
      [3, '😀 three'],
    ]);
  });

  it('passes over blank lines but counts them', async () => {
    expect(await linesOf('a\n\n  \nb\n')).toEqual([
      [1, 'a'],
      [4, 'b'],
    ]);
  });

  it('drops a byte order mark', async () => {
    expect(await linesOf('\ufeffId\n')).toEqual([[1, 'Id']]);
  });

  it('reads gzip by its first bytes, whatever the name', async () => {
    expect(await linesOf(gzipSync('a\nb\n'), 1)).toEqual([
      [1, 'a'],
      [2, 'b'],
    ]);
  });

  it('reads nothing of an empty file', async () => {
    expect(await linesOf('')).toEqual([]);
    expect(await linesOf(gzipSync(''))).toEqual([]);
  });

  it('says that a line is too long, and reads on', async () => {
    expect(await linesOf(`a\n${'x'.repeat(2_500_000)}\nb`, 400_000)).toEqual([
      [1, 'a'],
      [2, undefined],
      [3, 'b'],
    ]);
    expect(await linesOf('x'.repeat(1_000_001), 2_000_000)).toEqual([[1, undefined]]);
  });

  it.each([
    ['bytes that are not UTF-8', Buffer.from([0x61, 0x0a, 0xff, 0xfe, 0x0a]), 'a.csv line 2: not UTF-8'],
    ['a file that ends inside a character', Buffer.from([0x61, 0xc3]), 'a.csv line 1: not UTF-8'],
    ['a gzip file cut short', gzipSync('a\nb\n'.repeat(99)).subarray(0, 20), 'a.csv: not a whole gzip file'],
    [
      'a gzip file with wrong bytes',
      Buffer.from([0x1f, 0x8b, 1, 2, 3, 4, 5, 6]),
      'a.csv: not a whole gzip file',
    ],
  ])('refuses %s', async (_, body, message) => {
    await expect(linesOf(body)).rejects.toMatchObject({ code: 'BadFile', message });
  });

  it('passes on the error of its source', async () => {
    const source = Readable.from(
      (async function* () {
        yield Buffer.from('a\n');
        throw new Error('gone');
      })(),
    );
    const reading = async () => {
      for await (const _ of readLines(source, 'a.csv'));
    };
    await expect(reading()).rejects.toThrow('gone');
  });
});
