import { timingSafeEqual } from 'node:crypto';
import type { FindKey } from '../core/keys/keys.ts';
import type { Scope } from '../core/keys/scope.ts';
import { AccessError } from './errors.ts';
import {
  instantOf,
  readSignature,
  type Signature,
  sha256,
  signatureOf,
  UNSIGNED_PAYLOAD,
  type WireRequest,
} from './sigv4.ts';

/** Who sent a request. */
export interface Caller {
  readonly keyId: string;
  readonly scopes: readonly Scope[];
  /** SHA-256 in hex that the body must have; absent when the signer left the body out or sent a bearer key. */
  readonly bodyHash?: string;
}

/** The service name in Pinpoint's credential scopes. */
const SERVICE = 'mobiletargeting';
/** AWS's tolerance for a client's clock. */
const MAX_SKEW_MINUTES = 15;
const MAX_EXPIRY_SECONDS = 7 * 24 * 3600;

const MISMATCH =
  'The request signature we calculated does not match the signature you provided. ' +
  'Check your secret access key and signing method.';

/**
 * Finds out who sent a request: SigV4 in the header or as presigned query, or `Bearer keyId.secret`.
 *
 * Any region is accepted, the one in the credential scope being part of the signing key: clients
 * reach a stage by its endpoint, whatever region they are configured with. Session tokens are
 * signed like any header and otherwise ignored, since a stage's keys have none.
 *
 * @param hashBody hash of the body, asked for only when the signer did not state it
 * @throws AccessError with the types that AWS's gateway uses for JSON services. A skewed clock is an
 *   `InvalidSignatureException` there; `RequestTimeTooSkewed` is S3's word, `SignatureDoesNotMatch`
 *   that of XML services. SDKs take it as a reason to correct their clock by the `Date` header.
 */
export async function authenticate(
  request: WireRequest,
  findKey: FindKey,
  now: Date,
  hashBody: () => Promise<string>,
): Promise<Caller> {
  const bearer = /^Bearer +(\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
  if (bearer !== undefined) return fromBearer(bearer, findKey);

  const signature = readSignature(request);
  if (!signature)
    throw new AccessError('MissingAuthenticationTokenException', 'Missing Authentication Token');
  checkScope(signature);
  checkInstant(signature, now);
  const key = await findKey(signature.keyId);
  if (!key) throw unrecognized();
  const payloadHash = signature.payloadHash ?? (await hashBody());
  if (payloadHash !== UNSIGNED_PAYLOAD && !/^[0-9a-f]{64}$/.test(payloadHash)) {
    throw new AccessError('InvalidSignatureException', `Payload signing ${payloadHash} is not supported`);
  }
  const expected = signatureOf(request, signature, key.secret, payloadHash);
  if (!equal(expected, signature.signature)) throw new AccessError('InvalidSignatureException', MISMATCH);
  const bodyHash = payloadHash === UNSIGNED_PAYLOAD ? undefined : payloadHash;
  return { keyId: key.keyId, scopes: key.scopes, bodyHash };
}

/** @throws AccessError `InvalidSignatureException` when the body is not the one that was signed */
export function checkBodyHash(caller: Caller, hash: string): void {
  if (caller.bodyHash !== undefined && !equal(caller.bodyHash, hash)) {
    throw new AccessError('InvalidSignatureException', MISMATCH);
  }
}

async function fromBearer(token: string, findKey: FindKey): Promise<Caller> {
  const dot = token.indexOf('.');
  const key = dot > 0 ? await findKey(token.slice(0, dot)) : undefined;
  if (!key || !equal(key.secret, token.slice(dot + 1))) throw unrecognized();
  return { keyId: key.keyId, scopes: key.scopes };
}

function checkScope({ scope, date }: Signature): void {
  const [day, , service] = scope.split('/');
  if (service !== SERVICE) {
    throw new AccessError(
      'InvalidSignatureException',
      `Credential should be scoped to correct service: '${SERVICE}', not '${service}'.`,
    );
  }
  if (!date.startsWith(`${day}T`)) {
    throw new AccessError('InvalidSignatureException', `Credential scope ${day} is not of the date ${date}.`);
  }
}

function checkInstant({ date, expiresSeconds }: Signature, now: Date): void {
  const signed = instantOf(date).getTime();
  const skew = MAX_SKEW_MINUTES * 60_000;
  if (expiresSeconds !== undefined && expiresSeconds > MAX_EXPIRY_SECONDS) {
    throw new AccessError('InvalidSignatureException', `X-Amz-Expires is over ${MAX_EXPIRY_SECONDS} seconds`);
  }
  const instants = `${date} and now it is ${now.toISOString()}`;
  if (signed - skew > now.getTime()) {
    throw new AccessError('InvalidSignatureException', `Signature not yet current: it is of ${instants}.`);
  }
  const lifetime = expiresSeconds === undefined ? skew : expiresSeconds * 1000;
  if (signed + lifetime < now.getTime()) {
    throw new AccessError('InvalidSignatureException', `Signature expired: it is of ${instants}.`);
  }
}

function unrecognized(): AccessError {
  return new AccessError(
    'UnrecognizedClientException',
    'The access key included in the request is unknown, revoked or wrong.',
  );
}

/** Takes as long for a near miss as for a far one; hashing makes lengths equal. */
function equal(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(sha256(a)), Buffer.from(sha256(b)));
}
