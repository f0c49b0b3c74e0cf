import { describe, expect, it } from '@jest/globals';
import type { ErasablePlace, ErasedValue, ErasureOrder } from '../../src/ports/erasable-place.ts';

/** A place with persons in it, to be erased, and to be looked at. */
export interface OpenedPlace {
  readonly place: ErasablePlace;
  /** What the place still holds, as text, by what it counts. */
  content(): Promise<Record<string, readonly string[]>>;
  close(): Promise<void>;
}

/** Ana and Ben of application `shop`, and an Ana of `other`: endpoints `e-ana`…, users `u-ana`…, addresses `ana@example.com`… */
export const values = (person: 'ana' | 'ben', until?: Date): ErasedValue[] => {
  const common = {
    erasureId: `of-${person}`,
    applicationId: 'shop',
    salt: `salt-${person}`,
    ...(until && { until }),
  };
  return [
    { ...common, kind: 'endpoint', value: `e-${person}` },
    { ...common, kind: 'user', value: `u-${person}` },
    { ...common, kind: 'address', value: `EMAIL:${person}@example.com` },
  ];
};

export async function eraseAll(
  place: ErasablePlace,
  order: ErasureOrder,
): Promise<Record<string, Record<string, number>>> {
  const counts: Record<string, Record<string, number>> = {};
  for (let next: string | undefined, first = true; first || next !== undefined; first = false) {
    const turn = await place.erase(order, next);
    for (const [id, found] of Object.entries(turn.counts)) {
      for (const [name, count] of Object.entries(found)) {
        counts[id] = { ...counts[id], [name]: (counts[id]?.[name] ?? 0) + count };
      }
    }
    next = turn.next;
  }
  return counts;
}

const order = (erased: readonly ErasedValue[], onlyLate = false): ErasureOrder => ({
  runId: `run-${erased.length}-${onlyLate}`,
  values: erased,
  onlyLate,
});

/**
 * The laws of `src/ports/erasable-place.ts`.
 * @param open a place in which Ana of `shop` stands so many times, by what is counted
 */
export function erasablePlaceContract(
  name: string,
  ana: Record<string, number>,
  open: () => Promise<OpenedPlace>,
) {
  describe(`${name}: erasable place`, () => {
    const texts = (content: Record<string, readonly string[]>) => Object.values(content).flat();
    const with_ = (content: Record<string, readonly string[]>, part: string) =>
      texts(content).filter((text) => text.includes(part));

    it('leaves nothing of a person, and the others as they were', async () => {
      const { place, content, close } = await open();
      const before = await content();
      expect(with_(before, 'shop ').filter((text) => /ana/.test(text)).length).toBeGreaterThan(0);

      const counts = await eraseAll(place, order(values('ana')));

      const after = await content();
      expect(counts).toEqual({ 'of-ana': ana });
      expect(with_(after, 'shop ').filter((text) => /ana/.test(text))).toEqual([]);
      expect(with_(after, 'ben')).toEqual(with_(before, 'ben'));
      expect(with_(after, 'other ')).toEqual(with_(before, 'other '));
      await close();
    });

    it('changes nothing when it is done again, or asked for nobody', async () => {
      const { place, content, close } = await open();
      await eraseAll(place, order(values('ana')));
      const once = await content();

      expect(await eraseAll(place, order(values('ana'), true))).toEqual({});
      expect(await eraseAll(place, order([]))).toEqual({});
      expect(await content()).toEqual(once);
      await close();
    });

    it('takes several persons in one run, each counted alone', async () => {
      const { place, content, close } = await open();
      const counts = await eraseAll(place, order([...values('ana'), ...values('ben')]));
      expect(counts).toEqual({ 'of-ana': ana, 'of-ben': ana });
      expect(with_(await content(), 'shop ').filter((text) => /ana|ben/.test(text))).toEqual([]);
      await close();
    });

    it('removes all of an application', async () => {
      const { place, content, close } = await open();
      const before = await content();
      const gone: ErasedValue = {
        erasureId: 'a',
        applicationId: 'shop',
        kind: 'application',
        value: 'shop',
        salt: 's',
      };

      await eraseAll(place, order([gone]));

      const after = await content();
      expect(with_(after, 'shop ')).toEqual([]);
      expect(with_(after, 'other ')).toEqual(with_(before, 'other '));
      await close();
    });
  });
}
