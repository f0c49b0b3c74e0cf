import type { ErrorCode } from '../core/errors.ts';
import type { Statement } from '../core/statement.ts';
import type { SqlRow } from './query-engine.ts';

/** `FAILED` also when a limit ended it. */
export type ExecutionState = 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED';

export interface ExecutionStatus {
  readonly state: ExecutionState;
  /** Seconds that it has run, or ran; waiting for its turn is not among them. */
  readonly seconds: number;
  /** Absent until it has ended. */
  readonly completedAt?: Date;
  /** While it runs, how much of what it reads is read, 0 to 1; absent where the engine does not tell. */
  readonly progress?: number;
  /** Rows of the result, also while it is made where the engine tells. */
  readonly rows?: number;
  /** Bytes read from the lake, where the engine is paid by them; 0 when an earlier result was taken. */
  readonly scannedBytes?: number;
  /** What that costs, US dollars, by the list price. */
  readonly costUsd?: number;
  /** Why it failed: `BadRequest` for a statement or a limit, as `QueryEngine.query` throws it. */
  readonly error?: { readonly code: ErrorCode; readonly message: string };
}

export interface ResultColumn {
  readonly name: string;
  /** Athena's name of the type without what stands in brackets: `varchar`, `decimal`, `map`. */
  readonly type: string;
}

export interface ResultPage {
  readonly columns: readonly ResultColumn[];
  /**
   * Values as `QueryEngine.query` gives them, but for maps, arrays and rows of Athena: these are texts,
   * as it prints them. `nested` says which; `cast(… as json)` in the statement is read everywhere.
   */
  readonly rows: readonly SqlRow[];
  /** Where the next page begins; absent on the last. */
  readonly next?: string;
}

export interface CatalogColumn {
  readonly name: string;
  /** Athena's name of the type, such as `map(varchar, array(varchar))`. */
  readonly type: string;
}

export interface CatalogTable {
  readonly name: string;
  readonly kind: 'table' | 'view';
  readonly columns: readonly CatalogColumn[];
}

/** What one execution may use up; reaching it ends it as `FAILED` with a `BadRequest` that names the limit. */
export interface ExecutionLimits {
  readonly seconds: number;
  /** Rows of the result. */
  readonly rows: number;
  /**
   * Bytes: locally those of the result, which lies on the disk; on AWS the workgroup's own limit
   * (`scanLimitBytes`) on what is read counts instead.
   */
  readonly bytes: number;
}

/**
 * SELECTs that run in the background, whose results are read in pages and never as a whole. Results are
 * kept for at least a day, and also by another process of the stage.
 */
export interface QueryExecutions {
  readonly limits: ExecutionLimits;
  /** What maps, arrays and rows of a result are. */
  readonly nested: 'values' | 'texts';
  /**
   * Starts a SELECT, or takes the engine's own result of the same statement when it is no older than `reuseSeconds`.
   * @returns the execution's id: letters, digits and dashes
   * @throws PlatformError `BadRequest` for a statement that is refused at once, `Throttled` when the engine is busy
   */
  start(statement: Statement, options?: { readonly reuseSeconds?: number }): Promise<string>;
  /**
   * @param patienceMs answered after so many milliseconds at the latest, earlier when it has ended; 0: at once
   * @returns `undefined` for one never started, or long ago
   */
  describe(id: string, patienceMs?: number): Promise<ExecutionStatus | undefined>;
  /**
   * A part of the result of an execution that succeeded, in the statement's order.
   * @param after `next` of the page before
   * @throws PlatformError `Conflict` while there is no result, `NotFound` when there is no such execution,
   *   `BadRequest` for an `after` that is not one of its own
   */
  page(id: string, part: { readonly limit: number; readonly after?: string }): Promise<ResultPage>;
  /** Ends one that waits or runs as `CANCELLED`; others stay as they are. */
  cancel(id: string): Promise<void>;
  /** Tables and views that a statement may read, by name. */
  tables(): Promise<readonly CatalogTable[]>;
  /**
   * Has a parser of the engine's SQL say whether a statement is one SELECT that reads nothing but the lake.
   * @returns the statement to start in its place
   * @throws PlatformError `BadRequest` that says what is wrong with it, and where
   */
  checkSelect(statement: Statement): Promise<Statement>;
}
