import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { athenaTables } from '../../src/adapters/aws/athena-erasure.ts';
import { fileTableEraser } from '../../src/adapters/aws/erase-file-table.ts';
import { type DuckDbLake, openDuckDbLake } from '../../src/adapters/local/duckdb-lake.ts';
import type { QueryEngine } from '../../src/ports/query-engine.ts';
import { athenaErasureDialect, fileErasures, rowErasure } from '../../src/runtime/erasure-statements.ts';
import {
  erasablePlaceContract,
  eraseAll,
  type OpenedPlace,
  values,
} from '../contracts/erasable-place.contract.ts';
import { fillTables, STANDS } from '../contracts/erased-tables.ts';
import { fileTables } from './lake-schema.ts';
import { readable } from './readable-bytes.ts';
import { openTrinoLake, type TrinoLake } from './trino-lake.ts';

/* The statements of an erasure, and what is left of a person in the bytes of the lake: its Parquet files, Iceberg's own files. */
const folder = mkdtempSync(join(tmpdir(), 'touchpoint-trino-erasure-'));
const TABLES = [...Object.keys(STANDS), 'rfm_uploads', 'endpoint_changes'];
/** Hers are the greatest values of many columns, which Iceberg keeps beside its files. */
const CARLA = values('ben').map((value) => ({
  ...value,
  erasureId: 'of-carla',
  value: value.value.replace('ben', 'carla'),
}));
const TEXTS = [
  'e-carla',
  'u-carla',
  'm-carla',
  'n-carla',
  'carla@example.com',
  'other-of-carla',
  '"carla"',
  'who=carla',
];
let trino: TrinoLake;
let duckDb: DuckDbLake;
beforeAll(async () => {
  trino = await openTrinoLake();
  duckDb = await openDuckDbLake({ file: ':memory:', lakeFolder: join(folder, 'lake') });
  await fillTables(duckDb);
  await duckDb.exclusively((connection) =>
    connection.run(
      `create table endpoint_changes as select 1::bigint as revision, false as removed, *, '2027-03-01' as change_date from endpoints`,
    ),
  );
}, 300_000);
afterAll(async () => {
  await duckDb.close();
  rmSync(folder, { recursive: true });
});

async function open(): Promise<OpenedPlace & { readonly ran: string[] }> {
  await trino.empty();
  await duckDb.withConnection(async (connection) => {
    for (const table of TABLES) await trino.copyFrom(connection, table);
  });
  const ran: string[] = [];
  const opened = randomUUID();
  const queries: QueryEngine = {
    ...trino.engine,
    async run(statement, token) {
      ran.push(statement.text);
      await trino.engine.run(statement, `${opened}-${token}`); // a token that was seen runs nothing again
    },
  };
  const types = new Map(
    fileTables()
      .find(({ name }) => name === 'events')
      ?.columns.map(({ name, type }) => [name, type]),
  );
  const dialect = athenaErasureDialect((column) => types.get(column) ?? column);
  const columnsOf = async (table: string) =>
    fileTables()
      .find(({ name }) => name === table)
      ?.columns.map(({ name }) => name) ?? [];
  const place = athenaTables({
    lake: trino.bucket,
    queries,
    rows: rowErasure(athenaErasureDialect((column) => column)),
    files: fileErasures(async () => dialect).map((statements) =>
      fileTableEraser({ lake: trino.bucket, queries, statements, columnsOf }),
    ),
    refresh: async () => undefined,
    pause: async () => undefined,
  });
  return { place, ran, content, close: async () => undefined };
}

/** Every row as text that begins with its application. */
async function content(): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const table of TABLES) {
    const rows = [];
    for (const app of ['shop', 'other']) {
      const text = `select * from ${table} where application_id = ?`;
      rows.push(...(await trino.engine.query({ text, values: [{ type: 'varchar', value: app }] })));
    }
    found[table] = rows.map((row) => `${row.application_id} ${JSON.stringify(row)}`).sort();
  }
  return found;
}

erasablePlaceContract('Athena on Trino', { ...STANDS, endpoint_changes: 1 }, open);

describe('the bytes of the lake on Trino', () => {
  const left = () =>
    duckDb.withConnection(async (connection) => [
      ...(await readable(connection, join(trino.home, '..', 'catalog', trino.schema), TEXTS)),
      ...(await readable(connection, trino.home, TEXTS)),
    ]);

  it('hold a person before the erasure and nothing afterwards', async () => {
    const { place, ran, close } = await open();
    const before = await left();
    const places = [
      'endpoints',
      'messages',
      'segment_members',
      'suppressions',
      'rfm_scores',
      'lake/events/',
      'lake/endpoint_changes/',
    ];
    for (const one of places)
      expect({ one, found: before.some((file) => file.includes(one)) }).toEqual({ one, found: true });
    expect(before.some((file) => /\.avro: /.test(file))).toBe(true); // the least and the greatest values of columns

    const counts = await eraseAll(place, { runId: 'bytes', values: CARLA, onlyLate: false });

    expect(counts).toEqual({ 'of-carla': { ...STANDS, endpoint_changes: 1 } });
    expect(await left()).toEqual([]);
    expect(ran).toContain('optimize messages rewrite data using bin_pack');
    expect(ran.indexOf('vacuum endpoints')).toBeGreaterThan(0);
    await close();
  });
});
