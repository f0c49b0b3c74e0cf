import { clockTick } from '../../src/core/schedule/clock-tick.ts';
import { awsPorts } from '../../src/runtime/aws.ts';
import { atTheEdge } from '../../src/runtime/lambda-edge.ts';

const ports = awsPorts(process.env); // once per cold start

/** Every minute, as resources/clock.yml says. */
export const handler = atTheEdge(async () => clockTick(ports));
