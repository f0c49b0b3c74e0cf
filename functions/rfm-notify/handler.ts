import { notifyUpload, parseRfmState } from '../../src/core/rfm/steps.ts';
import { awsPorts } from '../../src/runtime/aws.ts';
import { atTheEdge } from '../../src/runtime/lambda-edge.ts';

const ports = awsPorts(process.env); // once per cold start

/** State `Notify` of stepfunctions/rfm.yml. */
export const handler = atTheEdge(async (event: unknown) => notifyUpload(ports, parseRfmState(event)));
