import type { JourneyPlan, JourneyTick } from '../core/journeys/journey-plan.ts';
import { ms } from './journey-clock.ts';
import { messagesTable } from './journey-events.ts';
import { all, any, type Predicate, where } from './predicate.ts';
import { bound, identifier, join, type Sql, sql } from './sql.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Caps on messages, as columns around the rows that they limit. */
export interface CapColumns {
  /** `rows` with what `reason` needs. Rows have `own_reason`, `quiet_reason`, `endpoint_id`, `participant_id`, `hop`. */
  around(rows: Sql): Sql;
  /** The cap that holds a row back, or null. */
  readonly reason: Sql;
}

/** One limit on the messages to an endpoint. */
interface EndpointCap {
  readonly limit: number;
  readonly reason: string;
  /** Messages of before that count. */
  readonly counted: Predicate;
  /** How many they are. */
  readonly column: Sql;
}

/**
 * The messages of a tick take what room the caps leave one after another, by hop and endpoint; those
 * that are held back for another reason take none. Caps on the endpoint are asked before the one on
 * the participant. Messages count when they are decided, whether they arrive or not.
 */
export function capColumns(plan: JourneyPlan, tick: JourneyTick): CapColumns {
  const perEndpoint = endpointCaps(plan, tick);
  const daily = plan.caps.daily || undefined;
  return {
    around(rows) {
      const limited = perEndpoint.length === 0 ? rows : withinEndpoint(plan, tick, perEndpoint, rows);
      return daily === undefined ? limited : withinParticipant(plan, tick, perEndpoint, limited);
    },
    reason: sql`coalesce(${endpointReason(perEndpoint)}, ${
      daily === undefined ? NOTHING : sql`case when sent_day + day_rank >= ${ms(daily)} then 'DAILY_CAP' end`
    })`,
  };
}

const NOTHING = sql`cast(null as varchar)`;

function endpointCaps({ journeyId, caps }: JourneyPlan, { now }: JourneyTick): EndpointCap[] {
  const since = (lengthMs: number) =>
    sql`decided_at > ${bound('timestamp', new Date(now.getTime() - lengthMs))}`;
  const found: EndpointCap[] = [];
  const add = (limit: number | undefined, reason: string, counted: Predicate) => {
    if (!limit) return;
    found.push({ limit, reason, counted, column: identifier(`sent_${found.length + 1}`) });
  };
  add(caps.total, 'TOTAL_CAP', sql`journey_id = ${journeyId}`);
  add(
    caps.timeframe?.cap,
    'TIMEFRAME_CAP',
    all([sql`journey_id is not null`, since((caps.timeframe?.days ?? 0) * DAY_MS)]),
  );
  add(
    caps.projectDaily,
    'DAILY_CAP',
    all([sql`(campaign_id is not null or journey_id is not null)`, since(DAY_MS)]),
  );
  return found;
}

/** Adds what was sent to the endpoint, and which message of this tick to it a row is, from 0. */
function withinEndpoint(plan: JourneyPlan, tick: JourneyTick, caps: readonly EndpointCap[], rows: Sql): Sql {
  const before = caps.map(({ column }) => sql`coalesce(earlier.${column}, 0) as ${column}`);
  const counts = caps.map(({ column, counted }) => sql`count_if(${counted as Sql}) as ${column}`);
  return sql`
    select allowed.*, ${join(before, sql`, `)}, ${rank(sql`endpoint_id`, sql`own_reason is null and quiet_reason is null`)} as endpoint_rank
    from (${rows}
    ) as allowed
    left join (
        select endpoint_id as counted_endpoint, ${join(counts, sql`, `)}
        from ${messagesTable(tick)}${where([sentBefore(plan, tick), any(caps.map(({ counted }) => counted))])}
        group by endpoint_id
    ) as earlier on earlier.counted_endpoint = allowed.endpoint_id`;
}

/** Adds what the journey sent to the participant in a day, and which message of this tick to it a row is, from 0. */
function withinParticipant(
  plan: JourneyPlan,
  tick: JourneyTick,
  caps: readonly EndpointCap[],
  rows: Sql,
): Sql {
  const isFree = sql`own_reason is null and quiet_reason is null and ${endpointReason(caps)} is null`;
  const since = bound('timestamp', new Date(tick.now.getTime() - DAY_MS));
  return sql`
    select counted.*, coalesce(today.sent_before, 0) as sent_day, ${rank(sql`participant_id`, isFree)} as day_rank
    from (${rows}
    ) as counted
    left join (
        select participant_id as counted_participant, count(*) as sent_before
        from ${messagesTable(tick)}${where([sentBefore(plan, tick), sql`journey_id = ${plan.journeyId}`, sql`decided_at > ${since}`])}
        group by participant_id
    ) as today on today.counted_participant = counted.participant_id`;
}

function sentBefore({ applicationId }: JourneyPlan, { tickId }: JourneyTick): Predicate {
  return all([sql`application_id = ${applicationId}`, sql`reason is null`, sql`batch_id <> ${tickId}`]);
}

/** How many rows before this one take room. */
function rank(owner: Sql, isFree: Sql): Sql {
  return sql`coalesce(sum(case when ${isFree} then 1 else 0 end) over (
            partition by ${owner} order by hop, endpoint_id, message_id rows between unbounded preceding and 1 preceding
        ), 0)`;
}

/** The first cap without room when the rows before this one took theirs: no more than the tightest left. */
function endpointReason(caps: readonly EndpointCap[]): Sql {
  if (caps.length === 0) return NOTHING;
  const rooms = caps.map(({ column, limit }) => sql`${ms(limit)} - ${column}`);
  const tightest = rooms.length === 1 ? join(rooms, sql``) : sql`least(${join(rooms, sql`, `)})`;
  const room = sql`greatest(${tightest}, 0)`;
  const taken = sql`least(endpoint_rank, ${room})`;
  const branches = caps.map(
    ({ column, limit, reason }) => sql`when ${column} + ${taken} >= ${ms(limit)} then ${reason}`,
  );
  return sql`case ${join(branches, sql` `)} end`;
}
