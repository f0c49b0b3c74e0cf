/** Numbers in [0, 1) that look random and are the same for the same seed, on every machine. */
export type SeededNumbers = () => number;

/**
 * A linear congruential generator with the constants of Numerical Recipes (period 2^32). Good
 * enough to spread demo data; not for choices that must be fair or secret.
 */
export function seededNumbers(seed: number): SeededNumbers {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** The item at a share of the list, 0 the first. */
export function pick<Item>(items: readonly Item[], share: number): Item {
  return items[Math.floor(share * items.length)] as Item;
}
