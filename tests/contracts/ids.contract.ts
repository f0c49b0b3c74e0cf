import { describe, expect, it } from '@jest/globals';
import type { Ids } from '../../src/ports/ids.ts';

/** The law of `src/ports/ids.ts`. */
export function idsContract(name: string, open: () => Ids) {
  describe(`${name}: ids`, () => {
    it('makes resource ids of 32 lower-case hex characters', () => {
      expect(open().resourceId()).toMatch(/^[0-9a-f]{32}$/);
    });

    it('makes request ids that are lower-case UUIDs', () => {
      expect(open().requestId()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
    });

    it('makes secrets of the length asked for, from letters of both cases and digits', () => {
      const ids = open();
      expect(ids.secret(40)).toMatch(/^[A-Za-z0-9]{40}$/);
      expect(ids.secret(1)).toHaveLength(1);
      expect(new Set(ids.secret(5000)).size).toBe(62);
    });

    it('does not repeat itself', () => {
      const ids = open();
      const made = Array.from({ length: 1000 }, () => [
        ids.resourceId(),
        ids.requestId(),
        ids.secret(20),
      ]).flat();
      expect(new Set(made).size).toBe(3000);
    });
  });
}
