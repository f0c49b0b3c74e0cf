import type { Ports } from '../../ports/ports.ts';
import { latestCampaigns, readDefinition, statusOf } from '../campaigns/campaign-documents.ts';
import { keptNames } from '../definitions/kept-names.ts';
import { activityName } from '../journeys/activity-words.ts';
import type { StoredJourney } from '../journeys/journey.ts';
import { allJourneys } from '../journeys/journey-documents.ts';
import { entrySegment, segmentNamesFor } from '../journeys/journey-segments.ts';
import { asList, type Customer, endpointIdsOf, participantIdsOf } from './customer.ts';
import type { Memberships } from './customer-segments.ts';

/** What one campaign or journey has been to a customer. Instants are ISO 8601, UTC. */
export interface CustomerReach {
  readonly type: 'campaign' | 'journey';
  readonly id: string;
  readonly name?: string;
  readonly state: string;
  /** Whom it is for; absent where everybody can enter by an event. */
  readonly segment?: { readonly id: string; readonly name?: string; readonly deleted?: true };
  /** Whether the segment holds the customer now; absent where it cannot be told. */
  readonly inSegment?: boolean;
  /** Messages that were sent, that failed by send status, and that were held back by reason. */
  readonly sent: number;
  readonly failed: Readonly<Record<string, number>>;
  readonly held: Readonly<Record<string, number>>;
  /** When the last of them was decided. */
  readonly lastAt?: string;
  /** Of a journey that the customer has entered. */
  readonly stay?: CustomerStay;
}

export interface CustomerStay {
  /** As what it takes part. */
  readonly participantId: string;
  readonly entries: number;
  readonly isInside: boolean;
  /** Where it is, or where it left from. */
  readonly activity?: string;
  readonly activityName?: string;
  readonly branch?: string;
  readonly movedAt: string;
  readonly dueAt?: string;
}

type MessageRow = {
  campaign_id: string | null;
  journey_id: string | null;
  held: boolean;
  outcome: string;
  messages: number;
  last_at: Date;
};
type StayRow = {
  journey_id: string;
  participant_id: string;
  entries: number;
  inside: number;
  activity: string | null;
  from_activity: string | null;
  branch: string | null;
  moved_at: Date;
  due_at: Date | null;
};

const DAY_MS = 24 * 3_600_000;
/** So far back it is told whether messages failed; earlier ones that were not held back count as sent. */
const RECORD_DAYS = 180;
const SENT = ['SUCCESS', 'QUIET_TIME_WAIT_FINISHED'];

/** Every campaign and journey of the application, those that decided something for the customer last first. */
export async function reachOf(
  ports: Ports,
  applicationId: string,
  customer: Customer,
  memberships: Memberships,
): Promise<CustomerReach[]> {
  const now = ports.clock.now();
  const day = (instant: Date) => instant.toISOString().slice(0, 10);
  const [messages, stays] = await Promise.all([
    ports.queries.query<MessageRow>(
      ports.named('customer_messages', {
        application_id: applicationId,
        endpoint_ids: asList(endpointIdsOf(customer)),
        user_id: customer.userId ?? '',
        from_day: day(new Date(now.getTime() - RECORD_DAYS * DAY_MS)),
        to_day: day(now),
      }),
    ),
    ports.queries.query<StayRow>(
      ports.named('customer_journeys', {
        application_id: applicationId,
        participant_ids: asList(participantIdsOf(customer)),
      }),
    ),
  ]);
  const journeys = await allJourneys(ports, applicationId);
  const all = [...(await campaignsOf(ports, applicationId)), ...journeys.map((stored) => journeyOf(stored))];
  const entered = journeys.filter(({ journey }) => stays.some((row) => row.journey_id === journey.Id));
  const names = await segmentNamesFor(
    ports,
    applicationId,
    entered.map(({ journey }) => journey),
  );
  const segmentOf = await segmentsOf(ports, applicationId, all, memberships);
  const reach = all.map(({ segmentId, stored, ...one }): CustomerReach => {
    const own = messages.filter(
      (row) => one.id === (one.type === 'campaign' ? row.campaign_id : row.journey_id),
    );
    const stay = stays.find((row) => one.type === 'journey' && row.journey_id === one.id);
    return {
      ...one,
      ...(segmentId !== undefined && {
        segment: segmentOf(segmentId),
        ...(memberships.known.has(segmentId) && {
          inSegment: memberships.segments.some(({ id }) => id === segmentId),
        }),
      }),
      ...countsOf(own),
      ...(stay && stored && { stay: stayOf(stay, stored, names) }),
    };
  });
  return reach.sort((a, b) => (keyOf(a) < keyOf(b) ? 1 : -1));
}

