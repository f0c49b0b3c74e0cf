import type { Ports } from '../../ports/ports.ts';
import { allDocuments } from '../documents.ts';
import { PlatformError } from '../errors.ts';
import type { S3Location } from '../jobs/s3-url.ts';

/** Whose data go: one endpoint's, a user's with all endpoints, or an application's. */
export type ErasureKind = 'endpoint' | 'user' | 'application';

/**
 * `PENDING` waits for its turn, `RUNNING` is being carried out, `DONE` is carried out; a failed run leaves its
 * requests `PENDING` with `error`, and they are tried again.
 */
export type ErasureState = 'PENDING' | 'RUNNING' | 'DONE';

/** Rows, documents, files and messages that were removed or made anonymous, by the place where they were. */
export type ErasureCounts = Readonly<Record<string, number>>;

/** What is told of an erasure: nothing that says who the person was. */
export interface Erasure {
  readonly id: string;
  readonly applicationId: string;
  readonly kind: ErasureKind;
  readonly state: ErasureState;
  /** ISO 8601, UTC. */
  readonly requestedAt: string;
  /** Id of the access key that asked. */
  readonly requestedBy?: string;
  readonly startedAt?: string;
  readonly completedAt?: string;
  /** Until then what arrives late about the person is erased, too. */
  readonly watchedUntil?: string;
  readonly counts: ErasureCounts;
  /** Why the last attempt failed. */
  readonly error?: string;
}

/** An erasure with what its machine must know. */
export interface StoredErasure extends Erasure {
  /** The person (`Subject`), sealed in pieces; gone when nothing is looked for any more. */
  readonly sealed?: readonly string[];
  /** Of an application: where files of its own lie, with what their keys begin. */
  readonly files?: readonly S3Location[];
  /** The sort key of its place in the list of what is due. */
  readonly due?: string;
  readonly runId?: string;
}

export const ERASURES = 'erasures';
/** What is due, by its instant: `{ id }`. */
export const DUE = 'erasures-due';
export const erasureKey = (id: string) => ({ partition: ERASURES, sort: `erasure#${id}` });
export const dueKey = (sort: string) => ({ partition: DUE, sort });

/** @throws PlatformError `NotFound` */
export async function requireErasure(
  { documents }: Pick<Ports, 'documents'>,
  id: string,
): Promise<StoredErasure> {
  const found = await documents.get<StoredErasure>(erasureKey(id));
  if (found) return found.value;
  throw new PlatformError('NotFound', `Erasure ${id} not found`);
}

/** A page of erasures, the newest first. */
export interface ErasurePage {
  readonly items: readonly Erasure[];
  /** Absent on the last page. */
  readonly next?: string;
}

/** @param after the `next` of the page before */
export async function listErasures(
  { documents }: Pick<Ports, 'documents'>,
  { applicationId, limit, after }: { applicationId?: string; limit: number; after?: string },
): Promise<ErasurePage> {
  const items: Erasure[] = [];
  let last = after;
  for (;;) {
    const page = await documents.query<StoredErasure>(ERASURES, 'erasure#', {
      limit,
      descending: true,
      ...(last !== undefined && { after: erasureKey(last).sort }),
    });
    if (page.length === 0) return { items };
    for (const { value } of page) {
      last = value.id;
      if (applicationId !== undefined && value.applicationId !== applicationId) continue;
      items.push(told(value));
      if (items.length === limit) return { items, next: last };
    }
  }
}

/** Without what is the machine's business. */
export function told({ sealed: _, files: __, due: ___, runId: ____, ...erasure }: StoredErasure): Erasure {
  return erasure;
}

/** Every erasure of a run, in order. */
export async function erasuresOfRun(
  { documents }: Pick<Ports, 'documents'>,
  runId: string,
): Promise<StoredErasure[]> {
  const members = await allDocuments<{ id: string }>(documents, runPartition(runId), '');
  return Promise.all(members.map(({ value }) => requireErasure({ documents }, value.id)));
}

/** Which erasures a run carries out. */
export const runPartition = (runId: string) => `erasure-run#${runId}`;
