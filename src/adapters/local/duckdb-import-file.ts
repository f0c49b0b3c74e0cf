import type { DuckDBConnection } from '@duckdb/node-api';
import { PlatformError } from '../../core/errors.ts';

/** Columns of the table that a row of a file cannot set. */
const NOT_IN_ROWS = new Set(['application_id', 'cohort_id', 'creation_date', 'effective_date']);

/**
 * Makes `incoming_row` of a file of import rows: every column that a row can have, `line`, and
 * `position`; and `incoming`, those that name an endpoint. Parquet is read where it lies, each
 * time anew: that is faster than a copy of all columns. JSON is parsed once, into a table.
 *
 * @param file an absolute path
 * @throws PlatformError `BadRequest` for another kind of file
 */
export async function openImportFile(connection: DuckDBConnection, file: string): Promise<void> {
  if (/[*?[\]{}]/.test(file)) {
    throw new PlatformError(
      'BadRequest',
      `Not a name for an import file, since it could mean several: ${file}`,
    );
  }
  const path = `'${file.replaceAll("'", "''")}'`;
  const types = new Map(await described(connection, 'endpoints'));
  for (const column of NOT_IN_ROWS) types.delete(column);
  types.set('line', 'BIGINT');
  if (file.endsWith('.parquet')) {
    const present = new Map(await described(connection, `select * from read_parquet(${path})`));
    const columns = [...types].map(
      ([name, type]) => `cast(${present.has(name) ? name : 'null'} as ${type}) as ${name}`,
    );
    await connection.run(`create or replace temp view incoming_row as
      select ${columns.join(', ')}, ${present.has('line') ? 'line' : 'file_row_number'} as position
      from read_parquet(${path}, file_row_number = true)`);
  } else if (/\.ndjson(\.gz)?$/.test(file)) {
    const columns = [...types].map(([name, type]) => `${name}: '${type}'`);
    await connection.run(`create or replace temp table incoming_table as
      select *, coalesce(line, row_number() over ()) as position
      from read_json(${path}, format = 'newline_delimited', columns = { ${columns.join(', ')} })`);
    await connection.run('create or replace temp view incoming_row as from incoming_table');
  } else {
    throw new PlatformError('BadRequest', `Not a .parquet, .ndjson or .ndjson.gz file: ${file}`);
  }
  await connection.run(
    'create or replace temp view incoming as select * from incoming_row where endpoint_id is not null',
  );
}

/** Sets variables that the steps read. */
export async function setVariables(
  connection: DuckDBConnection,
  variables: Readonly<Record<string, string | number | Date>>,
): Promise<void> {
  for (const [name, value] of Object.entries(variables)) {
    const type = value instanceof Date ? 'timestamp' : typeof value === 'number' ? 'bigint' : 'varchar';
    const prepared = await connection.prepare(`set variable ${name} = cast($1 as ${type})`);
    prepared.bindVarchar(1, value instanceof Date ? value.toISOString() : String(value));
    await prepared.run();
  }
}

async function described(
  connection: DuckDBConnection,
  relation: string,
): Promise<[name: string, type: string][]> {
  const reader = await connection.runAndReadAll(`describe ${relation}`);
  return reader.getRows().map(([name, type]) => [String(name), String(type)]);
}
