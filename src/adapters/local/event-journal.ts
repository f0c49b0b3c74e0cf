import { type FileHandle, mkdir, open, readdir, readFile, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { inTurns } from './in-turns.ts';

/** One file of the journal: lines of JSON. Numbers rise and are never used again. */
export interface Segment {
  readonly number: number;
  readonly path: string;
}

/** Lines on their way into the lake: appended and durable at once, read later in bulk. */
export interface EventJournal {
  /** Bytes of lines that are durable and not yet removed. */
  readonly pendingBytes: number;
  /** @param lines each ending in a line feed. Resolves when they are on disk. */
  append(lines: string): Promise<void>;
  /** Ends the segment that is written to. @returns every ended one, oldest first; they do not change any more */
  seal(): Promise<Segment[]>;
  /** Forgets a sealed segment. */
  remove(segment: Segment): Promise<void>;
  close(): Promise<void>;
}

interface Waiting {
  readonly lines: string;
  done(): void;
  failed(error: unknown): void;
}

const NAME = /^(\d{12})\.ndjson$/;

/**
 * Opens a journal in a folder. Appends that come together are written and synced together.
 *
 * @param after segments up to this number are in the lake already, and what is left of them goes. Of
 *   later ones, what a crash left is kept up to its last whole line: whatever was acknowledged stands there.
 */
export async function openEventJournal(folder: string, after: number): Promise<EventJournal> {
  await mkdir(folder, { recursive: true });
  const sealed: (Segment & { readonly bytes: number })[] = [];
  for (const segment of await segmentsIn(folder)) {
    const bytes = segment.number > after ? await repair(segment.path) : 0;
    if (bytes > 0) sealed.push({ ...segment, bytes });
    else await rm(segment.path);
  }
  let last = Math.max(after, sealed.at(-1)?.number ?? 0);
  let current: (Segment & { readonly file: FileHandle }) | undefined;
  let size = 0;
  let waiting: Waiting[] = [];
  const inTurn = inTurns();
  let broken: unknown;

  async function begin(): Promise<Segment & { readonly file: FileHandle }> {
    const number = ++last;
    const path = join(folder, `${String(number).padStart(12, '0')}.ndjson`);
    const begun = { number, path, file: await open(path, 'ax') };
    await syncFolder(folder); // the file's name must outlive a crash, too
    return begun;
  }

  /** Writes whatever waits as one. */
  async function drain(): Promise<void> {
    const group = waiting;
    waiting = [];
    try {
      if (broken) throw broken;
      current ??= await begin();
      const bytes = Buffer.from(group.length === 1 ? (group[0] as Waiting).lines : joined(group));
      await write(current, bytes);
      size += bytes.byteLength;
      for (const { done } of group) done();
    } catch (error) {
      for (const { failed } of group) failed(error);
    }
  }

  async function write({ file, path }: { file: FileHandle; path: string }, bytes: Buffer): Promise<void> {
    try {
      for (let at = 0; at < bytes.byteLength; ) at += (await file.write(bytes, at)).bytesWritten;
      await file.datasync();
    } catch (error) {
      // No half line may stand before the next append.
      await truncate(path, size).catch(() => {
        broken = error;
      });
      throw error;
    }
  }

  return {
    get pendingBytes() {
      return sealed.reduce((sum, { bytes }) => sum + bytes, size);
    },

    append: (lines) =>
      new Promise<void>((done, failed) => {
        waiting.push({ lines, done, failed });
        if (waiting.length === 1) inTurn(drain);
      }),

    seal: () =>
      inTurn(async () => {
        if (current && size > 0) {
          const { file, ...segment } = current;
          sealed.push({ ...segment, bytes: size });
          current = undefined;
          size = 0;
          await file.close();
        }
        return [...sealed];
      }),

    async remove({ number, path }) {
      const at = sealed.findIndex((segment) => segment.number === number);
      if (at >= 0) sealed.splice(at, 1);
      await rm(path, { force: true });
    },

    close: () => inTurn(async () => current?.file.close()),
  };
}

const joined = (group: readonly Waiting[]) => group.map(({ lines }) => lines).join('');

async function segmentsIn(folder: string): Promise<Segment[]> {
  const names = (await readdir(folder)).filter((name) => NAME.test(name)).sort();
  return names.map((name) => ({ number: Number(NAME.exec(name)?.[1]), path: join(folder, name) }));
}

/**
 * Cuts off what a crash left unfinished: what follows the last line feed, and all from the first zero
 * byte on, which stands for blocks that were never written and in no JSON text. @returns the bytes that remain
 */
async function repair(path: string): Promise<number> {
  const bytes = await readFile(path);
  const zero = bytes.indexOf(0);
  const written = zero < 0 ? bytes : bytes.subarray(0, zero);
  const whole = written.lastIndexOf('\n') + 1;
  if (whole < bytes.byteLength) await truncate(path, whole);
  return whole;
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}
