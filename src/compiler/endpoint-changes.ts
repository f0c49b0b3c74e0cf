import type { Statement } from '../core/statement.ts';
import { ENDPOINT_COLUMNS } from './segment.ts';
import { bound, identifier, join, sql } from './sql.ts';

/** Columns of the lake's `endpoints` table that say which endpoint it is, and all others. */
const KEYS = ENDPOINT_COLUMNS.slice(0, 2);
const COPIED = ENDPOINT_COLUMNS.slice(2);

/** The version of an imported segment that members are added to, as in `EndpointStore.addMembers`. */
interface MembersTarget {
  readonly segmentId: string;
  readonly version: number;
  readonly registered: boolean;
}

const list = (names: readonly string[]) => join(names.map(identifier), sql`, `);

/**
 * Brings the changes since a day into the lake's `endpoints`: of each endpoint the change with the
 * highest revision. Changes that are there already, or come twice, change nothing.
 * @param since `YYYY-MM-DD`, UTC; the partitions of earlier days are not read
 */
export function mergeChanges(since: string): Statement {
  const columns = list([...KEYS, ...COPIED]);
  const changes = (table: string) =>
    sql`select revision, removed, ${columns} from ${identifier(table)} where change_date >= ${since}`;
  const set = COPIED.map((name) => sql`${identifier(name)} = newest.${identifier(name)}`);
  const values = [...KEYS, ...COPIED].map((name) => sql`newest.${identifier(name)}`);
  return sql`merge into endpoints as stored
using (
    select * from (
        select *, row_number() over (partition by application_id, endpoint_id order by revision desc) as place
        from (
            ${changes('endpoint_changes')}
            union all
            ${changes('imported_changes')}
        ) as changes
    ) as placed
    where place = 1
) as newest
on stored.application_id = newest.application_id and stored.endpoint_id = newest.endpoint_id
when matched and newest.removed then delete
when matched then update set ${join(set, sql`, `)}
when not matched and not newest.removed then insert (${columns}) values (${join(values, sql`, `)})`.statement();
}

/**
 * Brings the rows of a staged batch into an imported segment: each endpoint and each bare user once;
 * of a segment that keeps copies, these replace earlier ones. A copy and a stored endpoint of one id are two members.
 * @param batchId which rows of `staged_members`
 */
export function mergeMembers(applicationId: string, target: MembersTarget, batchId: string): Statement {
  const columns = ['endpoint_id', ...COPIED];
  const version = sql`cast(${bound('bigint', target.version)} as integer)`;
  const key = (table: string) => {
    const of = identifier(table);
    return sql`coalesce('endpoint ' || ${of}.endpoint_id, 'user ' || ${of}.user_id)`;
  };
  const set = COPIED.map((name) => sql`${identifier(name)} = fresh.${identifier(name)}`);
  const values = columns.map((name) => sql`fresh.${identifier(name)}`);
  return sql`merge into segment_members as stored
using (
    select endpoint_id is null or ${target.registered} as registered, ${list(columns)}
    from staged_members
    where batch_id = ${batchId}
) as fresh
on stored.application_id = ${applicationId}
    and stored.segment_id = ${target.segmentId}
    and stored.segment_version = ${version}
    and stored.registered = fresh.registered
    and ${key('stored')} = ${key('fresh')}
when matched and not fresh.registered then update set ${join(set, sql`, `)}
when not matched then insert (application_id, segment_id, segment_version, registered, ${list(columns)})
    values (${applicationId}, ${target.segmentId}, ${version}, fresh.registered, ${join(values, sql`, `)})`.statement();
}

/** Removes the members of all imported segments of an application. */
export function removeMembers(applicationId: string): Statement {
  return sql`delete from segment_members where application_id = ${applicationId}`.statement();
}
