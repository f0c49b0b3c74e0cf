import type { Clock } from '../../ports/clock.ts';

export interface SettableClock extends Clock {
  set(at: Date): void;
  /** @param milliseconds may be negative */
  advance(milliseconds: number): void;
}

/** A clock that stands still until it is moved: for tests, demos and simulation. */
export function settableClock(start: Date): SettableClock {
  let at = start.getTime();
  return {
    now: () => new Date(at),
    set: (to) => {
      at = to.getTime();
    },
    advance: (milliseconds) => {
      at += milliseconds;
    },
  };
}
