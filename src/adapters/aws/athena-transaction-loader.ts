import { streamTransactions } from '../../core/rfm/stream-transactions.ts';
import type { Statement } from '../../core/statement.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import type { QueryEngine } from '../../ports/query-engine.ts';
import type { TransactionLoader, TransactionSource } from '../../ports/transaction-loader.ts';

export interface AthenaTransactionLoaderOptions {
  readonly stores: { readonly uploads: ObjectStore; readonly lake: ObjectStore };
  readonly queries: QueryEngine;
  /** Inserts the activity of an upload from `transactions` into `rfm_activity`, once. */
  insertActivity(source: TransactionSource): Statement;
}

/** Streams a file row by row into the external table `transactions`, and lets Athena gather it from there. */
export function athenaTransactionLoader(options: AthenaTransactionLoaderOptions): TransactionLoader {
  const { stores, queries, insertActivity } = options;
  return {
    async load(source) {
      const { rowsKey, ...report } = await streamTransactions(stores, source);
      if (report.accepted > 0)
        await queries.run(insertActivity(source), `${source.uploadId}-${source.attempt}-activity`);
      await stores.lake.delete(rowsKey);
      return report;
    },
  };
}
