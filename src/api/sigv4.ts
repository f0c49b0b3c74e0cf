import { createHash, createHmac } from 'node:crypto';
import { AccessError } from './errors.ts';

/**
 * AWS Signature Version 4 as the receiving side sees it (AWS General Reference, "Signature
 * Version 4 signing process"), in the header and in the presigned-query form.
 */
export interface Signature {
  readonly keyId: string;
  /** `20260301T093000Z` */
  readonly date: string;
  /** `20260301/eu-west-1/mobiletargeting/aws4_request` */
  readonly scope: string;
  /** Lower case. */
  readonly signedHeaders: readonly string[];
  /** 64 lower-case hex characters. */
  readonly signature: string;
  /** How long a presigned request is good. */
  readonly expiresSeconds?: number;
  /** The value of `x-amz-content-sha256`: the body's hash, or `UNSIGNED-PAYLOAD`. */
  readonly payloadHash?: string;
}

/** What is signed of a request, as it came over the wire: nothing decoded. */
export interface WireRequest {
  readonly method: string;
  /** `/v1/apps/x%2Fy` */
  readonly path: string;
  /** `a=b&c=d%20e`, without the question mark. */
  readonly query: string;
  readonly headers: Headers;
}

export const UNSIGNED_PAYLOAD = 'UNSIGNED-PAYLOAD';
const ALGORITHM = 'AWS4-HMAC-SHA256';
const CONTENT_HASH = 'x-amz-content-sha256';

/**
 * Reads a request's signature.
 * @returns `undefined` when it carries none
 * @throws AccessError `IncompleteSignatureException` when a part is missing or malformed
 */
export function readSignature(request: WireRequest): Signature | undefined {
  const authorization = request.headers.get('authorization');
  if (authorization?.startsWith(ALGORITHM)) return fromHeader(request, authorization);
  const query = new Map(splitQuery(request.query).map(([name, value]) => [name.toLowerCase(), value]));
  if (query.get('x-amz-algorithm') === ALGORITHM) return fromQuery(request, query);
  return undefined;
}

/**
 * The signature that the request has if it was signed with `secret`.
 * @param payloadHash as the signer stated it, else the hash of the body
 */
export function signatureOf(
  request: WireRequest,
  signature: Signature,
  secret: string,
  payloadHash: string,
): string {
  const canonicalRequest = [
    request.method,
    canonicalPath(request.path),
    canonicalQuery(request.query),
    ...signature.signedHeaders.map((name) => `${name}:${canonicalHeader(request.headers.get(name))}`),
    '',
    signature.signedHeaders.join(';'),
    payloadHash,
  ].join('\n');
  const toSign = [ALGORITHM, signature.date, signature.scope, sha256(canonicalRequest)].join('\n');
  const key = signature.scope
    .split('/')
    .reduce<Uint8Array | string>((derived, part) => hmac(derived, part), `AWS4${secret}`);
  return hmac(key, toSign).toString('hex');
}

/** Lower-case hex. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** @returns the instant of `20260301T093000Z`; invalid for any other text. */
export function instantOf(date: string): Date {
  const iso = date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z');
  return new Date(iso === date ? Number.NaN : iso);
}

function fromHeader(request: WireRequest, authorization: string): Signature {
  const parts = new Map(
    authorization
      .slice(ALGORITHM.length)
      .split(',')
      .map((part) => {
        const [name = '', ...value] = part.trim().split('=');
        return [name, value.join('=')];
      }),
  );
  const date = request.headers.get('x-amz-date') ?? compactDate(request.headers.get('date'));
  return assemble({
    credential: parts.get('Credential'),
    signedHeaders: parts.get('SignedHeaders'),
    signature: parts.get('Signature'),
    date,
    payloadHash: request.headers.get(CONTENT_HASH) ?? undefined,
  });
}

function fromQuery(request: WireRequest, query: ReadonlyMap<string, string>): Signature {
  const expires = query.get('x-amz-expires') ?? '';
  if (!/^\d{1,6}$/.test(expires))
    throw incomplete(`X-Amz-Expires must be a number of seconds, not ${expires}`);
  return {
    ...assemble({
      credential: query.get('x-amz-credential'),
      signedHeaders: query.get('x-amz-signedheaders'),
      signature: query.get('x-amz-signature'),
      date: query.get('x-amz-date'),
      payloadHash: query.get(CONTENT_HASH) ?? request.headers.get(CONTENT_HASH) ?? undefined,
    }),
    expiresSeconds: Number(expires),
  };
}

function assemble(parts: {
  credential?: string;
  signedHeaders?: string;
  signature?: string;
  date?: string;
  payloadHash?: string;
}): Signature {
  const [, keyId, scope] =
    /^([^/]+)\/(\d{8}\/[^/]+\/[^/]+\/aws4_request)$/.exec(parts.credential ?? '') ?? [];
  if (!keyId || !scope) throw incomplete('Credential must be KEY/DATE/REGION/SERVICE/aws4_request');
  if (!parts.date || Number.isNaN(instantOf(parts.date).getTime())) {
    throw incomplete('a date is needed: X-Amz-Date as 20260301T093000Z');
  }
  const signature = parts.signature ?? '';
  if (!/^[0-9a-f]{64}$/.test(signature)) throw incomplete('Signature must be 64 hex characters');
  const signedHeaders = (parts.signedHeaders ?? '').toLowerCase().split(';');
  if (!signedHeaders.includes('host')) throw incomplete('SignedHeaders must name host');
  return { keyId, scope, date: parts.date, signature, signedHeaders, payloadHash: parts.payloadHash };
}

function incomplete(reason: string): AccessError {
  return new AccessError('IncompleteSignatureException', `The request's signature is incomplete: ${reason}`);
}

function compactDate(header: string | null): string | undefined {
  const at = Date.parse(header ?? '');
  return Number.isNaN(at) ? undefined : `${new Date(at).toISOString().replace(/[-:]|\.\d+/g, '')}`;
}

/** Every service but S3 signs the path encoded once more than it is sent, without empty and dot segments. */
function canonicalPath(path: string): string {
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(encode(segment));
  }
  return `/${segments.join('/')}${segments.length > 0 && path.endsWith('/') ? '/' : ''}`;
}

function canonicalQuery(query: string): string {
  return splitQuery(query)
    .filter(([name]) => name.toLowerCase() !== 'x-amz-signature')
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .sort(([a, x], [b, y]) => compare(a, b) || compare(x, y))
    .map((pair) => pair.join('='))
    .join('&');
}

function canonicalHeader(value: string | null): string {
  return (value ?? '').replace(/\s+/g, ' ').trim();
}

/** A plus sign is a plus sign here: signers write a space as `%20`. */
function splitQuery(query: string): [string, string][] {
  return query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const [name = '', ...value] = pair.split('=');
      return [decode(name), decode(value.join('='))];
    });
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // not percent-encoded UTF-8: it will not match any signature
  }
}

/** All but `A-Z a-z 0-9 - _ . ~`, as RFC 3986 has it. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const hmac = (key: Uint8Array | string, text: string) => createHmac('sha256', key).update(text).digest();
