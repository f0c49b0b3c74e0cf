import type { DuckDBConnection } from '@duckdb/node-api';
import { PlatformError } from '../../core/errors.ts';
import type { Statement } from '../../core/statement.ts';
import type { SqlValue } from '../../ports/query-engine.ts';
import type { ExecutionLimits, ResultColumn } from '../../ports/query-executions.ts';
import type { DuckDbLake } from './duckdb-lake.ts';
import { translated } from './duckdb-query-engine.ts';
import { baseType } from './duckdb-types.ts';
import { prepareBound, sqlValue } from './duckdb-values.ts';
import { memoryWatch } from './memory-watch.ts';

export interface StreamBounds {
  readonly limits: ExecutionLimits;
  /** By how much the process may grow meanwhile; 3 GiB when not given, beside the 1 GB that DuckDB counts by itself. */
  readonly growthBytes?: number;
  /** Aborting it ends the statement at once. */
  readonly signal: AbortSignal;
  /** Gets, when the statement begins, what tells how far it is: 0 to 1, or `undefined` where DuckDB does not know. */
  readonly onBegin?: (progress: () => number | undefined) => void;
}

/** Else DuckDB does not count; it is not to print what it counts. */
const TELL_PROGRESS = ['set enable_progress_bar_print = false', 'set enable_progress_bar = true'];
/** After so many of those that DuckDB gives at once, it is looked how large the result is. */
const ROWS_AT_ONCE = 64;
const MOST_GROWTH_BYTES = 3 * 1024 ** 3;
/** How often DuckDB is told again to stop, since it forgets that at the beginning of a statement. */
const INSIST_MS = 50;

/**
 * Runs a SELECT in a transaction that can only read, and hands over its rows as they come.
 * @param take gets some of the rows at a time; @returns the bytes that they take up so far
 * @throws PlatformError `BadRequest` when a limit is reached; an error of DuckDB when it was aborted
 */
export async function streamSelect(
  lake: Pick<DuckDbLake, 'withConnection' | 'refresh'>,
  statement: Statement,
  { limits, growthBytes = MOST_GROWTH_BYTES, signal, onBegin }: StreamBounds,
  take: (rows: readonly (readonly SqlValue[])[]) => Promise<number>,
): Promise<ResultColumn[]> {
  signal.throwIfAborted();
  await lake.refresh(statement.text);
  return lake.withConnection(async (connection) => {
    const late = AbortSignal.timeout(limits.seconds * 1000);
    const watch = memoryWatch(growthBytes);
    const stop = AbortSignal.any([signal, late, watch.signal]);
    const insist = interruptOn(connection, stop);
    try {
      for (const setting of TELL_PROGRESS) await connection.run(setting);
      onBegin?.(() => progressOf(connection));
      await connection.run('begin transaction read only');
      return await translated(statement, () =>
        readAll(connection, statement, { limits, signal: stop }, take),
      );
    } catch (error) {
      if (late.aborted) throw limitError(`${limits.seconds} seconds`);
      if (watch.signal.aborted || isTooLarge(error)) throw limitError('memory');
      throw error;
    } finally {
      onBegin?.(() => undefined); // the connection is another's from now on
      insist.end();
      watch.end();
      await connection.run('rollback').catch(() => undefined); // an interrupted one may have ended by itself
    }
  });
}

async function readAll(
  connection: DuckDBConnection,
  statement: Statement,
  { limits, signal }: StreamBounds,
  take: (rows: readonly (readonly SqlValue[])[]) => Promise<number>,
): Promise<ResultColumn[]> {
  const prepared = await prepareBound(connection, statement);
  signal.throwIfAborted();
  const result = await prepared.stream();
  const types = result.columnTypes();
  let count = 0;
  for await (const rows of result.yieldRows()) {
    signal.throwIfAborted();
    count += rows.length;
    if (count > limits.rows) throw limitError(`${limits.rows} rows`);
    for (let at = 0; at < rows.length; at += ROWS_AT_ONCE) {
      const bytes = await take(rows.slice(at, at + ROWS_AT_ONCE).map((row) => row.map(sqlValue)));
      if (bytes > limits.bytes) throw limitError(`${limits.bytes} bytes of result`);
    }
  }
  signal.throwIfAborted();
  return result
    .deduplicatedColumnNames()
    .map((name, index) => ({ name, type: baseType(types[index] as (typeof types)[number]) }));
}

function progressOf(connection: DuckDBConnection): number | undefined {
  const { percentage } = connection.progress;
  return percentage >= 0 ? Math.min(percentage / 100, 1) : undefined;
}

/** For DuckDB, or for a text of JavaScript. */
function isTooLarge(error: unknown): boolean {
  return error instanceof RangeError || /^Out of Memory Error/.test((error as Error).message);
}

function limitError(limit: string): PlatformError {
  return new PlatformError(
    'BadRequest',
    `The query was ended at its limit of ${limit}; ask for less at once`,
  );
}

function interruptOn(connection: DuckDBConnection, stop: AbortSignal): { end(): void } {
  let timer: NodeJS.Timeout | undefined;
  const begin = () => {
    connection.interrupt();
    timer = setInterval(() => connection.interrupt(), INSIST_MS);
  };
  stop.addEventListener('abort', begin, { once: true });
  return {
    end() {
      stop.removeEventListener('abort', begin);
      clearInterval(timer);
    },
  };
}
