import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { afterAll, describe, expect, it } from '@jest/globals';
import { openDuckDbLake } from '../../src/adapters/local/duckdb-lake.ts';
import { prepareBound } from '../../src/adapters/local/duckdb-values.ts';
import type { Statement } from '../../src/core/statement.ts';
import { readNamedQueries, readViews } from '../../src/runtime/named-queries.ts';

/**
 * Each case is a folder `tests/queries/<query>/<case>/` with the rows of every table it reads
 * (`<table>.csv`; lists, maps and rows as JSON), `parameters.json` (not for a view) and `expected.csv`.
 */
const here = import.meta.dirname;
const queries = readNamedQueries(join(here, '../../queries'));
const views = readViews(join(here, '../../queries'));
const folder = mkdtempSync(join(tmpdir(), 'touchpoint-queries-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Tables that are no mutable tables of the lake. */
const OTHER_TABLES: Record<string, string> = {
  transactions:
    'upload_id varchar, customer_id varchar, channel_type varchar, address varchar, occurred_at timestamp, amount decimal(38,8), extra varchar',
};

const names = [...queries.all, ...views].map(({ name }) => name);

describe.each(names)('%s', (name) => {
  const cases = existsSync(join(here, name)) ? readdirSync(join(here, name)) : [];
  it('has cases', () => {
    expect(cases).not.toEqual([]);
  });
  it.each(cases)('%s', async (title) => {
    const at = join(here, name, title);
    const lake = await openDuckDbLake({ file: ':memory:', lakeFolder: join(folder, name, title), views });
    try {
      const statement = statementOf(name, at);
      const { rows, expected } = await lake.withConnection(async (connection) => {
        for (const file of readdirSync(at).filter((one) => one.endsWith('.csv') && one !== 'expected.csv')) {
          await fill(connection, basename(file, '.csv'), join(at, file));
        }
        const reader = await (await prepareBound(connection, statement)).runAndReadAll();
        const columns = reader
          .columnNames()
          .map((column, index) => cast(column, String(reader.columnTypes()[index])));
        await connection.run(
          `create table expected as select ${columns.join(', ')} from ${csv(join(at, 'expected.csv'))}`,
        );
        return {
          rows: await lake.engine.query(statement),
          expected: await lake.engine.query({ text: 'select * from expected', values: [] }),
        };
      });
      const sorted = (list: unknown[]) => list.map((row) => JSON.stringify(row)).sort();
      expect(sorted(rows)).toEqual(sorted(expected));
    } finally {
      await lake.close();
    }
  });
});

function statementOf(name: string, at: string): Statement {
  if (views.some((view) => view.name === name)) return { text: `select * from ${name}`, values: [] };
  return queries.bind(name, JSON.parse(readFileSync(join(at, 'parameters.json'), 'utf8')));
}

async function fill(connection: DuckDBConnection, table: string, file: string): Promise<void> {
  if (OTHER_TABLES[table]) await connection.run(`create table ${table} (${OTHER_TABLES[table]})`);
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
