import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type ErrorCode, PlatformError } from '../core/errors.ts';

/** A running stage, local or deployed, and a key that it issued. */
export interface StageAddress {
  /** `http://127.0.0.1:3000`, without a trailing slash. */
  readonly endpoint: string;
  readonly keyId: string;
  readonly secret: string;
}

export interface StageRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Members that are `undefined` are left out. */
  readonly query?: Readonly<Record<string, string | undefined>>;
  /** Sent as JSON. */
  readonly json?: unknown;
  readonly accept?: string;
}

export interface StageFile {
  readonly body: Readable | string;
  /** Bytes. */
  readonly size: number;
  /** Called with the bytes sent so far. */
  readonly onProgress?: (sent: number) => void;
}

/** Our own HTTP API, spoken to with `Authorization: Bearer keyId.secret`. */
export interface StageClient {
  readonly address: StageAddress;
  /** @throws PlatformError what the stage answered; StageUnreachable when it did not answer */
  call<Answer>(path: string, request?: StageRequest): Promise<Answer>;
  /** The body as it came. */
  text(path: string, request?: StageRequest): Promise<string>;
  /** PUTs a file, streaming it. */
  sendFile<Answer>(path: string, query: StageRequest['query'], file: StageFile): Promise<Answer>;
  /** PUTs a file to a URL that the stage gave, streaming it. The key stays here: the URL is right enough. */
  sendFileTo(url: string, file: StageFile): Promise<void>;
}

export class StageUnreachable extends Error {
  readonly endpoint: string;

  constructor(endpoint: string, cause: unknown) {
    super(`No stage answers at ${endpoint}`, { cause });
    this.name = 'StageUnreachable';
    this.endpoint = endpoint;
  }
}

export function stageClient(address: StageAddress): StageClient {
  const authorization = `Bearer ${address.keyId}.${address.secret}`;

  async function text(path: string, request: StageRequest = {}): Promise<string> {
    const headers: Record<string, string> = { authorization, accept: request.accept ?? 'application/json' };
    if (request.json !== undefined) headers['content-type'] = 'application/json';
    let response: Response;
    try {
      response = await fetch(url(address.endpoint, path, request.query), {
        method: request.method ?? 'GET',
        headers,
        body: request.json === undefined ? undefined : JSON.stringify(request.json),
      });
    } catch (cause) {
      throw new StageUnreachable(address.endpoint, cause);
    }
    const body = await response.text();
    if (!response.ok) throw refusal(response.status, body);
    return body;
  }

  return {
    address,
    text,
    async call<Answer>(path: string, request?: StageRequest) {
      const body = await text(path, request);
      return (body === '' ? undefined : JSON.parse(body)) as Answer;
    },
    async sendFile<Answer>(path: string, query: StageRequest['query'], file: StageFile) {
      return JSON.parse(await put(url(address.endpoint, path, query), { authorization }, file)) as Answer;
    },
    async sendFileTo(target, file) {
      await put(new URL(target), {}, file);
    },
  };
}

function url(endpoint: string, path: string, query: StageRequest['query'] = {}): URL {
  const target = new URL(endpoint.replace(/\/+$/, '') + path);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) target.searchParams.set(name, value);
  }
  return target;
}

/**
 * The answer to a file that was PUT.
 * @throws PlatformError, StageUnreachable
 */
async function put(target: URL, authorization: Record<string, string>, file: StageFile): Promise<string> {
  const headers = {
    ...authorization,
    'content-type': 'application/octet-stream',
    'content-length': file.size,
  };
  const { status, body } = await transfer(target, headers, file).catch((cause) => {
    throw new StageUnreachable(target.origin, cause);
  });
  if (status < 200 || status > 299) throw refusal(status, body);
  return body;
}

/** Sends with `node:http`, since `fetch` neither tells how far it is nor states a stream's length. */
async function transfer(target: URL, headers: Record<string, string | number>, file: StageFile) {
  const start = target.protocol === 'https:' ? httpsRequest : httpRequest;
  const request = start(target, { method: 'PUT', headers });
  const answer = new Promise<IncomingMessage>((resolve, reject) => {
    request.once('response', resolve);
    request.once('error', reject);
  });
  let sent = 0;
  const sending = pipeline(
    typeof file.body === 'string' ? Readable.from([Buffer.from(file.body)]) : file.body,
    async function* count(chunks: AsyncIterable<Uint8Array>) {
      for await (const chunk of chunks) {
        yield chunk;
        sent += chunk.byteLength;
        file.onProgress?.(sent);
      }
    },
    request,
  );
  // a refusal may come before the whole file is sent; then the answer counts, not the broken pipe
  sending.catch(() => undefined);
  const response = await answer;
  let body = '';
  for await (const chunk of response.setEncoding('utf8')) body += chunk;
  return { status: response.statusCode ?? 0, body };
}

/** Reads `{ error: { code, message, details } }`, `{ message }` as `/v1` answers, and S3's XML. */
function refusal(status: number, body: string): PlatformError {
  let code: ErrorCode = status === 404 ? 'NotFound' : status < 500 ? 'BadRequest' : 'Internal';
  const inXml = /<Message>([^<]+)<\/Message>/.exec(body)?.[1];
  let message = inXml ?? (body.slice(0, 200) || `The stage answered ${status}`);
  let details: Record<string, unknown> = {};
  try {
    const answer = JSON.parse(body);
    message = answer.error?.message ?? answer.message ?? answer.Message ?? message;
    code = answer.error?.code ?? code;
    details = answer.error?.details ?? details;
  } catch {
    // not JSON: the text itself is the best message there is
  }
  return new PlatformError(code, message, { ...details, status });
}
