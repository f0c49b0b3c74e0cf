import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { PlatformError } from '../../core/errors.ts';
import type { Statement } from '../../core/statement.ts';
import type { QueryEngine, SqlRow } from '../../ports/query-engine.ts';
import { prepareBound, sqlValue } from './duckdb-values.ts';

const FORMATS = {
  parquet: { extension: 'parquet', options: 'format parquet' },
  ndjson: { extension: 'ndjson.gz', options: 'format json, compression gzip' },
  csv: { extension: 'csv', options: 'format csv, header' },
} as const;

/** What the engine needs of the lake. */
export interface DuckDbQueryEngineOptions {
  /** Folder of the lake bucket, where unloaded files go. */
  readonly lakeFolder: string;
  /** Lends a connection for reading. */
  withConnection<T>(use: (connection: DuckDBConnection) => Promise<T>): Promise<T>;
  /** Lends a connection inside a transaction, to one user at a time. */
  exclusively<T>(use: (connection: DuckDBConnection) => Promise<T>): Promise<T>;
  /** Brings the tables that a statement names up to date before it runs. */
  refresh(text: string): Promise<void>;
}

/** The QueryEngine port on DuckDB. Writers take turns, as the lake's `exclusively` says. */
export function duckDbQueryEngine(lake: DuckDbQueryEngineOptions): QueryEngine {
  return {
    answersAtOnce: true,

    async query<Row extends SqlRow>(statement: Statement) {
      await lake.refresh(statement.text);
      return lake.withConnection((connection) =>
        translated(statement, async () => {
          const prepared = await prepareBound(connection, statement);
          const reader = await prepared.runAndReadAll();
          const names = reader.deduplicatedColumnNames();
          return reader
            .getRows()
            .map(
              (row) => Object.fromEntries(row.map((value, index) => [names[index], sqlValue(value)])) as Row,
            );
        }),
      );
    },

    async run(statement) {
      await lake.refresh(statement.text);
      await lake.exclusively((connection) =>
        translated(statement, async () => {
          await (await prepareBound(connection, statement)).run();
        }),
      );
    },

    async unload(select, target) {
      await lake.refresh(select.text);
      return lake.withConnection((connection) =>
        translated(select, async () => {
          const { extension, options } = FORMATS[target.format];
          const folder = join(lake.lakeFolder, target.prefix);
          await mkdir(folder, { recursive: true });
          const name = `part-0.${extension}`;
          const unfinished = join(
            lake.lakeFolder,
            '..',
            `.unload-${target.prefix.replaceAll('/', '-')}${name}`,
          );
          const text = `copy (${select.text}) to '${unfinished.replaceAll("'", "''")}' (${options})`;
          await (await prepareBound(connection, { text, values: select.values })).run();
          for (const stale of await readdir(folder)) await rm(join(folder, stale), { recursive: true });
          await rename(unfinished, join(folder, name));
          return [`${target.prefix}${name}`];
        }),
      );
    },
  };
}

/** Runs `work`; an error of DuckDB becomes one of ours. */
export async function translated<T>(statement: Statement, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof PlatformError) throw error;
    const message = String((error as Partial<Error>).message ?? error);
    const refused = /^(Parser|Binder|Catalog|Conversion|Invalid Input|Out of Range|Invalid type) Error/i.test(
      message,
    );
    throw new PlatformError(
      refused ? 'BadRequest' : 'Internal',
      message,
      { sql: statement.text },
      { cause: error },
    );
  }
}
