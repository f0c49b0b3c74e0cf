import type { Ports } from '../../ports/ports.ts';
import { requireApp } from '../apps/apps.ts';
import { PlatformError } from '../errors.ts';
import { kindOf } from './activity-graph.ts';
import type { ActivityKind } from './activity-shapes.ts';
import type { Activity, StoredJourney } from './journey.ts';
import { requireJourney, requireRun, runsOf } from './journey-documents.ts';
import { candidatesOf } from './journey-runs.ts';

/*
 * Execution metrics: counters without a range of dates, as texts (pinpoint-events-kpis.md 4). They
 * are counted in the lake, so that they are what happened, whatever became of the journey since.
 */

/** Keys to texts. */
type Metrics = Record<string, string>;

export interface JourneyMetrics {
  ApplicationId: string;
  JourneyId: string;
  /** ISO 8601, UTC. */
  LastEvaluatedTime: string;
  Metrics: Metrics;
  RunId?: string;
}

export interface ActivityMetrics extends JourneyMetrics {
  JourneyActivityId: string;
  ActivityType: string;
}

const TYPES: Readonly<Record<ActivityKind, string>> = {
  EMAIL: 'MESSAGE',
  SMS: 'MESSAGE',
  PUSH: 'MESSAGE',
  CUSTOM: 'MESSAGE',
  ContactCenter: 'CONTACT_CENTER',
  Wait: 'WAIT',
  ConditionalSplit: 'CONDITIONAL_SPLIT',
  MultiCondition: 'MULTI_CONDITIONAL_SPLIT',
  RandomSplit: 'RANDOM_SPLIT',
  Holdout: 'HOLDOUT',
};

/**
 * @param runId of one run; all of them when absent
 * @throws PlatformError `NotFound` for the application, the journey or the run
 */
export async function journeyMetrics(
  ports: Ports,
  applicationId: string,
  journeyId: string,
  runId?: string,
): Promise<JourneyMetrics> {
  const stored = await asked(ports, applicationId, journeyId, runId);
  const [row] = await ports.queries.query<{ entered: number; gone: number; cancelled: number }>(
    ports.named('journey_participants', {
      application_id: applicationId,
      journey_id: journeyId,
      run_id: runId ?? '',
    }),
  );
  const { entered = 0, gone = 0 } = row ?? {};
  const isCancelled = stored.journey.State === 'CANCELLED';
  const cancelled = isCancelled ? entered - gone : 0;
  return {
    ...head(ports, applicationId, journeyId, runId),
    Metrics: texts({
      ENDPOINT_ENTERED: entered,
      ENDPOINT_LEFT: gone,
      ENDPOINT_ACTIVE: entered - gone - cancelled,
      CANCELLED: cancelled,
      REENTRY_CAP_EXCEEDED: 0,
      ACTIVE_ENDPOINT_REJECTED: 0,
      ...(await refusals(ports, stored, runId)),
    }),
  };
}

/** @throws PlatformError `NotFound` for the application, the journey, the run or the activity */
export async function activityMetrics(
  ports: Ports,
  applicationId: string,
  journeyId: string,
  activityId: string,
  runId?: string,
): Promise<ActivityMetrics> {
  const { journey } = await asked(ports, applicationId, journeyId, runId);
  const activity = journey.Activities?.[activityId];
  if (activity === undefined) {
    throw new PlatformError('NotFound', `Activity ${activityId} not found in journey ${journeyId}`);
  }
  const rows = await ports.queries.query<{ counter: string; participants: number }>(
    ports.named('journey_activity_counters', {
      application_id: applicationId,
      journey_id: journeyId,
      run_id: runId ?? '',
      activity_id: activityId,
      from_day: (journey.CreationDate ?? '').slice(0, 10),
      to_day: ports.clock.now().toISOString().slice(0, 10),
    }),
  );
  const counted = Object.fromEntries(rows.map(({ counter, participants }) => [counter, participants]));
  return {
    ...head(ports, applicationId, journeyId, runId),
    JourneyActivityId: activityId,
    ActivityType: TYPES[kindOf(activity)],
    Metrics: texts(countersOf(activity, counted)),
  };
}

