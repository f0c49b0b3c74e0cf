import type { Ports } from '../../ports/ports.ts';
import { requireApp } from '../apps/apps.ts';
import { endpointKey } from '../endpoints/endpoint-id.ts';
import { PlatformError } from '../errors.ts';
import { kindOf } from './activity-graph.ts';
import type { Journey, StoredJourney } from './journey.ts';
import { requireJourney, requireRun } from './journey-documents.ts';

/** What one participant went through, run by run; instants are ISO 8601, UTC. */
export interface Story {
  readonly journeyId: string;
  readonly applicationId: string;
  readonly name: string;
  readonly state: string;
  /** `user:…` where users take part. */
  readonly participantId: string;
  readonly runs: readonly StoryRun[];
}

export interface StoryRun {
  readonly runId: string;
  readonly enteredAt: string;
  /** `SEGMENT` or `EVENT`. */
  readonly enteredBy?: string;
  /** Absent while the participant is inside. */
  readonly leftAt?: string;
  /** In the order in which the participant came to them. */
  readonly activities: readonly StoryActivity[];
}

export interface StoryActivity {
  readonly activity: string;
  /** `EMAIL`, `Wait`, `ConditionalSplit`, … */
  readonly kind?: string;
  readonly description?: string;
  readonly enteredAt: string;
  /** When the participant may go on. */
  readonly dueAt?: string;
  readonly leftAt?: string;
  /** Why it went where it went: the counter of pinpoint-events-kpis.md 4.2, such as `Branch_TRUE`. */
  readonly branch?: string;
  /** The next activity; null when it left the journey; absent while it is here. */
  readonly next?: string | null;
  readonly messages?: readonly StoryMessage[];
}

export interface StoryMessage {
  readonly messageId: string;
  readonly endpointId: string;
  readonly channelType: string;
  readonly decidedAt: string;
  /** Why it was not sent, if it was not. */
  readonly heldBack?: string;
  /** What became of it, in time order; `status` of its sending. */
  readonly events: readonly { readonly type: string; readonly at: string; readonly status?: string }[];
}

/**
 * @param participant an endpoint's id, or `user:` and a user's id
 * @throws PlatformError `NotFound` for the application or the journey, or when the participant never entered
 */
export async function participantStory(
  ports: Ports,
  applicationId: string,
  journeyId: string,
  participant: string,
): Promise<Story> {
  await requireApp(ports, applicationId);
  const stored = await requireJourney(ports, applicationId, journeyId);
  const participantId = await participantIdOf(ports, stored, participant);
  const rows = await ports.queries.query<StoryRow>(
    ports.named('participant_story', {
      application_id: applicationId,
      journey_id: journeyId,
      participant_id: participantId,
      from_day: stored.journey.CreationDate.slice(0, 10),
      to_day: ports.clock.now().toISOString().slice(0, 10),
    }),
  );
  if (rows.length === 0) {
    throw new PlatformError('NotFound', `Participant ${participantId} never entered journey ${journeyId}`);
  }
  const { Name: name, State: state } = stored.journey;
  const runIds = [...new Set(rows.map(({ journey_run_id }) => journey_run_id))];
  const runs = runIds.flatMap((runId) => {
    const own = rows.filter(({ journey_run_id }) => journey_run_id === runId);
    return entriesOf(own).map((entry) => runOf(stored.journey, runId, entry));
  });
  return { journeyId, applicationId, name, state, participantId, runs };
}

/** How many participants came to each activity, went on and are there now; in the order of the definition. `failure` while ticks fail. */
export async function activityCounts(
  ports: Ports,
  applicationId: string,
  journeyId: string,
  { activityId, runId }: { readonly activityId?: string; readonly runId?: string },
) {
  await requireApp(ports, applicationId);
  const stored = await requireJourney(ports, applicationId, journeyId);
  if (runId !== undefined) await requireRun(ports, stored, runId);
  const { Activities = {} } = stored.journey;
  if (activityId !== undefined && Activities[activityId] === undefined) {
    throw new PlatformError('NotFound', `Activity ${activityId} not found in journey ${journeyId}`);
  }
  const rows = await ports.queries.query<{ activity: string; entered: number; gone: number; inside: number }>(
    ports.named('activity_counts', {
      application_id: applicationId,
      journey_id: journeyId,
      run_id: runId ?? '',
    }),
  );
  const counted = new Map(rows.map((row) => [row.activity, row]));
  const asked = Object.keys(Activities).filter((id) => activityId === undefined || id === activityId);
  const items = asked.map((id) => {
    const { entered = 0, gone = 0, inside = 0 } = counted.get(id) ?? {};
    return { ...described(stored.journey, id), entered, left: gone, inside };
  });
  const failure = stored.progress?.failure;
  return { journeyId, applicationId, state: stored.journey.State, ...(failure && { failure }), items };
}

