import { z } from 'zod';
import type { ErasablePlace, ErasedValue, ErasureOrder } from '../../ports/erasable-place.ts';
import type { Ports } from '../../ports/ports.ts';
import { applicationKey } from '../apps/apps.ts';
import { allDocuments, changeDocument } from '../documents.ts';
import { addressKey, endpointKey } from '../endpoints/endpoint-id.ts';
import { PlatformError } from '../errors.ts';
import { parse } from '../parse.ts';
import { documentsPlace } from './erase-documents.ts';
import { objectsPlace } from './erase-objects.ts';
import {
  dueKey,
  type ErasureCounts,
  erasureKey,
  erasuresOfRun,
  runPartition,
  type StoredErasure,
} from './erasure.ts';
import { find } from './request-erasure.ts';
import { claimDue, ERASURES_A_RUN } from './run-erasures.ts';
import { openSubject } from './subject.ts';

/**
 * For so long after it was asked for, what arrives late is erased too: events that were queued, what providers say of
 * messages that were sent before. A campaign's e-mail is opened for weeks. Days, counted from the request; ours.
 */
const LOOKS_AGAIN_DAYS = [1, 3, 7, 14, 30];
const DAY_MS = 86_400_000;
/** A failed run is tried again after it. */
const AGAIN_MS = 15 * 60_000;

const runReference = z.object({ runId: z.string() });
const turnInput = runReference.extend({
  progress: z.object({ place: z.string().optional(), next: z.string().optional() }).optional(),
});
const failedRun = runReference.extend({
  error: z.object({ Error: z.string().optional(), Cause: z.string().optional() }),
});

export const parseErasureRun = (input: unknown) => parse(runReference, input, 'The state');
export const parseErasureTurn = (input: unknown) => parse(turnInput, input, 'The state');
export const parseFailedErasure = (input: unknown) => parse(failedRun, input, 'The state');

/** State `Collect`: takes what is due into the run, `ERASURES_A_RUN` at most. */
export async function collectErasures(
  ports: Ports,
  { runId }: { readonly runId: string },
): Promise<{ readonly erasures: number }> {
  await claimDue(ports, runId);
  const members = await allDocuments<{ id: string }>(ports.documents, runPartition(runId), '');
  const startedAt = ports.clock.now().toISOString();
  for (const { key, value } of members) {
    const found = await ports.documents.get<StoredErasure>(erasureKey(value.id));
    if (!found)
      await ports.documents.delete(key); // it was never asked for to the end
    else
      await ports.documents.put(erasureKey(value.id), { ...found.value, state: 'RUNNING', runId, startedAt });
  }
  return { erasures: Math.min(members.length, ERASURES_A_RUN) };
}

/** Where a run stands. */
export interface ErasureProgress {
  readonly finished: boolean;
  readonly place?: string;
  readonly next?: string;
}

/** State `Erase`: one turn in one place; the next turn goes on there, or in the next place. */
export async function eraseSome(
  ports: Ports,
  { runId, progress }: z.infer<typeof turnInput>,
): Promise<ErasureProgress> {
  const places: readonly ErasablePlace[] = [documentsPlace(ports), objectsPlace(ports), ...ports.erasable];
  const at = progress?.place === undefined ? 0 : places.findIndex(({ name }) => name === progress.place);
  const place = places[at];
  if (!place) throw new PlatformError('Internal', `There is no place ${progress?.place} to erase`);
  const { counts, next } = await place.erase(await orderOf(ports, runId), progress?.next);
  for (const [id, found] of Object.entries(counts)) await addCounts(ports, id, found);
  if (next !== undefined) return { finished: false, place: place.name, next };
  const following = places[at + 1];
  return following ? { finished: false, place: following.name } : { finished: true };
}

/** State `Finish`: tells that it is done, and says when to look again for what comes late. */
export async function finishErasures(
  ports: Ports,
  { runId }: { readonly runId: string },
): Promise<{ readonly erasures: number }> {
  const now = ports.clock.now();
  const all = await erasuresOfRun(ports, runId);
  for (const { id } of all) {
    const { due } = await changeDocument<StoredErasure>(ports.documents, erasureKey(id), (found) =>
      done(required(found, id), now),
    );
    if (due !== undefined) await ports.documents.put(dueKey(due), { id });
    await ports.documents.delete({ partition: runPartition(runId), sort: id });
  }
  return { erasures: all.length };
}

