import { parseFailedErasure, recordErasureFailure } from '../../src/core/erasure/erase-steps.ts';
import { awsPorts } from '../../src/runtime/aws.ts';
import { atTheEdge } from '../../src/runtime/lambda-edge.ts';

const ports = awsPorts(process.env); // once per cold start

/** State `RecordFailure` of stepfunctions/erase.yml. */
export const handler = atTheEdge(async (event: unknown) =>
  recordErasureFailure(ports, parseFailedErasure(event)),
);
