import { RECENCY_HOURS, type SegmentDimensions } from '../core/segments/segment.ts';
import { any, not, type Predicate } from './predicate.ts';
import type { SegmentContext } from './segment-context.ts';
import { bound, type Sql, sql } from './sql.ts';

const MS_PER_HOUR = 3_600_000;
/** The version of the records that the platform makes; what applications report has another. */
export const PLATFORM_VERSION = '3.1';

type Recency = NonNullable<NonNullable<SegmentDimensions['Behavior']>['Recency']>;

/**
 * Whether an endpoint was active within a duration before an instant: it changed, or its application reported an
 * event of it. What the platform does to it (messages, opens) is no activity.
 * @remarks Source: pinpoint-segments.md 3.4, infer.
 */
export function recencyPredicate(
  { Duration, RecencyType }: Recency,
  { applicationId, at }: SegmentContext,
): Predicate {
  const since = new Date(at.getTime() - RECENCY_HOURS[Duration] * MS_PER_HOUR);
  const active = any([
    sql`effective_date >= ${bound('timestamp', since)}`,
    sql`endpoint_id in (${reportedBetween(applicationId, since, at)})`,
  ]);
  return RecencyType === 'ACTIVE' ? active : not(active);
}

/** A SELECT of the ids of endpoints of which applications reported an event. */
function reportedBetween(applicationId: string, from: Date, to: Date): Sql {
  const day = (instant: Date) => instant.toISOString().slice(0, 10);
  const ms = (instant: Date) => bound('bigint', instant.getTime());
  return sql`select endpoint_id from events
    where application_id = ${applicationId}
        and arrival_date between ${day(from)} and ${day(to)}
        and arrival_timestamp between ${ms(from)} and ${ms(to)}
        and event_version <> ${PLATFORM_VERSION}
        and endpoint_id is not null`;
}
