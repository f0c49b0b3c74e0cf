import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type DuckDbLake, openDuckDbLake } from '../../src/adapters/local/duckdb-lake.ts';
import type { Statement } from '../../src/core/statement.ts';
import { casesOf, fillTables, names, statementOf, views } from '../queries/cases.ts';
import { alike } from './alike.ts';
import { openTrinoLake, type TrinoLake } from './trino-lake.ts';

/*
 * Every query and view over every fixture of tests/queries, on Trino and on DuckDB. What the rows
 * must be says the fixture; tests/queries/queries.test.ts holds DuckDB to it.
 */
const folder = mkdtempSync(join(tmpdir(), 'touchpoint-trino-'));
let trino: TrinoLake;
beforeAll(async () => {
  trino = await openTrinoLake();
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true }));

/** A view is read application by application: events of none that is named are not found. */
async function statementsOver(lake: DuckDbLake, name: string, title: string): Promise<Statement[]> {
  const statement = statementOf(name, title);
  if (!views.some((view) => view.name === name)) return [statement];
  const text = `${statement.text} where application_id = ?`;
  const found = await lake.engine.query({ text: `select distinct application_id from ${name}`, values: [] });
  return found.map((row) => ({
    text,
    values: [{ type: 'varchar', value: row.application_id as string }],
  }));
}

describe.each(names)('%s', (name) => {
  it.each(casesOf(name))('%s', async (title) => {
    const lake = await openDuckDbLake({ file: ':memory:', lakeFolder: join(folder, name, title), views });
    try {
      await lake.withConnection(async (connection) => {
        const tables = await fillTables(connection, name, title);
        await trino.empty();
        for (const table of tables) await trino.copyFrom(connection, table);
      });
      const statements = await statementsOver(lake, name, title);
      expect(statements).not.toEqual([]);
      for (const statement of statements) {
        const local = await lake.engine.query(statement);
        expect(alike(await trino.engine.query(statement))).toEqual(alike(local));
      }
    } finally {
      await lake.close();
    }
  });
});
