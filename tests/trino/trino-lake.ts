import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { athenaQueryEngine } from '../../src/adapters/aws/athena-query-engine.ts';
import { folderObjectStore } from '../../src/adapters/local/folder-object-store.ts';
import type { LakeTable } from '../../src/adapters/local/lake-tables.ts';
import type { ObjectStore } from '../../src/ports/object-store.ts';
import type { QueryEngine } from '../../src/ports/query-engine.ts';
import { readViews } from '../../src/runtime/named-queries.ts';
import { athenaOnTrino } from './athena-on-trino.ts';
import { createFileTable, createIcebergTable, fileTables, icebergTables, trinoType } from './lake-schema.ts';
import { type TrinoClient, trinoClient } from './trino-client.ts';

const BUCKET = 'lake';

/** The lake as the stack defines it, in a schema of its own on a running Trino. */
export interface TrinoLake {
  /** The AWS adapter, over it. */
  readonly engine: QueryEngine;
  readonly trino: TrinoClient;
  /** The schema in both catalogs; Iceberg's tables lie in `catalog/<schema>` of Trino's folder. */
  readonly schema: string;
  /** Folder of the buckets, of which the lake's is called `lake`. */
  readonly home: string;
  readonly bucket: ObjectStore;
  /** Puts the rows that a table has in DuckDB in place of those that it has here. */
  copyFrom(connection: DuckDBConnection, table: string): Promise<void>;
  empty(): Promise<void>;
}

/**
 * Creates tables and views where `TOUCHPOINT_TRINO` says that a Trino runs, whose local file system begins at
 * `TOUCHPOINT_TRINO_FOLDER` (tests/trino/run.sh starts one).
 */
export async function openTrinoLake(): Promise<TrinoLake> {
  const { TOUCHPOINT_TRINO: base, TOUCHPOINT_TRINO_FOLDER: root } = process.env;
  if (!base || !root) throw new Error('TOUCHPOINT_TRINO and TOUCHPOINT_TRINO_FOLDER must name a Trino');
  const schema = `lake_${randomUUID().slice(0, 8)}`;
  const home = join(root, schema);
  const folder = join(home, BUCKET);
  const uri = `local:///${schema}/${BUCKET}/`;
  const trino = trinoClient(base, schema);
  await trino(`create schema ${schema}`);
  const [iceberg, files] = [icebergTables(), fileTables()];
  for (const table of iceberg)
    await trino(`${createIcebergTable(table).replace('create table ', `create table iceberg.${schema}.`)}`);
  for (const table of files) {
    mkdirSync(join(folder, table.folder), { recursive: true });
    await trino(createFileTable(table, schema, uri));
  }
  for (const { name, body } of readViews(join(import.meta.dirname, '../../queries')))
    await trino(`create view ${name} as ${body}`);
  /** Iceberg tables that may hold rows. */
  const filled = new Set<string>();
  const bucket = folderObjectStore(home, BUCKET);
  const engine = athenaQueryEngine({
    ...athenaOnTrino({ trino, bucket, uri }),
    lake: bucket,
    workGroup: 'touchpoint',
    database: schema,
  });

  async function emptyTable(name: string): Promise<void> {
    const table = files.find((file) => file.name === name);
    if (table)
      for (const entry of readdirSync(join(folder, table.folder)))
        rmSync(join(folder, table.folder, entry), { recursive: true });
    else if (filled.delete(name)) await trino(`delete from ${name}`);
  }

  return {
    trino,
    schema,
    home,
    bucket,
    engine: {
      ...engine,
      run(statement, token) {
        for (const { name } of iceberg) if (statement.text.includes(name)) filled.add(name);
        return engine.run(statement, token);
      },
    },
    async copyFrom(connection, name) {
      await emptyTable(name);
      const table = files.find((file) => file.name === name);
      if (table) {
        const at = join(folder, table.folder);
        if (table.format === 'PARQUET') {
          const options = `format parquet, partition_by (${table.partitions.join(', ')}), overwrite_or_ignore`;
          await connection.run(`copy ${name} to '${at}' (${options})`);
        } else await copyJson(connection, name, table.partitions[0] ?? '', at);
        return;
      }
      const own = iceberg.find((one) => one.name === name);
      if (!own) throw new Error(`The lake has no table ${name}`);
      filled.add(name);
      await insertFile(connection, own);
    },
    async empty() {
      for (const { name } of [...iceberg, ...files]) await emptyTable(name);
    },
  };

  /** By way of a table over one Parquet file. */
  async function insertFile(connection: DuckDBConnection, { name, columns }: LakeTable): Promise<void> {
    const staged = `staged_${randomUUID().slice(0, 8)}`;
    const at = join(folder, staged);
    mkdirSync(at);
    await connection.run(`copy ${name} to '${join(at, 'rows.parquet')}' (format parquet)`);
    const types = columns.map((column) => `"${column.name}" ${trinoType(column.type)}`);
    await trino(
      `create table ${staged} (${types.join(', ')}) with (format = 'PARQUET', external_location = '${uri}${staged}')`,
    );
    const names = columns.map((column) => `"${column.name}"`).join(', ');
    await trino(`insert into ${name} (${names}) select ${names} from ${staged}`);
    await trino(`drop table ${staged}`);
    if (existsSync(at)) rmSync(at, { recursive: true });
  }
}

/** DuckDB writes JSON into partitions only one by one. */
async function copyJson(
  connection: DuckDBConnection,
  table: string,
  partition: string,
  at: string,
): Promise<void> {
  const found = await connection.runAndReadAll(`select distinct ${partition} from ${table}`);
  for (const [value] of found.getRows()) {
    const folder = join(at, `${partition}=${value}`);
    mkdirSync(folder);
    await connection.run(
      `copy (select * exclude (${partition}) from ${table} where ${partition} = '${value}')
       to '${join(folder, 'rows.json')}' (format json)`,
    );
  }
}
