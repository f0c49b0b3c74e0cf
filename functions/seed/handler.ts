import { awsPorts } from '../../src/runtime/aws.ts';
import { atTheEdge } from '../../src/runtime/lambda-edge.ts';
import { seedThisStage } from '../../src/runtime/seed-this-stage.ts';

const ports = awsPorts(process.env); // once per cold start

/** Invoked by hand, without input; answers the ids of what the stage now has. */
export const handler = atTheEdge(async () => seedThisStage(ports));
