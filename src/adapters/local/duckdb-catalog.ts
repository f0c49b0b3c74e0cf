import type { CatalogTable } from '../../ports/query-executions.ts';
import type { DuckDbLake } from './duckdb-lake.ts';
import { athenaType } from './duckdb-types.ts';

/** Every table and view of the lake with its columns, types as Athena names them. */
export function lakeCatalog(lake: Pick<DuckDbLake, 'withConnection'>): Promise<CatalogTable[]> {
  return lake.withConnection(async (connection) => {
    const found = await connection.runAndReadAll(
      "select table_name, table_type from information_schema.tables where table_catalog = current_database() and table_schema = 'main' order by 1",
    );
    const tables: CatalogTable[] = [];
    for (const [name, type] of found.getRows()) {
      const columns = await connection.runAndReadAll(`select * from "${String(name)}" limit 0`);
      const types = columns.columnTypes();
      tables.push({
        name: String(name),
        kind: type === 'VIEW' ? 'view' : 'table',
        columns: columns.columnNames().map((column, index) => ({
          name: column,
          type: athenaType(types[index] as (typeof types)[number]),
        })),
      });
    }
    return tables;
  });
}
