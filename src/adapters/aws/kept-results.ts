import type { Clock } from '../../ports/clock.ts';
import type { ErasablePlace } from '../../ports/erasable-place.ts';
import type { ObjectStore } from '../../ports/object-store.ts';

const PREFIX = 'athena-results/';
/** Younger ones are of queries that began when the tables had lost their persons, or are being read; the next run has them. */
const AGE_MS = 60_000;
const A_TURN = 5000;

/** Results that Athena keeps: all of them go, since what they hold is known to nobody. Whoever reads one asks anew. */
export function keptResults({
  lake,
  clock,
}: {
  readonly lake: ObjectStore;
  readonly clock: Clock;
}): ErasablePlace {
  return {
    name: 'results',
    async erase({ values }) {
      if (values.length === 0) return { counts: {} };
      const until = clock.now().getTime() - AGE_MS;
      const old = (await lake.list(PREFIX)).filter(({ lastModified }) => lastModified.getTime() < until);
      for (const { key } of old.slice(0, A_TURN)) await lake.delete(key);
      return { counts: {}, ...(old.length > A_TURN && { next: 'more' }) };
    },
  };
}
