import { createHash } from 'node:crypto';
import type { ObjectStore } from '../../ports/object-store.ts';
import { PlatformError } from '../errors.ts';
import { type SniffedFile, sniffFile } from '../rfm/sniff-file.ts';

/** What one reading of an object tells. */
export interface InspectedObject {
  /** SHA-256 of the bytes, hex. */
  readonly digest: string;
  /** How the file is written, or why it cannot be used. */
  readonly sniffed: SniffedFile | { readonly refusal: string };
}

/**
 * Reads an object once, for its identity and its dialect.
 * @returns `undefined` when it is not there
 */
export async function inspectObject(
  store: ObjectStore,
  key: string,
  maxBytes: number,
): Promise<InspectedObject | undefined> {
  const body = await pieces(store, key);
  if (!body) return undefined;
  const hash = createHash('sha256');
  async function* hashed(): AsyncGenerator<Buffer> {
    for await (const chunk of body ?? []) {
      hash.update(chunk);
      yield chunk;
    }
  }
  try {
    const sniffed = await sniffFile(hashed(), key, maxBytes);
    return { digest: hash.digest('hex'), sniffed };
  } catch (error) {
    if (!(error instanceof PlatformError && error.code === 'BadFile')) throw error;
    return { digest: await digestOf(store, key), sniffed: { refusal: error.message } }; // reading broke off
  }
}

async function digestOf(store: ObjectStore, key: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of (await pieces(store, key)) ?? []) hash.update(chunk);
  return hash.digest('hex');
}

async function pieces(store: ObjectStore, key: string): Promise<AsyncIterable<Buffer> | undefined> {
  return store.scan ? store.scan(key) : store.stream(key);
}
