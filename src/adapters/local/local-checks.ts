import type { StageChecks } from '../../ports/stage-checks.ts';
import type { DuckDbLake } from './duckdb-lake.ts';
import { duckDbLakeSchema } from './duckdb-lake-schema.ts';

/** The StageChecks port on a laptop: there is no provider, no queue and no alarm, but there are tables. */
export function localChecks(lake: Pick<DuckDbLake, 'withConnection' | 'tables'>): StageChecks {
  return {
    emailAccount: async () => undefined,
    isVerified: async () => true,
    deadLetters: async () => [],
    ringingAlarms: async () => [],
    tables: lake.tables,
    columnsOf: (table) => lake.withConnection((connection) => duckDbLakeSchema(connection).columnsOf(table)),
  };
}
