/** The share of a standard normal distribution that lies below `z`; right to about 1e-15. */
export function normalBelow(z: number): number {
  return z < 0 ? complementaryError(-z / Math.SQRT2) / 2 : 1 - complementaryError(z / Math.SQRT2) / 2;
}

/**
 * The value below which that share of a standard normal distribution lies: 1.96 for 0.975.
 * @param share over 0, under 1
 */
export function normalQuantile(share: number): number {
  if (share > 0.5) return -normalQuantile(1 - share);
  // Newton's method, from the right of a convex function: each step comes closer and none goes too far
  let z = 0;
  for (let step = 0; step < 100; step += 1) {
    const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
    const change = (normalBelow(z) - share) / density;
    z -= change;
    if (Math.abs(change) < 1e-15) break;
  }
  return z;
}

/** `z` times standard deviations to both sides hold `level` of the distribution: 1.96 for 0.95. */
export function twoSidedQuantile(level: number): number {
  return -normalQuantile((1 - level) / 2);
}

/** How likely a value as far from 0 as `z`, on either side, is by chance. */
export function twoSidedP(z: number): number {
  return Math.min(1, 2 * normalBelow(-Math.abs(z)));
}

/** erfc for x from 0 on: its series for small x, its continued fraction beyond. */
function complementaryError(x: number): number {
  if (x > 27) return 0; // below the least double
  if (x < 2.5) {
    let term = x;
    let sum = x;
    for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n += 1) {
      term *= (-x * x) / n;
      sum += term / (2 * n + 1);
      if (x === 0) break;
    }
    return 1 - (2 / Math.sqrt(Math.PI)) * sum;
  }
  let fraction = 0;
  for (let n = 120; n > 0; n -= 1) fraction = n / 2 / (x + fraction);
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / (x + fraction);
}
