import type { EndpointLookup } from '../../ports/endpoint-store.ts';
import type { Endpoint } from './endpoint.ts';
import { addressKey, endpointKey } from './endpoint-id.ts';
import type { EndpointUpdate } from './endpoint-request.ts';

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

/** Whether `wide` asks for all that `lookup` asks for. */
export function covers(wide: EndpointLookup, lookup: EndpointLookup): boolean {
  const places = new Set(wide.addresses.map(({ channelType, address }) => addressKey(channelType, address)));
  return (
    lookup.ids.every((id) => wide.ids.includes(id)) &&
    lookup.userIds.every((userId) => wide.userIds.includes(userId)) &&
    lookup.addresses.every(({ channelType, address }) => places.has(addressKey(channelType, address)))
  );
}

/** Asks for what either asks for. */
export function both(one: EndpointLookup, other: EndpointLookup): EndpointLookup {
  return {
    ids: [...new Set([...one.ids, ...other.ids])],
    userIds: [...new Set([...one.userIds, ...other.userIds])],
    addresses: [...one.addresses, ...other.addresses],
  };
}
