import type { EventEntry, JourneyPlan, MessageType } from '../core/journeys/journey-plan.ts';
import type { Statement } from '../core/statement.ts';
import { eventDimensionsPredicate, eventSourcePredicate, PLATFORM_VERSION } from './event-criteria.ts';
import { ms } from './journey-clock.ts';
import { arrivedBetween } from './journey-events.ts';
import { all, where } from './predicate.ts';
import { bound, identifier, join, type Sql, sql } from './sql.ts';

/*
 * What a simulation of a journey adds to the tick's own statements: events that are assumed, and the
 * counts of its days. Its rows carry the simulation's id for the journey's.
 */

/** What is assumed of messages. */
export interface AssumedRates {
  /** Of those delivered, 0 to 1. */
  readonly open: number;
  /** Of those delivered, 0 to 1; who clicks is among those who open, as far as they suffice. */
  readonly click: number;
}

/** An event that follows a message: to how many, and how much later. */
interface AssumedEvent {
  readonly type: string;
  readonly share: number;
  /** Beyond the reading time, which is different for each person; without it at once. */
  readonly afterReading: boolean;
}

/** Lots from 0 to this, less one. */
const LOTS = 1_000_000;
/** Who reads a message does so within so many seconds of its sending, evenly. @remarks ours */
const READING_SECONDS = 24 * 3600;

/** One row, `leaving`: participants who left a message activity in a tick; without any, no messages are to be decided. */
export function compileLeavingMessages(plan: JourneyPlan, tickId: string): Statement {
  const ids = plan.activities.flatMap((activity) =>
    activity.kind === 'message' ? [sql`${activity.id}`] : [],
  );
  const sends = ids.length === 0 ? sql`false` : sql`from_activity in (${join(ids, sql`, `)})`;
  return sql`select count(*) as leaving
from simulation_transitions
where application_id = ${plan.applicationId} and journey_id = ${plan.journeyId} and tick_id = ${tickId} and ${sends}`.statement();
}

/** Adds the events that the messages of one tick are assumed to bring. The same messages bring the same events. */
export function compileAssumedEvents(plan: JourneyPlan, tickId: string, rates: AssumedRates): Statement {
  const { applicationId, journeyId } = plan;
  const kinds = plan.activities.flatMap((activity) =>
    activity.kind === 'message'
      ? eventsOf(activity.type, rates).map((event) => ({ activityId: activity.id, ...event }))
      : [],
  );
  const text = kinds
    .map(({ activityId, type, share, afterReading }) =>
      [activityId, type, Math.round(share * LOTS), afterReading ? 1 : 0].join('='),
    )
    .join(';');
  // By person and message, not by run: the same people open whatever else is assumed.
  const hash = sql`to_hex(md5(to_utf8(concat(message.journey_activity_id, '/', message.endpoint_id))))`;
  const lot = sql`from_base(substr(${hash}, 1, 8), 16) % ${ms(LOTS)}`;
  const reading = sql`from_base(substr(${hash}, 9, 8), 16) % ${ms(READING_SECONDS)}`;
  return sql`insert into simulation_events (${EVENT_COLUMNS})
select
    concat(message_id, '/', event_type), endpoint_id, user_id, message_id, ${journeyId}, journey_run_id,
    journey_activity_id, event_type, arrival_timestamp, ${PLATFORM_VERSION},
    cast(null as map(varchar, varchar)), cast(null as map(varchar, double)),
    ${applicationId}, ${dayOf(sql`arrival_timestamp`)}
from (
    select
        message.message_id, message.endpoint_id, message.user_id, message.journey_run_id,
        message.journey_activity_id, assumed.event_type,
        date_diff('millisecond', timestamp '1970-01-01 00:00:00', message.decided_at)
            + case when assumed.reads = 1 then 1000 * (${reading}) else 0 end as arrival_timestamp
    from simulation_messages as message
    join (
        select
            split_part(entry, '=', 1) as activity_id,
            split_part(entry, '=', 2) as event_type,
            cast(split_part(entry, '=', 3) as bigint) as share,
            cast(split_part(entry, '=', 4) as bigint) as reads
        from unnest(split(${text}, ';')) as entries(entry)
        where entry <> ''
    ) as assumed on assumed.activity_id = message.journey_activity_id
    where message.application_id = ${applicationId}
        and message.journey_id = ${journeyId}
        and message.batch_id = ${tickId}
        and message.reason is null
        and ${lot} < assumed.share
) as followed
where not exists (
    select 1
    from simulation_events as known
    where known.application_id = ${applicationId}
        and known.journey_id = ${journeyId}
        and known.event_id = concat(followed.message_id, '/', followed.event_type)
)`.statement();
}

