import { createHash } from 'node:crypto';
import { beginningOf, lastOf, newestMissed, type Recurrence, zoneInstants } from '../schedule/recurrence.ts';
import type { CampaignStatus } from './campaign.ts';
import { endOf, IMMEDIATE, offsetMinutes, type Schedule, startOf } from './schedule.ts';

/*
 * Where a campaign stands in its schedule. Treatments with one schedule share a track and are run
 * together; a treatment with a schedule of its own (a test of times) has its own.
 * All instants are epoch milliseconds. Nothing here writes: `runs.ts` does.
 */

export interface Track {
  readonly schedule: Schedule;
  /** Ids; the first one's name stands for the track. */
  readonly treatments: readonly string[];
  /** One more with each beginning anew, so that runs of two generations are two. */
  readonly generation: number;
  /** When the track was set up: what was over by then is not made up for. */
  readonly since: number;
  readonly status: CampaignStatus;
  /** Number of the first occurrence that has not begun; absent when none is left. */
  readonly next?: number;
  /** Runs in local time that wait for zones. */
  readonly open?: readonly OpenRun[];
  /** Of an event campaign: events that arrived before are answered. */
  readonly heardUntil?: number;
  /** The batch under way; when it is `due`, whether it still is. */
  readonly running?: string;
  /** When to look at it next. */
  readonly due?: number;
}

export interface OpenRun {
  readonly index: number;
  /** Zones whose time came by then have had their turn. */
  readonly doneUntil: number;
  readonly waves: number;
}

/** A batch to be started. */
export interface PlannedBatch {
  readonly batchId: string;
  readonly runId: string;
  /** When the run, or the wave of it, was due. */
  readonly scheduledAt: number;
  /** When the run began to be due, in local time in the first zone. */
  readonly runScheduledAt: number;
  /** Of a run in local time: occurrence, and the zones whose time came in `(after, until]`. */
  readonly wave?: { readonly index: number; readonly after: number; readonly until: number };
  /** Of an event campaign: arrivals in `[from, to)`. */
  readonly events?: { readonly from: number; readonly to: number };
}

const MS_PER_MINUTE = 60_000;
/** How often a batch under way is looked after, in case its machine stopped without a word. Ours. */
const WATCH_MS = 60 * MS_PER_MINUTE;

/** @param generation of the track that this one follows, plus 1 */
export function newTrack(
  schedule: Schedule,
  treatments: readonly string[],
  at: number,
  { generation = 0, isResumed = false } = {},
): Track {
  const track = { schedule, treatments, generation, since: at };
  const begins = Number.isNaN(startOf(schedule)) ? at : startOf(schedule);
  if (isEventSchedule(schedule)) {
    const due = Math.max(begins, at);
    const status = begins <= at ? 'EXECUTING' : 'SCHEDULED';
    return { ...track, status, due, ...(schedule.Frequency === 'EVENT' && { heardUntil: due }) };
  }
  const next = firstOccurrence(recurrenceOf(track), at, isResumed);
  if (next === undefined) return { ...track, status: 'COMPLETED' };
  const due = beginningOf(recurrenceOf(track), next) ?? at;
  return { ...track, status: due <= at ? 'EXECUTING' : 'SCHEDULED', next, due };
}

/**
 * The occurrence to begin with. What was over before is not made up for, but for a first occurrence
 * that is over when the campaign is created, and the only one of a campaign that runs once. Ours.
 */
function firstOccurrence(recurrence: Recurrence, at: number, isResumed: boolean): number | undefined {
  let index = 0;
  for (;;) {
    const last = lastOf(recurrence, index);
    if (last === undefined) return recurrence.frequency === 'ONCE' ? 0 : undefined;
    if (last >= at) return index === 1 && !isResumed ? 0 : index;
    index += 1;
  }
}

/**
 * What to start when a track is due, and how the track then stands. An event campaign is `hear`d instead.
 * @returns no batch when there is nothing to start
 */
export function step(track: Track, campaignId: string, now: number): { track: Track; batch?: PlannedBatch } {
  if (track.schedule.Frequency === 'IN_APP_EVENT') return { track: offered(track, now) };
  const recurrence = recurrenceOf(track);
  return recurrence.isLocal
    ? stepLocal(track, recurrence, campaignId, now)
    : stepPlain(track, recurrence, campaignId, now);
}

function stepPlain(track: Track, recurrence: Recurrence, campaignId: string, now: number) {
  if (track.next === undefined) return { track: settled(track) };
  const index = newestMissed(recurrence, track.next, now);
  const runId = runIdOf(track, campaignId, index);
  const scheduledAt = beginningOf(recurrence, index) ?? now;
  const batch: PlannedBatch = { batchId: runId, runId, scheduledAt, runScheduledAt: scheduledAt };
  return { track: { ...withNext(track, recurrence, index + 1), ...started(batch, now) }, batch };
}

/** One wave of one run: the zones of the oldest open run whose time has come. */
function stepLocal(track: Track, recurrence: Recurrence, campaignId: string, now: number) {
  const opened = openDue(track, recurrence, now);
  const ready = waiting(recurrence, opened).find(({ first }) => first <= now);
  if (ready === undefined) return { track: settled(opened) };
  const { run, first } = ready;
  const runId = runIdOf(track, campaignId, run.index);
  const batch: PlannedBatch = {
    batchId: `${runId}-${run.waves}`,
    runId,
    scheduledAt: first,
    runScheduledAt: beginningOf(recurrence, run.index) ?? first,
    wave: { index: run.index, after: run.doneUntil, until: now },
  };
  const open = opened.open?.map((item) =>
    item === run ? { ...run, doneUntil: now, waves: run.waves + 1 } : item,
  );
  return { track: { ...opened, open, ...started(batch, now) }, batch };
}

