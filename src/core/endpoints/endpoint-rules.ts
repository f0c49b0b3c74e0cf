import { PlatformError } from '../errors.ts';
import type { ChannelType, Endpoint } from './endpoint.ts';
import { endpointKey } from './endpoint-id.ts';
import { LIMITS } from './limits.ts';

/** Push channels, of which a user's oldest endpoint makes room for a new one. */
const DISPLACEABLE: ReadonlySet<ChannelType | undefined> = new Set<ChannelType>([
  'ADM',
  'GCM',
  'APNS',
  'APNS_VOIP',
  'APNS_VOIP_SANDBOX',
  'BAIDU',
]);

/**
 * Decides about an endpoint that comes to a user.
 *
 * @param others the endpoints that the user has already
 * @returns the endpoint that must leave the user, if one must: of the push endpoints the one
 *   with the oldest EffectiveDate
 * @throws PlatformError `BadRequest` when the user has 15 and none of them can go
 * @remarks pinpoint-segments.md 1.5; APNS_SANDBOX is refused as seen on the live service
 */
export function makeRoom(added: Endpoint, others: readonly Endpoint[]): Endpoint | undefined {
  if (others.length < LIMITS.endpointsPerUser) return undefined;
  const [oldest] = others
    .filter((other) => DISPLACEABLE.has(other.ChannelType) && DISPLACEABLE.has(added.ChannelType))
    .sort(compareAge);
  if (oldest) return oldest;
  throw new PlatformError(
    'BadRequest',
    `Exceeded maximum endpoint per user count: ${LIMITS.endpointsPerUser}`, // clients match this text
    { endpointId: added.Id, userId: added.User.UserId },
  );
}

/** @throws PlatformError `BadRequest` when the endpoint's JSON is over 15 KB (pinpoint-segments.md 1.2) */
export function checkSize(endpoint: Endpoint): void {
  const text = JSON.stringify(endpoint);
  // A UTF-16 unit takes at most three bytes, so most endpoints need no exact count.
  if (text.length * 3 <= LIMITS.endpointBytes) return;
  const bytes = new TextEncoder().encode(text).length;
  if (bytes <= LIMITS.endpointBytes) return;
  throw new PlatformError(
    'BadRequest',
    `Endpoint ${endpoint.Id} would have ${bytes} bytes; at most ${LIMITS.endpointBytes} are allowed`,
  );
}

function compareAge(left: Endpoint, right: Endpoint): number {
  if (left.EffectiveDate !== right.EffectiveDate) return left.EffectiveDate < right.EffectiveDate ? -1 : 1;
  return endpointKey(left.Id) < endpointKey(right.Id) ? -1 : 1;
}
