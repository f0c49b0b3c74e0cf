import { logGamma } from './log-gamma.ts';
import { twoSidedP, twoSidedQuantile } from './normal.ts';

/** So many of so many. */
export interface Proportion {
  readonly successes: number;
  readonly trials: number;
}

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * Wilson's score interval of a rate.
 * @param level such as 0.95
 * @returns `undefined` without trials
 * @remarks Source: Wilson 1927, as method 3 of Newcombe, Statistics in Medicine 17 (1998) 857.
 */
export function wilsonInterval({ successes, trials }: Proportion, level: number): Interval | undefined {
  if (trials === 0) return undefined;
  const z = twoSidedQuantile(level);
  const rate = successes / trials;
  const middle = successes + (z * z) / 2;
  const half = z * Math.sqrt(trials * rate * (1 - rate) + (z * z) / 4);
  return {
    low: successes === 0 ? 0 : (middle - half) / (trials + z * z),
    high: successes === trials ? 1 : (middle + half) / (trials + z * z),
  };
}

/**
 * Newcombe's hybrid score interval of `one` less `other`.
 * @returns `undefined` when either has no trials
 * @remarks Source: method 10 of Newcombe, Statistics in Medicine 17 (1998) 873.
 */
export function newcombeInterval(one: Proportion, other: Proportion, level: number): Interval | undefined {
  const [first, second] = [wilsonInterval(one, level), wilsonInterval(other, level)];
  if (first === undefined || second === undefined) return undefined;
  const [p, q] = [one.successes / one.trials, other.successes / other.trials];
  return {
    low: p - q - Math.hypot(p - first.low, second.high - q),
    high: p - q + Math.hypot(first.high - p, q - second.low),
  };
}

/**
 * The interval of `one`'s rate divided by `other`'s: that of its logarithm, by Katz.
 * @returns `undefined` where either rate is 0 or has no trials: the ratio's logarithm has no deviation then
 */
export function ratioInterval(one: Proportion, other: Proportion, level: number): Interval | undefined {
  if (one.successes === 0 || other.successes === 0) return undefined;
  const deviation = Math.sqrt(1 / one.successes - 1 / one.trials + 1 / other.successes - 1 / other.trials);
  const ratio = one.successes / one.trials / (other.successes / other.trials);
  const factor = Math.exp(twoSidedQuantile(level) * deviation);
  return { low: ratio / factor, high: ratio * factor };
}

export interface Difference {
  /** How likely so large a difference, on either side, is by chance when there is none. */
  readonly pValue: number;
  readonly test: 'pooled-z' | 'fisher-exact';
}

/** Under so many expected in a cell of the table the normal approximation is not to be trusted (Cochran's rule). */
const FEWEST_EXPECTED = 5;

/** @returns `undefined` when either has no trials */
export function compareProportions(one: Proportion, other: Proportion): Difference | undefined {
  const [m, n] = [one.trials, other.trials];
  if (m === 0 || n === 0) return undefined;
  const rate = (one.successes + other.successes) / (m + n);
  if (Math.min(m, n) * Math.min(rate, 1 - rate) < FEWEST_EXPECTED) {
    return { pValue: fisherExact(one, other), test: 'fisher-exact' };
  }
  const deviation = Math.sqrt(rate * (1 - rate) * (1 / m + 1 / n));
  return { pValue: twoSidedP((one.successes / m - other.successes / n) / deviation), test: 'pooled-z' };
}

/** Fisher's exact test: of the tables with these margins, those that are no likelier than this one. */
export function fisherExact(one: Proportion, other: Proportion): number {
  const [m, n] = [one.trials, other.trials];
  const successes = one.successes + other.successes;
  const all = logChoose(m + n, successes);
  const likelihood = (ofOne: number) => Math.exp(logChoose(m, ofOne) + logChoose(n, successes - ofOne) - all);
  const seen = likelihood(one.successes) * (1 + 1e-7); // as likely but for rounding
  let sum = 0;
  for (let ofOne = Math.max(0, successes - n); ofOne <= Math.min(m, successes); ofOne += 1) {
    const share = likelihood(ofOne);
    if (share <= seen) sum += share;
  }
  return Math.min(1, sum);
}

function logChoose(n: number, k: number): number {
  return logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);
}
