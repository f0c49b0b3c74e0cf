import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bestOf } from '../../../src/core/statistics/best-of.ts';
import { betaBelow } from '../../../src/core/statistics/beta.ts';
import { logGamma } from '../../../src/core/statistics/log-gamma.ts';
import { compareMeans } from '../../../src/core/statistics/means.ts';
import { normalBelow, normalQuantile, twoSidedP } from '../../../src/core/statistics/normal.ts';
import {
  compareProportions,
  fisherExact,
  newcombeInterval,
  ratioInterval,
  wilsonInterval,
} from '../../../src/core/statistics/proportions.ts';

const of = (successes: number, trials: number) => ({ successes, trials });

describe('normal distribution', () => {
  it('has the shares that tables print', () => {
    expect(normalBelow(0)).toBe(0.5);
    expect(normalBelow(1.959963984540054)).toBeCloseTo(0.975, 14);
    expect(normalBelow(-3)).toBeCloseTo(0.0013498980316301, 15);
    expect(normalBelow(-8) / 6.220960574271785e-16).toBeCloseTo(1, 10);
    expect(twoSidedP(2.575829303548901)).toBeCloseTo(0.01, 14);
  });

  it('gives the value below which a share lies', () => {
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 12);
    expect(normalQuantile(0.95)).toBeCloseTo(1.6448536269514722, 12);
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true }), (share) => {
        expect(normalBelow(normalQuantile(share))).toBeCloseTo(share, 12);
      }),
    );
  });
});

describe('intervals of rates', () => {
  // the worked examples of Newcombe, Statistics in Medicine 17 (1998) 857 and 873
  it.each([
    [of(81, 263), 0.2553, 0.3662],
    [of(15, 148), 0.0624, 0.1605],
    [of(0, 20), 0, 0.1611],
    [of(1, 29), 0.0061, 0.1718],
  ])('are those that Newcombe prints for Wilson: %j', (proportion, low, high) => {
    const interval = wilsonInterval(proportion, 0.95);
    expect(interval?.low).toBeCloseTo(low, 4);
    expect(interval?.high).toBeCloseTo(high, 4);
  });

  it.each([
    [of(56, 70), of(48, 80), 0.0524, 0.3339],
    [of(9, 10), of(3, 10), 0.1705, 0.809],
    [of(5, 56), of(0, 29), -0.0381, 0.1926],
    [of(10, 10), of(0, 20), 0.6791, 1],
  ])('are those that Newcombe prints for a difference: %j and %j', (one, other, low, high) => {
    const interval = newcombeInterval(one, other, 0.95);
    expect(interval?.low).toBeCloseTo(low, 4);
    expect(interval?.high).toBeCloseTo(high, 3);
  });

  it('hold a difference and a ratio, and turn round with the sides', () => {
    const proportion = fc
      .tuple(fc.nat(500), fc.nat(500))
      .map(([successes, failures]) => of(successes + 1, successes + failures + 2));
    fc.assert(
      fc.property(proportion, proportion, (one, other) => {
        const [p, q] = [one.successes / one.trials, other.successes / other.trials];
        const interval = newcombeInterval(one, other, 0.9);
        const turned = newcombeInterval(other, one, 0.9);
        expect(interval?.low).toBeLessThanOrEqual(p - q);
        expect(interval?.high).toBeGreaterThanOrEqual(p - q);
        expect(interval?.low).toBeCloseTo(-(turned?.high ?? 0), 12);
        const ratio = ratioInterval(one, other, 0.9);
        expect(ratio?.low).toBeLessThanOrEqual((p / q) * (1 + 1e-12));
        expect(ratio?.high).toBeGreaterThanOrEqual((p / q) * (1 - 1e-12));
      }),
    );
  });

  it('hold the true rate about as often as they say', () => {
    // exact coverage: every outcome of 60 trials weighed by its binomial likelihood
    const coverage = (rate: number) => {
      let sum = 0;
      for (let successes = 0; successes <= 60; successes += 1) {
        const interval = wilsonInterval(of(successes, 60), 0.95);
        const chance = Math.exp(
          logGamma(61) -
            logGamma(successes + 1) -
            logGamma(61 - successes) +
            successes * Math.log(rate) +
            (60 - successes) * Math.log(1 - rate),
        );
        if (interval && interval.low <= rate && rate <= interval.high) sum += chance;
      }
      return sum;
    };
    const all = Array.from({ length: 90 }, (_, index) => coverage(0.05 + index / 100));
    expect(all.reduce((sum, one) => sum + one, 0) / all.length).toBeCloseTo(0.95, 2);
    expect(Math.min(...all)).toBeGreaterThan(0.9);
  });

  it('are not there without trials, nor a ratio to nobody', () => {
    expect(wilsonInterval(of(0, 0), 0.95)).toBeUndefined();
    expect(newcombeInterval(of(1, 2), of(0, 0), 0.95)).toBeUndefined();
    expect(ratioInterval(of(1, 2), of(0, 9), 0.95)).toBeUndefined();
  });
});

