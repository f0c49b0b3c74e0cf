import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it } from '@jest/globals';
import { readNamedQueries, readViews } from '../../src/runtime/named-queries.ts';

/* What a header says of the tables and views that its SQL reads, beside what a parser finds there. */
const folder = join(import.meta.dirname, '../../queries');
const files = [
  ...readNamedQueries(folder).all.map(({ name, body, reads }) => ({
    name,
    body,
    reads: reads.replaceAll(/ ?\([^)]*\)/g, '').split(', '),
  })),
  ...readViews(folder),
];
const instance = DuckDBInstance.create();

interface Node {
  readonly type?: unknown;
  readonly table_name?: unknown;
  readonly cte_map?: { readonly map?: readonly { readonly key: string }[] };
}

function* nodesOf(value: unknown): Generator<Node> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield value as Node;
  for (const part of Object.values(value)) yield* nodesOf(part);
}

async function tablesOf(sql: string): Promise<string[]> {
  const connection = await (await instance).connect();
  const reader = await connection.runAndReadAll('select json_serialize_sql($1::varchar)', [sql]);
  connection.closeSync();
  const nodes = [...nodesOf(JSON.parse(String(reader.getRows()[0]?.[0])))];
  const own = new Set(nodes.flatMap(({ cte_map }) => cte_map?.map?.map(({ key }) => key) ?? []));
  const read = nodes.filter(({ type }) => type === 'BASE_TABLE').map(({ table_name }) => String(table_name));
  return [...new Set(read)].filter((name) => !own.has(name)).sort();
}

describe('the header of a query or view', () => {
  it.each(files)('says what $name reads', async ({ body, reads }) => {
    const bound = body.replaceAll(
      /'(?:[^']|'')*'|--[^\n]*|::|:([a-z_][a-z0-9_]*)/g,
      (token, name?: string) => (name === undefined ? token : '?'),
    );
    expect(await tablesOf(bound)).toEqual([...new Set(reads)].sort());
  });
});
