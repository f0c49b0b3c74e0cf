import type { SeededNumbers } from './seeded-numbers.ts';

/*
 * How the demo company's customers behave, so that its campaign has something to show. All of it is made
 * up: shares are of the order that shops see, and the recommendation is meant to win.
 */

/** What a customer does with one message, in minutes after it was sent; absent: does not. */
export interface Reading {
  readonly bounces?: true;
  readonly complainsAt?: number;
  readonly opensAt?: readonly number[];
  readonly clicksAt?: number;
  readonly unsubscribesAt?: number;
}

/** Of those who get it, who open; of those, who click. */
const SHARES = {
  '0': { open: 0.28, click: 0.17 },
  other: { open: 0.36, click: 0.27 },
} as const;
/** Of those whom losing would change nothing that the guide counts. */
const LOST = { bounce: 0.02, complain: 0.01, unsubscribe: 0.02 };
const AGAIN = 0.3;
const HALF_OPENED_MINUTES = 240;
const LAST_OPENED_MINUTES = 4 * 24 * 60;

/**
 * @param treatmentId `0` is the campaign's own message
 * @param mayBeLost whether the customer may stop getting messages by it
 */
export function readingOf(treatmentId: string, mayBeLost: boolean, next: SeededNumbers): Reading {
  const fate = next();
  if (mayBeLost && fate < LOST.bounce) return { bounces: true };
  const { open, click } = treatmentId === '0' ? SHARES['0'] : SHARES.other;
  if (next() >= open) return {};
  const first = minutesAfter(next());
  const opensAt = next() < AGAIN ? [first, first + minutesAfter(next())] : [first];
  const clicksAt = next() < click ? { clicksAt: first + 1 + Math.floor(next() * 5) } : {};
  if (!mayBeLost) return { opensAt, ...clicksAt };
  const leaving = next();
  if (leaving < LOST.complain) return { opensAt, complainsAt: first + 2 };
  if (leaving < LOST.complain + LOST.unsubscribe) return { opensAt, unsubscribesAt: first + 3 };
  return { opensAt, ...clicksAt };
}

/** Most read soon, some after days. */
function minutesAfter(share: number): number {
  return Math.min(LAST_OPENED_MINUTES, Math.ceil(-HALF_OPENED_MINUTES * Math.log2(1 - share)) + 1);
}

/** What somebody buys in a week, whether a message moved them or not. */
export interface Purchase {
  /** After the run of that week. */
  readonly minutes: number;
  /** Of the company's products. */
  readonly product: number;
  readonly quantity: number;
}

/** Who buys in a week: without a message, with the campaign's own, with another treatment. */
const BUYS = { none: 0.015, '0': 0.03, other: 0.05 } as const;
const WEEK_MINUTES = 7 * 24 * 60;

/** @param treatmentId absent: no message reached the customer that week */
export function purchaseOf(
  treatmentId: string | undefined,
  products: number,
  next: SeededNumbers,
): Purchase | undefined {
  const share = treatmentId === undefined ? BUYS.none : treatmentId === '0' ? BUYS['0'] : BUYS.other;
  if (next() >= share) return undefined;
  return {
    minutes: Math.floor(next() * WEEK_MINUTES * 0.9),
    product: Math.floor(next() * products),
    quantity: next() < 0.2 ? 2 : 1,
  };
}