describe('tests of a difference', () => {
  it("finds what Fisher's tea tasting gives", () => {
    expect(fisherExact(of(3, 4), of(1, 4))).toBeCloseTo(34 / 70, 6);
    expect(fisherExact(of(4, 4), of(0, 4))).toBeCloseTo(2 / 70, 6);
    expect(fisherExact(of(1, 10), of(11, 14))).toBeCloseTo(0.00275946, 7);
  });

  it('is the exact one where few are expected, and close to it elsewhere', () => {
    expect(compareProportions(of(1, 8), of(11, 14))).toMatchObject({ test: 'fisher-exact' });
    const z = compareProportions(of(56, 70), of(48, 80));
    // z = 2.6499…: 0.2 / sqrt(0.6933 · 0.3067 · (1/70 + 1/80))
    expect(z).toEqual({ pValue: expect.closeTo(0.008, 3), test: 'pooled-z' });
    const large = [of(520, 5000), of(450, 5000)] as const;
    expect(compareProportions(...large)?.pValue).toBeCloseTo(fisherExact(...large), 2);
    expect(compareProportions(of(0, 0), of(1, 2))).toBeUndefined();
    expect(compareProportions(of(0, 10), of(0, 10))?.pValue).toBe(1);
  });

  it('compares means by how their groups vary', () => {
    const sums = (values: number[]) => ({
      count: values.length,
      sum: values.reduce((sum, value) => sum + value, 0),
      sumOfSquares: values.reduce((sum, value) => sum + value * value, 0),
    });
    // variances 2.5 and 10, so the error is sqrt(0.5 + 2)
    const result = compareMeans(sums([1, 2, 3, 4, 5]), sums([2, 4, 6, 8, 10]), 0.95);
    const half = 1.959963984540054 * Math.sqrt(2.5);
    expect(result?.difference).toBe(-3);
    expect(result?.interval.low).toBeCloseTo(-3 - half, 10);
    expect(result?.interval.high).toBeCloseTo(-3 + half, 10);
    expect(compareMeans(sums([0, 0, 0]), sums([0, 0]), 0.95)).toBeUndefined();
    expect(compareMeans(sums([1]), sums([1, 2]), 0.95)).toBeUndefined();
  });
});

describe('beta distribution', () => {
  it('holds the shares that the binomial distribution says', () => {
    // of whole parameters: P(Binomial(a + b - 1, x) >= a)
    const count = fc.integer({ min: 1, max: 40 });
    fc.assert(
      fc.property(count, count, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (a, b, x) => {
        const n = a + b - 1;
        let sum = 0;
        for (let k = a; k <= n; k += 1) {
          sum += Math.exp(
            logGamma(n + 1) -
              logGamma(k + 1) -
              logGamma(n - k + 1) +
              k * Math.log(x) +
              (n - k) * Math.log(1 - x),
          );
        }
        expect(betaBelow({ a, b }, x)).toBeCloseTo(sum, 10);
      }),
    );
  });

  it('comes close to the normal distribution for millions of trials', () => {
    const [a, b] = [300_000, 9_700_000];
    const deviation = Math.sqrt((a * b) / (a + b + 1)) / (a + b);
    expect(betaBelow({ a, b }, a / (a + b) + deviation)).toBeCloseTo(normalBelow(1), 3);
  });
});

