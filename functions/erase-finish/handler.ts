import { finishErasures, parseErasureRun } from '../../src/core/erasure/erase-steps.ts';
import { awsPorts } from '../../src/runtime/aws.ts';
import { atTheEdge } from '../../src/runtime/lambda-edge.ts';

const ports = awsPorts(process.env); // once per cold start

/** State `Finish` of stepfunctions/erase.yml. */
export const handler = atTheEdge(async (event: unknown) => finishErasures(ports, parseErasureRun(event)));
