import { createServer, type IncomingHttpHeaders } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { CloudFunctions } from './cloud-functions.ts';
import { type OnLoopback, onLoopback } from './loopback.ts';

/** What a function answers to a function URL (payload format 2.0). */
export interface UrlAnswer {
  readonly statusCode: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
  readonly isBase64Encoded?: boolean;
}

interface UrlRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body?: Uint8Array;
}

/** A request as a function URL hands it over (payload format 2.0). */
export function urlEvent({ method, path, headers, body }: UrlRequest): object {
  const [rawPath = '', rawQueryString = ''] = path.split('?');
  const http = { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'flow' };
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString,
    headers,
    requestContext: {
      domainName: 'abc.lambda-url.us-east-1.on.aws',
      http,
      stage: '$default',
      requestId: 'r',
    },
    body: body === undefined ? null : Buffer.from(body).toString('base64'),
    isBase64Encoded: body !== undefined,
  };
}

/** The function `api` behind its URL, on a free port of the loopback. Lambda takes at most 6 MB each way. */
export async function serveFunctionUrl(functions: CloudFunctions): Promise<OnLoopback> {
  const server = createServer(async (request, response) => {
    try {
      const body = await buffer(request);
      const event = urlEvent({
        ...{ method: request.method ?? '', path: request.url ?? '', headers: request.headers },
        body: body.length > 0 ? body : undefined,
      });
      const answer = (await functions.call('api', event)) as UrlAnswer;
      response.writeHead(answer.statusCode, answer.headers);
      response.end(Buffer.from(answer.body ?? '', answer.isBase64Encoded ? 'base64' : 'utf8'));
    } catch (error) {
      response.writeHead(502); // as Lambda for a function that throws
      response.end(String(error));
    }
  });
  return onLoopback(server);
}
