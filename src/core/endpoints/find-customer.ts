import type { Ports } from '../../ports/ports.ts';
import type { Endpoint } from './endpoint.ts';
import { endpointKey } from './endpoint-id.ts';

/** Channels whose addresses are telephone numbers. */
const NUMBERED = ['SMS', 'VOICE'] as const;

/**
 * The endpoints that somebody means by what they know of a customer.
 * @param who an endpoint's id, a user's id, or an e-mail address or telephone number
 * @returns in the order of their ids; none when nobody is known by it
 */
export async function findCustomer(ports: Ports, applicationId: string, who: string): Promise<Endpoint[]> {
  const channels = who.includes('@') ? ['EMAIL'] : /^\+?\d{5,}$/.test(who) ? NUMBERED : [];
  const lookup = {
    ids: [who],
    userIds: [who],
    addresses: channels.map((channelType) => ({ channelType, address: who })),
  };
  let endpoints: readonly Endpoint[] = [];
  await ports.endpoints.change(applicationId, lookup, (found) => {
    endpoints = found;
    return { put: [], remove: [] }; // only read
  });
  return [...endpoints].sort((a, b) => (endpointKey(a.Id) < endpointKey(b.Id) ? -1 : 1));
}
