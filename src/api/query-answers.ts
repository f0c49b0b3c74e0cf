import { createHash } from 'node:crypto';
import { PlatformError } from '../core/errors.ts';
import { type Answer, KEPT_SECONDS, requireResult } from '../core/queries/ask.ts';
import { readCursor, resultPages, writeCursor } from '../core/queries/result-pages.ts';
import type { Ports } from '../ports/ports.ts';
import type { ResultPage } from '../ports/query-executions.ts';
import { refuseRepeated } from './query-parameters.ts';
import {
  CONTENT_TYPES,
  chooseFormat,
  firstLine,
  type ResultFormat,
  rowLines,
  tellable,
} from './result-format.ts';
import { type RouteRequest, reply } from './route.ts';

/** What belongs to the API and not to the query (`RESERVED` in src/compiler/query-parameter.ts). */
export const OPTIONS = ['limit', 'next', 'format', 'maxAge'];
const DEFAULT_ROWS = 1000;
/** Rows of one page, which is in memory as a whole. */
const MAX_ROWS = 10_000;
/** For how long an answer is waited for, unless `Prefer` says otherwise. */
const PATIENCE_MS = 1000;
/** API Gateway waits for 30 seconds. */
export const LONGEST_WAIT_SECONDS = 25;

/** How an answer is wanted. */
export interface AnswerOptions {
  readonly format: ResultFormat;
  /** Rows of a page; absent: a page of the default size, or all rows where they are streamed. */
  readonly limit?: number;
  /** The place where the page begins, of the execution that `next` named. */
  readonly cursor?: { readonly execution: string; readonly after: string };
  readonly maxAge: number;
  readonly patienceMs: number;
}

/**
 * Reads `format`, `limit`, `next`, `maxAge` and the headers Accept and Prefer (RFC 7240: `respond-async`, `wait`).
 * @throws PlatformError `BadRequest` for one that makes no sense
 */
export function readAnswerOptions({
  query,
  headers,
}: Pick<RouteRequest, 'query' | 'headers'>): AnswerOptions {
  refuseRepeated(query, OPTIONS);
  const next = query.get('next');
  return {
    format: chooseFormat(query.get('format'), headers.get('accept')),
    limit: readCount(query, 'limit', 1, MAX_ROWS),
    maxAge: readMaxAge(query),
    patienceMs: readPatience(headers.get('prefer') ?? ''),
    ...(next !== null && { cursor: readCursor(next) }),
  };
}

/** Seconds that an answer may be old; 0 when nothing is said. @throws PlatformError `BadRequest` */
export function readMaxAge(query: URLSearchParams): number {
  return readCount(query, 'maxAge', 0, KEPT_SECONDS) ?? 0;
}

function readCount(query: URLSearchParams, name: string, least: number, most: number): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  const count = Number(text);
  if (/^\d{1,9}$/.test(text) && count >= least && count <= most) return count;
  throw new PlatformError(
    'BadRequest',
    `${name} must be a whole number from ${least} to ${most}, not ${text}`,
  );
}

function readPatience(prefer: string): number {
  const wait = /\bwait=(\d{1,6})\b/i.exec(prefer)?.[1];
  if (wait !== undefined) return Math.min(Number(wait), LONGEST_WAIT_SECONDS) * 1000;
  return /\brespond-async\b/i.test(prefer) ? 0 : PATIENCE_MS;
}

/** What became of an execution, as the API tells it. */
export function executionView({ execution, status }: Answer) {
  const { id, name, submittedAt } = execution;
  return {
    id,
    name,
    state: status.state,
    submittedAt,
    completedAt: status.completedAt,
    seconds: status.seconds,
    progress: status.progress,
    rows: status.rows,
    scannedBytes: status.scannedBytes,
    costUsd: status.costUsd,
    error: status.error,
    ...(status.state === 'SUCCEEDED' && { results: `/queries/executions/${id}/results` }),
  };
}

/**
 * The result, or 202 and where to ask for it while there is none; 304 when the caller has it.
 * @throws PlatformError why the execution failed
 */
export async function answerOf(ports: Ports, answer: Answer, options: AnswerOptions, request: RouteRequest) {
  const { execution, status } = answer;
  if (status.state === 'QUEUED' || status.state === 'RUNNING') {
    const location = `/queries/executions/${execution.id}`;
    return reply(202, executionView(answer), { location, 'retry-after': '1' });
  }
  requireResult(answer);
  const age = Math.max(
    0,
    Math.floor((ports.clock.now().getTime() - Date.parse(execution.submittedAt)) / 1000),
  );
  const headers = { 'cache-control': 'private, no-cache', age: String(age), vary: 'accept' };
  return options.format === 'json'
    ? jsonPage(ports, answer, options, request, headers)
    : lines(ports, answer, options, request, headers);
}

