import type { Ports } from '../../ports/ports.ts';
import { requireApp } from '../apps/apps.ts';
import type { Endpoint } from '../endpoints/endpoint.ts';
import { endpointKey } from '../endpoints/endpoint-id.ts';
import { PlatformError } from '../errors.ts';

/*
 * A customer is a user with all its endpoints, or an endpoint without a user. Its id is `user:` and
 * the user id, or `endpoint:` and the endpoint id as it was given.
 */

/** A customer with its endpoints, in the order of their ids; at least one. */
export interface Customer {
  readonly id: string;
  readonly kind: 'user' | 'endpoint';
  /** Absent of an endpoint without a user. */
  readonly userId?: string;
  readonly endpoints: readonly Endpoint[];
}

/** Between the ids of a list that a query takes as one text; no id can hold it and be told apart in print. */
const SEPARATOR = '\u001f';

/** The ids as `queries/customers` take them. */
export function asList(ids: readonly string[]): string {
  return ids.join(SEPARATOR);
}

/**
 * @param id a customer's id. An endpoint that belongs to a user stands for the user
 * @throws PlatformError `NotFound` for the application or the customer, `BadRequest` for an id of neither kind
 */
export async function requireCustomer(ports: Ports, applicationId: string, id: string): Promise<Customer> {
  const [, kind, own = ''] = /^(user|endpoint):(.+)$/s.exec(id) ?? [];
  if (kind === undefined) {
    throw new PlatformError(
      'BadRequest',
      `Customer ${id} must be user: and a user id, or endpoint: and an endpoint id`,
    );
  }
  await requireApp(ports, applicationId);
  if (kind === 'user') return requireUser(ports, applicationId, own);
  const endpoint = await ports.endpoints.get(applicationId, own);
  if (endpoint === undefined) throw customerNotFound(applicationId, id);
  if (endpoint.User.UserId) return requireUser(ports, applicationId, endpoint.User.UserId);
  return customerOf([endpoint]);
}

async function requireUser(ports: Ports, applicationId: string, userId: string): Promise<Customer> {
  const endpoints = await ports.endpoints.ofUser(applicationId, userId);
  if (endpoints.length === 0) throw customerNotFound(applicationId, `user:${userId}`);
  return customerOf(endpoints);
}

/** @param endpoints of one user, or one without a user */
export function customerOf(endpoints: readonly Endpoint[]): Customer {
  const sorted = endpoints.toSorted((a, b) => (endpointKey(a.Id) < endpointKey(b.Id) ? -1 : 1));
  const [first] = sorted;
  const userId = first?.User.UserId;
  return userId
    ? { id: `user:${userId}`, kind: 'user', userId, endpoints: sorted }
    : { id: `endpoint:${first?.Id ?? ''}`, kind: 'endpoint', endpoints: sorted };
}

/** Ids of a customer's endpoints as the lake has them. */
export function endpointIdsOf({ endpoints }: Customer): string[] {
  return endpoints.map(({ Id }) => endpointKey(Id));
}

/** As what a customer takes part in journeys. */
export function participantIdsOf(customer: Customer): string[] {
  const { userId } = customer;
  return [...endpointIdsOf(customer), ...(userId === undefined ? [] : [`user:${userId}`])];
}

/** Attributes that hold a name, in lower case, in the order in which it is said. */
const NAMES = [['name'], ['fullname'], ['firstname', 'lastname'], ['first_name', 'last_name'], ['username']];

/** What to call a customer, by attributes that are named for it; `undefined` when there are none. */
export function nameOf({ endpoints }: Customer): string | undefined {
  const values = new Map<string, string>();
  for (const { User, Attributes } of endpoints) {
    for (const [name, list] of Object.entries({ ...Attributes, ...User.UserAttributes })) {
      const [first] = list;
      if (first) values.set(name.toLowerCase().replaceAll(/[ -]/g, ''), first);
    }
  }
  const found = NAMES.find(([first]) => values.has(first as string));
  return found?.flatMap((name) => values.get(name) ?? []).join(' ');
}

function customerNotFound(applicationId: string, id: string): PlatformError {
  return new PlatformError('NotFound', `Customer ${id} not found in application ${applicationId}`);
}
