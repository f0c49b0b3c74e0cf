import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { DuckDBConnection } from '@duckdb/node-api';
import { mapHeader } from '../../core/rfm/columns.ts';
import {
  REJECTS_HEADER,
  rejectLine,
  rejectsKeyOf,
  streamTransactions,
  transactionLine,
} from '../../core/rfm/stream-transactions.ts';
import { isReject, readTransaction } from '../../core/rfm/transaction.ts';
import type { Statement } from '../../core/statement.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import type { LoadReport, TransactionLoader, TransactionSource } from '../../ports/transaction-loader.ts';
import type { DuckDbLake } from './duckdb-lake.ts';
import { sqlText, type TransactionsCsv, transactionsCsv } from './duckdb-transactions-csv.ts';
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

/** A file with more doubtful rows than this is read row by row from the start. */
const MAX_SUSPECTS = 200_000;
const LINE_FEED = 10;

/**
 * Loads a file by DuckDB's own CSV reader. Rows that are not plainly good are judged, with their line
 * numbers, by the one authority (`readTransaction`); where the reader stumbles, or lines and rows do
 * not match one to one, the authority reads the whole file. The contract suite holds the ways against each other.
 */
export function duckDbTransactionLoader(options: DuckDbTransactionLoaderOptions): TransactionLoader {
  const { lake, stores } = options;
  return {
    async load(source) {
      const path = options.pathOf(stores.uploads, source.key);
      const fast =
        path && source.dialect.encoding === 'utf-8' ? await loadByReader(options, source, path) : undefined;
      if (fast) return fast;
      const { rowsKey, ...report } = await streamTransactions(stores, source);
      const rowsPath = options.pathOf(stores.lake, rowsKey);
      await lake.exclusively(async (connection) => {
        await connection.run(`create or replace temp view transactions as
          select ${sqlText(source.uploadId)} as upload_id, * from read_ndjson(${sqlText(rowsPath ?? rowsKey)}, columns = {
            customer_id: 'varchar', channel_type: 'varchar', address: 'varchar', occurred_at: 'timestamp',
            amount: 'decimal(38,8)', extra: 'varchar'})`);
        await (await prepareBound(connection, options.insertActivity(source))).run();
        await connection.run('drop view transactions');
      });
      await stores.lake.delete(rowsKey);
      return report;
    },
  };
}

async function loadByReader(
  { lake, stores, insertLoaded }: DuckDbTransactionLoaderOptions,
  source: TransactionSource,
  path: string,
): Promise<LoadReport | undefined> {
  const csv = transactionsCsv(source.dialect, path);
  return lake.exclusively(async (connection) => {
    if (!(await gathers(connection, csv))) return undefined;
    const { rows, suspects } = await count(connection, csv);
    const judged = await judge(connection, csv, stores.uploads, source, { rows, suspects });
    if (!judged) return undefined;
    const rejectsKey = rejectsKeyOf(source.runPrefix);
    await stores.lake.put(rejectsKey, REJECTS_HEADER + judged.rejects.join(''));
    await connection.run(
      `create or replace temp view loaded_activity as ${judged.late ? groupsWithLate(csv, suspects) : plainGroups(csv, suspects)}`,
    );
    await (await prepareBound(connection, insertLoaded(source))).run();
    await connection.run('drop view loaded_activity');
    const rejected = judged.rejects.length;
    return { rows, accepted: rows - rejected, rejected, rejectsKey };
  });
}

/** Plain groups are one a customer, channel and address already; without suspects all are plain. */
const plainGroups = (csv: TransactionsCsv, suspects: number) => `
  select customer_id, channel_type, address, last_at, events,
    cast(amount as decimal(38, 8)) as amount, extra
  from gathered${suspects > 0 ? ` where ${csv.plain}` : ''}`;

