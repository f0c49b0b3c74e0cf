import type {
  EventEntry,
  JourneyEntry,
  JourneyPlan,
  JourneyTick,
  SegmentEntry,
} from '../core/journeys/journey-plan.ts';
import type { SegmentNode } from '../core/segments/segment-graph.ts';
import { eventDimensionsPredicate, eventSourcePredicate } from './event-criteria.ts';
import { epochMs, ms, number } from './journey-clock.ts';
import { endpointRows } from './journey-endpoints.ts';
import { columnsRead, estimatesZones, isEstimated, zonedColumns } from './journey-estimates.ts';
import { arrivedBetween, eventsTable, participantKey, transitionsTable } from './journey-events.ts';
import { localZones } from './journey-zones.ts';
import { all, where } from './predicate.ts';
import { compileSegment, type EndpointColumn } from './segment.ts';
import { join, type Sql, sql } from './sql.ts';

/** Why a candidate does not enter, by number; 0: nothing in its endpoint speaks against it. Names are Pinpoint's counters. */
const REFUSALS = [
  'ENDPOINT_INACTIVE',
  'ENDPOINT_OPT_OUT',
  'ENDPOINT_MISSING_CHANNEL',
  'ENDPOINT_MISSING_ADDRESS',
  'ENDPOINT_MISSING_TIMEZONE',
  'ENDPOINT_TIMEZONE_MISMATCH',
] as const;
const MISSING_TIMEZONE = number(REFUSALS.indexOf('ENDPOINT_MISSING_TIMEZONE') + 1);
const TIMEZONE_MISMATCH = number(REFUSALS.indexOf('ENDPOINT_TIMEZONE_MISMATCH') + 1);

const CANDIDATE_COLUMNS: readonly EndpointColumn[] = [
  'endpoint_id',
  'user_id',
  'channel_type',
  'address',
  'opt_out',
  'endpoint_status',
  'demographic_timezone',
];

/**
 * A SELECT with one row for each participant that might enter: `participant_id`, `endpoint_id`,
 * `user_id`, `hop` of its entry, `entered_ms`, `reason`: null when it enters, else Pinpoint's counter, and
 * `estimated`: 1 when its time zone is an estimate, else 0.
 */
export function entryCandidates(plan: JourneyPlan, tick: JourneyTick, entry: JourneyEntry): Sql {
  const isGrouped = plan.participants === 'user' || entry.kind === 'event';
  const nothingYet = entry.kind === 'segment' ? sql` where earlier.hop is null` : sql``;
  return sql`
            select participant_id, endpoint_id, user_id, coalesce(hop + 1, 0) as hop, entered_ms, ${reason(plan)} as reason, estimated
            from (
                select ${candidateColumns(plan, isGrouped)}
                from (${entry.kind === 'segment' ? membersNow(plan, tick, entry) : membersByEvent(plan, tick, entry)}) as candidate
                left join (${history(plan, tick, entry)}) as earlier on earlier.participant_id = candidate.participant_id${nothingYet}${
                  isGrouped
                    ? sql`
                group by candidate.participant_id`
                    : sql``
                }
            ) as judged`;
}

/** Columns of one participant, of one endpoint or of several rows. */
function candidateColumns({ participants, reentry }: JourneyPlan, isGrouped: boolean): Sql {
  const one = (column: Sql) => (isGrouped ? sql`max(${column})` : column);
  const inTime = sql`case when earlier.last_entry is null or candidate.entered_ms >= ${epochMs(sql`earlier.last_entry`)} + ${ms(reentry.intervalMs)} then candidate.entered_ms end`;
  // A user starts with the latest of his zones, and as soon as one endpoint can be written to.
  const refusal = isGrouped
    ? sql`case when count_if(refusal = ${TIMEZONE_MISMATCH}) > 0 then ${TIMEZONE_MISMATCH} else min(refusal) end`
    : sql`refusal`;
  const endpointId =
    participants === 'user'
      ? sql`case when candidate.user_id is null then candidate.endpoint_id end`
      : sql`candidate.endpoint_id`;
  return join(
    [
      sql`candidate.participant_id`,
      sql`${one(endpointId)} as endpoint_id`,
      sql`${one(sql`candidate.user_id`)} as user_id`,
      sql`${refusal} as refusal`,
      sql`${isGrouped ? sql`min(${inTime})` : inTime} as entered_ms`,
      sql`${one(sql`candidate.estimated`)} as estimated`,
      sql`${one(sql`earlier.hop`)} as hop`,
      sql`${one(sql`earlier.entries`)} as entries`,
      sql`${one(sql`earlier.exits`)} as exits`,
    ],
    sql`, `,
  );
}

