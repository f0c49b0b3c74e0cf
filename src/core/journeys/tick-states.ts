import type { BegunTick, StoredJourney } from './journey.ts';
import type { PublishedJourney } from './tick-inputs.ts';
import { enteredBy, enteringAt, isMoving, isPastEntry } from './timeline.ts';

/** Characters of a batch id, which names an execution of the deliver machine: journey and number. */
export function tickId(journeyId: string, number: number): string {
  return `${journeyId}-${number}`;
}

/**
 * The journey with a tick under way, decided on what is known now; unchanged when there is one
 * already, or the journey stands still. Every attempt at the tick then sees the same instant and runs.
 * @param scheduledAt when it was due
 */
export function begun(
  stored: StoredJourney,
  { scheduledAt, now, eventLagMs }: { scheduledAt: Date; now: Date; eventLagMs: number },
  newRunId: () => string,
): StoredJourney {
  const { progress } = stored;
  if (progress === undefined || progress.tick !== undefined || !isMoving(stored)) return stored;
  const heardUpTo = new Date(now.getTime() - eventLagMs);
  const { entering, passes, entry } = enteringAt({ ...stored, progress }, now, heardUpTo, newRunId);
  const number = progress.ticks + 1;
  const tick: BegunTick = {
    batchId: tickId(stored.journey.Id, number),
    scheduledAt: scheduledAt.toISOString(),
    now: now.toISOString(),
    ...(entry && { entry }),
  };
  return { ...stored, progress: { ...progress, ticks: number, tick, entering, passes } };
}

/** What the lake says when a tick is done. */
export interface Standing {
  readonly inside: number;
  /** The first instant at which one of them can move on. */
  readonly movesAt?: Date;
  readonly openRuns: readonly string[];
  readonly oldestEntry?: Date;
}

/** The journey with its tick done, moved on to the state that follows (2.2). */
export function finished(
  stored: PublishedJourney,
  tick: BegunTick,
  standing: Standing,
  now: Date,
): StoredJourney {
  const { movesAt, openRuns, oldestEntry } = standing;
  const { tick: _done, failure: _over, movesAt: _then, oldestEntry: _old, ...rest } = stored.progress;
  const progress = {
    ...rest,
    tickedAt: tick.now,
    openRuns,
    ...(movesAt && { movesAt: movesAt.toISOString() }),
    ...(oldestEntry && { oldestEntry: oldestEntry.toISOString() }),
    ...(tick.entry && { entering: enteredBy(stored, tick.entry), lookedUpTo: tick.entry.upTo }),
  };
  const next = { ...stored, progress };
  const { journey } = stored;
  const isPast =
    journey.State === 'CLOSED' || (journey.State === 'ACTIVE' && isPastEntry(next, new Date(tick.now)));
  if (!isPast) return next;
  const State = standing.inside === 0 ? 'COMPLETED' : 'CLOSED';
  if (State === journey.State) return next;
  return {
    ...next,
    progress: { ...progress, entering: [] },
    journey: { ...journey, State, LastModifiedDate: now.toISOString() },
  };
}

/** The journey with a failure of its tick noted; the same tick is tried again after a while. */
export function failed(stored: PublishedJourney, cause: string, now: Date): StoredJourney {
  const { progress } = stored;
  const times = (progress.failure?.times ?? 0) + 1;
  return { ...stored, progress: { ...progress, failure: { at: now.toISOString(), times, cause } } };
}
