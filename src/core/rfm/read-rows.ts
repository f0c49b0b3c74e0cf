import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';
import { PlatformError } from '../errors.ts';
import type { FileDialect } from './file-dialect.ts';

export interface FileRow {
  readonly cells: readonly string[];
  /** The line, from 1, on which the row starts. */
  readonly line: number;
}

/** A row longer than this is a quote that was never closed. */
const MAX_ROW_BYTES = 1_000_000;

/**
 * The data rows of a file, in order and in bounded memory. Blank lines are passed over.
 * @throws PlatformError `BadFile` when a quote is never closed
 */
export async function* readRows(
  source: Readable,
  dialect: FileDialect,
  name: string,
): AsyncGenerator<FileRow> {
  const parser = parse({
    delimiter: dialect.delimiter,
    bom: true,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: true,
    info: true,
    max_record_size: MAX_ROW_BYTES,
  });
  const texts = (bytes: AsyncIterable<Buffer>) => decoded(bytes, dialect.encoding);
  // Whoever reads the rows is told what breaks on the way.
  if (dialect.gzip) pipeline(source, createGunzip(), texts, parser, () => undefined);
  else pipeline(source, texts, parser, () => undefined);
  let header = true;
  let overcounted = 0; // csv-parse counts a quoted CR LF as two lines
  try {
    for await (const { record, info } of parser as AsyncIterable<{
      record: string[];
      info: { lines: number };
    }>) {
      const { counted, lines } = quotedBreaks(record);
      const line = info.lines - overcounted - counted;
      overcounted += counted - lines;
      if (header) header = false;
      else if (record.length > 1 || record[0]?.trim() !== '') yield { cells: record, line };
    }
  } catch (error) {
    const { code, lines } = error as { code?: string; lines?: number };
    if (code === 'CSV_QUOTE_NOT_CLOSED' || code === 'CSV_MAX_RECORD_SIZE') {
      throw new PlatformError(
        'BadFile',
        `${name}: a quote opened before line ${lines} is never closed`,
        {},
        { cause: error },
      );
    }
    throw error;
  }
}

async function* decoded(bytes: AsyncIterable<Buffer>, encoding: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of bytes) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

/** Line breaks inside the cells of a row: as csv-parse counts them, and the lines that they make. */
function quotedBreaks(cells: readonly string[]): { counted: number; lines: number } {
  let counted = 0;
  let lines = 0;
  for (const cell of cells) {
    if (!/[\r\n]/.test(cell)) continue;
    counted += cell.match(/[\r\n]/g)?.length ?? 0;
    lines += cell.match(/\r\n|\r|\n/g)?.length ?? 0;
  }
  return { counted, lines };
}
