import type { Ports } from '../../ports/ports.ts';

/** Work that this process is about, by what it is for. */
interface UnderWay {
  /** ISO 8601. */
  readonly askedAt: string;
  readonly result: Promise<unknown>;
}

const underWay = new WeakMap<Ports['documents'], Map<string, UnderWay>>();

/**
 * Does something once for all who ask for it at one moment: a page in several tabs, a wall of screens. Who comes while it
 * is done waits for it, unless it was begun longer ago than `maxAge` seconds.
 * @param key the same for the same work on one stage
 */
export async function sharedWork<T>(
  { documents, clock }: Pick<Ports, 'documents' | 'clock'>,
  key: string,
  maxAge: number,
  work: () => Promise<T>,
): Promise<T> {
  const now = clock.now();
  const all = underWay.get(documents) ?? new Map<string, UnderWay>();
  underWay.set(documents, all);
  const other = all.get(key);
  if (other && isWithin(other.askedAt, maxAge, now)) return other.result as Promise<T>;
  const result = work();
  const own = { askedAt: now.toISOString(), result };
  all.set(key, own);
  try {
    return await result;
  } finally {
    if (all.get(key) === own) all.delete(key);
  }
}

/** An answer from the future is of a clock that was set back, and of no use. */
export function isWithin(askedAt: string, maxAge: number, now: Date): boolean {
  const age = now.getTime() - Date.parse(askedAt);
  return age >= 0 && age <= maxAge * 1000;
}
