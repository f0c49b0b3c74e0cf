import type { FileDialect } from '../core/rfm/file-dialect.ts';

/** A validated transactions file on its way into the lake. */
export interface TransactionSource {
  readonly applicationId: string;
  readonly uploadId: string;
  /** From 1: what an earlier attempt did and undid counts for nothing. */
  readonly attempt: number;
  /** Key in the upload bucket. */
  readonly key: string;
  readonly dialect: FileDialect;
  /** Under which the run keeps its outputs in the lake bucket, ending in `/`. */
  readonly runPrefix: string;
}

export interface LoadReport {
  /** Data rows in the file. `rows = accepted + rejected`. */
  readonly rows: number;
  readonly accepted: number;
  readonly rejected: number;
  /** Key of `rejects.csv` in the lake bucket; written also when it holds only its header. */
  readonly rejectsKey: string;
}

/**
 * Brings a transactions file into the lake table `rfm_activity` (one row a customer, channel and
 * address of the upload) by the rules of `src/core/rfm/transaction.ts`, and bad rows into
 * `{runPrefix}rejects.csv`. Running it again for the same upload changes nothing.
 */
export interface TransactionLoader {
  load(source: TransactionSource): Promise<LoadReport>;
}
