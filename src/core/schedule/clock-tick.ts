import type { Ports } from '../../ports/ports.ts';
import { nextCampaignDue, startDueCampaignRuns } from '../campaigns/runs.ts';
import { nextJourneyDue, startDueJourneyTicks } from '../journeys/ticks.ts';

export interface ClockTickReport {
  readonly campaignRuns: number;
  readonly journeyTicks: number;
}

/** One clock tick: starts everything that is due by `ports.clock`. Safe to call twice, late, and by two at once. */
export async function clockTick(ports: Ports): Promise<ClockTickReport> {
  return {
    campaignRuns: await startDueCampaignRuns(ports),
    journeyTicks: await startDueJourneyTicks(ports),
  };
}

/** The next instant at which a clock tick would start something; `undefined` when nothing is planned. */
export async function nextDue(ports: Ports): Promise<Date | undefined> {
  const dates = [await nextCampaignDue(ports), await nextJourneyDue(ports)].filter(
    (date) => date !== undefined,
  );
  return dates.length === 0 ? undefined : new Date(Math.min(...dates.map(Number)));
}
