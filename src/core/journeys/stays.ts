import type { Ports } from '../../ports/ports.ts';
import { requireApp } from '../apps/apps.ts';
import { PlatformError } from '../errors.ts';
import { activityName } from './activity-words.ts';
import { messageActivities, messageDays, wordingOf } from './flow.ts';
import type { StoredJourney } from './journey.ts';
import { requireJourney, requireRun } from './journey-documents.ts';

/** A participant's stay in a journey, over or not. */
export interface Stay {
  /** An endpoint's id in lower case, or `user:` and a user's id. */
  readonly participantId: string;
  readonly endpointId: string;
  readonly userId?: string;
  readonly runId: string;
  readonly state: 'inside' | 'left';
  /** Where it is, or where it left from. */
  readonly activity: string;
  /** The activity's name for people. */
  readonly activityName: string;
  /** Of its last move. */
  readonly branch?: string;
  /** ISO 8601, UTC: since when it is there, or when it left. */
  readonly movedAt: string;
  /** Of those inside: when it may go on. */
  readonly dueAt?: string;
  /** Of those who left: `END` at the end of the path, `HOLDOUT`, `NO_ENDPOINT` for the channel of the last message, why that was held back, or its send status. */
  readonly reason?: string;
}

export interface StaysRequest {
  readonly runId?: string;
  readonly activityId?: string;
  readonly state?: 'any' | 'inside' | 'left';
  readonly reason?: string;
  /** Part of a participant's, endpoint's or user's id, whatever the case. */
  readonly search?: string;
  /** What happened later is left out. */
  readonly at?: Date;
  /** 1 to 1000. */
  readonly limit: number;
  /** `next` of the page before. */
  readonly next?: string;
}

/** One activity that participants left the journey from, with one reason. */
export interface Exit {
  readonly activity: string;
  readonly activityName: string;
  readonly branch?: string;
  readonly reason: string;
  readonly participants: number;
}

/**
 * Who is where in a journey, and who left where and why; the latest move first.
 * @throws PlatformError `NotFound` for the application, the journey, the run or the activity; `BadRequest` for a strange `next`
 */
export async function journeyStays(
  ports: Ports,
  applicationId: string,
  journeyId: string,
  request: StaysRequest,
): Promise<{ items: Stay[]; next?: string }> {
  const stored = await askedFor(ports, applicationId, journeyId, request);
  const { activityId = '', state = 'any', reason = '', search = '', limit } = request;
  const after = request.next === undefined ? undefined : readNext(request.next);
  const rows = await ports.queries.query<StayRow>(
    ports.named('journey_stays', {
      ...parameters(ports, stored, request),
      activity_id: activityId,
      state,
      reason,
      search,
      most: limit + 1,
      ...(after && { before: after.movedAt, after_key: after.key }),
    }),
  );
  const nameOf = await naming(ports, stored);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    items: page.map((row) => ({
      participantId: row.participant_id,
      endpointId: row.endpoint_id,
      userId: row.user_id ?? undefined,
      runId: row.journey_run_id,
      state: row.state,
      activity: row.activity,
      activityName: nameOf(row.activity),
      branch: row.branch ?? undefined,
      movedAt: row.moved_at.toISOString(),
      dueAt: row.due_at?.toISOString(),
      reason: row.reason ?? undefined,
    })),
    ...(last !== undefined && rows.length > limit && { next: nextOf(last) }),
  };
}

/**
 * How many left a journey from each activity, and why; in the order of the definition.
 * @throws PlatformError `NotFound` for the application, the journey or the run
 */
export async function journeyExits(
  ports: Ports,
  applicationId: string,
  journeyId: string,
  request: Pick<StaysRequest, 'runId' | 'at'>,
): Promise<{ items: Exit[] }> {
  const stored = await askedFor(ports, applicationId, journeyId, request);
  const rows = await ports.queries.query<ExitRow>(
    ports.named('journey_exits', parameters(ports, stored, request)),
  );
  const nameOf = await naming(ports, stored);
  return {
    items: rows.map(({ activity, branch, reason, participants }) => ({
      activity,
      activityName: nameOf(activity),
      branch: branch ?? undefined,
      reason,
      participants,
    })),
  };
}

type StayRow = {
  stay_key: string;
  participant_id: string;
  endpoint_id: string;
  user_id: string | null;
  journey_run_id: string;
  state: 'inside' | 'left';
  activity: string;
  branch: string | null;
  moved_at: Date;
  due_at: Date | null;
  reason: string | null;
};
type ExitRow = { activity: string; branch: string | null; reason: string; participants: number };

async function askedFor(
  ports: Ports,
  applicationId: string,
  journeyId: string,
  { runId, activityId }: Pick<StaysRequest, 'runId' | 'activityId'>,
): Promise<StoredJourney> {
  await requireApp(ports, applicationId);
  const stored = await requireJourney(ports, applicationId, journeyId);
  if (runId !== undefined) await requireRun(ports, stored, runId);
  if (activityId !== undefined && stored.journey.Activities?.[activityId] === undefined) {
    throw new PlatformError('NotFound', `Activity ${activityId} not found in journey ${journeyId}`);
  }
  return stored;
}

function parameters(ports: Ports, stored: StoredJourney, { runId, at }: Pick<StaysRequest, 'runId' | 'at'>) {
  return {
    application_id: stored.journey.ApplicationId,
    journey_id: stored.journey.Id,
    run_id: runId ?? '',
    message_activities: messageActivities(stored.journey),
    ...messageDays(stored, ports.clock.now()),
    ...(at && { as_of: at }),
  };
}

async function naming(ports: Ports, { journey }: StoredJourney): Promise<(id: string) => string> {
  const wording = await wordingOf(ports, journey);
  return (id) => {
    const activity = journey.Activities?.[id];
    return activity === undefined ? id : activityName(activity, wording);
  };
}

function nextOf({ moved_at, stay_key }: StayRow): string {
  return Buffer.from(JSON.stringify([moved_at.toISOString(), stay_key])).toString('base64url');
}

function readNext(next: string): { movedAt: Date; key: string } {
  try {
    const [at, key] = JSON.parse(Buffer.from(next, 'base64url').toString()) as unknown[];
    const movedAt = new Date(String(at));
    if (typeof key === 'string' && !Number.isNaN(movedAt.getTime())) return { movedAt, key };
  } catch {
    // told below
  }
  throw new PlatformError('BadRequest', `next is ${next}; it must be that of the page before`);
}
