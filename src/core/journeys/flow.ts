import type { Ports } from '../../ports/ports.ts';
import { requireApp } from '../apps/apps.ts';
import { PlatformError } from '../errors.ts';
import { cycleIn, inOrder, kindOf } from './activity-graph.ts';
import { waysOf } from './activity-ways.ts';
import { activityName, branchInWords, evaluationInWords, type Wording } from './activity-words.ts';
import type { Journey, StoredJourney } from './journey.ts';
import { requireJourney, requireRun, runsOf } from './journey-documents.ts';
import { candidatesOf } from './journey-runs.ts';
import { entrySegment, segmentNamesFor } from './journey-segments.ts';

/** A journey as a graph with what went along it, step of time by step of time. Instants are ISO 8601, UTC. */
export interface JourneyFlow {
  readonly journeyId: string;
  readonly applicationId: string;
  readonly name: string;
  readonly state: string;
  /** Whether participants are endpoints or users. */
  readonly participants: 'endpoint' | 'user';
  /** Who enters, for people. */
  readonly entry: string;
  readonly publishedAt?: string;
  /** Of the last tick. */
  readonly tickedAt?: string;
  /** When somebody inside may move next. */
  readonly movesAt?: string;
  readonly failure?: { readonly at: string; readonly times: number; readonly cause: string };
  /** Newest first. */
  readonly runs: readonly { readonly id: string; readonly createdAt: string; readonly status: string }[];
  /** Of the runs looked at: those who might have entered and did not, by reason. */
  readonly refused: Readonly<Record<string, number>>;
  /** In the order in which they can be reached. */
  readonly activities: readonly FlowActivity[];
  readonly ways: readonly FlowWay[];
  /** Messages by what became of them. */
  readonly outcomes: readonly FlowOutcome[];
  /** Step `n` lasts from `from` plus `n` times `minutes`; sums up to a step are the journey at its end. */
  readonly steps: { readonly from: string; readonly minutes: number; readonly count: number };
}

export interface FlowActivity {
  readonly id: string;
  /** `EMAIL`, `Wait`, `ConditionalSplit`, … */
  readonly kind: string;
  /** For people. */
  readonly name: string;
  readonly description?: string;
  /** When it goes on: `after 3 days`. */
  readonly waits?: string;
  /** Whether it sends messages. */
  readonly sends: boolean;
}

export interface FlowWay {
  /** Null: into the journey. */
  readonly from: string | null;
  /** Null: out of the journey. */
  readonly to: string | null;
  readonly branch: string | null;
  /** For people; empty where it needs no word. */
  readonly label: string;
  /** How many took it in all, and in each step in which somebody did. */
  readonly participants: number;
  readonly taken: readonly { readonly step: number; readonly participants: number }[];
}

export interface FlowOutcome {
  readonly step: number;
  readonly activity: string;
  /** Held back when the message was decided. */
  readonly held: boolean;
  /** A hold reason or a send status; `PENDING` without a record. */
  readonly outcome: string;
  readonly messages: number;
}

const MINUTE_MS = 60_000;
/** Lengths of a step that are chosen from, in minutes: the first that makes no more steps than this. */
const STEPS = [10, 60, 180, 360, 1440, 10_080, 40_320, 525_600];
const MOST_STEPS = 240;

export interface FlowRequest {
  readonly runId?: string;
  /** When step 0 begins; the hour in which the journey began when absent. */
  readonly origin?: Date;
  /** How long a step is; as suits the journey's length when absent. */
  readonly stepMinutes?: number;
}

/** @throws PlatformError `NotFound` for the application, the journey or the run; `BadRequest` for an origin in the future */
export async function journeyFlow(
  ports: Ports,
  applicationId: string,
  journeyId: string,
  request: FlowRequest,
): Promise<JourneyFlow> {
  await requireApp(ports, applicationId);
  const stored = await requireJourney(ports, applicationId, journeyId);
  const { journey, progress } = stored;
  const runs = await runsOf(ports, stored);
  const { runId = '' } = request;
  const lookedAt = runId === '' ? runs : [await requireRun(ports, stored, runId)];
  const steps = stepsOf(stored, request, ports.clock.now());
  const time = { origin: new Date(steps.from), step_minutes: steps.minutes };
  const which = { application_id: applicationId, journey_id: journeyId, run_id: runId };
  const days = messageDays(stored, ports.clock.now());
  const [moves, outcomes] =
    progress === undefined
      ? [[], []]
      : await Promise.all([
          ports.queries.query<MoveRow>(ports.named('journey_flow_by_step', { ...which, ...time })),
          ports.queries.query<OutcomeRow>(
            ports.named('journey_outcomes_by_step', { ...which, ...time, ...days }),
          ),
        ]);
  const wording = await wordingOf(ports, journey);
  const refused: Record<string, number> = {};
  for (const [reason, count] of lookedAt.flatMap((run) => Object.entries(candidatesOf(run)))) {
    if (reason !== 'ENTERED') refused[reason] = (refused[reason] ?? 0) + count;
  }
  return {
    journeyId,
    applicationId,
    name: journey.Name,
    state: journey.State,
    participants: progress?.participants ?? 'endpoint',
    entry: entryInWords(journey, wording),
    publishedAt: progress?.publishedAt,
    tickedAt: progress?.tickedAt,
    movesAt: progress?.movesAt,
    failure: progress?.failure,
    runs: runs
      .map(({ run }) => ({ id: run.RunId, createdAt: run.CreationTime, status: run.Status }))
      .sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1)),
    refused,
    activities: activitiesOf(journey, wording),
    ways: waysTaken(journey, moves, wording),
    outcomes: outcomes.map((row) => ({ ...row })),
    steps,
  };
}

