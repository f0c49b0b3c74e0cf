import type { Ports } from '../../ports/ports.ts';
import { PlatformError } from '../errors.ts';
import { type ImportRules, importRow } from './import-definition.ts';
import { type ImportFile, importFiles } from './import-files.ts';
import type { ImportDefinition } from './job.ts';
import { nameCounter } from './name-counter.ts';
import { pieceWriter } from './piece-writer.ts';
import { attempt, readDefinitions } from './read-definitions.ts';
import { rejectWriter } from './rejects.ts';
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
  /** Of files alone: why they could not be used. */
  readonly faults: readonly string[];
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
export function sourceOf(
  files: readonly string[],
  line: number,
): { readonly file: string; readonly line: number } {
  return { file: files[Math.floor(line / LINES_OF_A_FILE)] ?? '', line: line % LINES_OF_A_FILE };
}

/**
 * Reads and checks an import's files line by line and writes pieces of import rows, in memory
 * that does not grow with the files; what it refuses is kept beside them. Reading again writes the same.
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
  const rejects = rejectWriter(ports.lake, prefix, 'read');
  const counts = { processed: 0, failed: 0, failedFiles: 0 };
  const failures: string[] = [];
  const faults: string[] = [];
  const tell = (text: string, told: string[]) => {
    if (told.length < TOLD_FAILURES) told.push(text);
  };
  const failFile = (text: string) => {
    counts.failedFiles += 1;
    tell(text, failures);
    tell(text, faults);
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
          tell(`${key} line ${found.line}: ${row.failure}`, failures);
          rejects.add({ file: key, line: found.line, reason: row.failure });
        }
      }
      await rejects.flushFull();
      if (await pieces.flushFull()) await request.onProgress(counts);
    }
  }

  for (const [index, { key }] of files.entries()) {
    try {
      await readFile(index, key);
    } catch (error) {
      if (!(error instanceof PlatformError && error.code === 'BadFile')) throw error;
      failFile(error.message);
    }
  }
  // A file without rows is none of harm beside others; nothing at all is a mistake (ours).
  if (counts.processed === 0 && counts.failedFiles === 0) for (const file of files) failFile(emptiness(file));
  await pieces.flush();
  await rejects.flush();
  if (definition.RegisterEndpoints) await names.note();
  return { files: files.map(({ key }) => key), pieces: pieces.keys, ...counts, failures, faults };
}

function emptiness({ key, size }: ImportFile): string {
  return size === 0 ? `${key}: the file is empty` : `${key}: there is no row in it`;
}
