import type { DocumentStore } from '../../ports/document-store.ts';
import type { Ports } from '../../ports/ports.ts';
import { applicationPartition } from '../apps/partition.ts';
import { PlatformError } from '../errors.ts';

/** As long as a function of the stage can run at most, so that no holder outlives its lease. */
const LEASE_MS = 15 * 60 * 1000;
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5000;
/** How long to wait for a turn before the state machine shall try again. */
const PATIENCE_MS = 5 * 60 * 1000;

interface Lease {
  /** Who decides: a batch. */
  holder: string;
}

/** Turns within this process, by store and application. */
const turns = new WeakMap<DocumentStore, Map<string, Promise<unknown>>>();

/**
 * Lets the decisions of one application be made one after another, so that each sees the messages
 * of those before it and caps hold. Within a process it is a queue; where several processes share a
 * stage (`stage.leaseSeconds` is not 0) also a lease in the DocumentStore.
 * @param holder the batch that is decided; a second attempt at the same batch takes over the first one's lease
 * @throws PlatformError `Throttled` when others hold the lease for too long: try again later
 */
export async function inDecisionTurn<T>(
  ports: Ports,
  applicationId: string,
  holder: string,
  work: () => Promise<T>,
): Promise<T> {
  const queues = turns.get(ports.documents) ?? new Map<string, Promise<unknown>>();
  turns.set(ports.documents, queues);
  const before = queues.get(applicationId) ?? Promise.resolve();
  const turn = before.then(() => underLease(ports, applicationId, holder, work));
  const done = turn.catch(() => undefined);
  queues.set(applicationId, done);
  try {
    return await turn;
  } finally {
    if (queues.get(applicationId) === done) queues.delete(applicationId);
  }
}

async function underLease<T>(
  ports: Ports,
  applicationId: string,
  holder: string,
  work: () => Promise<T>,
): Promise<T> {
  if (ports.stage.leaseSeconds === 0) return work();
  const version = await acquire(ports, applicationId, holder);
  try {
    return await work();
  } finally {
    await ports.documents.delete(keyOf(applicationId), { ifVersion: version }).catch(() => undefined); // another attempt at this batch has taken it over
  }
}

async function acquire(ports: Ports, applicationId: string, holder: string): Promise<number> {
  let waited = 0;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 1.5, LONGEST_PAUSE_MS)) {
    const version = await tryAcquire(ports, applicationId, holder);
    if (version !== undefined) return version;
    if (waited > PATIENCE_MS) {
      throw new PlatformError('Throttled', `Decisions of application ${applicationId} wait for each other`);
    }
    await ports.pause(pause);
    waited += pause;
  }
}

/** @returns the lease's version, or `undefined` when another batch holds it */
async function tryAcquire(ports: Ports, applicationId: string, holder: string): Promise<number | undefined> {
  const found = await ports.documents.get<Lease>(keyOf(applicationId));
  if (found !== undefined && found.value.holder !== holder) return undefined;
  const expiresAt = new Date(ports.clock.now().getTime() + LEASE_MS);
  try {
    return await ports.documents.put<Lease>(
      keyOf(applicationId),
      { holder },
      { ifVersion: found?.version ?? 'absent', expiresAt },
    );
  } catch (error) {
    if (error instanceof PlatformError && error.code === 'Conflict') return undefined;
    throw error;
  }
}

function keyOf(applicationId: string) {
  return { partition: applicationPartition(applicationId), sort: 'decision-lease' };
}
