import type { CampaignDefinition } from './campaign.ts';
import type { Schedule } from './schedule.ts';
import { newTrack, type Track } from './track.ts';
import { sharesOf } from './treatments.ts';

/** The tracks of a new campaign: one for each schedule among its treatments. */
export function newTracks(definition: CampaignDefinition, at: number): Track[] {
  return groups(definition).map(({ schedule, treatments }) => newTrack(schedule, treatments, at));
}

/**
 * The tracks of a changed campaign. One whose schedule stays goes on where it stands; a new schedule
 * begins anew, and so does every one that recurs when the campaign is resumed after a pause.
 */
export function continuedTracks(
  definition: CampaignDefinition,
  before: readonly Track[],
  at: number,
  isResumed: boolean,
): Track[] {
  const generation = Math.max(0, ...before.map((track) => track.generation)) + 1;
  return groups(definition).map(({ schedule, treatments }) => {
    const same = before.find((track) => textOf(track.schedule) === textOf(schedule));
    if (same === undefined) return newTrack(schedule, treatments, at, { generation });
    const isLeft = same.next !== undefined || same.heardUntil !== undefined || (same.open ?? []).length > 0;
    if (!isResumed || !isLeft || same.status === 'COMPLETED') return { ...same, treatments };
    const anew = newTrack(schedule, treatments, at, { generation, isResumed });
    return { ...anew, ...(same.running !== undefined && { running: same.running, due: same.due }) };
  });
}

function groups(definition: CampaignDefinition): { schedule: Schedule; treatments: string[] }[] {
  const found = new Map<string, { schedule: Schedule; treatments: string[] }>();
  for (const { id, schedule } of sharesOf('', definition).treatments) {
    const group = found.get(textOf(schedule)) ?? { schedule, treatments: [] };
    group.treatments.push(id);
    found.set(textOf(schedule), group);
  }
  return [...found.values()];
}

/** Equal for equal schedules, in whatever order their members came. */
function textOf(value: unknown): string {
  return JSON.stringify(value, (_, member) => {
    if (typeof member !== 'object' || member === null || Array.isArray(member)) return member;
    return Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
