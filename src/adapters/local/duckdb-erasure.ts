import type { DuckDBConnection } from '@duckdb/node-api';
import type { Statement } from '../../core/statement.ts';
import {
  type ErasablePlace,
  type ErasedValue,
  type ErasureOrder,
  type ErasureTurn,
  FOR_GOOD,
} from '../../ports/erasable-place.ts';
import type { DuckDbLake } from './duckdb-lake.ts';
import { prepareBound } from './duckdb-values.ts';

/** What the compiler says (`src/compiler/erasure.ts`). */
export interface DuckDbErasureStatements<Table extends { readonly name: string }> {
  readonly tables: readonly Table[];
  count(table: Table): Statement;
  /** Tables without persons, whose rows go with their application. */
  readonly impersonal: readonly string[];
  countApplications(table: string): Statement;
  kept(table: string, columns: readonly string[]): Statement;
}

/**
 * The lake's tables. The file is written anew in one turn, since no statement takes deleted bytes out of it; a run that
 * only looks for what came late does so only when something came.
 */
export function duckDbTables<Table extends { readonly name: string }>(
  lake: Pick<DuckDbLake, 'rewrite' | 'refresh' | 'exclusively'>,
  statements: DuckDbErasureStatements<Table>,
): ErasablePlace {
  return {
    name: 'tables',
    async erase({ values, onlyLate }: ErasureOrder): Promise<ErasureTurn> {
      if (values.length === 0) return { counts: {} };
      await lake.refresh('events'); // what is in the journal is in the table then
      const before = await lake.exclusively((connection) => counting(connection, values, statements));
      if (onlyLate && Object.keys(before).length === 0) return { counts: {} };
      let counts: Record<string, Record<string, number>> = {};
      await lake.rewrite(async (connection) => {
        counts = await counting(connection, values, statements);
        return (table, columns) => statements.kept(table, columns);
      });
      return { counts };
    },
  };
}

async function counting<Table extends { readonly name: string }>(
  connection: DuckDBConnection,
  values: readonly ErasedValue[],
  statements: DuckDbErasureStatements<Table>,
): Promise<Record<string, Record<string, number>>> {
  await fillValues(connection, values);
  const counts: Record<string, Record<string, number>> = {};
  const count = async (name: string, statement: Statement) => {
    const prepared = await prepareBound(connection, statement);
    for (const [erasureId, found] of (await prepared.runAndReadAll()).getRows()) {
      const id = String(erasureId);
      counts[id] = { ...counts[id], [name]: Number(found) };
    }
  };
  for (const table of statements.tables) await count(table.name, statements.count(table));
  if (values.some(({ kind }) => kind === 'application')) {
    const names = [...statements.tables.map(({ name }) => name), ...statements.impersonal];
    for (const name of names) await count(name, statements.countApplications(name));
  }
  return counts;
}

/** In memory, and gone with the connection or by the next run. */
async function fillValues(connection: DuckDBConnection, values: readonly ErasedValue[]): Promise<void> {
  await connection.run(
    `create or replace temp table erased_values
       (erasure_id varchar, application_id varchar, kind varchar, value varchar, salt varchar, until timestamp)`,
  );
  const rows = values.map(({ erasureId, applicationId, kind, value, salt, until }) => ({
    erasure_id: erasureId,
    application_id: applicationId,
    kind,
    value,
    salt,
    until: (until ?? FOR_GOOD).toISOString(),
  }));
  const insert = await connection.prepare(
    `insert into erased_values by name
     select row.* from (select unnest(from_json($1,
       '[{"erasure_id":"VARCHAR","application_id":"VARCHAR","kind":"VARCHAR","value":"VARCHAR","salt":"VARCHAR","until":"TIMESTAMP"}]')) as row)
     qualify row_number() over (partition by row.application_id, row.kind, row.value order by row.erasure_id) = 1`,
  );
  insert.bindVarchar(1, JSON.stringify(rows));
  await insert.run();
}
