import { existsSync, rmSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { Statement } from '../../core/statement.ts';
import { prepareBound } from './duckdb-values.ts';

/** The SELECT of a table's new rows, with its columns in their order; `undefined`: all of them, as they are. */
export type RowsOf = (table: string, columns: readonly string[]) => Statement | undefined;

export interface DuckDbGenerationsOptions {
  /** The database file, or `:memory:`. */
  readonly file: string;
  readonly settings: Readonly<Record<string, string>>;
  /** Makes an opened database what it must be: macros, tables, views. */
  prepare(connection: DuckDBConnection): Promise<void>;
}

/** A database whose file can be exchanged for a fresh one while it is read. */
export interface DuckDbGenerations {
  /** Lends a connection of the newest file. */
  withConnection<T>(use: (connection: DuckDBConnection) => Promise<T>): Promise<T>;
  /** As `DuckDbLake.rewrite`. Nobody else may write meanwhile. */
  rewrite(work: (connection: DuckDBConnection) => Promise<RowsOf>): Promise<void>;
  close(): void;
}

interface Generation {
  readonly instance: DuckDBInstance;
  readonly idle: DuckDBConnection[];
  lent: number;
}

/** Connections kept open for reuse; more are opened when needed and closed again. */
const IDLE_CONNECTIONS = 8;
const MEMORY = ':memory:';

/**
 * DuckDB marks what is deleted and writes over it some day: a DELETE, a checkpoint, even a table that is dropped leave
 * the bytes in the file. So the tables are copied into a fresh file, which takes the old one's name.
 */
export async function duckDbGenerations(options: DuckDbGenerationsOptions): Promise<DuckDbGenerations> {
  const { file, settings, prepare } = options;
  const fresh = `${file}.fresh`;
  for (const left of [fresh, `${fresh}.wal`]) if (file !== MEMORY) rmSync(left, { force: true }); // a crash's
  let current = await opened();

  async function opened(): Promise<Generation> {
    const instance = await DuckDBInstance.create(file, settings);
    const connection = await instance.connect();
    try {
      await prepare(connection);
    } catch (error) {
      end({ instance, idle: [connection] });
      throw error;
    }
    return { instance, idle: [connection], lent: 0 };
  }

  async function withConnection<T>(use: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const own = current;
    own.lent++;
    try {
      const connection = own.idle.pop() ?? (await own.instance.connect());
      try {
        return await use(connection);
      } finally {
        if (own === current && own.idle.length < IDLE_CONNECTIONS) own.idle.push(connection);
        else connection.closeSync();
      }
    } finally {
      own.lent--;
      if (own !== current && own.lent === 0) end(own);
    }
  }

  async function copyTables(connection: DuckDBConnection, rowsOf: RowsOf): Promise<void> {
    const found = await connection.runAndReadAll(
      `select table_name, list(column_name order by column_index), list(data_type order by column_index)
       from duckdb_columns()
       where database_name = current_database() and schema_name = 'main' and not internal
         and table_name in (select table_name from duckdb_tables() where not temporary and database_name = current_database())
       group by table_name order by table_name`,
    );
    for (const row of found.getRowsJson()) {
      const [table, columns, types] = row as unknown as [string, string[], string[]];
      const named = columns.map((column, index) => `"${column}" ${types[index]}`);
      await connection.run(`create table fresh.main."${table}" (${named.join(', ')})`);
      const rows = rowsOf(table, columns) ?? { text: `select * from main."${table}"`, values: [] };
      const text = `insert into fresh.main."${table}" ${rows.text}`;
      await (await prepareBound(connection, { text, values: rows.values })).run();
    }
  }

  async function rewriteFile(connection: DuckDBConnection, rowsOf: RowsOf): Promise<void> {
    await connection.run(`attach '${fresh.replaceAll("'", "''")}' as fresh`);
    try {
      await copyTables(connection, rowsOf);
      await connection.run('checkpoint fresh');
    } finally {
      await connection.run('detach fresh');
    }
    await sync(fresh);
    // The write-ahead log would be taken for the fresh file's: all of it must be in the old file, and so gone.
    await connection.run('checkpoint');
    if (existsSync(`${file}.wal`)) throw new Error(`${file}.wal is there after a checkpoint`);
    await connection.run('pragma disable_checkpoint_on_shutdown'); // the old file, at its end, must touch no log
    await rename(fresh, file);
    await sync(dirname(file));
  }

  return {
    withConnection,
    async rewrite(work) {
      if (file === MEMORY) {
        await withConnection(async (connection) => rewriteInMemory(connection, await work(connection)));
        return;
      }
      const old = current;
      await withConnection(async (connection) => {
        try {
          await rewriteFile(connection, await work(connection));
        } catch (error) {
          await rm(fresh, { force: true });
          await rm(`${fresh}.wal`, { force: true });
          throw error;
        }
        current = await opened();
      });
      for (const connection of old.idle.splice(0)) connection.closeSync();
    },
    close: () => end(current),
  };

  async function rewriteInMemory(connection: DuckDBConnection, rowsOf: RowsOf): Promise<void> {
    await connection.run(`attach ':memory:' as fresh`);
    await copyTables(connection, rowsOf);
    const copied = await connection.runAndReadAll(
      `select table_name from duckdb_tables() where database_name = 'fresh'`,
    );
    for (const [table] of copied.getRows()) {
      await connection.run(`delete from main."${table}"`);
      await connection.run(`insert into main."${table}" select * from fresh.main."${table}"`);
    }
    await connection.run('detach fresh');
  }
}

function end({ instance, idle }: Pick<Generation, 'instance' | 'idle'>): void {
  for (const connection of idle) connection.closeSync();
  instance.closeSync();
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  await handle.sync().finally(() => handle.close());
}
