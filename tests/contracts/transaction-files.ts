import type { DuckDbLake } from '../../src/adapters/local/duckdb-lake.ts';
import type { ObjectStore } from '../../src/ports/object-store.ts';

/**
 * Has the table `transactions` be a view over the files of the lake bucket, as TransactionsTable of
 * resources/event-lake.yml is on AWS; a laptop's own table makes way.
 * @param folder where the bucket's objects lie
 */
export async function readTransactionFiles(
  lake: Pick<DuckDbLake, 'withConnection'>,
  bucket: Pick<ObjectStore, 'put'>,
  folder: string,
): Promise<void> {
  await bucket.put('transactions/upload_id=0/empty.ndjson.gz', ''); // without any file there is nothing to read
  await lake.withConnection(async (connection) => {
    await connection.run('drop table transactions');
    await connection.run(`create view transactions as select * from read_ndjson('${folder}/transactions/*/*.gz',
      columns = {customer_id: 'varchar', channel_type: 'varchar', address: 'varchar', occurred_at: 'timestamp',
        amount: 'decimal(38,8)', extra: 'varchar'}, hive_partitioning = true, hive_types = {'upload_id': 'varchar'})`);
  });
}