async function asked(
  ports: Ports,
  applicationId: string,
  journeyId: string,
  runId: string | undefined,
): Promise<StoredJourney> {
  await requireApp(ports, applicationId);
  const stored = await requireJourney(ports, applicationId, journeyId);
  if (runId !== undefined) await requireRun(ports, stored, runId);
  return stored;
}

function head(ports: Ports, ApplicationId: string, JourneyId: string, runId: string | undefined) {
  const LastEvaluatedTime = ports.clock.now().toISOString();
  return { ApplicationId, JourneyId, LastEvaluatedTime, ...(runId !== undefined && { RunId: runId }) };
}

/** The counters of an activity; those of its kind are there also when they are zero. */
function countersOf(activity: Activity, counted: Record<string, number>): Record<string, number> {
  const of = (names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [name, counted[name] ?? 0]));
  const { ConditionalSplit, MultiCondition, RandomSplit, Holdout, Wait, ContactCenter } = activity;
  const branches = (count: number) => of(Array.from({ length: count }, (_, index) => `Branch_${index + 1}`));
  if (ConditionalSplit !== undefined) return of(['Branch_TRUE', 'Branch_FALSE']);
  if (MultiCondition !== undefined) return branches((MultiCondition.Branches ?? []).length + 1);
  if (RandomSplit !== undefined) return branches((RandomSplit.Branches ?? []).length);
  if (Holdout !== undefined) return of(['HOLDOUT', 'PASSED']);
  if (Wait !== undefined) {
    const { WAIT_STARTED: arrived = 0, WAIT_FINISHED: over = 0, WAIT_SKIPPED: skipped = 0 } = counted;
    return { WAIT_STARTED: arrived - skipped, WAIT_FINISHED: over, WAIT_SKIPPED: skipped };
  }
  const { WAIT_STARTED: _entered, ...sent } = counted;
  if (ContactCenter !== undefined) return callCounters(counted);
  return { SUCCESS: 0, DAILY_CAP_EXCEEDED: 0, FAILURE_PERMANENT: 0, QUIET_TIME: 0, ...renamed(sent) };
}

/** What a custom call in place of Connect can tell of. */
function callCounters(counted: Record<string, number>): Record<string, number> {
  const failed = (counted.FAILURE_PERMANENT ?? 0) + (counted.CUSTOM_DELIVERY_FAILURE ?? 0);
  return {
    CALL_QUEUED: counted.SUCCESS ?? 0,
    DIAL_FAILURE: failed,
    WAIT_STARTED: counted.WAIT_STARTED ?? 0,
    WAIT_FINISHED: counted.QUIET_TIME_WAIT_FINISHED ?? 0,
  };
}

/** From send statuses and hold reasons to the names of counters, where they differ (4.2). */
const COUNTER_NAMES: Readonly<Record<string, string>> = {
  DAILY_CAP: 'DAILY_CAP_EXCEEDED',
  FAILURE: 'SERVICE_FAILURE',
};

function renamed(counted: Record<string, number>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(counted).map(([name, count]) => [COUNTER_NAMES[name] ?? name, count]),
  );
}

/** Candidates that did not enter, by Pinpoint's counter (4.4), all of them together, and whose time zone is an estimate. */
async function refusals(
  ports: Ports,
  stored: StoredJourney,
  runId: string | undefined,
): Promise<Record<string, number>> {
  const runs = runId === undefined ? await runsOf(ports, stored) : [await requireRun(ports, stored, runId)];
  const total: Record<string, number> = {};
  for (const counts of runs.map(candidatesOf)) {
    for (const [reason, count] of Object.entries(counts)) {
      if (reason !== 'ENTERED') total[reason] = (total[reason] ?? 0) + count;
      if (reason === 'ENDPOINT_ESTIMATED_TIMEZONE') continue; // counted under what became of it
      total.ENDPOINT_PRODUCED = (total.ENDPOINT_PRODUCED ?? 0) + count;
    }
  }
  return total;
}

function texts(counts: Readonly<Record<string, number>>): Metrics {
  return Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, String(count)]));
}
