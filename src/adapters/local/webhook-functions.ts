import { createHmac } from 'node:crypto';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import { PlatformError } from '../../core/errors.ts';
import type { RemoteAnswer, RemoteFunctions } from '../../ports/remote-functions.ts';
import { checkOwner } from './webhook-owner.ts';
import { checkedLookup, readTarget } from './webhook-target.ts';

/** What Lambda takes in an answer, so that both kinds of target have one bound. */
const MAX_ANSWER_BYTES = 6 * 1024 * 1024;
const SIGNATURE_HEADER = 'x-touchpoint-signature';

export interface WebhookOptions {
  /** The stage's secret that calls are signed with. */
  readonly secret: () => Promise<string>;
  /** Whether this machine itself may be called, by http too: a laptop's development server. */
  readonly loopback: boolean;
  /** Certificates to trust besides the public ones. */
  readonly ca?: string;
  /** What a webhook must answer to HEAD, in `X-Amz-Pinpoint-AccountId`, before a definition may name it. */
  readonly owner?: string;
  /** The world's clock, whatever the stage's says: receivers compare the signature's instant with theirs. */
  readonly now?: () => number;
}

/** The RemoteFunctions port over HTTP alone. */
export function webhookFunctions(options: WebhookOptions): RemoteFunctions {
  const now = options.now ?? Date.now;
  return {
    async check(target) {
      if (!target.includes('://')) return; // a function's name: this stage has none, another may
      const url = readTarget(target, options.loopback);
      if (options.owner === undefined) return;
      await checkOwner(url, options.owner, { lookup: checkedLookup(url, options.loopback), ca: options.ca });
    },
    async call(target, payload, timeoutMs) {
      const url = readTarget(target, options.loopback);
      const body = JSON.stringify(payload);
      const seconds = Math.floor(now() / 1000);
      const code = createHmac('sha256', await options.secret())
        .update(`${seconds}.${body}`)
        .digest('hex');
      return post(url, body, {
        headers: { [SIGNATURE_HEADER]: `t=${seconds},v1=${code}` },
        lookup: checkedLookup(url, options.loopback),
        timeoutMs,
        ca: options.ca,
      });
    },
  };
}

interface Post {
  readonly headers: Record<string, string>;
  readonly lookup: LookupFunction;
  readonly timeoutMs: number;
  readonly ca?: string;
}

function post(url: URL, body: string, { headers, lookup, timeoutMs, ca }: Post): Promise<RemoteAnswer> {
  const secure = url.protocol === 'https:';
  let reached = false;
  return new Promise<RemoteAnswer>((resolve, reject) => {
    const call = (secure ? httpsRequest : httpRequest)(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'user-agent': 'Touchpoint',
        ...headers,
      },
      lookup,
      ca,
      agent: false, // a connection of its own: one that is reused may be gone, and nobody could tell when
      signal: AbortSignal.timeout(timeoutMs),
    });
    call.once('socket', (socket) => {
      socket.once(secure ? 'secureConnect' : 'connect', () => {
        reached = true;
      });
    });
    call.once('response', (response) => readAnswer(response).then(resolve, reject));
    call.once('error', reject);
    call.end(body);
  }).catch((cause) => {
    if (cause instanceof PlatformError) throw cause;
    const reason = cause.name === 'AbortError' ? `no answer within ${timeoutMs} ms` : cause.message;
    throw new PlatformError('Internal', `${url.host} gave no answer: ${reason}`, { reached }, { cause });
  });
}

async function readAnswer(response: IncomingMessage): Promise<RemoteAnswer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES) throw new Error(`its answer is over ${MAX_ANSWER_BYTES} bytes`);
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString();
  try {
    return { status: response.statusCode ?? 0, body: JSON.parse(text) };
  } catch {
    return { status: response.statusCode ?? 0, body: text };
  }
}
