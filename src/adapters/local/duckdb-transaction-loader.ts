import type { DuckDBConnection } from '@duckdb/node-api';
import { mapHeader } from '../../core/rfm/columns.ts';
import type { FileDialect } from '../../core/rfm/file-dialect.ts';
import { REJECTS_HEADER, rejectsKeyOf, streamTransactions } from '../../core/rfm/stream-transactions.ts';
import { EVENT_NAMES } from '../../core/rfm/transaction.ts';
import type { Statement } from '../../core/statement.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import type { LoadReport, TransactionLoader, TransactionSource } from '../../ports/transaction-loader.ts';
import type { DuckDbLake } from './duckdb-lake.ts';
import { prepareBound } from './duckdb-values.ts';

export interface DuckDbTransactionLoaderOptions {
  readonly lake: DuckDbLake;
  readonly stores: { readonly uploads: ObjectStore; readonly lake: ObjectStore };
  /** The file of an object, when it lies in the file system as plain as its key. */
  pathOf(store: ObjectStore, key: string): string | undefined;
  /** Inserts the activity of an upload from `transactions` into `rfm_activity`, once. */
  insertActivity(source: TransactionSource): Statement;
  /** Inserts the same from the relation `loaded_activity`, once. */
  insertLoaded(source: TransactionSource): Statement;
}

/**
 * Loads a file by DuckDB's own CSV reader when every row of it is plainly good; otherwise, or when
 * the reader stumbles, row by row by the one authority (`readTransaction`). What the fast way takes,
 * the authority takes too and reads alike; the contract suite holds them against each other.
 */
export function duckDbTransactionLoader(options: DuckDbTransactionLoaderOptions): TransactionLoader {
  const { lake, stores } = options;
  return {
    async load(source) {
      const path = options.pathOf(stores.uploads, source.key);
      const fast = path && source.dialect.encoding === 'utf-8' ? await loadPlainFile(options, source, path) : undefined;
      if (fast) {
        await stores.lake.put(fast.rejectsKey, REJECTS_HEADER);
        return fast;
      }
      const { rowsKey, ...report } = await streamTransactions(stores, source);
      const rowsPath = options.pathOf(stores.lake, rowsKey);
      await lake.exclusively(async (connection) => {
        await connection.run(`create or replace temp view transactions as
          select ${text(source.uploadId)} as upload_id, * from read_ndjson(${text(rowsPath ?? rowsKey)}, columns = {
            customer_id: 'varchar', channel_type: 'varchar', address: 'varchar', occurred_at: 'timestamp',
            amount: 'decimal(38,8)', extra: 'varchar'})`);
        await (await prepareBound(connection, options.insertActivity(source))).run();
      });
      await stores.lake.delete(rowsKey);
      return report;
    },
  };
}

async function loadPlainFile(
  { lake, insertLoaded }: DuckDbTransactionLoaderOptions,
  source: TransactionSource,
  path: string,
): Promise<LoadReport | undefined> {
  return lake.exclusively(async (connection) => {
    const totals = await gather(connection, source.dialect, path);
    if (!totals || totals.suspects > 0) return undefined;
    await (await prepareBound(connection, insertLoaded(source))).run();
    const { rows } = totals;
    return { rows, accepted: rows, rejected: 0, rejectsKey: rejectsKeyOf(source.runPrefix) };
  });
}

/**
 * Groups the file into the temporary table `gathered`, by its texts as they stand: they are
 * checked after grouping, when there are fewer. `suspects` are rows that the authority must judge.
 */