const groupsWithLate = (csv: TransactionsCsv, suspects: number) => `
  select customer_id, channel_type, address, max(last_at) as last_at, cast(sum(events) as bigint) as events,
    cast(sum(amount) as decimal(38, 8)) as amount, max(row(last_at, extra))[2] as extra
  from (
    ${plainGroups(csv, suspects)}
    union all
    select customer_id, channel_type, address, cast(occurred_at as timestamp), 1, cast(amount as decimal(38, 8)), extra
    from late
  )
  group by customer_id, channel_type, address`;

/** Fills `gathered`, or says that DuckDB's reader cannot: then errors are best told row by row. */
async function gathers(connection: DuckDBConnection, csv: TransactionsCsv): Promise<boolean> {
  try {
    await connection.run(csv.gather);
    return true;
  } catch (error) {
    if (!/CSV|Parameter Not Allowed/.test((error as Error).message)) throw error;
    await connection.run('rollback'); // the error has ended the transaction that we are in
    await connection.run('begin');
    return false;
  }
}

interface Totals {
  readonly rows: number;
  readonly suspects: number;
}

async function count(connection: DuckDBConnection, csv: TransactionsCsv): Promise<Totals> {
  const result = await connection.runAndReadAll(`select cast(coalesce(sum(events), 0) as bigint),
    cast(coalesce(sum(events) filter (not ${csv.plain}), 0) as bigint) from gathered`);
  const [rows, suspects] = result.getRows()[0] as [bigint, bigint];
  return { rows: Number(rows), suspects: Number(suspects) };
}

/**
 * Puts the suspects that turn out good into the temporary table `late`.
 * @returns the lines of `rejects.csv`; `undefined` when rows cannot be told their lines
 */
async function judge(
  connection: DuckDBConnection,
  csv: TransactionsCsv,
  uploads: ObjectStore,
  { dialect, key }: TransactionSource,
  { rows, suspects }: Totals,
): Promise<{ rejects: string[]; late: boolean } | undefined> {
  await connection.run(`create or replace temp table late
    (customer_id varchar, channel_type varchar, address varchar, occurred_at varchar, amount varchar, extra varchar)`);
  if (suspects === 0) return { rejects: [], late: false };
  if (suspects > MAX_SUSPECTS) return undefined;
  if ((await countLines(uploads, key, dialect.gzip)) !== dialect.headerLine + rows) return undefined; // blank lines, or quoted breaks
  const found = (await connection.runAndReadAll(csv.suspects)).getRows() as [bigint, ...(string | null)[]][];
  if (found.length !== suspects) return undefined;
  const header = mapHeader(dialect.header);
  const appender = await connection.createAppender('late');
  const rejects: string[] = [];
  for (const [ordinal, ...texts] of found.sort((a, b) => Number(a[0] - b[0]))) {
    const cells = texts.map((text) => text ?? '');
    if (texts.at(-1) === null) cells.pop(); // no overflow
    const row = readTransaction(cells, header, dialect.header.length);
    if (isReject(row)) rejects.push(rejectLine(dialect.headerLine + Number(ordinal), row, cells));
    else {
      const line = transactionLine(row, cells, header.extra);
      for (const text of [line.customer_id, line.channel_type, line.address, line.occurred_at, line.amount])
        appender.appendVarchar(text);
      if (line.extra === undefined) appender.appendNull();
      else appender.appendVarchar(line.extra);
      appender.endRow();
    }
  }
  appender.closeSync();
  return { rejects, late: rejects.length < suspects };
}

/** Lines of an object; the last one need not end. */
async function countLines(store: ObjectStore, key: string, gzip: boolean): Promise<number> {
  const body = (await store.stream(key)) as Readable;
  let lines = 0;
  let last = LINE_FEED;
  for await (const chunk of (gzip ? body.pipe(createGunzip()) : body) as AsyncIterable<Buffer>) {
    for (let at = chunk.indexOf(LINE_FEED); at >= 0; at = chunk.indexOf(LINE_FEED, at + 1)) lines++;
    last = chunk.at(-1) ?? last;
  }
  return last === LINE_FEED ? lines : lines + 1;
}
