import type { Ports } from '../../ports/ports.ts';
import { requireApp } from '../apps/apps.ts';
import { endpointKey } from '../endpoints/endpoint-id.ts';
import { PlatformError } from '../errors.ts';
import { asList, type Customer, endpointIdsOf, participantIdsOf, requireCustomer } from './customer.ts';
import { type OriginNames, originNames } from './origin-names.ts';

export const TIMELINE_KINDS = ['message', 'response', 'event', 'journey', 'profile'] as const;
export type TimelineKind = (typeof TIMELINE_KINDS)[number];

/** One thing that happened to a customer. */
export interface TimelineEntry {
  /** ISO 8601, UTC. */
  readonly at: string;
  /** A message decided; what became of it; an event of an app or shop; entering or leaving a journey; a change of what is stored. */
  readonly kind: TimelineKind;
  /** Of messages `SENT`, `HELD`, `FAILED`, `PENDING`; of journeys `ENTERED`, `LEFT`; of the profile `CREATED`; else the event's type. */
  readonly what: string;
  /** Why a message was held back, or its send status when it failed. */
  readonly reason?: string;
  readonly messageId?: string;
  readonly endpointId?: string;
  readonly channelType?: string;
  /** Absent of what no campaign or journey caused. */
  readonly origin?: TimelineOrigin;
  /** The link that was followed. */
  readonly link?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly metrics?: Readonly<Record<string, number>>;
}

export interface TimelineOrigin {
  readonly type: 'campaign' | 'journey';
  readonly id: string;
  /** The last one that is known when it was deleted. */
  readonly name?: string;
  readonly deleted?: true;
  readonly treatmentId?: string;
  readonly runId?: string;
  /** Of a journey: the activity that sends, that was entered, or left from. */
  readonly activity?: string;
  readonly activityName?: string;
}

export interface TimelineRequest {
  readonly kinds: readonly TimelineKind[];
  /** 1 to 1000. */
  readonly limit: number;
  /** What happened later is left out; now when absent. */
  readonly before?: Date;
  /** `next` of the page before. */
  readonly next?: string;
}

type Row = {
  entry_key: string;
  happened_at: Date;
  kind: TimelineKind;
  what: string;
  reason: string | null;
  message_id: string | null;
  endpoint_id: string | null;
  channel_type: string | null;
  campaign_id: string | null;
  treatment_id: string | null;
  journey_id: string | null;
  journey_run_id: string | null;
  activity: string | null;
  link: string | null;
  attributes: Record<string, string> | null;
  metrics: Record<string, number> | null;
};

interface Position {
  readonly at: Date;
  readonly key: string;
}

const DAY_MS = 24 * 3_600_000;
/** Days that are looked at, one stretch after the other, until a page is full: most customers were heard of lately. */
const STRETCHES = [7, 30, 120, 500, 2000];
/** A message's record comes so much later than its decision, at most. */
const RECORD_MS = 2 * DAY_MS;
/** Who was not heard of for so long has no earlier history, unless application or endpoint are older: data may be brought in later than they happened. */
const SILENCE_MS = 400 * DAY_MS;

/**
 * What happened to a customer, the latest first: messages and why they were held back, what became of
 * them, events, journeys.
 * @param id as `describeCustomer` takes it
 * @throws PlatformError `NotFound` for the application or the customer, `BadRequest` for a strange id or `next`
 */
export async function customerTimeline(
  ports: Ports,
  applicationId: string,
  id: string,
  { kinds, limit, before, next }: TimelineRequest,
): Promise<{ items: TimelineEntry[]; next?: string }> {
  const app = await requireApp(ports, applicationId);
  const customer = await requireCustomer(ports, applicationId, id);
  const created = customer.endpoints.map(({ CreationDate }) => CreationDate);
  const start = next === undefined ? { at: before ?? ports.clock.now(), key: '' } : readNext(next);
  const since = [app.CreationDate, ...created].map((text) => Date.parse(text) - DAY_MS); // clocks differ
  const oldest = new Date(Math.min(...since, start.at.getTime() - SILENCE_MS));
  const profile = profileRows(customer).filter((row) => kinds.includes('profile') && isBehind(row, start));
  const lake = await lakeRows(ports, applicationId, customer, { kinds, start, oldest, most: limit + 1 });
  const rows = [...lake, ...profile].sort(latestFirst);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const names = await originNames(ports, applicationId, page);
  return {
    items: page.map((row) => entryOf(row, names)),
    ...(last && rows.length > limit && { next: nextOf(last) }),
  };
}

