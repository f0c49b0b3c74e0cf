import type { JourneyPlan, JourneyTick } from '../core/journeys/journey-plan.ts';
import { ms } from './journey-clock.ts';
import { all, type Predicate } from './predicate.ts';
import { identifier, type Sql, sql } from './sql.ts';

/** Rows of `events` that arrived from `from` to `to`, both included. */
export function arrivedBetween({ applicationId }: JourneyPlan, from: Date, to: Date): Predicate {
  const day = (instant: Date) => instant.toISOString().slice(0, 10);
  return all([
    sql`application_id = ${applicationId}`,
    sql`arrival_date between ${day(from)} and ${day(to)}`,
    sql`arrival_timestamp >= ${ms(from.getTime())}`,
    sql`arrival_timestamp <= ${ms(to.getTime())}`,
  ]);
}

/** The table that holds the tick's events. */
export function eventsTable({ tables }: JourneyTick): Sql {
  return identifier(tables?.events ?? 'events');
}

/** The table that holds the journey's transitions. */
export function transitionsTable({ tables }: JourneyTick): Sql {
  return identifier(tables?.transitions ?? 'journey_transitions');
}

/** The table that holds decided messages. */
export function messagesTable({ tables }: JourneyTick): Sql {
  return identifier(tables?.messages ?? 'messages');
}

/** The participant that an event, or an endpoint's row, is of. */
export function participantKey({ participants }: JourneyPlan): Sql {
  return participants === 'endpoint'
    ? sql`endpoint_id`
    : sql`coalesce(concat('user:', user_id), endpoint_id)`;
}