/** Adds the events of the past that would have started the journey, as if they came again `laterMs` later. */
export function compileReplayedEvents(
  plan: JourneyPlan,
  { from, to, laterMs }: { readonly from: Date; readonly to: Date; readonly laterMs: number },
  filter: Pick<EventEntry, 'dimensions' | 'filterType'>,
): Statement {
  const { applicationId, journeyId } = plan;
  const matching = where([
    all([
      arrivedBetween(plan, from, to),
      eventSourcePredicate(filter.filterType),
      eventDimensionsPredicate(filter.dimensions),
    ]),
  ]);
  return sql`insert into simulation_events (${EVENT_COLUMNS})
select
    event_id, endpoint_id, user_id, cast(null as varchar), ${journeyId}, cast(null as varchar),
    cast(null as varchar), event_type, arrival_timestamp + ${ms(laterMs)}, event_version,
    attributes, metrics, ${applicationId}, ${dayOf(sql`arrival_timestamp + ${ms(laterMs)}`)}
from events${matching}
    and not exists (
        select 1 from simulation_events where application_id = ${applicationId} and journey_id = ${journeyId} and message_id is null
    )`.statement();
}

/** Rows `day` (from 0), `activity`, `from_activity`, `branch`, `participants`: moves between activities, null standing for outside. */
export function compileSimulatedMoves({ applicationId, journeyId }: JourneyPlan, start: Date): Statement {
  return sql`select day, activity, from_activity, branch, count(*) as participants
from (
    select activity, from_activity, branch, ${dayAfter(start, sql`entered_at`)} as day
    from simulation_transitions
    where application_id = ${applicationId} and journey_id = ${journeyId}
) as moves
group by day, activity, from_activity, branch
order by day, activity, from_activity, branch`.statement();
}

/** Rows `day`, `activity`, `reason` (null: sent), `messages`. */
export function compileSimulatedMessages({ applicationId, journeyId }: JourneyPlan, start: Date): Statement {
  return sql`select day, activity, reason, count(*) as messages
from (
    select journey_activity_id as activity, reason, ${dayAfter(start, sql`decided_at`)} as day
    from simulation_messages
    where application_id = ${applicationId} and journey_id = ${journeyId}
) as decided
group by day, activity, reason
order by day, activity, reason`.statement();
}

/** Removes what a simulation left. */
export function compileForgetting(applicationId: string, simulationId: string): Statement[] {
  return ['simulation_events', 'simulation_messages', 'simulation_transitions'].map((table) =>
    sql`delete from ${identifier(table)} where application_id = ${applicationId} and journey_id = ${simulationId}`.statement(),
  );
}

const EVENT_COLUMNS = join(
  [
    'event_id',
    'endpoint_id',
    'user_id',
    'message_id',
    'journey_id',
    'journey_run_id',
    'journey_activity_id',
    'event_type',
    'arrival_timestamp',
    'event_version',
    'attributes',
    'metrics',
    'application_id',
    'arrival_date',
  ].map(identifier),
  sql`, `,
);

/** Whole days of 24 hours since the start. */
function dayAfter(start: Date, timestamp: Sql): Sql {
  return sql`date_diff('second', ${bound('timestamp', start)}, ${timestamp}) / 86400`;
}

function dayOf(epochMs: Sql): Sql {
  return sql`substr(cast(cast(from_unixtime((${epochMs}) / 1e3) as timestamp) as varchar), 1, 10)`;
}

function eventsOf(type: MessageType, { open, click }: AssumedRates): AssumedEvent[] {
  const atOnce = (name: string): AssumedEvent => ({ type: name, share: 1, afterReading: false });
  const read = (name: string, share: number): AssumedEvent => ({ type: name, share, afterReading: true });
  const sent = atOnce('_journey.send');
  switch (type) {
    case 'EMAIL':
      return [
        sent,
        atOnce('_email.send'),
        atOnce('_email.delivered'),
        read('_email.open', open),
        read('_email.click', click),
      ];
    case 'SMS':
      return [sent, atOnce('_SMS.BUFFERED'), atOnce('_SMS.SUCCESS')];
    case 'PUSH':
      return [sent, read('_journey.opened_notification', open)];
    case 'CUSTOM':
    case 'CONTACT_CENTER':
      return [sent, atOnce('_custom.delivered')];
  }
}
