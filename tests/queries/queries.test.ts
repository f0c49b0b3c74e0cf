import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { openDuckDbLake } from '../../src/adapters/local/duckdb-lake.ts';
import { casesOf, fillExpected, fillTables, names, statementOf, views } from './cases.ts';

const folder = mkdtempSync(join(tmpdir(), 'touchpoint-queries-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe.each(names)('%s', (name) => {
  const cases = casesOf(name);
  it('has cases', () => {
    expect(cases).not.toEqual([]);
  });
  it.each(cases)('%s', async (title) => {
    const lake = await openDuckDbLake({ file: ':memory:', lakeFolder: join(folder, name, title), views });
    try {
      const statement = statementOf(name, title);
      await lake.withConnection(async (connection) => {
        await fillTables(connection, name, title);
        await fillExpected(connection, statement, name, title);
      });
      const rows = await lake.engine.query(statement);
      const expected = await lake.engine.query({ text: 'select * from expected', values: [] });
      const sorted = (list: unknown[]) => list.map((row) => JSON.stringify(row)).sort();
      expect(sorted(rows)).toEqual(sorted(expected));
    } finally {
      await lake.close();
    }
  });
});
