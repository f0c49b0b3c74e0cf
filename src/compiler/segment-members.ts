import type { ImportedNode } from '../core/segments/segment-graph.ts';
import { all, any, type Predicate, where } from './predicate.ts';
import { bound, type Sql, sql } from './sql.ts';

/** Conditions on `segment_members` and on membership in it, for one version of an imported segment. */

/** An endpoint of the application that the import stored, or that belongs to a user it named. */
export function isStoredMember(node: ImportedNode, applicationId: string): Predicate {
  const ids = where([...ofSegment(node, applicationId), sql`registered`, sql`endpoint_id is not null`]);
  const users = where([
    ...ofSegment(node, applicationId),
    sql`endpoint_id is null`,
    sql`user_id is not null`,
  ]);
  return any([
    sql`endpoint_id in (select endpoint_id from segment_members${ids})`,
    node.mayHoldUsers && sql`user_id in (select user_id from segment_members${users})`,
  ]);
}

/** Rows of `segment_members` that are themselves the data of an endpoint which was not stored. */
export function copies(node: ImportedNode, applicationId: string, filter: Predicate): Predicate {
  return all([...ofSegment(node, applicationId), sql`not registered`, sql`endpoint_id is not null`, filter]);
}

/** The id of a copy for which `filter`, a condition on the copy's columns, holds. */
export function isCopy(node: ImportedNode, applicationId: string, filter: Predicate): Predicate {
  const condition = copies(node, applicationId, filter);
  if (condition === false) return false;
  return sql`endpoint_id in (select endpoint_id from segment_members${where([condition])})`;
}

function ofSegment(node: ImportedNode, applicationId: string): Sql[] {
  return [
    sql`application_id = ${applicationId}`,
    sql`segment_id = ${node.id}`,
    sql`segment_version = ${bound('bigint', node.version)}`,
  ];
}