async function gather(
  connection: DuckDBConnection,
  dialect: FileDialect,
  path: string,
): Promise<{ rows: number; suspects: number } | undefined> {
  const { positions, extra } = mapHeader(dialect.header);
  const column = (name: Parameters<typeof positions.get>[0]) => `c${positions.get(name)}`;
  const date = column('Date');
  const spellings = EVENT_NAMES.flatMap((name) => [name, name.toLowerCase(), capitalised(name)]);
  const purchases = ['PURCHASED', 'purchased', 'Purchased'];
  const extras = extra.map(({ name, position }) => `${text(name)}, coalesce(c${position}, '')`).join(', ');
  const newest = extra.length > 0 ? `max(row(at, cast(json_object(${extras}) as varchar)))` : 'cast(null as varchar)';
  try {
    await connection.run(`create or replace temp table gathered as
      select customer_id, channel_type, address, good, max(at) as last_at, count(*) as events,
        sum(amount) as amount, ${extra.length > 0 ? `(${newest})[2]` : newest} as extra
      from (
        select *, case when event_name in (${list(purchases)}) then price * quantity else 0 end as amount,
          coalesce(event_name in (${list(spellings)}) and at between timestamp '1900-01-01' and timestamp '2200-01-01'
            and epoch_us(at) % 1000 = 0 and price is not null and quantity is not null and overflow is null
            and not contains(written, '/') and written[1] between '0' and 'Z', false) as good
        from (
          select ${column('CustomerID')} as customer_id, ${column('ChannelType')} as channel_type,
            ${column('Address')} as address, ${column('EventName')} as event_name, ${date} as written,
            cast(coalesce(try_cast(${date} as timestamptz), try_strptime(${date}, '%a, %d %b %Y %H:%M:%S %z')) as timestamp) as at,
            try_cast(${column('UnitPrice')} as decimal(18, 4)) as price,
            try_cast(${column('Quantity')} as decimal(18, 4)) as quantity,
            overflow${extra.map(({ position }) => `, c${position}`).join('')}
          from ${reader(dialect, path)}
        )
      )
      group by customer_id, channel_type, address, good`);
  } catch {
    await connection.run('rollback'); // the error has ended the transaction that we are in
    await connection.run('begin');
    return undefined; // a file that DuckDB cannot read is read row by row, where errors name the line
  }
  await connection.run(`create or replace temp view loaded_activity as
    select customer_id, upper(channel_type) as channel_type, address, max(last_at) as last_at,
      cast(sum(events) as bigint) as events, cast(sum(amount) as decimal(38, 8)) as amount,
      max(row(last_at, extra))[2] as extra
    from gathered group by all`);
  const result = await connection.runAndReadAll(`select cast(coalesce(sum(events), 0) as bigint),
      cast(coalesce(sum(events) filter (not coalesce(good and ${KEYS_ARE_PLAIN}, false)), 0) as bigint) from gathered`);
  const [rows, suspects] = result.getRows()[0] as [bigint, bigint];
  return { rows: Number(rows), suspects: Number(suspects) };
}

/** Trimmed printable texts of the right shape; anything odd is left to the authority. */
const KEYS_ARE_PLAIN = `regexp_full_match(customer_id, '[!-~]([ -~]{0,198}[!-~])?')
  and regexp_full_match(address, '[!-~]([ -~]{0,498}[!-~])?')
  and (channel_type = 'EMAIL' and contains(address, '@') or channel_type in ('SMS', 'VOICE', 'PUSH', 'APNS', 'GCM', 'CUSTOM'))`;

function reader(dialect: FileDialect, path: string): string {
  const columns = dialect.header.map((_, position) => `'c${position}': 'varchar'`).join(', ');
  return `read_csv(${text(path)}, delim = ${text(dialect.delimiter)}, quote = '"', escape = '"', header = false,
    skip = ${dialect.headerLine}, auto_detect = false, null_padding = true, strict_mode = true,
    compression = ${dialect.gzip ? "'gzip'" : "'none'"}, columns = {${columns}, 'overflow': 'varchar'})`;
}

function capitalised(name: string): string {
  return name.charAt(0) + name.slice(1).toLowerCase();
}

function list(texts: readonly string[]): string {
  return texts.map(text).join(', ');
}

function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
