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
  /** Stands for the files from the day before on that it found; the same files need not be merged again. */
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
/** After a longer rest, all days are listed at once. */
const DAYS_ONE_BY_ONE = 10;

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
  async function changeFiles(since: string, today: string): Promise<string[]> {
    const days = daysBetween(since, today);
    const listed = [STREAMED_CHANGES, IMPORTED_CHANGES].flatMap((prefix) =>
      days.length <= DAYS_ONE_BY_ONE
        ? days.map((day) => lake.list(dayFolder(prefix, day)))
        : lake.list(prefix).then((files) => files.filter(({ key }) => key >= dayFolder(prefix, since))),
    );
    return (await Promise.all(listed)).flat().map(({ key }) => key);
  }

  /** What is there to merge; `undefined` when the last refresh has seen it all. */
  async function news(): Promise<(Refreshed & { readonly since: string }) | undefined> {
    const last = (await documents.get<Refreshed>(REFRESHED))?.value;
    const day = dayOf(clock.now());
    // Firehose names a folder after the day on which a file began, so the day before may still grow.
    const since = last ? dayBefore(last.day) : FIRST_DAY;
    const files = await changeFiles(since, day);
    if (last && fingerprint(files, since) === last.files) return undefined;
    return { since, day, files: fingerprint(files, dayBefore(day)) };
  }

  return async (): Promise<void> => {
    while (await news()) {
      const lease = await takeLease(documents, clock);
      if (lease === undefined) {
        await pause(LOOK_AGAIN_MS); // another caller is at it, and may have begun before our changes
        continue;
      }
      try {
        const found = await news();
        if (!found) return;
        const { since, files, day } = found;
        await queries.run(mergeChanges(since), `refresh-${since}-${files}`);
        return void (await documents.put<Refreshed>(REFRESHED, { files, day }));
      } finally {
        await documents.delete(LEASE, { ifVersion: lease }).catch(() => undefined); // it frees itself
      }
    }
  };
}

/** Stands for the files of a day and later. */
function fingerprint(files: readonly string[], since: string): string {
  const recent = files.filter((key) => (/change_date=([\d-]+)/.exec(key)?.[1] ?? '') >= since);
  return createHash('sha256').update(recent.sort().join('\n')).digest('hex');
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

function daysBetween(first: string, last: string): string[] {
  const count = Math.round((Date.parse(last) - Date.parse(first)) / DAY_MS) + 1;
  return Array.from({ length: Math.max(1, count) }, (_, index) =>
    dayOf(new Date(Date.parse(first) + index * DAY_MS)),
  );
}

function dayBefore(day: string): string {
  return dayOf(new Date(Date.parse(day) - DAY_MS));
}
