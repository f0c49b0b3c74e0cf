import type { EventFilter } from '../core/campaigns/event-filter.ts';
import type { RunEvents } from './campaign-run.ts';
import { all, not, type Predicate } from './predicate.ts';
import { attributePredicate, metricPredicate } from './segment-criteria.ts';
import { bound, join, type Sql, sql } from './sql.ts';

/** How long after its first arrival an event may arrive again, from a sender that tried twice. */
const REPEATS_MS = 15 * 60 * 1000;

/** The version that an event has when the platform made it; what applications report has another. */
const PLATFORM_VERSION = '3.1';

/** The table `occurrence`: `event_id`, `endpoint_id`, `occurred_at` of each matching event that arrived in the window and not before. */
export function campaignOccurrences(applicationId: string, { filter, from, to }: RunEvents): Sql {
  return sql`occurrence as (
    select event_id, min(endpoint_id) as endpoint_id, min(arrival_timestamp) as occurred_at
    from events
    where ${all([...arrivedIn(applicationId, from - REPEATS_MS, to), sql`endpoint_id is not null`, eventPredicate(filter)]) as Sql}
    group by event_id
    having min(arrival_timestamp) >= ${bound('bigint', from)}
)`;
}

/** One row with `events`: how many events of the window match. */
export function countOccurrences(applicationId: string, events: RunEvents): Sql {
  return sql`with ${campaignOccurrences(applicationId, events)}
select count(*) as events from occurrence`;
}

/**
 * Whether an event matches: type, attributes and metrics together, the values of one of them in turn.
 * @remarks Source: pinpoint-campaigns-journeys.md 1.2. That `SYSTEM` is told by the record's version is ours:
 *   applications report events such as `_session.start` themselves.
 */
export function eventPredicate({ Dimensions, FilterType }: EventFilter): Predicate {
  const { EventType, Attributes, Metrics } = Dimensions;
  const isOfPlatform = sql`event_version = ${PLATFORM_VERSION}`;
  const predicates: Predicate[] = [FilterType === 'SYSTEM' ? isOfPlatform : not(isOfPlatform)];
  if (EventType !== undefined) {
    const types = EventType.Values.map((type) => sql`${type}`);
    const isOfType = sql`event_type in (${join(types, sql`, `)})`;
    predicates.push(EventType.DimensionType === 'EXCLUSIVE' ? not(isOfType) : isOfType);
  }
  for (const [name, criterion] of Object.entries(Attributes ?? {})) {
    predicates.push(attributePredicate(sql`array[element_at(attributes, ${name})]`, criterion));
  }
  for (const [name, criterion] of Object.entries(Metrics ?? {})) {
    predicates.push(metricPredicate(name, criterion));
  }
  return all(predicates);
}

function arrivedIn(applicationId: string, from: number, to: number): Sql[] {
  const day = (instant: number) => new Date(instant).toISOString().slice(0, 10);
  return [
    sql`application_id = ${applicationId}`,
    sql`arrival_date between ${day(from)} and ${day(to)}`,
    sql`arrival_timestamp >= ${bound('bigint', from)}`,
    sql`arrival_timestamp < ${bound('bigint', to)}`,
  ];
}
