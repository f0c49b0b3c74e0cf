import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { InvalidRequestException } from '@aws-sdk/client-athena';
import type { AthenaApi } from './athena-on-trino.ts';
import { type OnLoopback, onLoopback } from './loopback.ts';

/** Athena's API in its wire format, on a free port of the loopback. */
export async function serveAthena(api: AthenaApi): Promise<OnLoopback> {
  const server = createServer(async (request, response) => {
    const [, operation = ''] = String(request.headers['x-amz-target']).split('.');
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    try {
      response.end(JSON.stringify(await api(operation, (await json(request)) as Record<string, unknown>)));
    } catch (error) {
      const isRefusal = error instanceof InvalidRequestException;
      response.statusCode = isRefusal ? 400 : 500;
      const __type = isRefusal ? 'InvalidRequestException' : 'InternalServerException';
      response.end(JSON.stringify({ __type, Message: (error as Error).message }));
    }
  });
  server.requestTimeout = 0; // a statement is answered when it has ended
  return onLoopback(server);
}
