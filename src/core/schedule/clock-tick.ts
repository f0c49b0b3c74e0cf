import type { Ports } from '../../ports/ports.ts';
import { nextCampaignDue, startDueCampaignRuns } from '../campaigns/runs.ts';
import { nextJourneyDue, startDueJourneyTicks } from '../journeys/ticks.ts';

export interface ClockTickReport {
  readonly campaignRuns: number;
  readonly journeyTicks: number;
}

/**
 * One clock tick: starts everything that is due by `ports.clock`. Safe to call twice, late, and by two at once.
 * @throws the campaigns' error, else that of the journeys, after both had their turn
 */
export async function clockTick(ports: Ports): Promise<ClockTickReport> {
  const [campaigns] = await Promise.allSettled([startDueCampaignRuns(ports)]);
  const journeyTicks = await startDueJourneyTicks(ports).catch((error: unknown) => {
    throw campaigns.status === 'rejected' ? campaigns.reason : error;
  });
  if (campaigns.status === 'rejected') throw campaigns.reason;
  return { campaignRuns: campaigns.value, journeyTicks };
}

/** The next instant at which a clock tick would start something; `undefined` when nothing is planned. */
export async function nextDue(ports: Ports): Promise<Date | undefined> {
  const dates = [await nextCampaignDue(ports), await nextJourneyDue(ports)].filter(
    (date) => date !== undefined,
  );
  return dates.length === 0 ? undefined : new Date(Math.min(...dates.map(Number)));
}
