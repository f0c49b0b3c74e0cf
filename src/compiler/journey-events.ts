import type { EventDimensions, JourneyPlan, JourneyTick } from '../core/journeys/journey-plan.ts';
import { ms } from './journey-clock.ts';
import { all, not, type Predicate } from './predicate.ts';
import { attributePredicate, metricPredicate } from './segment-criteria.ts';
import { identifier, join, type Sql, sql } from './sql.ts';

/** The version of the records that the platform makes; what applications report has another. */
const PLATFORM_VERSION = '3.1';

/**
 * Whether a row of `events` matches: type, attributes and metrics together, the values of one of
 * them in turn. @remarks Source: pinpoint-campaigns-journeys.md 1.2.
 */
export function eventDimensionsPredicate({ EventType, Attributes, Metrics }: EventDimensions): Predicate {
  const predicates: Predicate[] = [];
  if (EventType !== undefined) {
    const isOfType = sql`event_type in (${join(
      EventType.Values.map((type) => sql`${type}`),
      sql`, `,
    )})`;
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

/** Who made the event. That `SYSTEM` is told by the record's version is ours: applications report `_session.start` themselves. */
export function eventSourcePredicate(filterType: 'SYSTEM' | 'ENDPOINT'): Predicate {
  const isOfPlatform = sql`event_version = ${PLATFORM_VERSION}`;
  return filterType === 'SYSTEM' ? isOfPlatform : not(isOfPlatform);
}

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
