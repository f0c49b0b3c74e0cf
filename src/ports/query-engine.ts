import type { Statement } from '../core/statement.ts';

/** bigint and double come as number, decimal as string, timestamp as `Date`, map as object, array as list. */
export type SqlValue = string | number | boolean | Date | null | SqlValue[] | { [key: string]: SqlValue };
export type SqlRow = Record<string, SqlValue>;

export interface UnloadTarget {
  /** Key prefix in the lake bucket, ending in `/`. What an earlier attempt left there is replaced. */
  readonly prefix: string;
  readonly format: 'parquet' | 'ndjson' | 'csv';
}

/** SQL over the lake. Both engines are given Athena's spelling. */
export interface QueryEngine {
  /** Whether a count is answered within a request; one that takes seconds for anything is not waited for by who can do without. */
  readonly answersAtOnce?: true;
  /**
   * Runs a SELECT.
   * @throws PlatformError `BadRequest` for a statement the engine refuses, `Throttled` when the
   *   engine is busy, `Internal` otherwise
   */
  query<Row extends SqlRow = SqlRow>(statement: Statement): Promise<Row[]>;
  /**
   * Runs a statement that changes a table, whole or not at all.
   * @param token the same token within a day means the same run: a retry does not run it twice
   *   (Athena's client request token); locally the statement must itself be idempotent
   */
  run(statement: Statement, token: string): Promise<void>;
  /**
   * Writes the rows of a SELECT as files.
   * @returns the keys written, in order. `csv` has a header line; `ndjson` is gzipped (`.ndjson.gz`)
   */
  unload(select: Statement, target: UnloadTarget): Promise<string[]>;
}
