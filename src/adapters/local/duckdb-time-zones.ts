import type { DuckDBConnection } from '@duckdb/node-api';

/**
 * Teaches DuckDB Athena's `at_timezone(instant, zone)`, of which `hour()` and `day_of_week()` are local. For a zone
 * that is none Athena's is an error, which a query turns into null with `try(…)`; DuckDB's `timezone` is one that
 * cannot be tried, so here it is null at once. DuckDB may not look into a table within `try(…)`: hence a list.
 */
export async function teachTimeZones(connection: DuckDBConnection): Promise<void> {
  const reader = await connection.runAndReadAll('select name from pg_timezone_names() order by name');
  const names = reader.getRows().map(([name]) => `'${String(name).replaceAll("'", "''")}'`);
  await connection.run(
    `create or replace macro at_timezone(t, z) as case when list_contains([${names.join(', ')}], z) then timezone(z, cast(t as timestamptz)) end`,
  );
}
