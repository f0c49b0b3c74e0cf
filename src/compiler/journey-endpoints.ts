import type { JourneyPlan } from '../core/journeys/journey-plan.ts';
import { zonedColumns } from './journey-estimates.ts';
import { all, not, where } from './predicate.ts';
import type { EndpointColumn } from './segment.ts';
import { copies, isCopy } from './segment-members.ts';
import { identifier, join, type Sql, sql } from './sql.ts';

/**
 * The endpoints of an application, with the copies that an import left of endpoints which it did not
 * store: a parenthesised SELECT of `columns`, missing time zones estimated where the journey asks for
 * it. No id twice: a copy stands before a stored endpoint, as in segments and when messages are sent.
 */
export function endpointRows(plan: JourneyPlan, columns: readonly EndpointColumn[]): Sql {
  const { applicationId, copiesOf = [] } = plan;
  const list = zonedColumns(plan, columns);
  const isCopied = copiesOf.map((node) => isCopy(node, applicationId, true));
  const sources = [
    { table: sql`endpoints`, condition: all([sql`application_id = ${applicationId}`, ...isCopied.map(not)]) },
    ...copiesOf.map((node, index) => ({
      table: sql`segment_members`,
      condition: all([copies(node, applicationId, true), ...isCopied.slice(0, index).map(not)]),
    })),
  ];
  const selects = sources.map(
    ({ table, condition }) => sql`select ${list} from ${table}${where([condition])}`,
  );
  return sql`(${join(selects, sql` union all `)})`;
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
