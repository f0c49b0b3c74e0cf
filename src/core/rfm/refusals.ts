import type { RefusedRow } from '../../ports/endpoint-store.ts';
import type { Ports } from '../../ports/ports.ts';
import type { ChunkState } from './rfm-state.ts';

const folderOf = (runPrefix: string) => `${runPrefix}publish/refusals/`;

/** Keeps whom a chunk refused, under the chunk's own name. */
export async function keepRefusals(
  { lake }: Pick<Ports, 'lake'>,
  { runPrefix, chunk }: Pick<ChunkState, 'runPrefix' | 'chunk'>,
  refusals: readonly RefusedRow[],
): Promise<void> {
  const name = chunk.slice(chunk.lastIndexOf('/') + 1);
  await lake.put(`${folderOf(runPrefix)}${name}.json`, JSON.stringify(refusals));
}

/** Whom the chunks of a run refused, in the chunks' order. @param most of them */
export async function readRefusals(
  { lake }: Pick<Ports, 'lake'>,
  { runPrefix }: Pick<ChunkState, 'runPrefix'>,
  most: number,
): Promise<RefusedRow[]> {
  const refusals: RefusedRow[] = [];
  for (const { key } of await lake.list(folderOf(runPrefix))) {
    if (refusals.length >= most) break;
    const body = await lake.get(key);
    if (body) refusals.push(...(JSON.parse(new TextDecoder().decode(body)) as RefusedRow[]));
  }
  return refusals.slice(0, most);
}
