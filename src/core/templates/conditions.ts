import { compare, parseDecimal } from './decimal.ts';
import { asText, isMissing, isTruthy } from './values.ts';

/** A yes-or-no question about its arguments. */
export interface Condition {
  /** How many arguments it takes. */
  readonly least: number;
  readonly most: number;
  /** Whether it has a form within a line, with `yes` and `no`. */
  readonly inline: boolean;
  holds(values: readonly unknown[]): boolean;
}

/** Ours: the reference bounds neither `and` nor `or`. */
const MOST = 50;

/**
 * Conditions of pinpoint-campaigns-journeys.md 3.3; `unless`, Handlebars' own, is `not` as a block.
 * Values are compared as numbers where both are, otherwise as texts. No value equals the empty
 * text, and is neither less nor greater than anything (ours).
 */
export const conditions: Readonly<Record<string, Condition>> = {
  and: { least: 2, most: MOST, inline: true, holds: (values) => values.every(isTruthy) },
  eq: comparing((order) => order === 0),
  gt: ordering((order) => order > 0),
  gte: ordering((order) => order >= 0),
  if: { least: 1, most: 1, inline: false, holds: ([value]) => isTruthy(value) },
  lt: ordering((order) => order < 0),
  lte: ordering((order) => order <= 0),
  neq: comparing((order) => order !== 0),
  not: { least: 1, most: 1, inline: true, holds: ([value]) => !isTruthy(value) },
  or: { least: 2, most: MOST, inline: true, holds: (values) => values.some(isTruthy) },
  unless: { least: 1, most: 1, inline: false, holds: ([value]) => !isTruthy(value) },
};

function comparing(holds: (order: number) => boolean): Condition {
  return { least: 2, most: 2, inline: true, holds: ([a, b]) => holds(orderOf(a, b)) };
}

function ordering(holds: (order: number) => boolean): Condition {
  return {
    ...comparing(holds),
    holds: ([a, b]) => !isMissing(a) && !isMissing(b) && holds(orderOf(a, b)),
  };
}

function orderOf(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [left, right] = [asText(a), asText(b)];
  if (left === right) return 0;
  const numbers = [parseDecimal(left), parseDecimal(right)] as const;
  if (numbers[0] && numbers[1]) return compare(numbers[0], numbers[1]);
  return left < right ? -1 : 1;
}