/** What names of activities depend on. */
export async function wordingOf(ports: Ports, journey: Journey): Promise<Wording> {
  const names = await segmentNamesFor(ports, journey.ApplicationId, [journey]);
  return { activities: journey.Activities ?? {}, segmentName: (id) => names.get(id) };
}

/** UTC days in which a journey's messages can have left records. */
export function messageDays({ journey }: StoredJourney, now: Date) {
  return { from_day: journey.CreationDate.slice(0, 10), to_day: now.toISOString().slice(0, 10) };
}

type MoveRow = {
  step: number;
  from_activity: string | null;
  activity: string | null;
  branch: string | null;
  participants: number;
};
type OutcomeRow = { step: number; activity: string; held: boolean; outcome: string; messages: number };

function stepsOf(
  { journey, progress }: StoredJourney,
  { origin, stepMinutes }: FlowRequest,
  now: Date,
): JourneyFlow['steps'] {
  if (origin !== undefined && origin > now) {
    throw new PlatformError('BadRequest', `origin is ${origin.toISOString()}; it must not be in the future`);
  }
  const begun = [progress?.publishedAt, journey.Schedule?.StartTime].filter(
    (text) => text !== undefined && text <= now.toISOString(),
  );
  const launch = new Date(begun.sort().at(-1) ?? now).setUTCMinutes(0, 0, 0);
  const from = origin?.getTime() ?? launch;
  const span = Math.max(now.getTime() - from, MINUTE_MS);
  const minutes =
    stepMinutes ??
    STEPS.find((length) => span / (length * MINUTE_MS) <= MOST_STEPS) ??
    (STEPS.at(-1) as number);
  return {
    from: new Date(from).toISOString(),
    minutes,
    count: Math.floor(span / (minutes * MINUTE_MS)) + 1,
  };
}

function activitiesOf({ Activities = {} }: Journey, wording: Wording): FlowActivity[] {
  const ids = cycleIn(Activities) === undefined ? inOrder(Activities) : Object.keys(Activities); // a draft may go in circles
  return ids.map((id) => {
    const activity = Activities[id] as NonNullable<(typeof Activities)[string]>;
    const kind = kindOf(activity);
    return {
      id,
      kind,
      name: activityName(activity, wording),
      description: activity.Description,
      waits: evaluationInWords(activity),
      sends: SENDING.includes(kind),
    };
  });
}

const SENDING: readonly string[] = ['EMAIL', 'SMS', 'PUSH', 'CUSTOM', 'ContactCenter'];

/** Ids of the activities that send, as queries take them. */
export function messageActivities({ Activities = {} }: Journey): string {
  return Object.keys(Activities)
    .filter((id) => SENDING.includes(kindOf(Activities[id] as NonNullable<(typeof Activities)[string]>)))
    .join(',');
}

/** Every way of the definition, also those that nobody took; and any that was taken beside them. */
function waysTaken(journey: Journey, moves: readonly MoveRow[], wording: Wording): FlowWay[] {
  const key = (from: string | null, to: string | null, branch: string | null) =>
    JSON.stringify([from, to, branch]);
  const ways = new Map(waysOf(journey).map((way) => [key(way.from, way.to, way.branch), way]));
  const taken = new Map<string, MoveRow[]>();
  for (const move of moves) {
    const { from_activity: from, activity: to, branch } = move;
    const name = key(from, to, branch);
    ways.set(name, { from, to, branch });
    taken.set(name, [...(taken.get(name) ?? []), move]);
  }
  return [...ways].map(([name, { from, to, branch }]) => {
    const rows = taken.get(name) ?? [];
    return {
      from,
      to,
      branch,
      label: branchInWords(journey.Activities?.[from ?? ''], branch, wording),
      participants: rows.reduce((total, { participants }) => total + participants, 0),
      taken: rows.map(({ step, participants }) => ({ step, participants })),
    };
  });
}

/** Who enters: the segment's name, or the event. */
function entryInWords(journey: Journey, { segmentName }: Wording): string {
  const { EventStartCondition } = journey.StartCondition ?? {};
  const segmentId = entrySegment(journey);
  const segment = segmentId && (segmentName(segmentId) ?? `segment ${segmentId}`);
  if (EventStartCondition === undefined) return segment ?? 'Nobody yet';
  const events = EventStartCondition.EventFilter?.Dimensions?.EventType?.Values ?? [];
  const words = `Event ${events.join(' or ')}`.trim();
  return segment === undefined ? words : `${words}, of ${segment}`;
}
