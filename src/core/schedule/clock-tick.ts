import type { Ports } from '../../ports/ports.ts';
import { nextCampaignDue, startDueCampaignRuns } from '../campaigns/runs.ts';
import { refreshNames } from '../definitions/refresh-names.ts';
import { nextErasureDue, startDueErasures } from '../erasure/run-erasures.ts';
import { nextJourneyDue, startDueJourneyTicks } from '../journeys/ticks.ts';
import { countNewSegments } from '../segments/count-new.ts';
import { nextSizesDue, recordDueSizes } from '../segments/record-sizes.ts';
import { noteTick } from './last-tick.ts';

export interface ClockTickReport {
  readonly campaignRuns: number;
  readonly journeyTicks: number;
  readonly erasureRuns: number;
  /** Applications whose segments were counted. */
  readonly segmentCounts: number;
  /** Segments that were counted because they were made or changed. */
  readonly newSegments: number;
  /** Rows of names that the lake did not have so. */
  readonly names: number;
}

/**
 * One clock tick: starts everything that is due by `ports.clock`; then, once a day, counts segments, at each tick those
 * that are new, and brings names of what was defined into the lake. Safe to call twice, late, and by two at once.
 * @throws the first error, after all had their turn
 */
export async function clockTick(ports: Ports): Promise<ClockTickReport> {
  const [campaigns] = await Promise.allSettled([startDueCampaignRuns(ports)]);
  const [journeys] = await Promise.allSettled([startDueJourneyTicks(ports)]);
  const [erasures] = await Promise.allSettled([startDueErasures(ports)]);
  const [sizes] = await Promise.allSettled([recordDueSizes(ports)]);
  const [newSegments] = await Promise.allSettled([countNewSegments(ports)]);
  await noteTick(ports.documents, ports.clock.now());
  const [names] = await Promise.allSettled([refreshNames(ports)]);
  return {
    campaignRuns: settledValue(campaigns),
    journeyTicks: settledValue(journeys),
    erasureRuns: settledValue(erasures),
    segmentCounts: settledValue(sizes),
    newSegments: settledValue(newSegments),
    names: settledValue(names),
  };
}

function settledValue<T>(settled: PromiseSettledResult<T>): T {
  if (settled.status === 'rejected') throw settled.reason;
  return settled.value;
}

/** The next instant at which a clock tick would start something; `undefined` when nothing is planned. */
export async function nextDue(ports: Ports): Promise<Date | undefined> {
  const due = await Promise.all([
    nextCampaignDue(ports),
    nextJourneyDue(ports),
    nextErasureDue(ports),
    nextSizesDue(ports),
  ]);
  const dates = due.filter((date) => date !== undefined);
  return dates.length === 0 ? undefined : new Date(Math.min(...dates.map(Number)));
}
