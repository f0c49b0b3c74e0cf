import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { PlatformError } from '../../core/errors.ts';
import type { Statement } from '../../core/statement.ts';
import type { Clock } from '../../ports/clock.ts';
import type { DocumentStore } from '../../ports/document-store.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import type { QueryEngine } from '../../ports/query-engine.ts';

export interface LakeRefreshOptions {
  readonly lake: ObjectStore;
  readonly documents: DocumentStore;
  readonly queries: QueryEngine;
  readonly clock: Clock;
  mergeChanges(since: string): Statement;
}

/** What the last refresh brought in. */
interface Refreshed {
  /** Stands for the files that it found; the same files need not be merged again. */
  readonly files: string;
  /** UTC day on which it looked. */
  readonly day: string;
}

const REFRESHED = { partition: 'lake', sort: 'refreshed' };
const LEASE = { partition: 'lake', sort: 'refreshing' };
/** As long as a Lambda may live, so that a lost lease frees itself. */
const LEASE_MS = 900_000;
const LOOK_AGAIN_MS = 500;
const DAY_MS = 86_400_000;
/** Before it, there was no stage. */
const FIRST_DAY = '2026-01-01';

/** Where the two tables that hold changes lie in the lake bucket; days are folders in them. */
const STREAMED_CHANGES = 'endpoint_changes/';
export const IMPORTED_CHANGES = 'staged/imported_changes/';

/** The lake folder of a day of one of them. */
export function dayFolder(prefix: string, day: string): string {
  return `${prefix}change_date=${day}/`;
}

/**
 * Merges what has arrived in `endpoint_changes` and `imported_changes` into `endpoints`. One at a
 * time, and only when files came that the last refresh had not seen. An import is there when it
 * has ended; a single change within about a minute, as fast as Firehose delivers.
 */
export function lakeRefresh({ lake, documents, queries, clock, mergeChanges }: LakeRefreshOptions) {
  /** Files of a day and later, as one text. */
  async function filesSince(day: string): Promise<string> {
    const hash = createHash('sha256');
    for (const prefix of [STREAMED_CHANGES, IMPORTED_CHANGES]) {
      const start = dayFolder(prefix, day);
      for (const { key } of await lake.list(prefix)) if (key >= start) hash.update(`${key}\n`);
    }
    return hash.digest('hex');
  }

  async function refresh(): Promise<void> {
    const last = (await documents.get<Refreshed>(REFRESHED))?.value;
    // Firehose names a file after the day on which it began, so the day before may still grow.
    const since = last ? dayBefore(last.day) : FIRST_DAY;
    const files = await filesSince(since);
    if (files === last?.files) return;
    const day = dayOf(clock.now());
    await queries.run(mergeChanges(since), `refresh-${since}-${files}`);
    await documents.put<Refreshed>(REFRESHED, { files: since === dayBefore(day) ? files : '', day });
  }

  return async (): Promise<void> => {
    for (;;) {
      const held = await takeLease(documents, clock);
      if (held === undefined) {
        await pause(LOOK_AGAIN_MS); // another caller is at it, and may have begun before our changes
        continue;
      }
      try {
        return await refresh();
      } finally {
        await documents.delete(LEASE, { ifVersion: held }).catch(() => undefined); // it frees itself
      }
    }
  };
}

/** @returns the lease's version; `undefined` when another caller holds it */
async function takeLease(documents: DocumentStore, clock: Clock): Promise<number | undefined> {
  const expiresAt = new Date(clock.now().getTime() + LEASE_MS);
  try {
    return await documents.put(LEASE, {}, { ifVersion: 'absent', expiresAt });
  } catch (error) {
    if (error instanceof PlatformError && error.code === 'Conflict') return undefined;
    throw error;
  }
}

export function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10);
}

function dayBefore(day: string): string {
  return dayOf(new Date(Date.parse(day) - DAY_MS));
}
