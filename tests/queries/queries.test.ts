import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { openDuckDbLake } from '../../src/adapters/local/duckdb-lake.ts';
import { prepareBound } from '../../src/adapters/local/duckdb-values.ts';
import { readNamedQueries } from '../../src/runtime/named-queries.ts';

/**
 * Each case is a folder `tests/queries/<query>/<case>/` with the rows of every table it reads
 * (`<table>.csv`; lists and maps as JSON), `parameters.json` and `expected.csv`.
 */
const here = import.meta.dirname;
const queries = readNamedQueries(join(here, '../../queries'));
const folder = mkdtempSync(join(tmpdir(), 'touchpoint-queries-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Tables that are no mutable tables of the lake. */
const OTHER_TABLES: Record<string, string> = {
  transactions:
    'upload_id varchar, customer_id varchar, channel_type varchar, address varchar, occurred_at timestamp, amount decimal(38,8), extra varchar',
};

describe.each(queries.all.map((query) => query.name))('%s', (name) => {
  const cases = existsSync(join(here, name)) ? readdirSync(join(here, name)) : [];
  it('has cases', () => {
    expect(cases).not.toEqual([]);
  });
  it.each(cases)('%s', async (title) => {
    const at = join(here, name, title);
    const lake = await openDuckDbLake({ file: ':memory:', lakeFolder: join(folder, name, title) });
    try {
      await lake.withConnection(async (connection) => {
        for (const file of readdirSync(at).filter(
          (file) => file.endsWith('.csv') && file !== 'expected.csv',
        )) {
          const table = basename(file, '.csv');
          if (OTHER_TABLES[table]) await connection.run(`create table ${table} (${OTHER_TABLES[table]})`);
          const path = join(at, file).replaceAll("'", "''");
          const nested = (await connection.runAndReadAll(`describe ${table}`))
            .getRows()
            .flatMap(([column, type]) =>
              /[([]/.test(String(type)) && !String(type).startsWith('DECIMAL')
                ? [`cast(cast("${column}" as json) as ${type}) as "${column}"`]
                : [],
            );
          const header = readFileSync(join(at, file), 'utf8').split('\n', 1)[0]?.split(',') ?? [];
          const given = nested.filter((cast) => header.some((column) => cast.endsWith(`as "${column}"`)));
          await connection.run(
            `insert into ${table} by name select * ${given.length > 0 ? `replace (${given.join(', ')})` : ''}
            from read_csv('${path}', header = true, all_varchar = true, quote = '"')`,
          );
        }
      });
      const parameters = JSON.parse(readFileSync(join(at, 'parameters.json'), 'utf8')) as Record<
        string,
        unknown
      >;
      const rows = await lake.engine.query(queries.bind(name, parameters));
      const types = await lake.withConnection(async (connection) => {
        const reader = await (await prepareBound(connection, queries.bind(name, parameters))).runAndReadAll();
        return reader.columnNames().map((column, index) => [column, String(reader.columnTypes()[index])]);
      });
      const expected = await lake.withConnection(async (connection) => {
        const path = join(at, 'expected.csv').replaceAll("'", "''");
        const casts = types.map(([column, type]) => `cast("${column}" as ${type}) as "${column}"`);
        await connection.run(
          `create table expected as select ${casts.join(', ')} from read_csv('${path}', header = true, all_varchar = true)`,
        );
        return lake.engine.query({ text: 'select * from expected', values: [] });
      });
      const sorted = (list: unknown[]) => list.map((row) => JSON.stringify(row)).sort();
      expect(sorted(rows)).toEqual(sorted(expected));
    } finally {
      await lake.close();
    }
  });
});
