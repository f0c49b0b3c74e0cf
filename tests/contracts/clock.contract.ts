import { describe, expect, it } from '@jest/globals';
import type { Clock } from '../../src/ports/clock.ts';

/** The law of `src/ports/clock.ts`. */
export function clockContract(name: string, open: () => Clock) {
  describe(`${name}: clock`, () => {
    it('gives a valid instant that never goes back by itself', () => {
      const clock = open();
      const first = clock.now().getTime();
      expect(Number.isFinite(first)).toBe(true);
      expect(clock.now().getTime()).toBeGreaterThanOrEqual(first);
    });

    it('gives each caller a Date of its own', () => {
      const clock = open();
      const before = clock.now().getTime();
      clock.now().setFullYear(1970);
      expect(clock.now().getTime()).toBeGreaterThanOrEqual(before);
    });
  });
}