interface LakeRequest {
  readonly kinds: readonly TimelineKind[];
  readonly start: Position;
  readonly oldest: Date;
  readonly most: number;
}

/** Greater than every key. */
const AFTER_ALL = '9';

async function lakeRows(
  ports: Ports,
  applicationId: string,
  customer: Customer,
  { kinds, start, oldest, most }: LakeRequest,
): Promise<Row[]> {
  const asked = kinds.filter((kind) => kind !== 'profile');
  if (asked.length === 0) return [];
  const rows: Row[] = [];
  let position = start;
  for (const days of STRETCHES) {
    const since = new Date(Math.max(position.at.getTime() - days * DAY_MS, oldest.getTime()));
    if (since > position.at) break;
    const statement = ports.named('customer_timeline', {
      application_id: applicationId,
      endpoint_ids: asList(endpointIdsOf(customer)),
      participant_ids: asList(participantIdsOf(customer)),
      user_id: customer.userId ?? '',
      kinds: asked.join(','),
      since,
      until: position.at,
      after_key: position.key,
      from_day: dayOf(since),
      to_day: dayOf(new Date(position.at.getTime() + RECORD_MS)),
      most: most - rows.length,
    });
    rows.push(...(await ports.queries.query<Row>(statement)));
    if (rows.length >= most || since <= oldest) break;
    position = { at: since, key: AFTER_ALL };
  }
  return rows;
}

/** What is known of the stored endpoints themselves. */
function profileRows({ endpoints }: Customer): Row[] {
  return endpoints.map(({ Id, ChannelType, CreationDate }) => ({
    entry_key: `4/${endpointKey(Id)}`,
    happened_at: new Date(CreationDate),
    kind: 'profile',
    what: 'CREATED',
    reason: null,
    message_id: null,
    endpoint_id: endpointKey(Id),
    channel_type: ChannelType ?? null,
    campaign_id: null,
    treatment_id: null,
    journey_id: null,
    journey_run_id: null,
    activity: null,
    link: null,
    attributes: null,
    metrics: null,
  }));
}

function entryOf(row: Row, names: OriginNames): TimelineEntry {
  const { attributes, metrics } = row;
  return {
    at: row.happened_at.toISOString(),
    kind: row.kind,
    what: row.what,
    reason: row.reason ?? undefined,
    messageId: row.message_id ?? undefined,
    endpointId: row.endpoint_id ?? undefined,
    channelType: row.channel_type ?? undefined,
    origin: originOf(row, names),
    link: row.link ?? undefined,
    ...(attributes && Object.keys(attributes).length > 0 && { attributes }),
    ...(metrics && Object.keys(metrics).length > 0 && { metrics }),
  };
}

function originOf(row: Row, names: OriginNames): TimelineOrigin | undefined {
  const { campaign_id, journey_id, activity } = row;
  if (campaign_id !== null) {
    const treatmentId = row.treatment_id ?? undefined;
    return { type: 'campaign', id: campaign_id, ...names.campaign(campaign_id), treatmentId };
  }
  if (journey_id === null) return undefined;
  return {
    type: 'journey',
    id: journey_id,
    ...names.journey(journey_id),
    runId: row.journey_run_id ?? undefined,
    activity: activity ?? undefined,
    activityName: activity === null ? undefined : names.activity(journey_id, activity),
  };
}

function latestFirst(a: Row, b: Row): number {
  return b.happened_at.getTime() - a.happened_at.getTime() || (a.entry_key < b.entry_key ? -1 : 1);
}

function isBehind({ happened_at, entry_key }: Row, { at, key }: Position): boolean {
  return happened_at < at || (happened_at.getTime() === at.getTime() && entry_key > key);
}

function dayOf(instant: Date): string {
  return instant.toISOString().slice(0, 10);
}

function nextOf({ happened_at, entry_key }: Row): string {
  return Buffer.from(JSON.stringify([happened_at.toISOString(), entry_key])).toString('base64url');
}

function readNext(next: string): Position {
  try {
    const [at, key] = JSON.parse(Buffer.from(next, 'base64url').toString()) as unknown[];
    const instant = new Date(String(at));
    if (typeof key === 'string' && !Number.isNaN(instant.getTime())) return { at: instant, key };
  } catch {
    // told below
  }
  throw new PlatformError('BadRequest', `next is ${next}; it must be that of the page before`);
}
