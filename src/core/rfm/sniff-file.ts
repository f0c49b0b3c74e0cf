import { isUtf8 } from 'node:buffer';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { CsvError, parse } from 'csv-parse/sync';
import { PlatformError } from '../errors.ts';
import { COLUMNS, mapHeader } from './columns.ts';
import type { FileDialect } from './file-dialect.ts';

const DELIMITERS = [',', ';', '\t'] as const;
/** A header, blank lines before it included, is within so many bytes. */
const HEAD_BYTES = 65_536;
const GZIP_MAGIC = [0x1f, 0x8b];
const UTF8_MARK = [0xef, 0xbb, 0xbf];
/** So many of the fourteen names must stand in a line for it to be a header. */
const HEADER_LIKENESS = 2;

export interface SniffedFile {
  readonly dialect: FileDialect;
  /** Bytes of the file, after decompression. */
  readonly bytes: number;
}

/**
 * Reads a transactions file once and says how it is written.
 * @param source its chunks may be overwritten when the next is asked for
 * @param name names the file in messages
 * @param maxBytes the largest file taken, after decompression
 * @throws PlatformError `BadFile` when it is empty, not text, too large, or has no usable header
 */
export async function sniffFile(
  source: AsyncIterable<Buffer>,
  name: string,
  maxBytes: number,
): Promise<SniffedFile> {
  const { stream, gzip } = await decompressed(source);
  let bytes = 0;
  let utf8 = true;
  let carry = Buffer.alloc(0);
  const head: Buffer[] = [];
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      if (bytes < HEAD_BYTES) head.push(Buffer.from(chunk.subarray(0, HEAD_BYTES - bytes)));
      bytes += chunk.length;
      if (bytes > maxBytes) throw badFile(`${name} is larger than the limit of ${maxBytes} bytes`);
      if (chunk.includes(0)) throw badFile(`${name} is not text: it holds a zero byte${utf16Hint(head[0])}`);
      if (utf8) {
        const { whole, rest } = splitAtCharacter(carry.length > 0 ? Buffer.concat([carry, chunk]) : chunk);
        utf8 = isUtf8(whole);
        carry = Buffer.from(rest);
      }
    }
  } catch (error) {
    if (error instanceof PlatformError) throw error;
    throw badFile(`${name} cannot be decompressed: ${(error as Error).message}`, error);
  }
  if (utf8 && carry.length > 0) utf8 = isUtf8(carry);
  if (bytes === 0) throw badFile(`${name} is empty`);
  const start = Buffer.concat(head);
  const bom = UTF8_MARK.every((byte, index) => start[index] === byte);
  const encoding = utf8 ? 'utf-8' : 'windows-1252';
  const text = new TextDecoder(encoding).decode(start);
  return { dialect: { gzip, encoding, bom, ...readHeader(text, name, bytes <= HEAD_BYTES) }, bytes };
}

async function decompressed(
  source: AsyncIterable<Buffer>,
): Promise<{ stream: AsyncIterable<Buffer>; gzip: boolean }> {
  const chunks = source[Symbol.asyncIterator]();
  const first = await chunks.next();
  const gzip = !first.done && GZIP_MAGIC.every((byte, index) => (first.value as Buffer)[index] === byte);
  async function* whole(): AsyncGenerator<Buffer> {
    try {
      if (!first.done) yield gzip ? Buffer.from(first.value) : first.value; // a stream reads ahead
      for (let next = await chunks.next(); !next.done; next = await chunks.next()) {
        yield gzip ? Buffer.from(next.value) : next.value;
      }
    } finally {
      await chunks.return?.(); // closes the source when reading breaks off
    }
  }
  if (!gzip) return { stream: whole(), gzip };
  const gunzip = createGunzip();
  pipeline(Readable.from(whole()), gunzip, () => undefined); // its error reaches the reader of gunzip
  return { stream: gunzip, gzip };
}

function readHeader(
  text: string,
  name: string,
  isWhole: boolean,
): Pick<FileDialect, 'delimiter' | 'header' | 'headerLine'> {
  const lines = text.split(/\r\n|\n|\r/);
  const index = lines.findIndex((line) => line.trim() !== '');
  const line = lines[index];
  if (line === undefined) throw badFile(`${name} is empty: it holds only blank lines`);
  const readings = DELIMITERS.map((delimiter) => ({ delimiter, header: splitHeader(line, delimiter) }));
  const best = readings.reduce((a, b) => (known(b.header) > known(a.header) ? b : a));
  const headerLine = index + 1;
  if (known(best.header) < HEADER_LIKENESS) {
    throw badFile(
      `${name} has no header: line ${headerLine} names none of the columns ${COLUMNS.join(', ')}`,
    );
  }
  const { missing, twice } = mapHeader(best.header);
  if (missing.length > 0) {
    throw badFile(
      `${name} lacks column ${missing.join(', ')}: line ${headerLine} has ${best.header.join(', ')}`,
    );
  }
  if (twice.length > 0) throw badFile(`${name} has column ${twice.join(', ')} twice in line ${headerLine}`);
  if (isWhole && lines.slice(index + 1).every((rest) => rest.trim() === '')) {
    throw badFile(`${name} is empty: nothing stands below the header in line ${headerLine}`);
  }
  return { delimiter: best.delimiter, header: best.header, headerLine };
}

/** @returns no cells for a line that is no row, such as one with a quote too many */
function splitHeader(line: string, delimiter: string): string[] {
  try {
    const [cells = []] = parse(line, { delimiter, relax_quotes: true, bom: true, trim: true }) as string[][];
    return cells;
  } catch (error) {
    if (error instanceof CsvError) return [];
    throw error;
  }
}

function known(header: readonly string[]): number {
  return mapHeader(header).positions.size;
}

/** Cuts before a character whose last bytes are in the next chunk. */
function splitAtCharacter(bytes: Buffer): { whole: Buffer; rest: Buffer } {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] as number;
    if (byte < 0x80) break;
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      if (length > back) return { whole: bytes.subarray(0, -back), rest: bytes.subarray(-back) };
      break;
    }
  }
  return { whole: bytes, rest: bytes.subarray(bytes.length) };
}

function utf16Hint(head: Buffer | undefined): string {
  const mark = head?.subarray(0, 2).toString('hex');
  return mark === 'fffe' || mark === 'feff' ? '; it looks like UTF-16, save it as UTF-8' : '';
}

function badFile(message: string, cause?: unknown): PlatformError {
  return new PlatformError('BadFile', message, {}, { cause });
}
