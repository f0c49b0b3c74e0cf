import type { Ports } from '../../ports/ports.ts';
import { PlatformError } from '../errors.ts';
import { readLines } from '../jobs/read-lines.ts';

/** The lines of a chunk file from one of them on, in memory that does not grow with it. */
export interface ChunkLines {
  /** Of the line that `take` gives next. */
  readonly position: number;
  /** @returns up to `most` lines that are at hand, none at the end */
  take(most: number): Promise<readonly string[]>;
  /** Lets go of the file. */
  close(): Promise<void>;
}

/** @param from lines before it are passed over */
export async function openChunkLines(
  { lake }: Pick<Ports, 'lake'>,
  key: string,
  from: number,
): Promise<ChunkLines> {
  const source = await lake.stream(key);
  if (!source) throw new PlatformError('Internal', `${key} is not in bucket ${lake.bucket}`);
  const batches = readLines(source, key);
  let lines: readonly string[] = [];
  let at = 0;
  let position = 0;

  /** @returns whether there are lines */
  async function fill(): Promise<boolean> {
    while (at === lines.length) {
      const { value, done } = await batches.next();
      if (done) return false;
      lines = value.map(({ line, text }) => {
        if (text === undefined) throw new PlatformError('Internal', `${key} line ${line}: too long`);
        return text;
      });
      at = 0;
    }
    return true;
  }

  while (position < from && (await fill())) {
    const passed = Math.min(from - position, lines.length - at);
    at += passed;
    position += passed;
  }
  return {
    get position() {
      return position;
    },
    async take(most) {
      if (!(await fill())) return [];
      const taken = lines.slice(at, at + most);
      at += taken.length;
      position += taken.length;
      return taken;
    },
    close: async () => void (await batches.return(undefined)),
  };
}
