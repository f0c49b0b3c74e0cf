import type { IncomingHttpHeaders } from 'node:http';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import { PlatformError } from '../../core/errors.ts';

/** Pinpoint's: a webhook answers HEAD with the account that may use it (pinpoint-campaigns-journeys.md 1.8). */
const OWNER_HEADER = 'x-amz-pinpoint-accountid';
const TIMEOUT_MS = 5000;

/**
 * Asks a webhook whom it works for, so that nobody makes a stage call what is not his.
 * @throws PlatformError `BadRequest` when it answers another owner, none, or nothing
 */
export async function checkOwner(
  url: URL,
  owner: string,
  options: { readonly lookup: LookupFunction; readonly ca?: string },
): Promise<void> {
  const found = (await head(url, options))[OWNER_HEADER];
  if (found === owner) return;
  const said = found === undefined ? 'without it' : `with "${found}"`;
  throw new PlatformError(
    'BadRequest',
    `${url.host} must answer HEAD with X-Amz-Pinpoint-AccountId: ${owner}; it answered ${said}`,
  );
}

function head(
  url: URL,
  { lookup, ca }: { readonly lookup: LookupFunction; readonly ca?: string },
): Promise<IncomingHttpHeaders> {
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise<IncomingHttpHeaders>((resolve, reject) => {
    const call = request(url, {
      method: 'HEAD',
      headers: { 'user-agent': 'Touchpoint' },
      lookup,
      ca,
      agent: false,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    call.once('response', (response) => {
      response.resume();
      resolve(response.headers);
    });
    call.once('error', reject);
    call.end();
  }).catch((cause) => {
    if (cause instanceof PlatformError) throw cause;
    const reason = cause.name === 'AbortError' ? `no answer within ${TIMEOUT_MS} ms` : cause.message;
    throw new PlatformError('BadRequest', `${url.host} does not answer HEAD: ${reason}`, {}, { cause });
  });
}
