import type { ObjectStore } from '../../ports/object-store.ts';
import { PlatformError } from '../errors.ts';
import { readLines } from './read-lines.ts';

/** A record of an import that was not taken. */
export interface Reject {
  /** The file's key in its bucket. */
  readonly file: string;
  /** From 1, as an editor counts. */
  readonly line: number;
  readonly reason: string;
}

export interface RejectWriter {
  add(reject: Reject): void;
  /** Writes a file when there is enough for one. */
  flushFull(): Promise<void>;
  /** Writes what is left. */
  flush(): Promise<void>;
}

/** Rejects of one file; so that a file of nothing else does not fill the memory. */
const FILE_REJECTS = 20_000;
/** Characters kept of a reason; it may quote a value. */
const REASON_LENGTH = 500;

const folderOf = (prefix: string) => `${prefix}rejects/`;

/**
 * Keeps rejects below a job's prefix, one JSON a line: `{prefix}rejects/{part}-00001.ndjson`. The same rejects again
 * are written over the same files.
 */
export function rejectWriter(store: ObjectStore, prefix: string, part: string): RejectWriter {
  let lines: string[] = [];
  let files = 0;
  async function flush(): Promise<void> {
    if (lines.length === 0) return;
    files += 1;
    const body = lines.join('');
    lines = [];
    await store.put(`${folderOf(prefix)}${part}-${String(files).padStart(5, '0')}.ndjson`, body);
  }
  return {
    flush,
    add({ file, line, reason }) {
      lines.push(`${JSON.stringify({ file, line, reason: reason.slice(0, REASON_LENGTH) })}\n`);
    },
    async flushFull() {
      if (lines.length >= FILE_REJECTS) await flush();
    },
  };
}

/** Every reject of a job, those that reading met first. */
export async function* readRejects(store: ObjectStore, prefix: string): AsyncGenerator<Reject> {
  const files = await store.list(folderOf(prefix));
  for (const { key } of files) {
    const body = await store.stream(key);
    if (!body) continue; // an erasure has emptied it meanwhile
    for await (const lines of readLines(body, key)) {
      for (const { text, line } of lines) {
        if (text === undefined)
          throw new PlatformError('Internal', `${key} line ${line} is too long for a reject`);
        yield JSON.parse(text) as Reject;
      }
    }
  }
}
