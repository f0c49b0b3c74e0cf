import { logGamma } from './log-gamma.ts';

/** A beta distribution: what is believed of a rate after `a - 1` successes and `b - 1` failures. */
export interface Beta {
  readonly a: number;
  readonly b: number;
}

const SMALLEST = 1e-300;
/** The fraction converges after about the root of the larger parameter. */
const MAX_TERMS = 200_000;

export const betaMean = ({ a, b }: Beta): number => a / (a + b);

export function betaDeviation({ a, b }: Beta): number {
  return Math.sqrt((a * b) / ((a + b + 1) * (a + b) ** 2));
}

export function betaDensity({ a, b }: Beta, x: number): number {
  if (x <= 0 || x >= 1) return (x === 0 && a === 1) || (x === 1 && b === 1) ? a * b : 0;
  return Math.exp((a - 1) * Math.log(x) + (b - 1) * Math.log1p(-x) - logBeta(a, b));
}

/** The share of the distribution that lies below `x`: the regularised incomplete beta function. */
export function betaBelow({ a, b }: Beta, x: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) - logBeta(a, b));
  return x < (a + 1) / (a + b + 2)
    ? (front * betaFraction(a, b, x)) / a
    : 1 - (front * betaFraction(b, a, 1 - x)) / b;
}

function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b);
}

/** The continued fraction of the incomplete beta function, by Lentz's method. */
function betaFraction(a: number, b: number, x: number): number {
  const kept = (value: number) => (Math.abs(value) < SMALLEST ? SMALLEST : value);
  let above = 1;
  let below = 1 / kept(1 - ((a + b) * x) / (a + 1));
  let product = below;
  for (let m = 1; m < MAX_TERMS; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    below = 1 / kept(1 + even * below);
    above = kept(1 + even / above);
    product *= below * above;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    below = 1 / kept(1 + odd * below);
    above = kept(1 + odd / above);
    const change = below * above;
    product *= change;
    if (Math.abs(change - 1) < 1e-15) break;
  }
  return product;
}
