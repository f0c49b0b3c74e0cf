import { createHash } from 'node:crypto';
import { PlatformError } from '../errors.ts';

/** Cohorts an endpoint can be in, `"0"` to `"99"`. */
const COHORTS = 100;

/**
 * Lower case as SQL's `lower` has it in both engines: character by character, without the
 * context rules (final sigma) of JavaScript's `toLowerCase`. U+0130 is the one character whose
 * lower case is longer than itself; SQL maps it to a plain `i`.
 */
export function lowerCase(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is the fast path
  if (/^[\x00-\x7f]*$/.test(text)) return text.toLowerCase();
  return Array.from(text, (character) => (character === 'İ' ? 'i' : character.toLowerCase())).join('');
}

/** The form in which endpoint ids are compared, stored and looked up. */
export function endpointKey(endpointId: string): string {
  return lowerCase(endpointId);
}

/** The form in which addresses are compared: e-mail without regard to case, others exactly (ours). */
export function addressKey(channelType: string, address: string): string {
  return `${channelType}:${channelType === 'EMAIL' ? lowerCase(address) : address}`;
}

/**
 * The id of an endpoint that was given none: lower-case hex md5 of channel, `:` and address, so
 * that the same address is always the same endpoint. In SQL:
 * `lower(to_hex(md5(to_utf8(channel_type || ':' || case when channel_type = 'EMAIL' then lower(address) else address end))))`
 *
 * @remarks pinpoint-segments.md 5.1 asks for a deterministic hash; the hash is our choice.
 */
export function endpointIdFor(channelType: string, address: string): string {
  return createHash('md5').update(addressKey(channelType, address)).digest('hex');
}

/**
 * The cohort of an endpoint: the first 8 hex digits of the md5 of application id, `:` and
 * lower-case endpoint id, as a number, modulo 100. In SQL:
 * `from_base(substr(lower(to_hex(md5(to_utf8(application_id || ':' || endpoint_id)))), 1, 8), 16) % 100`
 *
 * @remarks Pinpoint draws it at random (pinpoint-segments.md 1.1); a hash keeps an endpoint that
 *   is deleted and imported again in its cohort, and both engines can compute it.
 */
export function cohortOf(applicationId: string, endpointId: string): string {
  const digest = createHash('md5')
    .update(`${applicationId}:${endpointKey(endpointId)}`)
    .digest('hex');
  return String(Number.parseInt(digest.slice(0, 8), 16) % COHORTS);
}

/**
 * Checks an endpoint id or a user id.
 * @param what `Endpoint id` or `UserId`, as the message begins
 * @throws PlatformError `BadRequest` when it is empty or holds `$`, `{` or `}` (pinpoint-api.md 1.2)
 */
export function checkId(what: string, id: string): void {
  if (id === '') throw new PlatformError('BadRequest', `${what} must not be empty`);
  if (/[${}]/.test(id)) {
    throw new PlatformError('BadRequest', `${what} must not contain $, { or }: ${id}`);
  }
}
