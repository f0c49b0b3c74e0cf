import { countOccurrences } from '../../compiler/campaign-events.ts';
import type { Ports } from '../../ports/ports.ts';
import { findCampaign } from './campaign-documents.ts';
import { type DueEntry, nextEntries } from './due-index.ts';
import type { Track } from './track.ts';

/**
 * When the next campaign run of any application falls due, for a clock that is moved by hand. An event
 * campaign that listens has something due only when there are events that it has not heard: so that days
 * are not passed in minutes.
 */
export async function nextCampaignDue(ports: Ports): Promise<Date | undefined> {
  let page = await nextEntries(ports);
  while (page.length > 0) {
    for (const entry of page) {
      if (await isAwaited(ports, entry)) return new Date(entry.due);
    }
    page = await nextEntries(ports, page.at(-1)?.sort);
  }
  return undefined;
}

async function isAwaited(ports: Ports, entry: DueEntry): Promise<boolean> {
  const campaign = await findCampaign(ports, entry);
  if (campaign?.frequency !== 'EVENT') return true;
  for (const track of campaign.tracks) {
    if (track.status !== 'EXECUTING' || (await hasNews(ports, entry.applicationId, track))) return true;
  }
  return false;
}

async function hasNews(
  ports: Ports,
  applicationId: string,
  { schedule, heardUntil }: Track,
): Promise<boolean> {
  const to = ports.clock.now().getTime() + 1;
  if (schedule.EventFilter === undefined || heardUntil === undefined || heardUntil >= to) return false;
  const [row] = await ports.queries.query<{ events: number }>(
    countOccurrences(applicationId, { filter: schedule.EventFilter, from: heardUntil, to }).statement(),
  );
  return (row?.events ?? 0) > 0;
}
