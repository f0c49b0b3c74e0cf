import type { EventFilter } from '../core/campaigns/event-filter.ts';
import type { EventDimensions } from '../core/journeys/journey-plan.ts';
import { all, not, type Predicate } from './predicate.ts';
import { attributePredicate, metricPredicate } from './segment-criteria.ts';
import { PLATFORM_VERSION } from './segment-recency.ts';
import { join, sql } from './sql.ts';

export { PLATFORM_VERSION } from './segment-recency.ts';

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
export function eventSourcePredicate(filterType: EventFilter['FilterType']): Predicate {
  const isOfPlatform = sql`event_version = ${PLATFORM_VERSION}`;
  return filterType === 'SYSTEM' ? isOfPlatform : not(isOfPlatform);
}
