import { insertOnce } from '../compiler/rfm.ts';
import { bound, sql } from '../compiler/sql.ts';
import type { Statement } from '../core/statement.ts';
import type { TransactionSource } from '../ports/transaction-loader.ts';
import type { NamedQueries } from './named-queries.ts';

/** The statements by which a loader fills `rfm_activity`; both do nothing for an upload that is there. */
export function activityStatements(bind: NamedQueries['bind']) {
  return {
    /** From the rows in `transactions`. */
    insertActivity: (source: TransactionSource): Statement =>
      insertOnce(
        'rfm_activity',
        source,
        bind('rfm_activity', { application_id: source.applicationId, upload_id: source.uploadId }),
      ),
    /** From the relation `loaded_activity`, gathered already. */
    insertLoaded: (source: TransactionSource): Statement =>
      insertOnce(
        'rfm_activity',
        source,
        sql`select ${bound('varchar', source.applicationId)} as application_id, ${bound('varchar', source.uploadId)} as upload_id,
    customer_id, channel_type, address, last_at, events, amount, extra from loaded_activity`.statement(),
      ),
  };
}
