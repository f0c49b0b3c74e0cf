import { open } from 'node:fs/promises';
import { PlatformError } from '../../core/errors.ts';
import type { SqlRow, SqlValue } from '../../ports/query-engine.ts';
import type { ResultColumn, ResultPage } from '../../ports/query-executions.ts';

/** Rows on their way into a file: one JSON array a line, its values in the order of the columns. */
export interface ResultWriter {
  /** Bytes written so far. */
  readonly bytes: number;
  write(rows: readonly (readonly SqlValue[])[]): Promise<void>;
  close(): Promise<void>;
}

const READ_BYTES = 64 * 1024;
/** Characters; rows may be long, and all that DuckDB gives at once too long for one text. */
const WRITTEN_AT_ONCE = 256 * 1024;
const NEWLINE = 10;

export async function writeResult(file: string): Promise<ResultWriter> {
  const handle = await open(file, 'w');
  let bytes = 0;
  let waiting = '';
  async function flush() {
    await handle.writeFile(waiting); // at the place where the last one ended
    waiting = '';
  }
  return {
    get bytes() {
      return bytes;
    },
    async write(rows) {
      for (const row of rows) {
        const line = `${JSON.stringify(row.map(asJson))}\n`;
        bytes += Buffer.byteLength(line);
        waiting += line;
        if (waiting.length > WRITTEN_AT_ONCE) await flush();
      }
    },
    async close() {
      try {
        await flush();
      } finally {
        await handle.close();
      }
    },
  };
}

/**
 * So many rows of a file, from a place in it.
 * @param after bytes before the first row that is wanted, as `next` of the page before says
 * @throws PlatformError `BadRequest` for a place where no row begins
 */
export async function readResult(
  file: string,
  columns: readonly ResultColumn[],
  { limit, after = '0' }: { readonly limit: number; readonly after?: string },
): Promise<ResultPage> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const start = Number(after);
    if (!/^\d{1,15}$/.test(after) || !(await beginsRow(handle, start, size))) {
      throw new PlatformError('BadRequest', `No page begins at ${after}`);
    }
    const lines: Buffer[] = [];
    let at = start;
    let rest = Buffer.alloc(0);
    while (lines.length < limit && at + rest.length < size) {
      const { buffer, bytesRead } = await handle.read(
        Buffer.alloc(READ_BYTES),
        0,
        READ_BYTES,
        at + rest.length,
      );
      rest = Buffer.concat([rest, buffer.subarray(0, bytesRead)]);
      for (let end = rest.indexOf(NEWLINE); end >= 0 && lines.length < limit; end = rest.indexOf(NEWLINE)) {
        lines.push(rest.subarray(0, end));
        rest = rest.subarray(end + 1);
        at += end + 1;
      }
    }
    const rows = lines.map((line) => readRow(columns, JSON.parse(line.toString()) as SqlValue[]));
    return { columns, rows, ...(at < size && { next: String(at) }) };
  } finally {
    await handle.close();
  }
}

async function beginsRow(handle: Awaited<ReturnType<typeof open>>, start: number, size: number) {
  if (start === 0) return true;
  if (start >= size) return false;
  const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, start - 1);
  return buffer[0] === NEWLINE;
}

/** JSON has no NaN and no infinity; a text in a column of numbers is one of them. */
function asJson(value: SqlValue): SqlValue {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}

function readRow(columns: readonly ResultColumn[], values: readonly SqlValue[]): SqlRow {
  return Object.fromEntries(
    columns.map(({ name, type }, index) => [name, readValue(type, values[index] ?? null)]),
  );
}

function readValue(type: string, value: SqlValue): SqlValue {
  if (typeof value !== 'string') return value;
  if (type === 'date' || type.startsWith('timestamp')) return new Date(value);
  return type === 'double' || type === 'real' ? Number(value) : value;
}
