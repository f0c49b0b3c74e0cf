import {
  clusterUpload,
  loadUpload,
  notifyUpload,
  parseChunkState,
  parseRfmState,
  publishChunk,
  publishUpload,
  recordFailure,
  scoreUpload,
  segmentUpload,
  validateUpload,
} from '../core/rfm/steps.ts';
import type { Ports } from '../ports/ports.ts';

/** What each function of `stepfunctions/rfm.yml` does, by the function's name. */
export function rfmHandlers(ports: Ports): Record<string, (input: unknown) => Promise<unknown>> {
  return {
    RfmValidate: async (input) => validateUpload(ports, parseRfmState(input)),
    RfmLoad: async (input) => loadUpload(ports, parseRfmState(input)),
    RfmScore: async (input) => scoreUpload(ports, parseRfmState(input)),
    RfmCluster: async (input) => clusterUpload(ports, parseRfmState(input)),
    RfmPublish: async (input) => publishUpload(ports, parseRfmState(input)),
    RfmPublishChunk: async (input) => publishChunk(ports, parseChunkState(input)),
    RfmSegment: async (input) => segmentUpload(ports, parseRfmState(input)),
    RfmNotify: async (input) => notifyUpload(ports, parseRfmState(input)),
    RfmRecordFailure: async (input) => recordFailure(ports, parseRfmState(input)),
  };
}
