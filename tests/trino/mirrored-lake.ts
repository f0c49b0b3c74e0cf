import { randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import type { DuckDbLake } from '../../src/adapters/local/duckdb-lake.ts';
import { alike } from './alike.ts';
import { fileTables, icebergTables } from './lake-schema.ts';
import { openTrinoLake, type TrinoLake } from './trino-lake.ts';

/** One for a test file; its tables are emptied for each lake that it mirrors. */
let shared: Promise<TrinoLake> | undefined;

/**
 * A DuckDB lake of which every statement runs on Trino too, through the AWS adapter. A SELECT must give
 * the same rows on both. What is written past the engine is copied.
 */
export async function mirroredLake(lake: DuckDbLake): Promise<DuckDbLake> {
  shared ??= openTrinoLake();
  const trino = await shared;
  await trino.empty();
  const files = fileTables().map(({ name }) => name);

  async function counts(): Promise<Map<string, number>> {
    const tables = [...icebergTables().map(({ name }) => name), 'events'];
    const text = tables.map((table) => `select '${table}' as name, count(*) as n from ${table}`);
    const rows = await lake.engine.query({ text: text.join(' union all '), values: [] });
    return new Map(rows.map(({ name, n }) => [name as string, n as number]));
  }
  const copy = (table: string) => lake.withConnection((connection) => trino.copyFrom(connection, table));

  return {
    ...lake,
    async exclusively(use) {
      const before = await counts();
      const result = await lake.exclusively(use);
      for (const [table, count] of await counts()) if (before.get(table) !== count) await copy(table);
      return result;
    },
    engine: {
      ...lake.engine,
      async query<Row>(statement: Parameters<DuckDbLake['engine']['query']>[0]) {
        const rows = await lake.engine.query(statement);
        const others = await trino.engine.query(statement);
        if (JSON.stringify(alike(others)) !== JSON.stringify(alike(rows))) console.error(statement.text);
        expect(alike(others)).toEqual(alike(rows));
        return rows as Row[];
      },
      async run(statement, token) {
        await lake.engine.run(statement, token);
        const [, target = ''] = /^insert into (\w+)/.exec(statement.text) ?? [];
        // Events come as files in the cloud, never by a statement. A statement that is run again must itself change nothing.
        if (files.includes(target)) await copy(target);
        else await trino.engine.run(statement, randomUUID());
      },
    },
  };
}
