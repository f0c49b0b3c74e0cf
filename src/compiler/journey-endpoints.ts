import type { JourneyPlan } from '../core/journeys/journey-plan.ts';
import { zonedColumns } from './journey-estimates.ts';
import type { EndpointColumn } from './segment.ts';
import { isCopy } from './segment-members.ts';
import { bound, identifier, join, type Sql, sql } from './sql.ts';

/**
 * The endpoints of an application, with the copies that an import left of endpoints which are not
 * stored: a parenthesised SELECT of `columns`, missing time zones estimated where the journey asks for it.
 */
export function endpointRows(plan: JourneyPlan, columns: readonly EndpointColumn[]): Sql {
  const { applicationId, copiesOf = [] } = plan;
  const list = zonedColumns(plan, columns);
  const stored = sql`select ${list} from endpoints where application_id = ${applicationId}`;
  const copied = copiesOf.map((node, index) => {
    const earlier = copiesOf
      .slice(0, index)
      .map((other) => sql` and not ${isCopy(other, applicationId, true) as Sql}`);
    return sql`select ${list}
            from segment_members
            where application_id = ${applicationId}
                and segment_id = ${node.id}
                and segment_version = ${bound('bigint', node.version)}
                and not registered
                and endpoint_id not in (select endpoint_id from endpoints where application_id = ${applicationId})${join(earlier, sql``)}`;
  });
  return sql`(${join([stored, ...copied], sql` union all `)})`;
}

/**
 * `endpointRows` with `participant_id`: the endpoint itself, and in a journey of users also the user
 * that it belongs to.
 */
export function participantEndpoints(plan: JourneyPlan, columns: readonly EndpointColumn[]): Sql {
  const list = join(columns.map(identifier), sql`, `);
  const rows = endpointRows(plan, [...new Set([...columns, 'endpoint_id' as const, 'user_id' as const])]);
  const own = sql`select endpoint_id as participant_id, ${list} from ${rows} as stored`;
  if (plan.participants === 'endpoint') return sql`(${own})`;
  const ofUser = sql`select concat('user:', user_id) as participant_id, ${list} from ${rows} as stored where user_id is not null`;
  return sql`(${own} union all ${ofUser})`;
}