function reason({ reentry }: JourneyPlan): Sql {
  const refusals = REFUSALS.map((name, index) => sql`when ${number(index + 1)} then ${name}`);
  const capped = reentry.cap === 0 ? sql`` : sql` or entries >= ${ms(reentry.cap)}`;
  return sql`case
                when refusal > 0 then case refusal ${join(refusals, sql` `)} end
                when entries > exits then 'ACTIVE_ENDPOINT_REJECTED'
                when entered_ms is null${capped} then 'REENTRY_CAP_EXCEEDED'
            end`;
}

/** What participants did in this journey before this tick. */
function history({ applicationId, journeyId }: JourneyPlan, tick: JourneyTick, { runId }: JourneyEntry): Sql {
  return sql`
                    select
                        participant_id,
                        count_if(from_activity is null) as entries,
                        count_if(activity is null) as exits,
                        max(case when from_activity is null then entered_at end) as last_entry,
                        max(case when journey_run_id = ${runId} then hop end) as hop
                    from ${transitionsTable(tick)}
                    where application_id = ${applicationId}
                        and journey_id = ${journeyId}
                        and tick_id <> ${tick.tickId}
                    group by participant_id
                `;
}

function membersNow(plan: JourneyPlan, tick: JourneyTick, entry: SegmentEntry): Sql {
  const zones = entry.byZone
    ? sql`
                    left join ${entryZones(tick)} as local on local.zone = lower(member.demographic_timezone)`
    : sql``;
  return sql`
                    select ${participantKey(plan)} as participant_id, endpoint_id, user_id, ${refusalOf(plan, entry.byZone)} as refusal, ${isEstimated(plan)} as estimated, ${ms(entry.at.getTime())} as entered_ms
                    from ${segmentRows(plan, tick, entry.segment)} as member${zones}
                `;
}

/** The members of a segment now, missing time zones estimated where the journey asks for it. */
function segmentRows(plan: JourneyPlan, { now }: JourneyTick, segment: SegmentNode): Sql {
  const context = { applicationId: plan.applicationId, at: now };
  const members = compileSegment(segment, context, columnsRead(plan, CANDIDATE_COLUMNS));
  if (!estimatesZones(plan)) return sql`(${members})`;
  return sql`(select ${zonedColumns(plan, CANDIDATE_COLUMNS)} from (${members}) as known)`;
}

/** Only whether a zone may enter. */
function entryZones(tick: JourneyTick): Sql {
  const zones = (tick.zones ?? []).map(({ name, mayEnter = false }) => ({ name, mayEnter }));
  return localZones(tick, zones).table;
}

/** A row for each event. Events of endpoints that are not there any more are nobody's. */
function membersByEvent(plan: JourneyPlan, tick: JourneyTick, entry: EventEntry): Sql {
  const arrived = all([
    arrivedBetween(plan, new Date(entry.after.getTime() + 1), entry.upTo),
    eventSourcePredicate(entry.filterType),
    eventDimensionsPredicate(entry.dimensions),
  ]);
  const members =
    entry.segment === undefined
      ? endpointRows(plan, CANDIDATE_COLUMNS)
      : segmentRows(plan, tick, entry.segment);
  return sql`
                    select ${participantKey(plan)} as participant_id, member.endpoint_id, user_id, ${refusalOf(plan, false)} as refusal, ${isEstimated(plan)} as estimated, event.arrival_timestamp as entered_ms
                    from ${members} as member
                    join (
                        select endpoint_id as event_endpoint, arrival_timestamp from ${eventsTable(tick)}${where([arrived])}
                    ) as event on event.event_endpoint = member.endpoint_id
                `;
}

/** The first thing in an endpoint that keeps it from entering (2.3), as its number in `REFUSALS`. */
function refusalOf(plan: JourneyPlan, byZone: boolean): Sql {
  const missing = estimatesZones(plan)
    ? sql` when coalesce(demographic_timezone, '') = '' then ${MISSING_TIMEZONE}`
    : sql``;
  const zone = byZone
    ? sql` when local.zone is null then ${MISSING_TIMEZONE} when local.may_enter = 0 then ${TIMEZONE_MISMATCH}`
    : sql``;
  return sql`case when endpoint_status = 'INACTIVE' then 1 when opt_out = 'ALL' then 2 when coalesce(channel_type, '') = '' then 3 when coalesce(address, '') = '' then 4${missing}${zone} else 0 end`;
}
