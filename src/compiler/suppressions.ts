import type { Statement } from '../core/statement.ts';
import { bound, type Sql, sql } from './sql.ts';

/** A row of `suppressions`; `address` as it is compared (e-mail in lower case). */
export interface SuppressionRow {
  readonly channelType: string;
  readonly address: string;
  readonly reason: string;
  /** ISO 8601, UTC: when it came into force. */
  readonly since: string;
}

/** Control characters that separate rows and their fields; none is part of an address. */
const ROW = '\u001e';
const FIELD = '\u001f';

/** A row's address as `suppressions` and endpoint ids have it: e-mail addresses are the same in any case. */
export function addressKey(table: Sql): Sql {
  return sql`case when ${table}.channel_type = 'EMAIL' then lower(${table}.address) else ${table}.address end`;
}

/**
 * Joins `suppressed`, whose columns are null where the address of a row is not suppressed.
 * @param table the rows, with `channel_type`
 * @param key their `addressKey`
 */
export function suppressedJoin(applicationId: string, table: Sql, key: Sql): Sql {
  return sql`
    left join (
        select distinct channel_type, address from suppressions where application_id = ${applicationId}
    ) as suppressed on suppressed.channel_type = ${table}.channel_type and suppressed.address = ${key}`;
}

/**
 * An application's newest row, and those of the minutes before it: `channel_type`, `address`, `since`,
 * newest first. What came after them is not in the table yet.
 */
export function newestSuppressions(applicationId: string, minutes: number): Statement {
  const overlap = sql`date_add('minute', ${bound('bigint', -minutes)}, max(suppressed_at))`;
  return sql`select channel_type, address, suppressed_at as since
from suppressions
where application_id = ${applicationId}
    and suppressed_at >= (select ${overlap} from suppressions where application_id = ${applicationId})
order by suppressed_at desc`.statement();
}

/**
 * Adds those rows whose address the application does not suppress yet; again, it changes nothing.
 * @param rows no address of a channel twice
 */
export function addSuppressions(applicationId: string, rows: readonly SuppressionRow[]): Statement {
  return sql`insert into suppressions (application_id, channel_type, address, reason, suppressed_at)
select ${applicationId}, fresh.channel_type, fresh.address, fresh.reason, fresh.suppressed_at
from ${tableOf(rows)} as fresh
left join suppressions as stored
    on stored.application_id = ${applicationId}
    and stored.channel_type = fresh.channel_type
    and stored.address = fresh.address
where stored.address is null`.statement();
}

/** How many of the addresses the table still has. */
export function countSuppressions(applicationId: string, rows: readonly SuppressionRow[]): Statement {
  return sql`select count(*) as suppressed from suppressions where ${isOneOf(applicationId, rows)}`.statement();
}

export function removeSuppressions(applicationId: string, rows: readonly SuppressionRow[]): Statement {
  return sql`delete from suppressions where ${isOneOf(applicationId, rows)}`.statement();
}

/** Of an application that is deleted. */
export function removeAllSuppressions(applicationId: string): Statement {
  return sql`delete from suppressions where application_id = ${applicationId}`.statement();
}

function isOneOf(applicationId: string, rows: readonly SuppressionRow[]): Sql {
  return sql`application_id = ${applicationId}
    and channel_type || ${FIELD} || address in (
        select channel_type || ${FIELD} || address from ${tableOf(rows)} as named
    )`;
}

/** One bound text, whatever the number of rows. */
function tableOf(rows: readonly SuppressionRow[]): Sql {
  const text = rows
    .map(({ channelType, address, reason, since }) =>
      [channelType, address, reason, since].map(plain).join(FIELD),
    )
    .join(ROW);
  const part = (index: number) => sql`split_part(entry, ${FIELD}, ${bound('bigint', index)})`;
  return sql`(
    select
        ${part(1)} as channel_type,
        ${part(2)} as address,
        ${part(3)} as reason,
        cast(from_iso8601_timestamp(${part(4)}) as timestamp) as suppressed_at
    from unnest(split(${text}, ${ROW})) as entries(entry)
)`;
}

function plain(text: string): string {
  return text.replaceAll(ROW, '').replaceAll(FIELD, '');
}
