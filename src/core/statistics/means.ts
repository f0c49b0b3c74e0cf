import { twoSidedP, twoSidedQuantile } from './normal.ts';
import type { Interval } from './proportions.ts';

/** Values of a group, summed up. */
export interface Sums {
  readonly count: number;
  readonly sum: number;
  readonly sumOfSquares: number;
}

export interface MeanDifference {
  readonly difference: number;
  readonly interval: Interval;
  readonly pValue: number;
}

/**
 * The mean of `one` less that of `other`, by Welch: the groups may vary differently. The normal
 * distribution stands for Student's, which is right for groups of some hundreds and more.
 * @returns `undefined` when a group has fewer than two members, or nothing varies
 */
export function compareMeans(one: Sums, other: Sums, level: number): MeanDifference | undefined {
  if (one.count < 2 || other.count < 2) return undefined;
  const error = Math.sqrt(variance(one) / one.count + variance(other) / other.count);
  if (error === 0) return undefined;
  const difference = one.sum / one.count - other.sum / other.count;
  const half = twoSidedQuantile(level) * error;
  return {
    difference,
    interval: { low: difference - half, high: difference + half },
    pValue: twoSidedP(difference / error),
  };
}

function variance({ count, sum, sumOfSquares }: Sums): number {
  return Math.max(0, sumOfSquares - (sum * sum) / count) / (count - 1);
}