/** State `RecordFailure`: puts what the run had taken back among what is due. @returns what the machine fails with */
export async function recordErasureFailure(
  ports: Ports,
  { runId, error }: z.infer<typeof failedRun>,
): Promise<{ code: string; message: string }> {
  const code = error.Error ?? 'Internal';
  const message = messageOf(error.Cause) ?? `The erasure failed with ${code}`;
  const dueAt = new Date(ports.clock.now().getTime() + AGAIN_MS).toISOString();
  for (const { id } of await erasuresOfRun(ports, runId)) {
    const due = `${dueAt}#${id}`;
    await ports.documents.put(dueKey(due), { id });
    await changeDocument<StoredErasure>(ports.documents, erasureKey(id), (found) => ({
      ...required(found, id),
      state: 'PENDING',
      runId: undefined,
      error: `${code}: ${message}`,
      due,
    }));
    await ports.documents.delete({ partition: runPartition(runId), sort: id });
  }
  return { code, message };
}

function done(erasure: StoredErasure, now: Date): StoredErasure {
  const requestedAt = Date.parse(erasure.requestedAt);
  const instants = LOOKS_AGAIN_DAYS.map((days) => new Date(requestedAt + days * DAY_MS));
  const next = instants.find((at) => at > now);
  const last = instants.at(-1);
  return {
    ...erasure,
    state: 'DONE',
    runId: undefined,
    error: undefined,
    completedAt: erasure.completedAt ?? now.toISOString(),
    ...(last && { watchedUntil: last.toISOString() }),
    due: next && `${next.toISOString()}#${erasure.id}`,
    ...(next === undefined && { sealed: undefined, files: undefined }),
  };
}

async function orderOf(ports: Ports, runId: string): Promise<ErasureOrder> {
  const erasures = await erasuresOfRun(ports, runId);
  const values = await Promise.all(erasures.map((erasure) => valuesOf(ports, erasure)));
  return {
    runId,
    values: values.flat(),
    onlyLate: erasures.every(({ completedAt }) => completedAt !== undefined),
  };
}

async function valuesOf(ports: Ports, erasure: StoredErasure): Promise<ErasedValue[]> {
  const { id: erasureId, applicationId, kind, sealed, requestedAt, completedAt } = erasure;
  if (!sealed) return [];
  const subject = await openSubject(ports, erasureId, sealed);
  const { salt } = subject;
  const common = { erasureId, applicationId, salt };
  if (kind === 'application') {
    // One that was made anew under the same id is not looked through for what is left of the old one.
    const lives = completedAt !== undefined && (await ports.documents.get(applicationKey(applicationId)));
    return lives ? [] : [{ ...common, kind, value: applicationId }];
  }
  const until = new Date(requestedAt);
  const alive = await find(ports, applicationId, subject);
  const ids = new Set(alive.map(({ Id }) => endpointKey(Id)));
  const users = new Set(alive.map(({ User }) => User.UserId));
  const places = new Set(
    alive.map(({ ChannelType, Address }) => addressKey(ChannelType ?? '', Address ?? '')),
  );
  const value = (one: ErasedValue['kind'], text: string, lives: boolean) => ({
    ...common,
    kind: one,
    value: text,
    ...(lives && { until }),
  });
  return [
    ...subject.endpointIds.map((one) => value('endpoint', one, ids.has(one))),
    ...subject.userIds.map((one) => value('user', one, users.has(one))),
    ...subject.addresses.map(({ channelType, address }) => {
      const key = addressKey(channelType, address);
      return value('address', key, places.has(key));
    }),
  ];
}

/** A turn that is done again after a crash finds nothing any more, so what it had not told is not counted. */
async function addCounts(ports: Ports, id: string, found: ErasureCounts): Promise<void> {
  if (Object.values(found).every((count) => count === 0)) return;
  await changeDocument<StoredErasure>(ports.documents, erasureKey(id), (stored) => {
    const erasure = required(stored, id);
    const counts: Record<string, number> = { ...erasure.counts };
    for (const [name, count] of Object.entries(found))
      if (count > 0) counts[name] = (counts[name] ?? 0) + count;
    return { ...erasure, counts };
  });
}

function required(found: StoredErasure | undefined, id: string): StoredErasure {
  if (found) return found;
  throw new PlatformError('NotFound', `Erasure ${id} not found`);
}

/** Step Functions gives what a Lambda threw as JSON in `Cause`. */
function messageOf(cause: string | undefined): string | undefined {
  try {
    const { errorMessage } = JSON.parse(cause ?? '') as { errorMessage?: unknown };
    if (typeof errorMessage === 'string') return errorMessage;
  } catch {
    // a plain text
  }
  return cause;
}
