import { createServer as createHttpServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';

export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What is answered; `hang up` and `silence` are no answers. */
export type HttpAnswer =
  | 'hang up'
  | 'silence'
  | { readonly status?: number; readonly headers?: Record<string, string>; readonly body?: string };

export interface HttpServer {
  /** `http://127.0.0.1:1234` */
  readonly url: string;
  readonly requests: HttpRequest[];
  close(): Promise<void>;
}

/** A real HTTP server on a loopback port; over TLS when it is given a certificate. */
export async function openHttpServer(
  answer: (request: HttpRequest) => HttpAnswer,
  tls?: { readonly cert: string; readonly key: string },
): Promise<HttpServer> {
  const requests: HttpRequest[] = [];
  const listener: RequestListener = (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const { method = '', url: path = '', headers } = incoming;
      const request = { method, path, headers, body: Buffer.concat(chunks).toString() };
      requests.push(request);
      const given = answer(request);
      if (given === 'hang up') incoming.socket.destroy();
      else if (given !== 'silence')
        outgoing.writeHead(given.status ?? 200, given.headers).end(given.body ?? '');
    });
  };
  const server = tls ? createHttpsServer(tls, listener) : createHttpServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const { port } = server.address() as { port: number };
  return {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    requests,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** The address of a port where nobody listens. */
export async function deadUrl(): Promise<string> {
  const server = await openHttpServer(() => 'silence');
  await server.close();
  return server.url;
}
