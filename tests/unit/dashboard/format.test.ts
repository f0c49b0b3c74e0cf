import { describe, expect, it } from '@jest/globals';
import { percent } from '../../../dashboard/src/ui/format.ts';

describe('a share on the dashboard', () => {
  it.each([
    [0, '0.0%'],
    [5 / 11_903, '<0.1%'],
    [0.0005, '0.1%'],
    [0.1234, '12.3%'],
    [0.9994, '99.9%'],
    [11_898 / 11_903, '>99.9%'],
    [1, '100.0%'],
    [1.5, '150.0%'],
    [undefined, '–'],
    [Number.NaN, '–'],
  ])('%p is written as %s', (share, text) => {
    expect(percent(share)).toBe(text);
  });
});
