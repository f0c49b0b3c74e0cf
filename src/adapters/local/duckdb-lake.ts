import { mkdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { LakeColumn, LakeSchema } from '../../ports/lake-schema.ts';
import type { QueryEngine } from '../../ports/query-engine.ts';
import { duckDbGenerations, type RowsOf } from './duckdb-generations.ts';
import { duckDbLakeSchema } from './duckdb-lake-schema.ts';
import { duckDbQueryEngine } from './duckdb-query-engine.ts';
import { teachTimeZones } from './duckdb-time-zones.ts';
import { inTurns } from './in-turns.ts';
import { createTable, readLakeTables } from './lake-tables.ts';

export interface DuckDbLakeOptions {
  /** The database file, or `:memory:`. */
  readonly file: string;
  /** Folder of the lake bucket, where unloaded files go. */
  readonly lakeFolder: string;
  /** Views by which the tables are read, each after those it stands on. */
  readonly views?: readonly {
    readonly name: string;
    readonly body: string;
    readonly reads: readonly string[];
  }[];
  /** Brings tables of an earlier version to what the views and everybody else expect, before anybody reads. */
  readonly migrate?: (schema: LakeSchema) => Promise<unknown>;
  /** Megabytes that DuckDB may hold before it spills to disk; 1,000 when not given. */
  readonly memoryMegabytes?: number;
}

/** The local stage's lake: one DuckDB database with the stack's tables. */
export interface DuckDbLake {
  readonly engine: QueryEngine;
  readonly lakeFolder: string;
  /** Names of its tables. */
  readonly tables: readonly string[];
  /** Lends a connection for reading. */
  withConnection<T>(use: (connection: DuckDBConnection) => Promise<T>): Promise<T>;
  /** Lends a connection inside a transaction, to one user at a time; commits, or rolls back on an error. */
  exclusively<T>(use: (connection: DuckDBConnection) => Promise<T>): Promise<T>;
  /**
   * Writes every table anew into a fresh file and goes on with that: nothing of the old file's bytes stays, neither of
   * rows that were deleted before nor of those that `rowsOf` leaves out. Writers wait; readers under way end on the old
   * file, which then goes. A crash leaves the old file or the new one.
   */
  rewrite(work: (connection: DuckDBConnection) => Promise<RowsOf>): Promise<void>;
  /** Has `refresh` called before each statement of the engine that names the table. */
  beforeReading(table: string, refresh: () => Promise<void>): void;
  /** Brings the tables that a statement names up to date, as the engine does before it runs one. */
  refresh(text: string): Promise<void>;
  /** @throws Error for a table that the lake does not have */
  columnsOf(table: string): readonly LakeColumn[];
  close(): Promise<void>;
}

const PRELUDE = new URL('./duckdb-prelude.sql', import.meta.url);
const TABLES = new URL('../../../resources/lake-tables.yml', import.meta.url);
/** Of the tables that grow by files on AWS, those that named queries read. */
const FILE_TABLES = new URL('../../../resources/event-lake.yml', import.meta.url);
const ASKED_FILE_TABLES = ['events', 'transactions'];
const DEFAULT_MEMORY_MEGABYTES = 1000;

/** What a thread that writes events may hold and not spill: rows of maps, 122,880 at a time (measured: 120). */
const MEGABYTES_A_THREAD = 200;

/** As many threads as there are cores, unless they could not all work within the memory at once. */
export function threadsFor(megabytes: number, cores: number): number {
  return Math.max(1, Math.min(cores, Math.floor(megabytes / MEGABYTES_A_THREAD)));
}

/** Opens the lake, creating what is missing. */
export async function openDuckDbLake(options: DuckDbLakeOptions): Promise<DuckDbLake> {
  mkdirSync(options.lakeFolder, { recursive: true });
  const tables = [
    ...readLakeTables(TABLES),
    ...readLakeTables(FILE_TABLES).filter(({ name }) => ASKED_FILE_TABLES.includes(name)),
  ];
  async function prepare(connection: DuckDBConnection): Promise<void> {
    await connection.run(readFileSync(PRELUDE, 'utf8'));
    await teachTimeZones(connection);
    for (const table of tables) await connection.run(createTable(table));
    await options.migrate?.(duckDbLakeSchema(connection));
    for (const { name, body } of options.views ?? [])
      await connection.run(`create or replace view ${name} as ${body}`);
  }
  const spill = options.file === ':memory:' ? join(options.lakeFolder, '..') : dirname(options.file);
  const megabytes = options.memoryMegabytes ?? DEFAULT_MEMORY_MEGABYTES;
  const generations = await duckDbGenerations({
    file: options.file,
    settings: {
      memory_limit: `${megabytes}MB`,
      threads: String(threadsFor(megabytes, availableParallelism())),
      temp_directory: join(spill, 'duckdb-spill'),
      preserve_insertion_order: 'false',
      autoinstall_known_extensions: 'false', // nothing is fetched at run time
    },
    prepare,
  });
  const { withConnection } = generations;
  const writing = inTurns();

  function exclusively<T>(use: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    return writing(() => withConnection((connection) => inTransaction(connection, use)));
  }

  const readers = (table: string): string[] => [
    table,
    ...(options.views ?? [])
      .filter(({ reads }) => reads.includes(table))
      .flatMap(({ name }) => readers(name)),
  ];
  const refreshed: { readonly named: RegExp; refresh(): Promise<void> }[] = [];
  const lake = {
    lakeFolder: options.lakeFolder,
    tables: tables.map(({ name }) => name),
    withConnection,
    exclusively,
    rewrite: (work: (connection: DuckDBConnection) => Promise<RowsOf>) =>
      writing(() => generations.rewrite(work)),
    async refresh(text: string) {
      for (const { named, refresh } of refreshed) if (named.test(text)) await refresh();
    },
  };
  return {
    ...lake,
    engine: duckDbQueryEngine(lake),
    beforeReading(table, refresh) {
      refreshed.push({ named: new RegExp(`\\b(?:${readers(table).join('|')})\\b`, 'i'), refresh });
    },
    columnsOf(table) {
      const found = tables.find(({ name }) => name === table);
      if (!found) throw new Error(`The lake has no table ${table}`);
      return found.columns;
    },
    async close() {
      await writing(async () => undefined);
      generations.close();
    },
  };
}

async function inTransaction<T>(
  connection: DuckDBConnection,
  use: (connection: DuckDBConnection) => Promise<T>,
): Promise<T> {
  await connection.run('begin');
  try {
    const result = await use(connection);
    await connection.run('commit');
    return result;
  } catch (error) {
    await connection.run('rollback').catch(() => undefined); // the first error is the one to tell
    throw error;
  }
}
