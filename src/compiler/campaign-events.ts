import type { RunEvents } from './campaign-run-plan.ts';
import { eventDimensionsPredicate, eventSourcePredicate } from './event-criteria.ts';
import { all } from './predicate.ts';
import { bound, type Sql, sql } from './sql.ts';

/** How long after its first arrival an event may arrive again, from a sender that tried twice. */
const REPEATS_MS = 15 * 60 * 1000;

/** The table `occurrence`: `event_id`, `endpoint_id`, `occurred_at` of each matching event that arrived in the window and not before. */
export function campaignOccurrences(applicationId: string, { filter, from, to }: RunEvents): Sql {
  return sql`occurrence as (
    select event_id, min(endpoint_id) as endpoint_id, min(arrival_timestamp) as occurred_at
    from events
    where ${all([...arrivedIn(applicationId, from - REPEATS_MS, to), sql`endpoint_id is not null`, eventSourcePredicate(filter.FilterType), eventDimensionsPredicate(filter.Dimensions)]) as Sql}
    group by event_id
    having min(arrival_timestamp) >= ${bound('bigint', from)}
)`;
}

/** One row with `events`: how many events of the window match. */
export function countOccurrences(applicationId: string, events: RunEvents): Sql {
  return sql`with ${campaignOccurrences(applicationId, events)}
select count(*) as events from occurrence`;
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
