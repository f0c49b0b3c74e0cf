import { batchAudience } from '../../compiler/batch-rows.ts';
import type { Ports } from '../../ports/ports.ts';
import { applicationPartition } from '../apps/partition.ts';
import { completeCampaignRun, failCampaignRun } from '../campaigns/runs.ts';
import { allDocuments } from '../documents.ts';
import { PlatformError } from '../errors.ts';
import { completeJourneyTick, failJourneyTick } from '../journeys/ticks.ts';
import type { BatchCounts, BatchReference } from './batch.ts';
import { ledgerPrefix, rowsPrefix } from './chunk-documents.ts';
import type { LedgerState } from './chunk-ledger.ts';
import type { HoldReason } from './hold-reasons.ts';

/**
 * State `Finish`: counts what became of everyone, and lets the campaign or journey go on.
 * @throws PlatformError as `countBatch`
 */
export async function finishBatch(ports: Ports, reference: BatchReference): Promise<BatchCounts> {
  const counts = await countBatch(ports, reference);
  if (reference.kind === 'campaign') await completeCampaignRun(ports, reference, counts);
  else await completeJourneyTick(ports, reference, counts);
  await dropRows(ports, reference);
  return counts;
}

/** Forgets the files of a batch that was sent: they hold people's data, and the ledgers say all that is left to say. */
export async function dropRows(
  { lake }: Pick<Ports, 'lake'>,
  { applicationId, batchId }: BatchReference,
): Promise<void> {
  for (const { key } of await lake.list(rowsPrefix(applicationId, batchId))) await lake.delete(key);
}

/** What became of everyone. @throws PlatformError `Internal` when somebody is missing: audience = held + outcomes, always */
export async function countBatch(ports: Ports, reference: BatchReference): Promise<BatchCounts> {
  const rows = await ports.queries.query<{ reason: HoldReason | null; messages: number }>(
    batchAudience(reference),
  );
  const held: Partial<Record<HoldReason, number>> = {};
  let audience = 0;
  let decided = 0;
  for (const { reason, messages } of rows) {
    audience += messages;
    if (reason === null) decided += messages;
    else held[reason] = messages;
  }
  const outcomes = await outcomesOf(ports, reference);
  const known = Object.values(outcomes).reduce((sum, count) => sum + count, 0);
  if (known !== decided) {
    throw new PlatformError(
      'Internal',
      `Batch ${reference.batchId}: ${decided} messages were to be sent, and ${known} have an outcome`,
    );
  }
  return { audience, held, outcomes };
}

async function outcomesOf(
  { documents }: Pick<Ports, 'documents'>,
  reference: BatchReference,
): Promise<Record<string, number>> {
  const partition = applicationPartition(reference.applicationId);
  const ledgers = await allDocuments<LedgerState>(documents, partition, ledgerPrefix(reference));
  const sum: Record<string, number> = {};
  for (const { value } of ledgers) {
    for (const [status, count] of Object.entries(value.counts)) sum[status] = (sum[status] ?? 0) + count;
  }
  return sum;
}

export interface FailedBatch extends BatchReference {
  readonly error: { readonly Error?: string; readonly Cause?: string };
}

/** State `RecordFailure`. @returns what the machine fails with */
export async function recordBatchFailure(
  ports: Ports,
  { error, ...reference }: FailedBatch,
): Promise<{ code: string; message: string }> {
  const code = error.Error ?? 'Internal';
  const message = messageOf(error.Cause) ?? `The ${reference.kind}'s batch failed with ${code}`;
  if (reference.kind === 'campaign') await failCampaignRun(ports, reference, message);
  else await failJourneyTick(ports, reference, message);
  return { code, message };
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
