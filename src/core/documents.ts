import type { Document, DocumentKey, DocumentStore } from '../ports/document-store.ts';
import { PlatformError } from './errors.ts';

/** How often a change is tried again because another writer was faster. */
const ATTEMPTS = 20;

/**
 * Reads a document, lets `decide` say what it shall be, and writes that, unless another writer
 * came between: then it reads again and `decide` is called again.
 * @param decide gets the stored value, or `undefined` when there is none; throwing leaves all as it was
 * @returns what was written
 * @throws PlatformError `Conflict` when others were faster every time
 */
export async function changeDocument<T>(
  documents: DocumentStore,
  key: DocumentKey,
  decide: (found: T | undefined) => T,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const found = await documents.get<T>(key);
    const value = decide(found?.value);
    try {
      await documents.put(key, value, { ifVersion: found?.version ?? 'absent' });
      return value;
    } catch (error) {
      if (!(error instanceof PlatformError && error.code === 'Conflict') || attempt === ATTEMPTS) throw error;
    }
  }
}

/** Every document of a partition whose sort key starts with `sortPrefix`, in order; follows pages to the end. */
export async function allDocuments<T>(
  documents: DocumentStore,
  partition: string,
  sortPrefix: string,
): Promise<Document<T>[]> {
  const found: Document<T>[] = [];
  for (;;) {
    const after = found.at(-1)?.key.sort;
    const page = await documents.query<T>(partition, sortPrefix, { after });
    if (page.length === 0) return found;
    found.push(...page);
  }
}
