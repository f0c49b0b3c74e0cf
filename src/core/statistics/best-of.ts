import { type Beta, betaBelow, betaDensity, betaDeviation, betaMean } from './beta.ts';

/** What trials say of one of several rates. */
export interface Trials {
  readonly successes: number;
  readonly trials: number;
}

export interface Prospect {
  /** How likely its rate is the highest; of all together 1. */
  readonly probabilityBest: number;
  /** What choosing it is expected to cost, as a rate: how far the highest rate lies above its own, on average. */
  readonly expectedLoss: number;
}

/** Breaks of the axis, in standard deviations around each mean: between two of them everything is smooth. */
const BREAKS = [-38, -20, -12, -8, -6, -4.5, -3, -2, -1, 0, 1, 2, 3, 4.5, 6, 8, 12, 20, 38];

/**
 * Compares rates as a Bayesian does who knew nothing of them before: each is believed to be
 * beta-distributed, from a uniform prior. Both integrals are taken numerically, by Gauss and Legendre
 * with eight points in each part of the axis, so that the same trials always give the same answer.
 *
 *   P(i is best) = ∫ f_i Π_{j≠i} F_j dx,   loss of i = E max_j x_j - E x_i = ∫ F_i (1 - Π_{j≠i} F_j) dx
 */
export function bestOf(given: readonly Trials[]): Prospect[] {
  const beliefs = given.map(
    ({ successes, trials }): Beta => ({ a: successes + 1, b: trials - successes + 1 }),
  );
  const wins = beliefs.map(() => 0);
  const losses = beliefs.map(() => 0);
  for (const { x, weight } of nodes(breaksOf(beliefs))) {
    const below = beliefs.map((belief) => betaBelow(belief, x));
    beliefs.forEach((belief, index) => {
      const others = below.reduce(
        (product, share, other) => (other === index ? product : product * share),
        1,
      );
      wins[index] = (wins[index] as number) + weight * betaDensity(belief, x) * others;
      losses[index] = (losses[index] as number) + weight * (below[index] as number) * (1 - others);
    });
  }
  const all = wins.reduce((sum, share) => sum + share, 0);
  return beliefs.map((_, index) => ({
    probabilityBest: (wins[index] as number) / all,
    expectedLoss: losses[index] as number,
  }));
}

function breaksOf(beliefs: readonly Beta[]): number[] {
  const points = beliefs.flatMap((belief) => {
    const mean = betaMean(belief);
    const deviation = betaDeviation(belief);
    return BREAKS.map((times) => mean + times * deviation).filter((point) => point > 0 && point < 1);
  });
  return [...new Set([0, ...points, 1])].sort((one, other) => one - other);
}

/** Points and weights of Gauss and Legendre on [-1, 1], the half with positive points. */
const GAUSS = [
  [0.183_434_642_495_649_8, 0.362_683_783_378_362],
  [0.525_532_409_916_329, 0.313_706_645_877_887_3],
  [0.796_666_477_413_626_7, 0.222_381_034_453_374_5],
  [0.960_289_856_497_536_2, 0.101_228_536_290_376_3],
] as const;

function nodes(breaks: readonly number[]): { x: number; weight: number }[] {
  return breaks.slice(1).flatMap((to, index) => {
    const from = breaks[index] as number;
    const [middle, half] = [(from + to) / 2, (to - from) / 2];
    return GAUSS.flatMap(([point, weight]) => [
      { x: middle - half * point, weight: half * weight },
      { x: middle + half * point, weight: half * weight },
    ]);
  });
}
