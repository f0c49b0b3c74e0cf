import type { DocumentKey } from '../../ports/document-store.ts';
import type { Ports } from '../../ports/ports.ts';
import { applicationPartition } from '../apps/partition.ts';
import { PlatformError } from '../errors.ts';
import { type BatchReference, batchKey, batchPrefix, type MessageBatch } from './batch.ts';

/** One chunk of a batch, as the machine passes it. */
export interface ChunkReference extends BatchReference {
  /** Place in the manifest, from 0. */
  readonly chunk: number;
}

/** The files of a batch's rows in the lake bucket, one a chunk; written once, and never changed. */
export interface ChunkManifest {
  readonly keys: readonly string[];
}

/** Folder of the files of a batch's rows. */
export const rowsPrefix = (applicationId: string, batchId: string) =>
  `${batchPrefix(applicationId, batchId)}rows/`;

/** For so long after its last change what is known of a batch's sending is kept. */
const KEPT_MS = 90 * 24 * 3600 * 1000;

export const keptUntil = ({ clock }: Pick<Ports, 'clock'>) => new Date(clock.now().getTime() + KEPT_MS);

// `chunks` comes before `ledger`: when an application is deleted while it sends, the manifest goes
// first, and no chunk whose ledger is gone begins anew.
export const manifestKey = ({ applicationId, batchId }: BatchReference): DocumentKey => ({
  partition: applicationPartition(applicationId),
  sort: `batch#${batchId}#chunks`,
});

export const ledgerPrefix = ({ batchId }: BatchReference) => `batch#${batchId}#ledger#`;

export const ledgerKey = (reference: ChunkReference): DocumentKey => ({
  partition: applicationPartition(reference.applicationId),
  sort: ledgerPrefix(reference) + String(reference.chunk).padStart(6, '0'),
});

/** @throws PlatformError `NotFound` when the batch has not been cut into chunks, or its application was deleted */
export async function requireManifest(ports: Ports, reference: BatchReference): Promise<ChunkManifest> {
  const found = await ports.documents.get<ChunkManifest>(manifestKey(reference));
  if (found) return found.value;
  throw new PlatformError(
    'NotFound',
    `Batch ${reference.batchId} of application ${reference.applicationId} has no chunks`,
  );
}

/** @throws PlatformError `NotFound` when it was not decided */
export async function readBatch(
  { lake }: Pick<Ports, 'lake'>,
  { applicationId, batchId }: BatchReference,
): Promise<MessageBatch> {
  const body = await lake.get(batchKey(applicationId, batchId));
  if (body) return JSON.parse(new TextDecoder().decode(body)) as MessageBatch;
  throw new PlatformError('NotFound', `Batch ${batchId} of application ${applicationId} was not decided`);
}
