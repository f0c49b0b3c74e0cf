import type { EndpointChange, EndpointLookup } from '../../ports/endpoint-store.ts';
import { PlatformError } from '../errors.ts';
import type { ChannelType, Endpoint } from './endpoint.ts';
import { addressKey, endpointKey } from './endpoint-id.ts';
import type { EndpointUpdate } from './endpoint-request.ts';
import { LIMITS } from './limits.ts';
import { mergeEndpoint, type UpdateContext } from './merge-endpoint.ts';

/** Push channels, of which a user's oldest endpoint makes room for a new one (pinpoint-segments.md 1.5). */
const DISPLACEABLE: ReadonlySet<ChannelType | undefined> = new Set<ChannelType>([
  'ADM',
  'GCM',
  'APNS',
  'APNS_VOIP',
  'APNS_VOIP_SANDBOX',
  'BAIDU',
]);

/**
 * What updates, applied in order, make of an application's endpoints: the updated ones, the
 * users' other endpoints (user attributes are shared), and those that lose their address to an
 * updated one. Pure; the caller provides every endpoint that `lookupFor` names.
 *
 * A user's attributes are those that the user's endpoints had before the updates, plus what the
 * updates give; an endpoint without a user that gets one brings in the names the user lacks.
 *
 * @param found stored endpoints
 * @returns what to write; `remove` is always empty
 * @throws PlatformError `BadRequest` when one update breaks a rule; then none counts
 */
export function applyUpdates(
  found: readonly Endpoint[],
  updates: readonly EndpointUpdate[],
  context: UpdateContext,
): EndpointChange {
  const endpoints = new Map(found.map((endpoint) => [endpointKey(endpoint.Id), endpoint]));
  const users = userAttributesOf(found);
  const changed = new Set<string>();
  const put = (endpoint: Endpoint) => {
    endpoints.set(endpointKey(endpoint.Id), endpoint);
    changed.add(endpointKey(endpoint.Id));
  };
  for (const update of updates) {
    const stored = endpoints.get(endpointKey(update.id));
    const merged = mergeEndpoint(stored, update, context);
    const userId = merged.User.UserId;
    if (userId !== undefined) {
      const others = [...endpoints.values()].filter(
        (other) => other.User.UserId === userId && endpointKey(other.Id) !== endpointKey(merged.Id),
      );
      if (stored?.User.UserId !== userId) makeRoom(merged, others).forEach(put);
      const attributes = sharedAttributes(stored, update, users.get(userId));
      users.set(userId, attributes);
      merged.User = withAttributes(userId, attributes);
      for (const { Id } of others) {
        const other = endpoints.get(endpointKey(Id));
        if (other?.User.UserId !== userId || sameValue(other.User.UserAttributes ?? {}, attributes)) continue;
        put({ ...other, User: withAttributes(userId, attributes) });
      }
    }
    checkSize(merged);
    put(merged);
    for (const other of rivalsOf(merged, endpoints.values())) put({ ...other, EndpointStatus: 'INACTIVE' });
  }
  return { put: [...changed].map((key) => endpoints.get(key) as Endpoint), remove: [] };
}

/**
 * What `applyUpdates` must be given beyond `found`, as far as `found` tells: the endpoints that
 * are updated, those of the users they get or have, and those at the addresses they take.
 */
export function lookupFor(found: readonly Endpoint[], updates: readonly EndpointUpdate[]): EndpointLookup {
  const endpoints = new Map<string, Partial<Endpoint>>(
    found.map((endpoint) => [endpointKey(endpoint.Id), endpoint]),
  );
  const userIds = new Set<string>();
  const addresses = new Map<string, { channelType: string; address: string }>();
  for (const { id, request } of updates) {
    const before = endpoints.get(endpointKey(id)) ?? {};
    const userId = request.User?.UserId ?? before.User?.UserId;
    if (userId !== undefined && (request.User?.UserAttributes || userId !== before.User?.UserId))
      userIds.add(userId);
    const ChannelType = request.ChannelType ?? before.ChannelType;
    const Address = request.Address ?? before.Address;
    const holds =
      before.EndpointStatus === 'ACTIVE' && Address === before.Address && ChannelType === before.ChannelType;
    if (ChannelType !== undefined && Address !== undefined && !holds) {
      addresses.set(addressKey(ChannelType, Address), { channelType: ChannelType, address: Address });
    }
    // A later update of the same endpoint in the batch builds on this one.
    endpoints.set(endpointKey(id), { ChannelType, Address, User: { UserId: userId } });
  }
  return {
    ids: [...new Set(updates.map((update) => endpointKey(update.id)))],
    userIds: [...userIds],
    addresses: [...addresses.values()],
  };
}

