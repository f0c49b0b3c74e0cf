import type { Ports } from '../../ports/ports.ts';
import type { ResultPage } from '../../ports/query-executions.ts';
import { PlatformError } from '../errors.ts';

/** A place in the result of an execution. */
export interface Cursor {
  readonly execution: string;
  readonly after: string;
}

/** Rows read at a time when a result is streamed. */
const STREAM_ROWS = 1000;

/**
 * The pages of a result one by one; only one of them is in memory.
 * @param part the rows behind `after`, `limit` of them; to the end when not given
 */
export async function* resultPages(
  ports: Ports,
  execution: string,
  part: { readonly after?: string; readonly limit?: number },
): AsyncGenerator<ResultPage> {
  let left = part.limit ?? Number.POSITIVE_INFINITY;
  for (let after = part.after; left > 0; ) {
    const page = await ports.executions.page(execution, { limit: Math.min(left, STREAM_ROWS), after });
    yield page;
    if (page.next === undefined) return;
    left -= page.rows.length;
    after = page.next;
  }
}

export function writeCursor({ execution, after }: Cursor): string {
  return Buffer.from(`${execution} ${after}`).toString('base64url');
}

/** @throws PlatformError `BadRequest` for a text that `writeCursor` did not make */
export function readCursor(text: string): Cursor {
  const [, execution, after] = /^([\w-]+) (.+)$/.exec(Buffer.from(text, 'base64url').toString()) ?? [];
  if (execution !== undefined && after !== undefined && writeCursor({ execution, after }) === text) {
    return { execution, after };
  }
  throw new PlatformError('BadRequest', `next must be that of an earlier page, not ${text}`);
}
