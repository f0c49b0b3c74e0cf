import type { Ports } from '../../ports/ports.ts';
import { requireApp } from '../apps/apps.ts';
import type { HoldReason } from '../messages/hold-reasons.ts';
import { reachedNobody } from '../messages/outcome.ts';
import { type Page, type PageRequest, pageOf } from '../paging.ts';
import { amendCampaign, requireCampaign } from './campaign-documents.ts';
import type { CampaignKey } from './due-index.ts';
import { noteFailedRun } from './failed-runs.ts';
import {
  type ActivityResponse,
  activitiesOf,
  activityId,
  type CampaignBatch,
  changeActivity,
} from './run-documents.ts';
import { waveCounts } from './track.ts';

/** The newest run first. @throws PlatformError `NotFound` for the application or the campaign */
export async function listActivities(
  ports: Ports,
  key: CampaignKey,
  request: PageRequest,
): Promise<Page<ActivityResponse>> {
  await requireApp(ports, key.applicationId);
  await requireCampaign(ports, key);
  const activities = await activitiesOf(ports, key);
  return pageOf(activities, ({ ScheduledStart, Id }) => `${ScheduledStart}#${Id}`, request);
}

/** Notes of each treatment's run that it began, and of the campaign when it ran last; one that began earlier stays as it is. */
export async function beginActivities(
  ports: Ports,
  applicationId: string,
  batch: CampaignBatch,
): Promise<void> {
  for (const activity of firstActivities(ports, applicationId, batch)) {
    await changeActivity(ports, activity, (found) => found);
  }
  const { campaignId, planned } = batch;
  const lastRunAt = new Date(planned.runScheduledAt).toISOString();
  await amendCampaign(ports, { applicationId, campaignId }, (found) =>
    (found.lastRunAt ?? '') < lastRunAt ? { ...found, lastRunAt } : found,
  );
}

/** What became of the messages of one activity. */
export interface ActivityOutcome {
  /** How many of each: a reason when held, else a send status. */
  readonly held: Readonly<Partial<Record<HoldReason, number>>>;
  readonly outcomes: Readonly<Record<string, number>>;
}

/**
 * Notes what became of a run so far: counts of all its batches, and its end when it was the last.
 * @param outcomeOf what became of an activity's messages
 * @param failure why the batch failed as a whole, if it did
 */
export async function endActivities(
  ports: Ports,
  applicationId: string,
  batch: CampaignBatch,
  outcomeOf: (activityId: string) => ActivityOutcome,
  failure?: string,
): Promise<void> {
  const { campaignId, track, planned } = batch;
  const zones = planned.wave && waveCounts(track, planned.wave.index, planned.wave.until);
  const isLast = zones === undefined || zones.completed === zones.total;
  const first = firstActivities(ports, applicationId, batch);
  const produced = first.reduce((total, { Id }) => total + membersOf(outcomeOf(Id)), 0);
  for (const activity of first) {
    const outcome = outcomeOf(activity.Id);
    const isLost = failure !== undefined || reachedNobody(outcome.outcomes);
    const ended = await changeActivity(ports, activity, (found) => ({
      ...found,
      ...(isLast && {
        State: 'COMPLETED' as const,
        End: ports.clock.now().toISOString(),
        Result: isLost || found.Result === 'FAIL' ? ('FAIL' as const) : ('SUCCESS' as const),
      }),
      ...(failure !== undefined && { Result: 'FAIL' as const }),
      ...(zones !== undefined && {
        TimezonesTotalCount: zones.total,
        TimezonesCompletedCount: zones.completed,
      }),
      TotalEndpointCount: sum(outcome.outcomes),
      SuccessfulEndpointCount: outcome.outcomes.SUCCESS ?? 0,
      ExecutionMetrics: executionMetrics(outcome, produced),
    }));
    if (ended.Result === 'FAIL') {
      await noteFailedRun(ports, applicationId, {
        campaignId,
        scheduledStart: ended.ScheduledStart,
        at: ended.End ?? ended.Start,
        ...(failure !== undefined && { cause: failure }),
      });
    }
  }
}

function firstActivities(ports: Ports, applicationId: string, batch: CampaignBatch): ActivityResponse[] {
  const { campaignId, track, planned } = batch;
  return track.treatments.map((treatmentId) => ({
    ApplicationId: applicationId,
    CampaignId: campaignId,
    Id: activityId(planned, track, treatmentId),
    ScheduledStart: new Date(planned.runScheduledAt).toISOString(),
    Start: ports.clock.now().toISOString(),
    State: 'RUNNING',
    TreatmentId: treatmentId,
  }));
}

/**
 * Counters by the names of pinpoint-events-kpis.md 4.4, and by the hold reason or send status where it
 * has none (ours). `TREATMENT_HOLDOUT` are the members of the run's other treatments.
 */
function executionMetrics(outcome: ActivityOutcome, produced: number): Record<string, string> {
  const others = produced - membersOf(outcome);
  const counts = {
    ENDPOINT_PRODUCED: produced,
    ...(others > 0 && { TREATMENT_HOLDOUT: others }),
    ...outcome.held,
    ...outcome.outcomes,
  };
  return Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, String(count)]));
}

function membersOf({ held, outcomes }: ActivityOutcome): number {
  return sum(held) + sum(outcomes);
}

function sum(counts: Readonly<Partial<Record<string, number>>>): number {
  return Object.values(counts).reduce<number>((total, count) => total + (count ?? 0), 0);
}
