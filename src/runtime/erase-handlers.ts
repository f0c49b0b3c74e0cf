import {
  collectErasures,
  eraseSome,
  finishErasures,
  parseErasureRun,
  parseErasureTurn,
  parseFailedErasure,
  recordErasureFailure,
} from '../core/erasure/erase-steps.ts';
import type { Ports } from '../ports/ports.ts';

/** What the functions of `stepfunctions/erase.yml` do, by the function's name. */
export function eraseHandlers(ports: Ports): Record<string, (input: unknown) => Promise<unknown>> {
  return {
    EraseCollect: async (input) => collectErasures(ports, parseErasureRun(input)),
    Erase: async (input) => eraseSome(ports, parseErasureTurn(input)),
    EraseFinish: async (input) => finishErasures(ports, parseErasureRun(input)),
    EraseRecordFailure: async (input) => recordErasureFailure(ports, parseFailedErasure(input)),
  };
}
