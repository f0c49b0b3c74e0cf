import type { Endpoint } from './endpoint.ts';
import { addressKey, endpointKey } from './endpoint-id.ts';
import type { EndpointUpdate } from './endpoint-request.ts';
import { makeRoom } from './endpoint-rules.ts';
import { mergeEndpoint, type UpdateContext } from './merge-endpoint.ts';
import { sameValue } from './same-value.ts';

type Attributes = Record<string, string[]>;

/** Endpoints of one application while updates are applied to them, one after the other. */
export interface WorkingEndpoints {
  get(id: string): Endpoint | undefined;
  /** @throws PlatformError `BadRequest` when the update breaks a rule; then it has changed nothing */
  apply(update: EndpointUpdate): void;
  /** Those that were written, in the order in which they first were, as they are now. */
  written(): Endpoint[];
}

/**
 * What updates make of endpoints: of the updated ones (`mergeEndpoint`), of their users' other
 * endpoints (user attributes are shared), and of those that lose their address to an updated one.
 *
 * A user's attributes are those that the user's endpoints had before the first update, plus what
 * the updates give. An endpoint without a user that gets one brings in the names the user lacks.
 * What happens to the other endpoints leaves their EffectiveDate alone.
 *
 * @param found every stored endpoint that `lookupFor` names
 * @remarks pinpoint-segments.md 1.3 to 1.5
 */
export function workingEndpoints(found: readonly Endpoint[], context: UpdateContext): WorkingEndpoints {
  const endpoints = new Map<string, Endpoint>();
  const byUser = new Map<string, Set<string>>();
  const byPlace = new Map<string, Set<string>>();
  const users = new Map<string, Attributes>();
  const written = new Set<string>();

  function keep(endpoint: Endpoint): void {
    const key = endpointKey(endpoint.Id);
    const before = endpoints.get(key);
    if (before) {
      byUser.get(before.User.UserId ?? '')?.delete(key);
      byPlace.get(activePlace(before) ?? '')?.delete(key);
    }
    endpoints.set(key, endpoint);
    note(byUser, endpoint.User.UserId, key);
    note(byPlace, activePlace(endpoint), key);
  }
  function write(endpoint: Endpoint): void {
    keep(endpoint);
    written.add(endpointKey(endpoint.Id));
  }
  const others = (index: Map<string, Set<string>>, name: string | undefined, key: string): Endpoint[] =>
    name === undefined
      ? []
      : [...(index.get(name) ?? [])]
          .filter((other) => other !== key)
          .map((other) => endpoints.get(other) as Endpoint);

  // Where a user's endpoints disagree, the one with the lowest id counts.
  for (const endpoint of [...found].sort((left, right) =>
    endpointKey(left.Id) < endpointKey(right.Id) ? -1 : 1,
  )) {
    keep(endpoint);
    const { UserId, UserAttributes = {} } = endpoint.User;
    if (UserId !== undefined && !users.has(UserId)) users.set(UserId, UserAttributes);
  }

  return {
    get: (id) => endpoints.get(endpointKey(id)),

    apply(update) {
      const key = endpointKey(update.id);
      const stored = endpoints.get(key);
      const merged = mergeEndpoint(stored, update, context);
      const userId = merged.User.UserId;
      const siblings = others(byUser, userId, key);
      const displaced = userId === stored?.User.UserId ? undefined : makeRoom(merged, siblings);
      if (userId !== undefined) {
        merged.User = user(userId, {
          ...brought(stored),
          ...users.get(userId),
          ...update.request.User?.UserAttributes,
        });
      }

      if (displaced) write({ ...displaced, EndpointStatus: 'INACTIVE', User: {} });
      write(merged);
      if (userId !== undefined) {
        const attributes = merged.User.UserAttributes ?? {};
        users.set(userId, attributes);
        for (const sibling of others(byUser, userId, key)) {
          if (sameValue(sibling.User.UserAttributes ?? {}, attributes)) continue;
          write({ ...sibling, User: user(userId, attributes) });
        }
      }
      for (const rival of others(byPlace, activePlace(merged), key)) {
        write({ ...rival, EndpointStatus: 'INACTIVE' });
      }
    },

    written: () => [...written].map((key) => endpoints.get(key) as Endpoint),
  };
}

function note(index: Map<string, Set<string>>, name: string | undefined, key: string): void {
  if (name === undefined) return;
  const keys = index.get(name);
  if (keys) keys.add(key);
  else index.set(name, new Set([key]));
}

/** User attributes that an endpoint without a user has. */
function brought(stored: Endpoint | undefined): Attributes {
  return stored !== undefined && stored.User.UserId === undefined ? (stored.User.UserAttributes ?? {}) : {};
}

/** Where an endpoint is reached; `undefined` for one that is inactive or has no address. */
function activePlace({ ChannelType, Address, EndpointStatus }: Endpoint): string | undefined {
  if (EndpointStatus !== 'ACTIVE' || ChannelType === undefined || Address === undefined) return undefined;
  return addressKey(ChannelType, Address);
}

function user(userId: string, attributes: Attributes): Endpoint['User'] {
  return Object.keys(attributes).length === 0
    ? { UserId: userId }
    : { UserId: userId, UserAttributes: attributes };
}