type StoryRow = {
  journey_run_id: string;
  happened_at: Date;
  hop: number;
  what: string;
  from_activity: string | null;
  activity: string | null;
  branch: string | null;
  due_at: Date | null;
  message_id: string | null;
  endpoint_id: string | null;
  channel_type: string | null;
  reason: string | null;
};

/** In a journey of users an endpoint stands for its user. */
async function participantIdOf(
  ports: Ports,
  { journey, progress }: StoredJourney,
  participant: string,
): Promise<string> {
  if (participant.startsWith('user:')) return participant;
  if (progress?.participants !== 'user') return endpointKey(participant);
  const endpoint = await ports.endpoints.get(journey.ApplicationId, participant);
  const userId = endpoint?.User?.UserId;
  return userId ? `user:${userId}` : endpointKey(participant);
}

/** The rows of each entry: in a journey with one long run a participant may come again. */
function entriesOf(rows: readonly StoryRow[]): StoryRow[][] {
  const starts = rows.filter(isEntry).map(({ hop }) => hop);
  return starts.map((start, index) => {
    const next = starts[index + 1] ?? Number.POSITIVE_INFINITY;
    return rows.filter(({ hop }) => hop >= start && hop < next);
  });
}

function isEntry({ what, from_activity }: StoryRow): boolean {
  return what === 'MOVED' && from_activity === null;
}

function runOf(journey: Journey, runId: string, rows: readonly StoryRow[]): StoryRun {
  const moves = rows.filter(({ what }) => what === 'MOVED');
  const last = moves.at(-1);
  const [first] = moves;
  return {
    runId,
    enteredAt: first?.happened_at.toISOString() ?? '',
    enteredBy: first?.branch ?? undefined,
    leftAt: last?.activity === null ? last.happened_at.toISOString() : undefined,
    activities: moves.flatMap((move, index) =>
      move.activity === null ? [] : [activityOf(journey, move.activity, move, moves[index + 1], rows)],
    ),
  };
}

function activityOf(
  journey: Journey,
  id: string,
  arrival: StoryRow,
  departure: StoryRow | undefined,
  rows: readonly StoryRow[],
): StoryActivity {
  const messages = rows.filter(({ what, hop }) => what === 'MESSAGE' && hop === departure?.hop);
  return {
    ...described(journey, id),
    enteredAt: arrival.happened_at.toISOString(),
    dueAt: arrival.due_at?.toISOString(),
    leftAt: departure?.happened_at.toISOString(),
    branch: departure?.branch ?? undefined,
    next: departure?.activity,
    messages: messages.length === 0 ? undefined : messages.map((message) => messageOf(message, rows)),
  };
}

function messageOf(
  { message_id, endpoint_id, channel_type, happened_at, reason }: StoryRow,
  rows: readonly StoryRow[],
): StoryMessage {
  const events = rows.filter(
    (row) => row.message_id === message_id && !['MOVED', 'MESSAGE'].includes(row.what),
  );
  return {
    messageId: message_id ?? '',
    endpointId: endpoint_id ?? '',
    channelType: channel_type ?? '',
    decidedAt: happened_at.toISOString(),
    heldBack: reason ?? undefined,
    events: events.toSorted(inOrder).map(({ what, happened_at: at, reason: status }) => ({
      type: what,
      at: at.toISOString(),
      status: status ?? undefined,
    })),
  };
}

/** What becomes of a message, in the order in which it can; it may all bear one instant. */
const STAGES = [/^_journey\.send$/, /\.send$|BUFFERED$/, /delivered$|SUCCESS$/, /open/, /click$/];

function inOrder(left: StoryRow, right: StoryRow): number {
  const stage = ({ what }: StoryRow) => {
    const known = STAGES.findIndex((pattern) => pattern.test(what));
    return known === -1 ? STAGES.length : known;
  };
  return left.happened_at.getTime() - right.happened_at.getTime() || stage(left) - stage(right);
}

function described({ Activities }: Journey, id: string) {
  const activity = Activities?.[id];
  return {
    activity: id,
    kind: activity && kindOf(activity),
    description: activity?.Description,
  };
}
