import type { Handover } from '../../ports/channels.ts';

/** What an error of an AWS client says of a message: see `Handover`. */
export type SendingFailure = Exclude<Handover, { kind: 'accepted' }>;

interface SdkError {
  readonly name?: string;
  readonly message?: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly cause?: unknown;
}

/** Asked to slow down, or a quota that more time gives back. */
const THROTTLED = new Set([
  'LimitExceededException',
  'RequestLimitExceeded',
  'ServiceQuotaExceededException',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
]);
/** The connection was never made, or no request could be signed: nothing was sent. */
const NEVER_SENT = new Set([
  'CERT_HAS_EXPIRED',
  'CredentialsProviderError',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
]);
/** How the connection that was never made reads where it has no code of its own. */
const NOT_CONNECTED =
  /\b(?:connect|getaddrinfo) E[A-Z]|did not establish a connection|before secure TLS connection was established/;
/** A gateway lost the answer of the service behind it. */
const LOST_ANSWERS = [502, 504];
/** Says that the keys of this process are stale, not that the message is bad. */
const STALE_KEYS = new Set(['ExpiredToken', 'ExpiredTokenException', 'RequestExpired']);

/**
 * Reads the error of a client made with `maxAttempts: 1`. An answer says what became of the
 * request; without one it may have been taken, unless there was no connection to send it over.
 */
export function failureOf(error: unknown): SendingFailure {
  const { name = 'Error', message = '', code = '', $metadata } = (error ?? {}) as SdkError;
  const status = $metadata?.httpStatusCode;
  const reason = `${name}: ${message}`;
  if (status === undefined) return unanswered(error as SdkError, reason, code);
  if (status === 429 || THROTTLED.has(name)) return { kind: 'throttled', reason };
  if (LOST_ANSWERS.includes(status)) return { kind: 'in-doubt', reason };
  if (status >= 500 || STALE_KEYS.has(name)) return { kind: 'unavailable', reason };
  if (status >= 400) return { kind: 'refused', code: status, reason };
  return { kind: 'in-doubt', reason }; // an answer of success that could not be read
}

function unanswered(error: SdkError, reason: string, code: string): SendingFailure {
  const neverSent =
    NEVER_SENT.has(code) || NEVER_SENT.has(error?.name ?? '') || NOT_CONNECTED.test(error?.message ?? '');
  return { kind: neverSent ? 'unavailable' : 'in-doubt', reason };
}
