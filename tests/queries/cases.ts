import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { expect } from '@jest/globals';
import { prepareBound } from '../../src/adapters/local/duckdb-values.ts';
import type { Statement } from '../../src/core/statement.ts';
import { readNamedQueries, readViews } from '../../src/runtime/named-queries.ts';

/**
 * Each case is a folder `tests/queries/<query>/<case>/` with the rows of every table it reads
 * (`<table>.csv`; lists, maps and rows as JSON), `parameters.json` (not for a view) and `expected.csv`.
 */
const here = import.meta.dirname;
const queries = readNamedQueries(join(here, '../../queries'));
export const views = readViews(join(here, '../../queries'));
/** Queries and views. */
export const names = [...queries.all, ...views].map(({ name }) => name);

export function casesOf(name: string): string[] {
  return existsSync(join(here, name)) ? readdirSync(join(here, name)) : [];
}

export function statementOf(name: string, title: string): Statement {
  if (views.some((view) => view.name === name)) return { text: `select * from ${name}`, values: [] };
  return queries.bind(name, JSON.parse(readFileSync(join(here, name, title, 'parameters.json'), 'utf8')));
}

/** Fills the tables that a case has rows of. @returns their names */
export async function fillTables(
  connection: DuckDBConnection,
  name: string,
  title: string,
): Promise<string[]> {
  const at = join(here, name, title);
  const files = readdirSync(at).filter((one) => one.endsWith('.csv') && one !== 'expected.csv');
  for (const file of files) await fill(connection, basename(file, '.csv'), join(at, file));
  return files.map((file) => basename(file, '.csv'));
}

/** Makes the table `expected`, with the types that the statement's own columns have. */
export async function fillExpected(
  connection: DuckDBConnection,
  statement: Statement,
  name: string,
  title: string,
): Promise<void> {
  const reader = await (await prepareBound(connection, statement)).runAndReadAll();
  const columns = reader
    .columnNames()
    .map((column, index) => cast(column, String(reader.columnTypes()[index])));
  await connection.run(
    `create table expected as select ${columns.join(', ')} from ${csv(join(here, name, title, 'expected.csv'))}`,
  );
}

async function fill(connection: DuckDBConnection, table: string, file: string): Promise<void> {
  const given = readFileSync(file, 'utf8').split('\n', 1)[0]?.split(',') ?? [];
  const described = (await connection.runAndReadAll(`describe ${table}`)).getRows();
  const columns = described
    .filter(([column]) => given.includes(String(column)))
    .map(([column, type]) => cast(String(column), String(type)));
  expect(columns).toHaveLength(given.length);
  await connection.run(`insert into ${table} by name select ${columns.join(', ')} from ${csv(file)}`);
}

/** A column of a file, all of whose cells are texts, as its type. Rows name all their members. */
function cast(column: string, type: string): string {
  const isNested = /[([]/.test(type) && !type.startsWith('DECIMAL');
  const text = `"${column}"`;
  if (!isNested) return `cast(${text} as ${type}) as ${text}`;
  return `case when json_valid(${text}) then cast(cast(${text} as json) as ${type}) else cast(${text} as ${type}) end as ${text}`;
}

function csv(file: string): string {
  return `read_csv('${file.replaceAll("'", "''")}', header = true, all_varchar = true, delim = ',', quote = '"', escape = '"')`;
}