interface Origin extends Pick<CustomerReach, 'type' | 'id' | 'name' | 'state'> {
  readonly segmentId?: string;
  readonly stored?: StoredJourney;
}

/** What the segments are called, or were; @returns one of them by its id */
async function segmentsOf(
  ports: Ports,
  applicationId: string,
  origins: readonly Origin[],
  { all, names }: Memberships,
): Promise<(id: string) => NonNullable<CustomerReach['segment']>> {
  const asked = origins.flatMap(({ segmentId }) => segmentId ?? []);
  const gone = [...new Set(asked)].filter((id) => !all.has(id));
  const kept = await keptNames(
    ports,
    gone.map((id) => ({ applicationId, kind: 'segment', id })),
  );
  return (id) =>
    all.has(id) ? { id, name: names.get(id) } : { id, name: kept.of('segment', id), deleted: true };
}

async function campaignsOf(ports: Ports, applicationId: string): Promise<Origin[]> {
  const campaigns = await latestCampaigns(ports, applicationId);
  return Promise.all(
    campaigns.map(async (campaign): Promise<Origin> => {
      const { Name, SegmentId } = await readDefinition(ports, campaign);
      return {
        type: 'campaign',
        id: campaign.Id,
        name: Name,
        state: statusOf(campaign),
        segmentId: SegmentId,
      };
    }),
  );
}

function journeyOf(stored: StoredJourney): Origin {
  const { Id, Name, State } = stored.journey;
  return {
    type: 'journey',
    id: Id,
    name: Name,
    state: State,
    segmentId: entrySegment(stored.journey),
    stored,
  };
}

function countsOf(rows: readonly MessageRow[]) {
  const held: Record<string, number> = {};
  const failed: Record<string, number> = {};
  let sent = 0;
  for (const { held: isHeld, outcome, messages } of rows) {
    if (isHeld) held[outcome] = (held[outcome] ?? 0) + messages;
    else if (SENT.includes(outcome)) sent += messages;
    else failed[outcome] = (failed[outcome] ?? 0) + messages;
  }
  const last = Math.max(...rows.map(({ last_at }) => last_at.getTime()));
  return { sent, failed, held, ...(rows.length > 0 && { lastAt: new Date(last).toISOString() }) };
}

function stayOf(row: StayRow, { journey }: StoredJourney, names: ReadonlyMap<string, string>): CustomerStay {
  const { Activities = {} } = journey;
  const id = row.activity ?? row.from_activity ?? undefined;
  const activity = Activities[id ?? ''];
  return {
    participantId: row.participant_id,
    entries: row.entries,
    isInside: row.inside > 0,
    activity: id,
    activityName:
      activity && activityName(activity, { activities: Activities, segmentName: (one) => names.get(one) }),
    branch: row.branch ?? undefined,
    movedAt: row.moved_at.toISOString(),
    dueAt: row.inside > 0 ? row.due_at?.toISOString() : undefined,
  };
}

/** What was decided last comes first; what never was, by name behind it. */
function keyOf({ lastAt, stay, name, id }: CustomerReach): string {
  return `${[lastAt ?? '', stay?.movedAt ?? ''].sort().at(-1)}#${name ?? id}`;
}
