import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { PlatformError } from '../errors.ts';

export interface Line {
  /** From 1. */
  readonly line: number;
  /** Without its end; `undefined` when it is longer than `MAX_LINE`. */
  readonly text: string | undefined;
}

/** Characters of a line, far more than an endpoint may have. */
const MAX_LINE = 1_000_000;

/**
 * The lines of a UTF-8 text, plain or gzipped (found by its first bytes), in memory that does not
 * grow with it. Blank lines are passed over. A byte order mark is dropped.
 *
 * @returns batches of lines, as they come
 * @throws PlatformError `BadFile` when it is not UTF-8, or not whole as gzip
 */
export async function* readLines(source: Readable, name: string): AsyncGenerator<Line[]> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let line = 0;
  let rest = '';
  let overlong = false;
  let last: Uint8Array = new Uint8Array();

  const take = (text: string): Line[] => {
    line += 1;
    const whole = text.endsWith('\r') ? text.slice(0, -1) : text;
    const cut = overlong || whole.length > MAX_LINE;
    overlong = false;
    if (!cut && whole.trim() === '') return [];
    return [{ line, text: cut ? undefined : whole }];
  };

  try {
    for await (const chunk of await inflated(source)) {
      last = chunk;
      const texts = (rest + decoder.decode(chunk, { stream: true })).split('\n');
      rest = texts.pop() ?? '';
      const lines = texts.flatMap(take);
      if (rest.length > MAX_LINE) {
        overlong = true;
        rest = '';
      }
      if (lines.length > 0) yield lines;
    }
    last = new Uint8Array();
    rest += decoder.decode();
    if (rest !== '' || overlong) yield take(rest);
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') {
      throw new PlatformError(
        'BadFile',
        `${name} line ${line + linesBeforeFault(last)}: not UTF-8`,
        {},
        { cause: error },
      );
    }
    if (code === 'Z_DATA_ERROR' || code === 'Z_BUF_ERROR') {
      throw new PlatformError('BadFile', `${name}: not a whole gzip file`, {}, { cause: error });
    }
    throw error;
  } finally {
    source.destroy();
  }
}

/** In which line of a chunk, from 1, the first byte stands that is not UTF-8. */
function linesBeforeFault(chunk: Uint8Array): number {
  const [sound = ''] = new TextDecoder().decode(chunk).split('\ufffd');
  return sound.split('\n').length;
}

async function inflated(source: Readable): Promise<AsyncIterable<Buffer>> {
  const chunks = source[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let head = Buffer.alloc(0);
  while (head.length < 2) {
    const { value, done } = await chunks.next();
    if (done) break;
    head = Buffer.concat([head, value]);
  }
  const whole = (async function* () {
    yield head;
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value;
  })();
  if (head[0] !== 0x1f || head[1] !== 0x8b) return whole;
  const gunzip = createGunzip();
  pipeline(Readable.from(whole), gunzip).catch(() => undefined); // whoever reads gunzip is told
  return gunzip;
}
