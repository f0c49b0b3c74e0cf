import type { DocumentStore } from '../../ports/document-store.ts';

const KEY = { partition: 'stage', sort: 'clock-tick' };
/** Ticks that follow each other faster are not noted. */
const NOTED_EVERY_MS = 50_000;

/** When the clock last ticked to its end, to the minute; `undefined` when it never did. */
export async function lastTick(documents: DocumentStore): Promise<Date | undefined> {
  const found = await documents.get<{ at: string }>(KEY);
  return found && new Date(found.value.at);
}

export async function noteTick(documents: DocumentStore, now: Date): Promise<void> {
  const last = await lastTick(documents);
  if (last && Math.abs(now.getTime() - last.getTime()) < NOTED_EVERY_MS) return;
  await documents.put(KEY, { at: now.toISOString() });
}
