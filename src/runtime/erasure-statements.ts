import type { DuckDbLake } from '../adapters/local/duckdb-lake.ts';
import { duckDbType } from '../adapters/local/hive-type.ts';
import { duckDbErasure, erasureStatements } from '../compiler/erasure.ts';

/** The statements of an erasure in DuckDB. */
export function duckDbErasureStatements(lake: Pick<DuckDbLake, 'columnsOf'>) {
  const types = new Map(lake.columnsOf('events').map(({ name, type }) => [name, type]));
  return erasureStatements(duckDbErasure((column) => duckDbType(types.get(column) ?? column)));
}
