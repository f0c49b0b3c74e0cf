import { endOf, entryPasses, launchOf } from './entry-passes.ts';
import type { BegunEntry, EnteringRun, Journey, JourneyProgress, StoredJourney } from './journey.ts';

/*
 * When a journey has something to do, and what a tick that begins is given. Pure: the state comes
 * from the journey's document, the instant from the caller.
 */

/** How often a journey that events start asks for new ones. */
const LOOK_EVERY_MS = 60_000;
/** A failed tick is tried again after a minute, then two, four …, at most an hour. */
const FIRST_RETRY_MS = 60_000;
const LONGEST_RETRY_MS = 3_600_000;

/** @param progress of a published journey */
export function isByEvent({ StartCondition }: Pick<Journey, 'StartCondition'>): boolean {
  return StartCondition?.EventStartCondition !== undefined;
}

/** Whether ticks are made at all. */
export function isMoving({ journey, progress }: StoredJourney): boolean {
  return progress !== undefined && (journey.State === 'ACTIVE' || journey.State === 'CLOSED');
}

/**
 * The first instant at which something is to be done whatever events come: a pass of entries, the end
 * of a wait, the journey's end; while a tick is under way, when it is tried again after a failure.
 * `undefined` when nothing is, or the journey stands still.
 */
export function dueAt(stored: StoredJourney): Date | undefined {
  const { journey, progress } = stored;
  if (progress?.tick !== undefined) return retryAt(progress);
  if (progress === undefined || !isMoving(stored)) return undefined;
  const dates = [asDate(progress.movesAt), ...(journey.State === 'ACTIVE' ? opening(journey, progress) : [])];
  const known = dates.filter((date) => date !== undefined);
  if (known.length === 0) return undefined;
  const resumed = asDate(progress.pauses.at(-1)?.to) ?? new Date(0);
  const due = new Date(Math.min(...known.map(Number)));
  return due > resumed ? due : resumed;
}

/** Whether the last tick was so short a time ago that what has become due since waits for the next. */
export function isResting({ progress }: StoredJourney, now: Date, seconds = 0): boolean {
  const last = asDate(progress?.tickedAt);
  return last !== undefined && now.getTime() < last.getTime() + seconds * 1000;
}

/** When an event journey is to ask again whether events have come. */
export function lookAt(stored: StoredJourney): Date | undefined {
  const { journey, progress } = stored;
  if (progress === undefined || progress.tick !== undefined) return undefined;
  if (journey.State !== 'ACTIVE' || !isByEvent(journey)) return undefined;
  const last = asDate(progress.lookedUpTo) ?? launchOf(journey, progress);
  return new Date(last.getTime() + LOOK_EVERY_MS);
}

/** Passes, and the end. */
function opening(journey: Journey, progress: JourneyProgress): (Date | undefined)[] {
  const end = endOf(journey, progress);
  if (isByEvent(journey)) return [end];
  const passes = entryPasses(journey, progress);
  const entering = progress.entering.map(({ pass, upTo }) => passes.nextOf(pass, asDate(upTo)));
  return [passes.firstOf(progress.passes), ...entering, end];
}

/** When a tick that failed is tried again. */
export function retryAt({ failure }: JourneyProgress): Date | undefined {
  if (failure === undefined) return undefined;
  const wait = Math.min(FIRST_RETRY_MS * 2 ** (failure.times - 1), LONGEST_RETRY_MS);
  return new Date(Date.parse(failure.at) + wait);
}

/** What enters with a tick at `now`, and the passes that are open then. */
export interface Entering {
  readonly entering: readonly EnteringRun[];
  readonly passes: number;
  readonly entry?: BegunEntry;
}

/**
 * @param heardUpTo the last instant up to which every event has reached the lake
 * @param newRunId names a run
 * @remarks Of passes that an outage left out, only the last is made up for; one that had begun goes
 *   on. Ours: as a campaign's missed runs, and nobody is written to once for each of them.
 */
export function enteringAt(
  { journey, progress }: StoredJourney & { readonly progress: JourneyProgress },
  now: Date,
  heardUpTo: Date,
  newRunId: () => string,
): Entering {
  const { entering, passes } = progress;
  if (journey.State !== 'ACTIVE') return { entering: [], passes };
  const end = endOf(journey, progress);
  if (isByEvent(journey)) {
    return enteringByEvent(journey, progress, heardUpTo < end ? heardUpTo : end, newRunId);
  }
  if (now >= end) return { entering: [], passes };
  return enteringBySegment(journey, { ...progress, entering }, now, newRunId);
}

function enteringByEvent(
  journey: Journey,
  progress: JourneyProgress,
  upTo: Date,
  newRunId: () => string,
): Entering {
  const launch = launchOf(journey, progress);
  const [run = { runId: newRunId(), pass: 0 }] = progress.entering;
  const after = run.upTo ?? launch.toISOString();
  const at = upTo.toISOString();
  if (at <= after) return { entering: [run], passes: 1 };
  return { entering: [run], passes: 1, entry: { runId: run.runId, pass: 0, at, after, upTo: at } };
}

function enteringBySegment(
  journey: Journey,
  progress: JourneyProgress,
  now: Date,
  newRunId: () => string,
): Entering {
  const passes = entryPasses(journey, progress);
  let runs: EnteringRun[] = [...progress.entering];
  let count = progress.passes;
  for (
    let first = passes.firstOf(count);
    first !== undefined && first <= now;
    first = passes.firstOf(count)
  ) {
    if (passes.lastOf(count) <= now) runs = runs.filter(({ upTo }) => upTo !== undefined);
    runs.push({ runId: newRunId(), pass: count });
    count += 1;
  }
  for (const { runId, pass, upTo } of runs) {
    const after = asDate(upTo);
    const next = passes.nextOf(pass, after);
    if (next === undefined || next > now) continue;
    const times = { at: next.toISOString(), upTo: now.toISOString(), ...(upTo && { after: upTo }) };
    const entry = { runId, pass, ...times };
    return { entering: runs, passes: count, entry };
  }
  return { entering: runs, passes: count };
}

/** The runs still to be entered when an entry is done. */
export function enteredBy(
  { journey, progress }: StoredJourney & { readonly progress: JourneyProgress },
  { runId, pass, upTo }: BegunEntry,
): EnteringRun[] {
  const isDone = !isByEvent(journey) && entryPasses(journey, progress).lastOf(pass) <= new Date(upTo);
  return progress.entering.flatMap((run) => {
    if (run.runId !== runId) return [run];
    return isDone ? [] : [{ ...run, upTo }];
  });
}

/** Whether nobody enters any more: past its end, or past its start without refresh (2.2). */
export function isPastEntry(
  { journey, progress }: StoredJourney & { readonly progress: JourneyProgress },
  now: Date,
): boolean {
  const end = endOf(journey, progress);
  if (isByEvent(journey)) return now >= end && new Date(progress.lookedUpTo ?? 0) >= end;
  if (now >= end) return true;
  return journey.RefreshFrequency === undefined && progress.passes > 0 && progress.entering.length === 0;
}

function asDate(text: string | undefined): Date | undefined {
  return text === undefined ? undefined : new Date(text);
}
