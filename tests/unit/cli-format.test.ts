import { describe, expect, it } from '@jest/globals';
import { bytes, count, duration, instant, progressBar, tableLines } from '../../src/cli/format.ts';

describe('tableLines', () => {
  it('puts columns two blanks apart, numbers to the right', () => {
    const columns = [{ title: 'SEGMENT' }, { title: 'SIZE', align: 'right' as const }, { title: 'ID' }];
    expect(
      tableLines(columns, [
        ['Zoë', '1,000', 'a1'],
        ['Renewal Eligible', '40', ''],
      ]),
    ).toEqual(['SEGMENT            SIZE  ID', 'Zoë               1,000  a1', 'Renewal Eligible     40']);
  });
});

describe('duration', () => {
  it.each([
    [12, '12 ms'],
    [840, '0.8 s'],
    [12_300, '12.3 s'],
    [125_400, '2 min 05 s'],
    [undefined, ''],
  ])('says %p milliseconds as %p', (milliseconds, text) => expect(duration(milliseconds)).toBe(text));
});

describe('bytes', () => {
  it.each([
    [512, '512 B'],
    [3_100, '3.1 kB'],
    [2_325_522, '2.3 MB'],
    [1_600_000_000, '1.6 GB'],
  ])('says %p as %p', (size, text) => expect(bytes(size)).toBe(text));
});

describe('progressBar', () => {
  it('fills with the share that has gone', () => {
    expect(progressBar(500, 1000, 4)).toBe('██░░  50 %  500 B of 1.0 kB');
    expect(progressBar(1000, 1000, 4)).toBe('████ 100 %  1.0 kB of 1.0 kB');
  });
  it('is full for an empty file', () => {
    expect(progressBar(0, 0, 4)).toBe('████ 100 %  0 B of 0 B');
  });
});

describe('count and instant', () => {
  it('leave out what is not known yet', () => {
    expect([count(undefined), count(11_903), instant(undefined)]).toEqual(['', '11,903', '']);
    expect(instant('2026-06-01T09:30:12.345Z')).toBe('2026-06-01 09:30:12 UTC');
  });
});
