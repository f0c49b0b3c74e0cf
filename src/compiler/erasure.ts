import type { Statement } from '../core/statement.ts';
import { ERASED_TABLES, ERASED_VALUES, type ErasedTable, IMPERSONAL_TABLES, SALT } from './erased-tables.ts';
import type { ErasureDialect } from './erasure-dialect.ts';
import { identifier, join, type Sql, sql } from './sql.ts';

/** The rows of a table as `stored`, beside the person whose each is. */
export function rowsWithPersons(table: ErasedTable, from: Sql): Sql {
  return sql`${from} as stored
${personJoin(table, 'endpoint')}
${personJoin(table, 'user')}
${personJoin(table, 'address')}`;
}

/** A row without an instant is an old one. A bare comparison, so that engines join by hash. */
const happened = (at: Sql) => sql`coalesce(${at}, timestamp '1970-01-01 00:00:00')`;

function personJoin(table: ErasedTable, kind: 'endpoint' | 'user' | 'address'): Sql {
  const alias = identifier(`erased_${kind}`);
  const value = table[kind];
  const condition = value
    ? sql`${alias}.application_id = stored.application_id and ${alias}.kind = ${kind} and ${alias}.value = ${value}`
    : sql`false`;
  const lived = table.at && value ? sql` and ${happened(table.at)} <= ${alias}.until` : sql``;
  return sql`left join ${identifier(ERASED_VALUES)} as ${alias} on ${condition}${lived}`;
}

/** Whether a row is a person's. */
export const IS_ERASED: Sql = sql`(${SALT} is not null)`;
/** Whose erasure a row is of. */
export const ERASURE_ID: Sql = sql`coalesce(erased_endpoint.erasure_id, erased_user.erasure_id, erased_address.erasure_id)`;

/** Columns of `stored` as they are. */
const plainColumns = (columns: readonly string[]) =>
  join(
    columns.map((name) => sql`stored.${identifier(name)}`),
    sql`, `,
  );

/** The same with a person's values exchanged. */
function changedColumns(table: ErasedTable, columns: readonly string[], dialect: ErasureDialect): Sql {
  return join(
    columns.map((name) => {
      const change = table.columns[name];
      return change
        ? sql`${change({ dialect, salt: SALT })} as ${identifier(name)}`
        : sql`stored.${identifier(name)}`;
    }),
    sql`, `,
  );
}

/**
 * The rows of a table that stay. Those of nobody, nearly all, are passed on as they are: to build every row's nested
 * columns anew takes many times as long.
 */
export function stayingRows(
  table: ErasedTable,
  columns: readonly string[],
  { where, dialect }: { readonly where: Sql; readonly dialect: ErasureDialect },
): Sql {
  const rows = rowsWithPersons(table, identifier(table.name));
  const others = sql`select ${plainColumns(columns)} from ${rows} where (${where}) and not ${IS_ERASED}`;
  if (table.outcome === 'delete') return others;
  return sql`${others}
union all
select ${changedColumns(table, columns, dialect)} from ${rows} where (${where}) and ${IS_ERASED}`;
}

const KINDS = ['endpoint', 'user', 'address'] as const;

/**
 * Where rows are changed in place: one statement for each way in which a row may be a person's, since a row may match
 * only once. What one of them has changed, the next does not find any more.
 */
export function eraseRows(table: ErasedTable, dialect: ErasureDialect): Statement[] {
  return KINDS.flatMap((kind) => {
    const value = table[kind];
    if (!value) return [];
    const lived = table.at ? sql` and ${happened(table.at)} <= person.until` : sql``;
    const changes = Object.entries(table.columns).map(
      ([name, change]) => sql`${identifier(name)} = ${change({ dialect, salt: sql`person.salt` })}`,
    );
    const then = table.outcome === 'delete' ? sql`delete` : sql`update set ${join(changes, sql`, `)}`;
    return sql`merge into ${identifier(table.name)} as stored
using (select * from ${identifier(ERASED_VALUES)} where kind = ${kind}) as person
on person.application_id = stored.application_id and person.value = ${value}${lived}
when matched then ${then}`.statement();
  });
}

/** Removes the rows of applications that were deleted. */
export function dropApplicationRows(table: string): Statement {
  return sql`delete from ${identifier(table)}
where application_id in (select value from ${identifier(ERASED_VALUES)} where kind = 'application')`.statement();
}

/** `erasure_id`, `found`: the rows of each application that was deleted. */
export function countApplicationRows(table: string): Statement {
  return sql`select gone.erasure_id, count(*) as found
from ${identifier(table)} as stored
join ${identifier(ERASED_VALUES)} as gone on gone.kind = 'application' and gone.value = stored.application_id
group by 1`.statement();
}

/** The statements by which an engine's tables lose their persons; `erased_values` must be there. */
export interface ErasureStatements {
  /** Tables with persons, and what becomes of their rows. */
  readonly tables: readonly ErasedTable[];
  /** `erasure_id`, `found`: rows of each erasure. */
  count(table: ErasedTable): Statement;
  /** Tables without persons, whose rows go with their application. */
  readonly impersonal: readonly string[];
  /** The same of applications that were deleted. */
  countApplications(table: string): Statement;
  /** Every row of any table that stays, persons' values exchanged; `columns` in order. */
  kept(table: string, columns: readonly string[]): Statement;
}

export function erasureStatements(dialect: ErasureDialect): ErasureStatements {
  return {
    tables: ERASED_TABLES,
    impersonal: IMPERSONAL_TABLES,
    countApplications: countApplicationRows,
    count: (table) =>
      sql`select ${ERASURE_ID} as erasure_id, count(*) as found
from ${rowsWithPersons(table, identifier(table.name))}
where ${IS_ERASED}
group by 1`.statement(),
    kept(name, columns) {
      const table = ERASED_TABLES.find((one) => one.name === name);
      const living = columns.includes('application_id')
        ? sql`stored.application_id is null or stored.application_id not in (select value from ${identifier(ERASED_VALUES)} where kind = 'application')`
        : sql`true`;
      if (!table) return sql`select * from ${identifier(name)} as stored where ${living}`.statement();
      return stayingRows(table, columns, { where: living, dialect }).statement();
    },
  };
}
