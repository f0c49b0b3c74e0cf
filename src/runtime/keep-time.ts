import { Temporal } from 'temporal-polyfill';
import { inTurns } from '../adapters/local/in-turns.ts';
import type { StageClock } from '../adapters/local/stage-clock.ts';
import { PlatformError } from '../core/errors.ts';
import { clockTick, nextDue } from '../core/schedule/clock-tick.ts';
import type { Ports } from '../ports/ports.ts';

export interface TimeKeeper {
  /**
   * Puts the stage's clock forward. What falls due on the way is done at its own time and to its
   * end, one after another, as if that time had passed.
   * @param duration ISO 8601, such as `P3D` or `PT90M`
   * @throws PlatformError `BadRequest` for another text, a duration that is not positive, or one over two years
   */
  advance(duration: string): Promise<ClockAdvance>;
  /** Ticks no more, and waits for the tick that is under way. */
  stop(): Promise<void>;
}

export interface ClockAdvance {
  readonly from: Date;
  readonly to: Date;
  readonly campaignRuns: number;
  readonly journeyTicks: number;
}

export interface TimeKeeperOptions {
  readonly ports: Ports;
  readonly clock: StageClock;
  /** Waits until nothing runs that a tick has started, its messages' feedback included. */
  readonly settled: () => Promise<void>;
  readonly log: (line: string) => void;
  /** How often due work is looked for, in real time. */
  readonly tickMs?: number;
}

/** EventBridge Scheduler ticks once a minute; on a laptop nobody wants to wait that long. */
const TICK_MS = 5_000;
const MINUTE_MS = 60_000;
const LONGEST_ADVANCE_MS = 2 * 366 * 24 * 60 * MINUTE_MS;

/** Looks for due work again and again, and moves the clock when asked to. Ticks take turns. */
export function keepTime(options: TimeKeeperOptions): TimeKeeper {
  const { ports, clock, settled, log } = options;
  const inTurn = inTurns();
  let waiting = false;

  const timer = setInterval(() => {
    if (waiting) return; // the last tick has not begun yet
    waiting = true;
    inTurn(() => {
      waiting = false;
      return clockTick(ports);
    }).catch((error: Error) => log(`The clock tick failed and is tried again: ${error.stack}`));
  }, options.tickMs ?? TICK_MS);

  async function travel(milliseconds: number): Promise<ClockAdvance> {
    const from = clock.now();
    const to = new Date(from.getTime() + milliseconds);
    const done = { campaignRuns: 0, journeyTicks: 0 };
    for (;;) {
      const { campaignRuns, journeyTicks, erasureRuns } = await clockTick(ports);
      await settled();
      done.campaignRuns += campaignRuns;
      done.journeyTicks += journeyTicks;
      const now = clock.now();
      if (now >= to) return { from, to: now, ...done };
      clock.forwardTo(earliest(to, await nextStop(now, campaignRuns + journeyTicks + erasureRuns > 0)));
    }
  }

  /** What is still due although a tick was there, such as a run that waits for another, is looked at a minute later. */
  async function nextStop(now: Date, started: boolean): Promise<Date | undefined> {
    const due = await nextDue(ports);
    if (due === undefined || due > now) return due;
    return new Date(now.getTime() + (started ? 0 : MINUTE_MS));
  }

  return {
    advance: (duration) => {
      const milliseconds = durationOf(duration, clock.now());
      return inTurn(() => travel(milliseconds));
    },
    async stop() {
      clearInterval(timer);
      await inTurn(async () => undefined);
    },
  };
}

function earliest(to: Date, other: Date | undefined): Date {
  return other === undefined || to < other ? to : other;
}

/** Milliseconds of an ISO 8601 duration, counted in UTC from an instant (months differ in length). */
function durationOf(text: string, from: Date): number {
  const milliseconds = millisecondsOf(text, from);
  if (!(milliseconds > 0 && milliseconds <= LONGEST_ADVANCE_MS)) {
    throw new PlatformError(
      'BadRequest',
      `advance must be an ISO 8601 duration of up to two years, such as P3D or PT90M, not "${text}"`,
    );
  }
  return milliseconds;
}

function millisecondsOf(text: string, from: Date): number {
  try {
    const start = Temporal.Instant.fromEpochMilliseconds(from.getTime()).toZonedDateTimeISO('UTC');
    return start.add(Temporal.Duration.from(text)).epochMilliseconds - from.getTime();
  } catch {
    return Number.NaN;
  }
}