/**
 * `{ name, execution, columns, rows, next }`. Its tag is that of what it says, whichever execution it is from; but of a page
 * that others follow it is the execution's own too, since they may differ where this one does not.
 */
async function jsonPage(
  ports: Ports,
  { execution: { id, name } }: Answer,
  { limit = DEFAULT_ROWS, cursor }: AnswerOptions,
  request: RouteRequest,
  headers: Record<string, string>,
): Promise<Response> {
  const { columns, rows: found, next } = await ports.executions.page(id, { limit, after: cursor?.after });
  const rows = tellable(columns, found);
  const digest = createHash('sha256')
    .update(JSON.stringify([columns, rows, next === undefined ? null : id]))
    .digest('base64url');
  const tagged = { ...headers, etag: `W/"${digest}"` };
  if (isKnown(request, tagged.etag)) return new Response(null, { status: 304, headers: tagged });
  const last = next === undefined ? undefined : writeCursor({ execution: id, after: next });
  const body = JSON.stringify({ name, execution: id, columns, rows, next: last });
  const most = ports.stage.answerLimitBytes ?? Number.POSITIVE_INFINITY;
  if (Buffer.byteLength(body) > most) {
    throw new PlatformError(
      'BadRequest',
      `${rows.length} rows take up more than ${most} bytes; ask with a smaller limit`,
    );
  }
  return new Response(body, { headers: { ...tagged, 'content-type': CONTENT_TYPES.json } });
}

/**
 * A page, or as much as one answer of the stage can carry, with the next one in `Link`; where nothing limits it,
 * the whole result as a stream. A result never changes, so its name is its tag.
 */
async function lines(
  ports: Ports,
  { execution: { id, name = 'query' } }: Answer,
  { format, limit, cursor }: AnswerOptions,
  request: RouteRequest,
  headers: Record<string, string>,
): Promise<Response> {
  const etag = `"${id}.${cursor?.after ?? 0}.${limit ?? 'all'}.${format}"`;
  const tagged = { ...headers, etag };
  if (isKnown(request, etag)) return new Response(null, { status: 304, headers: tagged });
  const typed = {
    ...tagged,
    'content-type': CONTENT_TYPES[format],
    'content-disposition': `inline; filename="${name}.${format}"`,
  };
  const most = ports.stage.answerLimitBytes;
  const pages = resultPages(ports, id, { after: cursor?.after, limit });
  const texts = textsOf(format, pages, cursor === undefined);
  if (limit === undefined && most === undefined) return new Response(streamOf(texts), { headers: typed });
  const { text, next } = await gather(texts, most ?? Number.POSITIVE_INFINITY);
  const link = next && `<${nextAddress(request, id, next)}>; rel="next"`;
  return new Response(text, { headers: link ? { ...typed, link } : typed });
}

/** Where the rest of a result is read, in the same format. */
function nextAddress({ query }: RouteRequest, execution: string, after: string): string {
  const wanted = new URLSearchParams({ next: writeCursor({ execution, after }) });
  for (const name of ['format', 'limit']) {
    const value = query.get(name);
    if (value !== null) wanted.set(name, value);
  }
  return `/queries/executions/${execution}/results?${wanted}`;
}

/** The text of each page; CSV's header stands in that of the result's first. */
async function* textsOf(format: ResultFormat, pages: AsyncIterable<ResultPage>, isFirst: boolean) {
  let begins = isFirst;
  for await (const page of pages) {
    const text = (begins ? firstLine(format, page.columns) : '') + rowLines(format, page);
    begins = false;
    yield { text, next: page.next };
  }
}

type PageText = Readonly<{ text: string; next: string | undefined }>;

/** Whole pages until the next one would be too much; one at least. */
async function gather(texts: AsyncGenerator<PageText>, mostBytes: number): Promise<PageText> {
  let text = '';
  let next: string | undefined;
  for await (const page of texts) {
    const isTooMuch = text !== '' && Buffer.byteLength(text) + Buffer.byteLength(page.text) > mostBytes;
    if (isTooMuch) break;
    text += page.text;
    next = page.next;
  }
  return { text, next };
}

function streamOf(texts: AsyncGenerator<PageText>) {
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await texts.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value.text));
    },
    async cancel() {
      await texts.return(undefined);
    },
  });
}

/** Whether If-None-Match names the tag, compared weakly (RFC 9110, 13.1.2). */
export function isKnown({ headers }: Pick<RouteRequest, 'headers'>, etag: string): boolean {
  const plain = (tag: string) => tag.trim().replace(/^W\//, '');
  const known = (headers.get('if-none-match') ?? '').split(',').map(plain);
  return known.includes(plain(etag)) || known.includes('*');
}
