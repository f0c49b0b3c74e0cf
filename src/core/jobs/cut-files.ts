import type { ObjectStore } from '../../ports/object-store.ts';
import { PlatformError } from '../errors.ts';
import { pieceWriter } from './piece-writer.ts';
import { readLines } from './read-lines.ts';

/**
 * Cuts files of import rows, one JSON a line, into pieces that a function merges in its time: the engine that wrote
 * them made them as large as it liked. Done again, it replaces what it wrote.
 * @param prefix where the pieces go, ending in `/`; nothing else may lie there
 * @returns the pieces' keys, in order
 */
export async function cutFiles(
  store: ObjectStore,
  keys: readonly string[],
  prefix: string,
): Promise<readonly string[]> {
  for (const { key } of await store.list(prefix)) await store.delete(key);
  const pieces = pieceWriter(store, prefix);
  for (const key of keys) {
    const body = await store.stream(key);
    if (!body) throw new PlatformError('Internal', `${key} is not in bucket ${store.bucket}`);
    for await (const lines of readLines(body, key)) {
      for (const { line, text } of lines) {
        if (text === undefined)
          throw new PlatformError('Internal', `${key} line ${line} is too long for a row`);
        pieces.addText(text);
        await pieces.flushFull();
      }
    }
  }
  await pieces.flush();
  return pieces.keys;
}
