import {
  chunkBatch,
  decideBatch,
  finishBatch,
  parseBatchReference,
  parseChunkReference,
  parseFailedBatch,
  recordBatchFailure,
  sendChunk,
} from '../core/messages/deliver-steps.ts';
import type { Ports } from '../ports/ports.ts';

/** What each function of `stepfunctions/deliver.yml` does, by the function's name. */
export function deliverHandlers(ports: Ports): Record<string, (input: unknown) => Promise<unknown>> {
  return {
    DeliverDecide: async (input) => decideBatch(ports, parseBatchReference(input)),
    DeliverChunk: async (input) => chunkBatch(ports, parseBatchReference(input)),
    DeliverSend: async (input) => sendChunk(ports, parseChunkReference(input)),
    DeliverFinish: async (input) => finishBatch(ports, parseBatchReference(input)),
    DeliverRecordFailure: async (input) => recordBatchFailure(ports, parseFailedBatch(input)),
  };
}
