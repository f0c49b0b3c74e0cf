import { z } from 'zod';
import type { Ports } from '../../ports/ports.ts';
import { decideCampaignRun } from '../campaigns/runs.ts';
import { decideJourneyTick } from '../journeys/ticks.ts';
import { parse } from '../parse.ts';
import type { BatchReference } from './batch.ts';
import type { ChunkReference } from './chunk-documents.ts';
import type { FailedBatch } from './finish-batch.ts';

export { chunkBatch } from './chunk-batch.ts';
export { finishBatch, recordBatchFailure } from './finish-batch.ts';
export { sendChunk } from './send-chunk.ts';

const batch = z.object({
  kind: z.enum(['campaign', 'journey']),
  applicationId: z.string(),
  batchId: z.string(),
});
const chunk = batch.extend({ chunk: z.int().min(0) });
const failed = batch.extend({
  error: z.object({ Error: z.string().optional(), Cause: z.string().optional() }),
});

/** The input of the states `Decide`, `Chunk` and `Finish` of stepfunctions/deliver.yml. */
export function parseBatchReference(input: unknown): BatchReference {
  return parse(batch, input, 'The state');
}

/** The input of `Send`. */
export function parseChunkReference(input: unknown): ChunkReference {
  return parse(chunk, input, 'The state');
}

/** The input of `RecordFailure`. */
export function parseFailedBatch(input: unknown): FailedBatch {
  return parse(failed, input, 'The state');
}

/** State `Decide`: one statement says who gets which message, and who does not and why. */
export async function decideBatch(ports: Ports, reference: BatchReference): Promise<BatchReference> {
  if (reference.kind === 'campaign') await decideCampaignRun(ports, reference);
  else await decideJourneyTick(ports, reference);
  return reference;
}