function openDue(track: Track, recurrence: Recurrence, now: number): Track {
  if (track.next === undefined || (beginningOf(recurrence, track.next) ?? now) > now) return track;
  const index = newestMissed(recurrence, track.next, now);
  const run = { index, doneUntil: track.since - 1, waves: 0 };
  return { ...withNext(track, recurrence, index + 1), open: [...(track.open ?? []), run] };
}

/** The open runs that have not had every zone, and when the first of those they have not had is due. */
function waiting(
  recurrence: Recurrence,
  { open = [] }: Pick<Track, 'open'>,
): { run: OpenRun; first: number }[] {
  return open.flatMap((run) => {
    const left = zoneInstants(recurrence, run.index).filter(({ at }) => at > run.doneUntil);
    return left.length === 0 ? [] : [{ run, first: Math.min(...left.map(({ at }) => at)) }];
  });
}

const started = ({ batchId }: PlannedBatch, now: number) => ({
  running: batchId,
  due: now + WATCH_MS,
  status: 'EXECUTING' as const,
});

/** The track whose batch is still under way. */
export function watched(track: Track, now: number): Track {
  return { ...track, due: now + WATCH_MS };
}

/** The track when the batch under way is over, or when there was nothing to do: due again, or complete. */
export function settled({ running: _, ...track }: Track): Track {
  const recurrence = recurrenceOf(track);
  const left = waiting(recurrence, track);
  const open = left.map(({ run }) => run);
  const next = track.next === undefined ? undefined : beginningOf(recurrence, track.next);
  const dues = [...left.map(({ first }) => first), ...(next === undefined ? [] : [next])];
  const due = dues.length === 0 ? undefined : Math.min(...dues);
  const rest = { ...track, ...(recurrence.isLocal && { open }) };
  if (due === undefined) return { ...rest, due, status: 'COMPLETED' };
  return { ...rest, due, status: open.length > 0 ? 'EXECUTING' : 'PENDING_NEXT_RUN' };
}

/** In-app messages are offered from the start to the end; nothing is ever sent. */
function offered(track: Track, now: number): Track {
  const end = endOf(track.schedule);
  if (now >= end) return { ...track, due: undefined, status: 'COMPLETED' };
  return { ...track, due: Number.isFinite(end) ? end : undefined, status: 'EXECUTING' };
}

/** Which zones a wave is for, which come later, and which had their time before or have the next occurrence already. */
export function zonesOfWave(
  track: Track,
  { index, after, until }: NonNullable<PlannedBatch['wave']>,
): Record<'now' | 'later' | 'passed', string[]> {
  const recurrence = recurrenceOf(track);
  const isNext = beginningOf(recurrence, index + 1) !== undefined;
  const nextOf = new Map(isNext ? zoneInstants(recurrence, index + 1).map(({ zone, at }) => [zone, at]) : []);
  const zones: Record<'now' | 'later' | 'passed', string[]> = { now: [], later: [], passed: [] };
  for (const { zone, at } of zoneInstants(recurrence, index)) {
    const isSuperseded = (nextOf.get(zone) ?? Number.POSITIVE_INFINITY) <= until;
    const isPassed = at <= after || isSuperseded;
    zones[at > until ? 'later' : isPassed ? 'passed' : 'now'].push(zone);
  }
  return zones;
}

/** How many times of day a run in local time comes to the world, and how many of them have been. */
export function waveCounts(
  track: Track,
  index: number,
  doneUntil: number,
): { total: number; completed: number } {
  const instants = [...new Set(zoneInstants(recurrenceOf(track), index).map(({ at }) => at))];
  return { total: instants.length, completed: instants.filter((at) => at <= doneUntil).length };
}

export function isEventSchedule({ Frequency }: Schedule): boolean {
  return Frequency === 'EVENT' || Frequency === 'IN_APP_EVENT';
}

function recurrenceOf({ schedule, since }: Pick<Track, 'schedule' | 'since'>): Recurrence {
  const { Frequency = 'ONCE', IsLocalTime = false, StartTime } = schedule;
  const offset = offsetMinutes(schedule);
  const start = StartTime === IMMEDIATE ? since : startOf(schedule);
  return {
    frequency: isEventSchedule(schedule) ? 'ONCE' : (Frequency as Recurrence['frequency']),
    start: new Date(start + offset * MS_PER_MINUTE).toISOString().slice(0, 19),
    offsetMinutes: offset,
    isLocal: IsLocalTime && StartTime !== IMMEDIATE, // at once is at once everywhere
    end: endOf(schedule),
  };
}

function withNext(track: Track, recurrence: Recurrence, index: number): Track {
  return { ...track, next: beginningOf(recurrence, index) === undefined ? undefined : index };
}

/** The same for every scheduler that looks at the track, so that a run is started once. */
export function runIdOf(
  { treatments, generation, since }: Track,
  campaignId: string,
  occurrence: number,
): string {
  const text = [campaignId, treatments[0], generation, since, occurrence].join('/');
  return createHash('md5').update(text).digest('hex');
}
