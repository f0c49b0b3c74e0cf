import type { Statement } from '../core/statement.ts';
import { ENDPOINT_COLUMNS } from './segment.ts';
import { bound, identifier, join, type Sql, sql } from './sql.ts';

/** One version of an imported segment. */
export interface MembersVersion {
  readonly applicationId: string;
  readonly segmentId: string;
  readonly version: number;
}

/** What Pinpoint calls bare user ids among the channels of an imported segment. */
const FROM_USER = 'ENDPOINTS_FROM_USER';

/** Names a member whatever it is; a copy and a stored endpoint of one id are two members. */
const memberKey = (table: Sql) =>
  sql`concat(case when ${table}.registered then 's' else 'c' end, coalesce(concat('e', ${table}.endpoint_id), concat('u', ${table}.user_id)))`;

/** Copies the members of an earlier version to one that is being made, those that are not in it yet. */
export function keepMembers(
  { applicationId, segmentId, version }: MembersVersion,
  earlier: number,
): Statement {
  const copied = ENDPOINT_COLUMNS.filter((column) => column !== 'application_id').map(identifier);
  return sql`insert into segment_members
select application_id, segment_id, cast(${bound('bigint', version)} as integer) as segment_version, registered, ${join(copied, sql`, `)}
from segment_members as kept
where application_id = ${applicationId}
    and segment_id = ${segmentId}
    and segment_version = ${bound('bigint', earlier)}
    and ${memberKey(sql`kept`)} not in (
        select ${memberKey(sql`present`)}
        from segment_members as present
        where application_id = ${applicationId}
            and segment_id = ${segmentId}
            and segment_version = ${bound('bigint', version)}
    )`.statement();
}

/** Takes the members of a version away that was never finished. */
export function dropMembers({ applicationId, segmentId, version }: MembersVersion): Statement {
  return sql`delete from segment_members
where application_id = ${applicationId}
    and segment_id = ${segmentId}
    and segment_version = ${bound('bigint', version)}`.statement();
}

/**
 * Rows `channel`, `members`: how many members each channel has. Bare user ids count as a channel;
 * members that name no stored endpoint count nowhere.
 */
export function countMembers({ applicationId, segmentId, version }: MembersVersion): Statement {
  return sql`select channel, count(*) as members
from (
    select
        case
            when member.endpoint_id is null then ${FROM_USER}
            when member.registered then stored.channel_type
            else member.channel_type
        end as channel
    from segment_members as member
    left join (
        select endpoint_id, channel_type from endpoints where application_id = ${applicationId}
    ) as stored on stored.endpoint_id = member.endpoint_id
    where member.application_id = ${applicationId}
        and member.segment_id = ${segmentId}
        and member.segment_version = ${bound('bigint', version)}
) as counted
where channel is not null
group by channel
order by channel`.statement();
}

/** Every column of every endpoint of an application. */
export function allEndpoints(applicationId: string): Sql {
  return sql`select ${join(ENDPOINT_COLUMNS.map(identifier), sql`, `)} from endpoints where application_id = ${applicationId}`;
}
