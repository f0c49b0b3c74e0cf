import { identifier, join, type Sql, sql } from './sql.ts';

/** Columns of the lake's tables that are instants, as far as they are unloaded. */
const INSTANTS: readonly string[] = ['creation_date', 'effective_date', 'last_at'];

/**
 * Columns of a SELECT whose rows become files: Athena writes instants in milliseconds, and refuses the microseconds that
 * Iceberg's tables have ("Incorrect timestamp precision for timestamp(6)").
 * @param table name or alias
 */
export function unloadedColumns(table: string, names: readonly string[]): Sql {
  return join(
    names.map((name) => {
      const column = sql`${identifier(table)}.${identifier(name)}`;
      return INSTANTS.includes(name) ? sql`cast(${column} as timestamp(3)) as ${identifier(name)}` : column;
    }),
    sql`, `,
  );
}
