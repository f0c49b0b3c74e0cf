import type { Ports } from '../../ports/ports.ts';
import { localTimes } from '../schedule/zones.ts';
import { entryPasses } from './entry-passes.ts';
import type { BegunEntry, BegunTick, Journey, JourneyProgress, StoredJourney } from './journey.ts';
import { type KeptSegments, keptSegments } from './journey-documents.ts';
import type {
  JourneyEntry,
  JourneyPlan,
  JourneyTables,
  JourneyTick,
  MessageType,
  TickZone,
} from './journey-plan.ts';
import { entrySegment, findNode } from './journey-segments.ts';
import { closedUntil, type SendingHours } from './sending-hours.ts';

/** A published journey. */
export type PublishedJourney = StoredJourney & { readonly progress: JourneyProgress };

/**
 * The segments as a tick sees them: as they are now, and as at the launch where they were deleted
 * since, so that nobody is stuck; at the entry only with `RefreshOnSegmentUpdate` (2.4).
 */
export async function segmentsNow(ports: Ports, stored: StoredJourney): Promise<KeptSegments> {
  const { journey } = stored;
  const kept = (await keptSegments(ports, stored)) ?? { asked: {} };
  const asked = await Promise.all(
    Object.entries(kept.asked).map(async ([id, before]) => [
      id,
      (await findNode(ports, journey.ApplicationId, id)) ?? before,
    ]),
  );
  const entryId = entrySegment(journey);
  const follows = journey.RefreshOnSegmentUpdate === true && entryId !== undefined;
  const entry = (follows && (await findNode(ports, journey.ApplicationId, entryId))) || kept.entry;
  return { asked: Object.fromEntries(asked), ...(entry && { entry }) };
}

/** What the compiler must know of a tick beyond the journey's plan. */
export function tickInputs(
  stored: PublishedJourney,
  plan: JourneyPlan,
  tick: BegunTick,
  { entry: entrySegmentNode }: KeptSegments,
  { eventLagMs, tables }: { readonly eventLagMs: number; readonly tables?: JourneyTables },
): JourneyTick {
  const { journey, progress } = stored;
  const now = new Date(tick.now);
  const entry = tick.entry && entryOf(journey, tick.entry, entrySegmentNode, byZone(stored));
  const zones = zonesOf(stored, plan, tick);
  return {
    tickId: tick.batchId,
    now,
    eventsSince: earliest([progress.oldestEntry, tick.entry?.after ?? tick.entry?.at, tick.now]),
    eventLagMs,
    pauses: progress.pauses.flatMap(({ from, to }) =>
      to === undefined ? [] : [{ from: new Date(from), to: new Date(to) }],
    ),
    ...(zones && { zones }),
    ...(entry && { entry }),
    openRuns: [...new Set([...progress.openRuns, ...(tick.entry ? [tick.entry.runId] : [])])],
    ...(tables && { tables }),
  };
}

function earliest(instants: readonly (string | undefined)[]): Date {
  return new Date(Math.min(...instants.filter((text) => text !== undefined).map(Date.parse)));
}

function byZone({ journey, progress }: PublishedJourney): boolean {
  return entryPasses(journey, progress).byZone;
}

function entryOf(
  { StartCondition }: Journey,
  { runId, at, after, upTo }: BegunEntry,
  segment: KeptSegments['entry'],
  isByZone: boolean,
): JourneyEntry | undefined {
  const filter = StartCondition?.EventStartCondition?.EventFilter;
  if (filter !== undefined) {
    return {
      kind: 'event',
      runId,
      after: new Date(after ?? at),
      upTo: new Date(upTo),
      dimensions: filter.Dimensions,
      filterType: filter.FilterType,
      ...(segment && { segment }),
    };
  }
  if (segment === undefined) return undefined;
  return { kind: 'segment', runId, at: new Date(at), segment, byZone: isByZone };
}

/** Every known zone, where messages or the entry depend on it. */
function zonesOf(
  { journey, defaults, progress }: PublishedJourney,
  plan: JourneyPlan,
  tick: BegunTick,
): TickZone[] | undefined {
  const hours = hoursOf({ journey, defaults });
  const types = [
    ...new Set(plan.activities.flatMap((activity) => (activity.kind === 'message' ? [activity.type] : []))),
  ];
  const passes = entryPasses(journey, progress);
  const entersByZone = tick.entry !== undefined && passes.byZone;
  const sendsByZone = types.length > 0 && (hours !== undefined || plan.zoneRequired);
  const estimates = (plan.zoneEstimates ?? []).length > 0;
  if (!entersByZone && !sendsByZone && !estimates) return undefined;
  const now = new Date(tick.now);
  const entering = tick.entry && entersByZone ? enteringZones(passes, tick.entry, now) : undefined;
  return localTimes(now).map((clock) => {
    const closed = closings(now, clock, sendsByZone ? types : [], hours ?? {});
    return {
      name: clock.zone,
      ...(Object.keys(closed).length > 0 && { closedUntil: closed }),
      ...(entering && { mayEnter: entering.has(clock.zone) }),
    };
  });
}

function enteringZones(passes: ReturnType<typeof entryPasses>, { pass, after }: BegunEntry, now: Date) {
  return passes.zonesOf(pass, after === undefined ? undefined : new Date(after), now);
}

function closings(
  now: Date,
  clock: ReturnType<typeof localTimes>[number],
  types: readonly MessageType[],
  hours: SendingHours,
): Partial<Record<MessageType, Date>> {
  const until = types.map((type) => [type, closedUntil(now, clock, type, hours)] as const);
  return Object.fromEntries(until.filter(([, end]) => end !== undefined));
}

/** `undefined` when messages may go out at any time. */
function hoursOf({
  journey,
  defaults,
}: Pick<StoredJourney, 'journey' | 'defaults'>): SendingHours | undefined {
  const { Start, End }: { Start?: string; End?: string } = journey.QuietTime ?? defaults.QuietTime ?? {};
  const quiet = Start !== undefined && End !== undefined ? { quiet: { Start, End } } : {};
  const schedule =
    journey.SendingSchedule === true ? { openHours: journey.OpenHours, closedDays: journey.ClosedDays } : {};
  const hours = { ...quiet, ...schedule };
  return Object.keys(hours).length === 0 ? undefined : hours;
}
