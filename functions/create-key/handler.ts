import { createKey } from '../../src/core/keys/keys.ts';
import { awsPorts } from '../../src/runtime/aws.ts';
import { atTheEdge } from '../../src/runtime/lambda-edge.ts';

const ports = awsPorts(process.env); // once per cold start

/** Invoked with `{ name, scopes }`; answers the key with its secret, which is shown this once. */
export const handler = atTheEdge(async (event: unknown) => createKey(ports, event));
