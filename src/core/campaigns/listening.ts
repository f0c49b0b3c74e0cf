import { endOf } from './schedule.ts';
import { type PlannedBatch, runIdOf, type Track } from './track.ts';

/* How a campaign that answers events goes on. All instants are epoch milliseconds. */

const MS_PER_MINUTE = 60_000;
const MS_PER_DAY = 24 * 60 * MS_PER_MINUTE;
/** How often an event campaign looks for events. Ours. */
const LISTEN_MS = MS_PER_MINUTE;
/** Older events are not answered any more (pinpoint-campaigns-journeys.md 1.2). */
export const EVENT_LIFE_MS = 5 * MS_PER_MINUTE;
/** An event is in the lake this long after its arrival was noted, over and above the stage's lag. Ours. */
const SETTLE_MS = 2000;

/** Which events an event campaign is to answer now; `undefined` when it is too early to look. */
export function hearing(track: Track, now: number, lagMs: number): { from: number; to: number } | undefined {
  const to = Math.min(now - lagMs - SETTLE_MS, endOf(track.schedule));
  const from = Math.max(track.heardUntil ?? to, now - EVENT_LIFE_MS - lagMs);
  return to > from ? { from, to } : undefined;
}

/** The track of an event campaign after it looked, or found it too early to. */
export function heard(track: Track, now: number, window: { from: number; to: number } | undefined): Track {
  const heardUntil = window?.to ?? track.heardUntil;
  const isOver = heardUntil !== undefined && heardUntil >= endOf(track.schedule);
  if (isOver) return { ...track, heardUntil, due: undefined, status: 'COMPLETED' };
  return { ...track, heardUntil, due: now + LISTEN_MS, status: 'EXECUTING' };
}

/** The answer to a window of events. All answers of a UTC day are one run, so that runs can still be looked through. Ours. */
export function hearingBatch(
  track: Track,
  campaignId: string,
  events: { from: number; to: number },
): PlannedBatch {
  const runScheduledAt = Math.floor(events.to / MS_PER_DAY) * MS_PER_DAY;
  const runId = runIdOf(track, campaignId, runScheduledAt);
  return { batchId: `${runId}-${events.from}`, runId, scheduledAt: events.to, runScheduledAt, events };
}
