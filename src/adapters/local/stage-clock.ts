import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { Clock } from '../../ports/clock.ts';

/** A clock that runs like another but may be put forward, so that days of a journey pass in seconds. */
export interface StageClock extends Clock {
  /**
   * Puts the clock to a later instant, for good: it is ahead after a restart too.
   * @returns the instant it then shows; an earlier one than now changes nothing
   */
  forwardTo(at: Date): Date;
  /** By how much it is ahead of the other clock, in milliseconds. */
  ahead(): number;
}

/**
 * A stage's clock: the world's, put forward by what `file` says (`{ "aheadMs": 259200000 }`).
 * @param file kept in the home; absent until the clock is first put forward
 */
export function openStageClock(file: string, world: Clock): StageClock {
  let aheadMs: number = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).aheadMs : 0;
  const now = () => new Date(world.now().getTime() + aheadMs);
  return {
    now,
    forwardTo(at) {
      const further = at.getTime() - now().getTime();
      if (further > 0) {
        aheadMs += further;
        writeFileSync(`${file}.new`, JSON.stringify({ aheadMs }));
        renameSync(`${file}.new`, file);
      }
      return now();
    },
    ahead: () => aheadMs,
  };
}
