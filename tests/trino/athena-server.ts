import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { InvalidRequestException } from '@aws-sdk/client-athena';
import type { AthenaApi } from './athena-on-trino.ts';

export interface AthenaServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Athena's API in its wire format, on a free port of the loopback. */
export async function serveAthena(api: AthenaApi): Promise<AthenaServer> {
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
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
