import { recordFeedback } from '../../src/core/feedback/feedback.ts';
import { awsPorts } from '../../src/runtime/aws.ts';
import { atTheEdge } from '../../src/runtime/lambda-edge.ts';
import { noticesIn } from './notices-in.ts';

const ports = awsPorts(process.env); // once per cold start

/** Told by EventBridge, or by SNS, what became of messages. */
export const handler = atTheEdge(async (event: unknown) => recordFeedback(ports, noticesIn(event)));
