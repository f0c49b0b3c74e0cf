import { describe, expect, it } from '@jest/globals';
import { aheadWords, durationMs, UNITS } from '../../../dashboard/src/views/mailbox/durations.ts';
import { ownAddresses, withoutPixel } from '../../../dashboard/src/views/mailbox/tracked.ts';

describe('durations of the clock', () => {
  it.each([
    ['PT10M', 600_000],
    ['PT3H', 10_800_000],
    ['P3D', 259_200_000],
    ['P2W', 1_209_600_000],
    ['P1Y', 0],
  ])('reads %s as %d ms', (duration, ms) => {
    expect(durationMs(duration)).toBe(ms);
  });

  it('reads what it writes', () => {
    for (const { ms, write } of Object.values(UNITS)) expect(durationMs(write(5))).toBe(5 * ms);
  });

  it.each([
    [0, 'the world’s own time'],
    [45 * 60_000, '45 minutes ahead of the world'],
    [36 * 3_600_000, '36 hours ahead of the world'],
    [3.25 * 86_400_000, '3.3 days ahead of the world'],
  ])('says of %d ms: %s', (ms, words) => {
    expect(aheadWords(ms)).toBe(words);
  });
});

describe('a message that is tracked', () => {
  const html =
    '<a href="https://stage.example/t/c/abc.def">go</a><a href="https://shop.example/t/">shop</a>' +
    '<a href="https://stage.example/u/xyz">unsubscribe</a><img src="https://stage.example/t/o/abc" width="1">';

  it('leads to the page’s own origin, and only what is the stage’s does', () => {
    expect(ownAddresses(html, 'http://localhost:3000')).toBe(
      '<a href="http://localhost:3000/t/c/abc.def">go</a><a href="https://shop.example/t/">shop</a>' +
        '<a href="http://localhost:3000/u/xyz">unsubscribe</a><img src="http://localhost:3000/t/o/abc" width="1">',
    );
  });

  it('is not counted without its pixel', () => {
    expect(withoutPixel(html)).not.toContain('<img');
    expect(withoutPixel('<img src="/logo.png">')).toBe('<img src="/logo.png">');
  });
});
