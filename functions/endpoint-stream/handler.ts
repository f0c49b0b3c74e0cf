import type { DynamoDBStreamEvent } from 'aws-lambda';
import { awsEndpointStream } from '../../src/runtime/aws-endpoint-stream.ts';
import { atTheEdge } from '../../src/runtime/lambda-edge.ts';

const forward = awsEndpointStream(process.env); // once per cold start

/** A batch of the table's stream, in order within each endpoint. */
export const handler = atTheEdge(async ({ Records }: DynamoDBStreamEvent) => forward(Records));