/** P(B > A) for whole parameters in closed form (E. Miller, "Formulas for Bayesian A/B testing"). */
function chanceThatSecondIsBetter(one: ReturnType<typeof of>, other: ReturnType<typeof of>): number {
  const [a, b] = [one.successes + 1, one.trials - one.successes + 1];
  const [c, d] = [other.successes + 1, other.trials - other.successes + 1];
  const logBeta = (x: number, y: number) => logGamma(x) + logGamma(y) - logGamma(x + y);
  let sum = 0;
  for (let i = 0; i < c; i += 1) {
    sum += Math.exp(logBeta(a + i, d + b) - Math.log(d + i) - logBeta(1 + i, d) - logBeta(a, b));
  }
  return sum;
}

describe('the best of several rates', () => {
  const trials = fc
    .tuple(fc.nat(300), fc.nat(300))
    .map(([successes, failures]) => of(successes, successes + failures));

  it('is as likely as the closed form says for two', () => {
    fc.assert(
      fc.property(trials, trials, (one, other) => {
        const [first, second] = bestOf([one, other]);
        const expected = chanceThatSecondIsBetter(one, other);
        expect(second?.probabilityBest).toBeCloseTo(expected, 7);
        expect(first?.probabilityBest).toBeCloseTo(1 - expected, 7);
      }),
    );
  });

  it('costs by as much less as its mean is higher: losses differ as means do', () => {
    fc.assert(
      fc.property(fc.array(trials, { minLength: 2, maxLength: 5 }), (given) => {
        const found = bestOf(given);
        const mean = (index: number) =>
          ((given[index]?.successes ?? 0) + 1) / ((given[index]?.trials ?? 0) + 2);
        found.forEach(({ expectedLoss, probabilityBest }, index) => {
          expect(expectedLoss - (found[0]?.expectedLoss ?? 0)).toBeCloseTo(mean(0) - mean(index), 9);
          expect(expectedLoss).toBeGreaterThanOrEqual(0);
          expect(probabilityBest).toBeGreaterThanOrEqual(0);
        });
        expect(found.reduce((sum, one) => sum + one.probabilityBest, 0)).toBeCloseTo(1, 12);
      }),
      { numRuns: 30 },
    );
  });

  it('costs what the highest of two uniform rates says when nothing was tried', () => {
    const found = bestOf([of(0, 0), of(0, 0), of(0, 0)]);
    // the highest of three is 3/4 on average, each is 1/2
    for (const one of found) {
      expect(one.expectedLoss).toBeCloseTo(0.25, 10);
      expect(one.probabilityBest).toBeCloseTo(1 / 3, 10);
    }
  });

  it('is found among a narrow and a wide one, and for millions of trials', () => {
    const [wide, narrow] = bestOf([of(1, 3), of(300_000, 1_000_000)]);
    // the chance that Beta(2, 3) is over 0.3, in closed form: sum of a binomial
    expect(wide?.probabilityBest).toBeCloseTo(1 - betaBelow({ a: 2, b: 3 }, 0.3), 4);
    expect(narrow?.probabilityBest).toBeCloseTo(betaBelow({ a: 2, b: 3 }, 0.3), 4);
    const [one, other] = bestOf([of(3_000_000, 10_000_000), of(3_002_000, 10_000_000)]);
    const z = 0.0002 / Math.sqrt((2 * 0.3 * 0.7) / 10_000_000);
    expect(other?.probabilityBest).toBeCloseTo(normalBelow(z), 3);
    expect(one?.expectedLoss).toBeGreaterThan(other?.expectedLoss ?? 0);
  });
});
