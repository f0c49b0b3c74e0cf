import type { Ports } from '../../ports/ports.ts';
import type { Endpoint, EndpointDemographic, EndpointLocation } from '../endpoints/endpoint.ts';
import { findSuppression, type Suppression } from '../suppression/suppression.ts';
import { nameOf, requireCustomer } from './customer.ts';
import { type CustomerReach, reachOf } from './customer-reach.ts';
import { type CustomerSegment, membershipsOf } from './customer-segments.ts';

/** All that is known of one customer. Instants are ISO 8601, UTC. */
export interface CustomerDescription {
  readonly id: string;
  readonly applicationId: string;
  readonly kind: 'user' | 'endpoint';
  readonly userId?: string;
  /** By attributes named for it, such as `FirstName`. */
  readonly name?: string;
  readonly endpoints: readonly CustomerEndpoint[];
  readonly userAttributes: Readonly<Record<string, readonly string[]>>;
  readonly segments: readonly CustomerSegment[];
  readonly reach: readonly CustomerReach[];
}

export interface CustomerEndpoint {
  readonly endpointId: string;
  readonly channelType?: string;
  readonly address?: string;
  /** `ALL`: it has opted out of every message; `NONE`. */
  readonly optOut: string;
  readonly status: string;
  /** Why nothing is sent to the address, if so. */
  readonly suppression?: { readonly reason: string; readonly suppressedAt: string };
  readonly attributes: Readonly<Record<string, readonly string[]>>;
  readonly metrics: Readonly<Record<string, number>>;
  /** `timezone`, `locale`, `make`, … */
  readonly demographic: Readonly<Record<string, string>>;
  readonly location: Readonly<Record<string, string | number>>;
  readonly createdAt: string;
  readonly changedAt: string;
}

/**
 * @param id `user:` and a user id, or `endpoint:` and an endpoint id
 * @throws PlatformError `NotFound` for the application or the customer, `BadRequest` for an id of neither kind
 */
export async function describeCustomer(
  ports: Ports,
  applicationId: string,
  id: string,
): Promise<CustomerDescription> {
  const customer = await requireCustomer(ports, applicationId, id);
  const memberships = await membershipsOf(ports, applicationId, customer);
  const { kind, userId, endpoints } = customer;
  const suppressions = await Promise.all(
    endpoints.map(({ ChannelType, Address }) =>
      ChannelType && Address ? findSuppression(ports, applicationId, ChannelType, Address) : undefined,
    ),
  );
  return {
    id: customer.id,
    applicationId,
    kind,
    userId,
    name: nameOf(customer),
    endpoints: endpoints.map((endpoint, index) => endpointOf(endpoint, suppressions[index])),
    userAttributes:
      endpoints.find(({ User }) => User.UserAttributes !== undefined)?.User.UserAttributes ?? {},
    segments: memberships.segments,
    reach: await reachOf(ports, applicationId, customer, memberships),
  };
}

function endpointOf(endpoint: Endpoint, suppression: Suppression | undefined): CustomerEndpoint {
  return {
    endpointId: endpoint.Id,
    channelType: endpoint.ChannelType,
    address: endpoint.Address,
    optOut: endpoint.OptOut,
    status: endpoint.EndpointStatus,
    suppression: suppression && {
      reason: suppression.reason,
      suppressedAt: suppression.suppressedAt,
    },
    attributes: endpoint.Attributes,
    metrics: endpoint.Metrics,
    demographic: camelCase(endpoint.Demographic),
    location: camelCase(endpoint.Location),
    createdAt: endpoint.CreationDate,
    changedAt: endpoint.EffectiveDate,
  };
}

/** `{ AppVersion }` as `{ appVersion }`. */
function camelCase<T extends EndpointDemographic | EndpointLocation>(part: T): Record<string, never> {
  const members = Object.entries(part).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    members.map(([name, value]) => [name.charAt(0).toLowerCase() + name.slice(1), value]),
  ) as Record<string, never>;
}
