import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { circlesOf, commonArea } from '../../../dashboard/src/views/segments/circles.ts';

const RADIUS = 80;
const counts = fc.record({
  onlyFirst: fc.nat(100_000),
  both: fc.nat(100_000),
  onlySecond: fc.nat(100_000),
});

describe('two circles', () => {
  it('have areas, and a common area, in the proportion of the counts', () => {
    fc.assert(
      fc.property(counts, ({ onlyFirst, both, onlySecond }) => {
        const { first, second } = circlesOf({ onlyFirst, both, onlySecond }, RADIUS);
        const most = Math.max(onlyFirst + both, onlySecond + both, 1);
        const shareOf = (area: number) => area / (Math.PI * RADIUS ** 2);
        expect(shareOf(Math.PI * first.r ** 2)).toBeCloseTo((onlyFirst + both) / most, 6);
        expect(shareOf(Math.PI * second.r ** 2)).toBeCloseTo((onlySecond + both) / most, 6);
        expect(shareOf(commonArea(first.r, second.r, second.x - first.x))).toBeCloseTo(both / most, 4);
      }),
    );
  });

  it('measure their common area as a fine grid does', () => {
    const [a, b, distance] = [3, 2, 2.5];
    const step = 0.01;
    let inside = 0;
    for (let x = -a; x <= a; x += step) {
      for (let y = -a; y <= a; y += step) {
        if (x * x + y * y <= a * a && (x - distance) ** 2 + y * y <= b * b) inside += 1;
      }
    }
    expect(commonArea(a, b, distance)).toBeCloseTo(inside * step * step, 1);
  });
});
