import type { Ports } from '../../ports/ports.ts';
import { PlatformError } from '../errors.ts';
import { type ImportRules, importRow } from './import-definition.ts';
import { importFiles } from './import-files.ts';
import type { ImportDefinition } from './job.ts';
import { nameCounter } from './name-counter.ts';
import { pieceWriter } from './piece-writer.ts';
import { attempt, readDefinitions } from './read-definitions.ts';
import { parseS3Url } from './s3-url.ts';

/** What reading an import's files came to; kept beside its pieces. */
export interface ImportManifest {
  /** Keys of the files, in order. */
  readonly files: readonly string[];
  /** Keys of the pieces in the lake bucket, in order. */
  readonly pieces: readonly string[];
  /** Definitions looked at, and those of them that failed. */
  readonly processed: number;
  readonly failed: number;
  /** Files that as a whole could not be used. */
  readonly failedFiles: number;
  /** The first 100, of definitions and files. */
  readonly failures: readonly string[];
}

export interface ReadImport {
  readonly applicationId: string;
  readonly definition: ImportDefinition;
  /** Where the pieces go in the lake bucket, ending in `/`. */
  readonly prefix: string;
  /** Told after each piece. */
  readonly onProgress: (progress: { processed: number; failed: number }) => Promise<void>;
}

const TOLD_FAILURES = 100;
/** A row's `line` is the file's index times this, plus the line in the file: unique, and in order. */
const LINES_OF_A_FILE = 1_000_000_000;

/** Where a row stands, told by its `line`. */
export function sourceOf(files: readonly string[], line: number): string {
  return `${files[Math.floor(line / LINES_OF_A_FILE)]} line ${line % LINES_OF_A_FILE}`;
}

/**
 * Reads and checks an import's files line by line and writes pieces of import rows, in memory
 * that does not grow with the files. Reading again writes the same pieces.
 * @throws PlatformError `BadFile` when there is nothing to read
 */
export async function readImport(ports: Ports, request: ReadImport): Promise<ImportManifest> {
  const { definition, applicationId, prefix } = request;
  const files = await importFiles(ports, definition);
  const source = ports.bucket(parseS3Url('S3Url', definition.S3Url).bucket);
  const names = await nameCounter(ports, applicationId);
  const rules: ImportRules = {
    registerEndpoints: definition.RegisterEndpoints,
    defineSegment: definition.DefineSegment,
    allowed: names.allowed,
    checkNames: names.checkNames,
  };
  const pieces = pieceWriter(ports.lake, prefix);
  const counts = { processed: 0, failed: 0, failedFiles: 0 };
  const failures: string[] = [];
  const fail = (text: string) => {
    if (failures.length < TOLD_FAILURES) failures.push(text);
  };

  async function readFile(index: number, key: string): Promise<void> {
    const body = await source.stream(key);
    if (!body) throw new PlatformError('BadFile', `${key} is not in bucket ${source.bucket} any more`);
    for await (const definitions of readDefinitions(body, key, definition.Format)) {
      for (const found of definitions) {
        const line = index * LINES_OF_A_FILE + found.line;
        const row = found.failure === undefined ? attempt(() => importRow(found.value, line, rules)) : found;
        counts.processed += 1;
        if (row.failure === undefined) pieces.add(row.value);
        else {
          counts.failed += 1;
          fail(`${key} line ${found.line}: ${row.failure}`);
        }
      }
      if (await pieces.flushFull()) await request.onProgress(counts);
    }
  }

  for (const [index, key] of files.entries()) {
    try {
      await readFile(index, key);
    } catch (error) {
      if (!(error instanceof PlatformError && error.code === 'BadFile')) throw error;
      counts.failedFiles += 1;
      fail(error.message);
    }
  }
  await pieces.flush();
  if (definition.RegisterEndpoints) await names.note();
  return { files, pieces: pieces.keys, ...counts, failures };
}
