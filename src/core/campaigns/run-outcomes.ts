import type { Ports } from '../../ports/ports.ts';
import type { BatchCounts } from '../messages/batch.ts';
import type { HoldReason } from '../messages/hold-reasons.ts';
import type { ActivityOutcome } from './activities.ts';
import { activityId, type CampaignBatch, requireBatch } from './run-documents.ts';

type OutcomeRow = {
  campaign_activity_id: string;
  held: boolean;
  outcome: string;
  messages: number;
};

const NONE: ActivityOutcome = { held: {}, outcomes: {} };

/**
 * What became of each activity of a batch's run. The sender's own counts say it when the run has one
 * activity; where treatments share a batch, or the answers to events a run, the lake tells it, after the
 * records of the last messages have reached it.
 */
export async function outcomesOfRun(
  ports: Ports,
  applicationId: string,
  batch: CampaignBatch,
  counts: BatchCounts,
): Promise<(activity: string) => ActivityOutcome> {
  const { track, planned } = batch;
  const isShared = track.treatments.length > 1 || planned.events !== undefined;
  if (isShared) return outcomesInLake(ports, applicationId, batch);
  const gathered = await gather(ports, applicationId, batch, counts);
  return () => gathered;
}

/** What became of each activity as the lake knows it; where events take a while to reach it, after that while. */
export async function outcomesInLake(
  ports: Ports,
  applicationId: string,
  batch: CampaignBatch,
): Promise<(activity: string) => ActivityOutcome> {
  const { track, planned } = batch;
  const own = track.treatments.map((id) => activityId(planned, track, id));
  const isWaiting = (found: ReadonlyMap<string, ActivityOutcome>) =>
    own.some((id) => (found.get(id)?.outcomes.PENDING ?? 0) > 0);
  let found = await readOutcomes(ports, applicationId, batch);
  if (isWaiting(found) && ports.stage.eventLagSeconds > 0) {
    await ports.pause(ports.stage.eventLagSeconds * 1000);
    found = await readOutcomes(ports, applicationId, batch);
  }
  return (activity) => found.get(activity) ?? NONE;
}

/** Counts of a run's waves so far, this one's included. */
async function gather(
  ports: Ports,
  applicationId: string,
  { planned }: CampaignBatch,
  counts: BatchCounts,
): Promise<ActivityOutcome> {
  const wave = Number(/-(\d+)$/.exec(planned.batchId)?.[1] ?? 0);
  const held: Record<string, number> = { ...counts.held };
  const outcomes: Record<string, number> = { ...counts.outcomes };
  for (let earlier = 0; earlier < wave; earlier += 1) {
    const { counts: before } = await requireBatch(ports, applicationId, `${planned.runId}-${earlier}`);
    add(held, before?.held ?? {});
    add(outcomes, before?.outcomes ?? {});
  }
  return { held, outcomes };
}

function add(counts: Record<string, number>, more: Readonly<Record<string, number | undefined>>): void {
  for (const [name, count] of Object.entries(more)) counts[name] = (counts[name] ?? 0) + (count ?? 0);
}

async function readOutcomes(
  ports: Ports,
  applicationId: string,
  { campaignId, planned }: CampaignBatch,
): Promise<Map<string, { held: Partial<Record<HoldReason, number>>; outcomes: Record<string, number> }>> {
  const rows = await ports.queries.query<OutcomeRow>(
    ports.named('run_outcomes', {
      application_id: applicationId,
      campaign_id: campaignId,
      from_day: new Date(planned.runScheduledAt).toISOString().slice(0, 10),
      to_day: ports.clock.now().toISOString().slice(0, 10),
    }),
  );
  const found = new Map<string, { held: Record<string, number>; outcomes: Record<string, number> }>();
  for (const { campaign_activity_id, held, outcome, messages } of rows) {
    const of = found.get(campaign_activity_id) ?? { held: {}, outcomes: {} };
    add(held ? of.held : of.outcomes, { [outcome]: messages });
    found.set(campaign_activity_id, of);
  }
  return found;
}