/** Whether two endpoints differ in nothing but when and by which request they were written. */
export function sameEndpoint(left: Endpoint, right: Endpoint): boolean {
  const { EffectiveDate: _date, RequestId: _request, ...rest } = left;
  return sameValue(rest, { ...right, EffectiveDate: undefined, RequestId: undefined });
}

/** Each user's attributes; where a user's endpoints disagree, those of the one with the lowest id count. */
function userAttributesOf(found: readonly Endpoint[]): Map<string, Record<string, string[]>> {
  const users = new Map<string, Record<string, string[]>>();
  const ordered = [...found].sort((left, right) => (endpointKey(left.Id) < endpointKey(right.Id) ? -1 : 1));
  for (const { User: user } of ordered) {
    if (user.UserId !== undefined && !users.has(user.UserId))
      users.set(user.UserId, user.UserAttributes ?? {});
  }
  return users;
}

function sharedAttributes(
  stored: Endpoint | undefined,
  { request }: EndpointUpdate,
  ofUser: Record<string, string[]> = {},
): Record<string, string[]> {
  const brought = stored !== undefined && stored.User.UserId === undefined ? stored.User.UserAttributes : {};
  return { ...brought, ...ofUser, ...request.User?.UserAttributes };
}

/**
 * The 16th endpoint of a user: the user's oldest push endpoint goes, or the new one is refused.
 * @returns the displaced endpoint, inactive and without its user, if one had to go
 */
function makeRoom(added: Endpoint, others: readonly Endpoint[]): Endpoint[] {
  if (others.length < LIMITS.endpointsPerUser) return [];
  const displaceable = others.filter((other) => DISPLACEABLE.has(other.ChannelType));
  const oldest = displaceable.reduce<Endpoint | undefined>(
    (first, other) => (first && compareAge(first, other) <= 0 ? first : other),
    undefined,
  );
  if (!oldest || !DISPLACEABLE.has(added.ChannelType)) {
    throw new PlatformError(
      'BadRequest',
      `Exceeded maximum endpoint per user count: ${LIMITS.endpointsPerUser}`, // clients match this text
      { endpointId: added.Id, userId: added.User.UserId },
    );
  }
  return [{ ...oldest, EndpointStatus: 'INACTIVE', User: {} }];
}

function compareAge(left: Endpoint, right: Endpoint): number {
  if (left.EffectiveDate !== right.EffectiveDate) return left.EffectiveDate < right.EffectiveDate ? -1 : 1;
  return endpointKey(left.Id) < endpointKey(right.Id) ? -1 : 1;
}

/** Active endpoints at the address of an active one, in the same channel (pinpoint-segments.md 1.4). */
function rivalsOf(endpoint: Endpoint, all: Iterable<Endpoint>): Endpoint[] {
  const place = activePlace(endpoint);
  if (place === undefined) return [];
  return [...all].filter(
    (other) => activePlace(other) === place && endpointKey(other.Id) !== endpointKey(endpoint.Id),
  );
}

function activePlace({ ChannelType, Address, EndpointStatus }: Endpoint): string | undefined {
  if (EndpointStatus !== 'ACTIVE' || ChannelType === undefined || Address === undefined) return undefined;
  return addressKey(ChannelType, Address);
}

function checkSize(endpoint: Endpoint): void {
  const text = JSON.stringify(endpoint);
  // A UTF-16 unit takes at most three bytes, so most endpoints need no exact count.
  if (text.length * 3 <= LIMITS.endpointBytes) return;
  const bytes = new TextEncoder().encode(text).length;
  if (bytes > LIMITS.endpointBytes) {
    throw new PlatformError(
      'BadRequest',
      `Endpoint ${endpoint.Id} would have ${bytes} bytes; at most ${LIMITS.endpointBytes} are allowed`,
    );
  }
}

function withAttributes(userId: string, attributes: Record<string, string[]>): Endpoint['User'] {
  return Object.keys(attributes).length === 0
    ? { UserId: userId }
    : { UserId: userId, UserAttributes: attributes };
}

/** Deep equality of plain JSON, in which absent and undefined are the same and order of names is none. */
function sameValue(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (Array.isArray(left) !== Array.isArray(right)) return false;
  const names = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...names].every((name) =>
    sameValue((left as Record<string, unknown>)[name], (right as Record<string, unknown>)[name]),
  );
}
