import { decideBatch, parseBatchReference } from '../../src/core/messages/deliver-steps.ts';
import { awsPorts } from '../../src/runtime/aws.ts';
import { atTheEdge } from '../../src/runtime/lambda-edge.ts';

const ports = awsPorts(process.env); // once per cold start

/** State `Decide` of stepfunctions/deliver.yml. */
export const handler = atTheEdge(async (event: unknown) => decideBatch(ports, parseBatchReference(event)));
