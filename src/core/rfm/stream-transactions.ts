import { once } from 'node:events';
import { type Duplex, PassThrough } from 'node:stream';
import { createGzip } from 'node:zlib';
import type { ObjectStore } from '../../ports/object-store.ts';
import type { LoadReport, TransactionSource } from '../../ports/transaction-loader.ts';
import { PlatformError } from '../errors.ts';
import { mapHeader } from './columns.ts';
import { readRows } from './read-rows.ts';
import { isReject, MONEY_PLACES, type Reject, readTransaction, type Transaction } from './transaction.ts';

/** What a good row becomes in the lake's external table `transactions`, one JSON object a line. */
export interface TransactionLine {
  readonly customer_id: string;
  readonly channel_type: string;
  readonly address: string;
  /** `YYYY-MM-DD HH:MM:SS.mmm`, UTC. */
  readonly occurred_at: string;
  /** Decimal text with eight places. */
  readonly amount: string;
  /** The other columns of the file as JSON text; absent when there are none. */
  readonly extra?: string;
}

/** Where the good rows of an upload lie in the lake bucket, as Athena finds them. */
export function transactionsPrefix(uploadId: string): string {
  return `transactions/upload_id=${uploadId}/`;
}

export function rejectsKeyOf(runPrefix: string): string {
  return `${runPrefix}rejects.csv`;
}

const BATCH_CHARACTERS = 262_144;

export const REJECTS_HEADER = 'line,column,reason,row\n';

/** A line of `rejects.csv`: the line number in the file, the column, the reason, and the row as it stood. */
export function rejectLine(line: number, { column, reason }: Reject, cells: readonly string[]): string {
  return `${[String(line), column, reason, cells.map(csvCell).join(',')].map(csvCell).join(',')}\n`;
}

/**
 * Reads a transactions file row by row, in memory that does not grow with it: good rows go to
 * `transactions/upload_id=…/`, bad ones to `rejects.csv` beside the run.
 * @throws PlatformError `BadFile` when it is gone, or a quote is never closed
 */
export async function streamTransactions(
  stores: { readonly uploads: ObjectStore; readonly lake: ObjectStore },
  source: TransactionSource,
): Promise<LoadReport & { readonly rowsKey: string }> {
  const body = await stores.uploads.stream(source.key);
  if (!body) throw new PlatformError('BadFile', `${source.key} is not in bucket ${stores.uploads.bucket}`);
  const header = mapHeader(source.dialect.header);
  const rowsKey = `${transactionsPrefix(source.uploadId)}part-0.ndjson.gz`;
  const rejectsKey = rejectsKeyOf(source.runPrefix);
  const good = createGzip({ level: 1 });
  const bad = new PassThrough();
  for (const stream of [good, bad]) stream.on('error', () => undefined); // a put that has not begun to read is told later
  const [goodLines, badLines] = [batched(good), batched(bad)];
  const written = Promise.allSettled([stores.lake.put(rowsKey, good), stores.lake.put(rejectsKey, bad)]);
  let rows = 0;
  let rejected = 0;
  try {
    await badLines.add(REJECTS_HEADER);
    for await (const { cells, line } of readRows(body, source.dialect, source.key)) {
      rows++;
      const row = readTransaction(cells, header, source.dialect.header.length);
      if (isReject(row)) {
        rejected++;
        await badLines.add(rejectLine(line, row, cells));
      } else {
        const full = goodLines.add(`${JSON.stringify(transactionLine(row, cells, header.extra))}\n`);
        if (full) await full; // awaiting nothing would cost a turn a row
      }
    }
  } catch (error) {
    good.destroy(error as Error);
    bad.destroy(error as Error);
    await written;
    throw error;
  }
  await Promise.all([goodLines.end(), badLines.end()]);
  for (const put of await written) {
    if (put.status === 'rejected') throw put.reason;
  }
  return { rows, accepted: rows - rejected, rejected, rejectsKey, rowsKey };
}

/** A good row as a line of `transactions`. */
export function transactionLine(
  row: Transaction,
  cells: readonly string[],
  extra: readonly { readonly name: string; readonly position: number }[],
): TransactionLine {
  return {
    customer_id: row.customerId,
    channel_type: row.channelType,
    address: row.address,
    occurred_at: new Date(row.at).toISOString().replace('T', ' ').replace('Z', ''),
    amount: decimalText(row.amount),
    ...(extra.length > 0 && { extra: extraText(cells, extra) }),
  };
}

/** The other columns of a row as JSON, in the header's order. */
function extraText(
  cells: readonly string[],
  extra: readonly { readonly name: string; readonly position: number }[],
): string {
  return JSON.stringify(Object.fromEntries(extra.map(({ name, position }) => [name, cells[position] ?? ''])));
}

function decimalText(scaled: bigint): string {
  const digits = String(scaled < 0n ? -scaled : scaled).padStart(MONEY_PLACES + 1, '0');
  return `${scaled < 0n ? '-' : ''}${digits.slice(0, -MONEY_PLACES)}.${digits.slice(-MONEY_PLACES)}`;
}

/** Writes texts in batches: one write a line costs more than the line. */
function batched(stream: Duplex): { add(text: string): Promise<void> | undefined; end(): Promise<void> } {
  let batch = '';
  async function flush(): Promise<void> {
    const text = batch;
    batch = '';
    if (stream.destroyed) throw new PlatformError('Internal', 'The object store stopped reading');
    if (!stream.write(text)) await once(stream, 'drain', { signal: closed.signal });
  }
  const closed = new AbortController();
  stream.once('close', () => closed.abort());
  return {
    add(text) {
      batch += text;
      return batch.length < BATCH_CHARACTERS ? undefined : flush();
    },
    async end() {
      await flush();
      stream.end();
    },
  };
}

function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
