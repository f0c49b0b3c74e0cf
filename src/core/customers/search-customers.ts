import { compileCustomerSearch, compileEndpointsOf, type SearchPosition } from '../../compiler/customers.ts';
import type { Ports } from '../../ports/ports.ts';
import { requireApp } from '../apps/apps.ts';
import type { Endpoint } from '../endpoints/endpoint.ts';
import { type EndpointRow, endpointOfRow } from '../endpoints/endpoint-columns.ts';
import { endpointKey, lowerCase } from '../endpoints/endpoint-id.ts';
import { PlatformError } from '../errors.ts';
import { customerOf, nameOf } from './customer.ts';

/** A customer in a list. */
export interface FoundCustomer {
  readonly id: string;
  readonly kind: 'user' | 'endpoint';
  readonly userId?: string;
  /** By attributes named for it, such as `FirstName`. */
  readonly name?: string;
  readonly endpoints: readonly FoundEndpoint[];
  /** Values of attributes that the search found, where nothing else did. */
  readonly attributes?: readonly { readonly name: string; readonly value: string }[];
}

export interface FoundEndpoint {
  readonly endpointId: string;
  readonly channelType?: string;
  readonly address?: string;
  readonly optOut: string;
  readonly status: string;
}

export interface CustomerSearchRequest {
  /** Part of a user id, an endpoint id, an address or an attribute's value, whatever the case; empty for everybody. */
  readonly search: string;
  /** 1 to 1000. */
  readonly limit: number;
  /** `next` of the page before. */
  readonly next?: string;
}

type FoundRow = { kind: 'user' | 'endpoint'; person: string; rank: number };

/** Longer texts than this are nobody's. */
const MAX_SEARCH = 256;
/** Values of attributes that a hit shows. */
const SHOWN_ATTRIBUTES = 3;

/**
 * Customers whose ids, addresses or attributes hold a text. Those of whom it is an id or address come
 * first, then those of whom it begins one, is part of one, is part of an attribute's value.
 * @throws PlatformError `NotFound` for the application, `BadRequest` for a search that is too long or a strange `next`
 */
export async function searchCustomers(
  ports: Ports,
  applicationId: string,
  { search, limit, next }: CustomerSearchRequest,
): Promise<{ items: FoundCustomer[]; next?: string }> {
  const text = lowerCase(search.trim());
  if (text.length > MAX_SEARCH) {
    throw new PlatformError(
      'BadRequest',
      `search has ${text.length} characters; at most ${MAX_SEARCH} are allowed`,
    );
  }
  await requireApp(ports, applicationId);
  await ports.endpoints.refreshLake();
  const rows = await findRows(ports, applicationId, text, limit + 1, next && readNext(next));
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    items: await describeAll(ports, applicationId, page, text),
    ...(last && rows.length > limit && { next: nextOf(last) }),
  };
}

/** Attributes are looked at only when the rest does not fill the page. */
async function findRows(
  ports: Ports,
  applicationId: string,
  text: string,
  limit: number,
  after: SearchPosition | undefined | '',
): Promise<FoundRow[]> {
  const search = { applicationId, text, limit, ...(after && { after }) };
  const find = (inAttributes: boolean) =>
    ports.queries.query<FoundRow>(compileCustomerSearch({ ...search, inAttributes }));
  const quick = await find(false);
  return text === '' || quick.length === limit ? quick : find(true);
}

async function describeAll(
  ports: Ports,
  applicationId: string,
  rows: readonly FoundRow[],
  text: string,
): Promise<FoundCustomer[]> {
  if (rows.length === 0) return [];
  const stored = await ports.queries.query(compileEndpointsOf(applicationId, rows));
  const byPerson = new Map<string, Endpoint[]>();
  for (const row of stored) {
    const endpoint = endpointOfRow(datesAsText(row));
    const key = keyOf(endpoint);
    byPerson.set(key, [...(byPerson.get(key) ?? []), endpoint]);
  }
  return rows.flatMap((row) => {
    const endpoints = byPerson.get(`${row.kind}:${row.person}`);
    return endpoints === undefined ? [] : [found(endpoints, row, text)]; // gone between two statements
  });
}

function keyOf({ Id, User }: Endpoint): string {
  return User.UserId ? `user:${User.UserId}` : `endpoint:${endpointKey(Id)}`;
}

function found(endpoints: readonly Endpoint[], { rank }: FoundRow, text: string): FoundCustomer {
  const customer = customerOf(endpoints);
  const { id, kind, userId } = customer;
  return {
    id,
    kind,
    userId,
    name: nameOf(customer),
    endpoints: customer.endpoints.map(({ Id, ChannelType, Address, OptOut, EndpointStatus }) => ({
      endpointId: Id,
      channelType: ChannelType,
      address: Address,
      optOut: OptOut,
      status: EndpointStatus,
    })),
    ...(rank > 2 && { attributes: hits(endpoints, text) }),
  };
}

function hits(endpoints: readonly Endpoint[], text: string): { name: string; value: string }[] {
  const all = endpoints.flatMap(({ Attributes, User }) =>
    [Attributes, User.UserAttributes ?? {}].flatMap((attributes) =>
      Object.entries(attributes).flatMap(([name, values]) => values.map((value) => ({ name, value }))),
    ),
  );
  const matching = all.filter(({ value }) => lowerCase(value).includes(text));
  const known = new Map(matching.map((hit) => [`${hit.name}=${hit.value}`, hit]));
  return [...known.values()].slice(0, SHOWN_ATTRIBUTES);
}

/** An engine gives instants as `Date`s, `endpointOfRow` reads the texts of files. */
function datesAsText(row: Record<string, unknown>): EndpointRow {
  const text = (value: unknown) => (value instanceof Date ? value.toISOString() : value);
  return {
    ...row,
    creation_date: text(row.creation_date),
    effective_date: text(row.effective_date),
  } as unknown as EndpointRow;
}

function nextOf({ rank, person, kind }: FoundRow): string {
  return Buffer.from(JSON.stringify([rank, person, kind])).toString('base64url');
}

function readNext(next: string): SearchPosition {
  try {
    const [rank, person, kind] = JSON.parse(Buffer.from(next, 'base64url').toString()) as unknown[];
    if (Number.isSafeInteger(rank) && typeof person === 'string' && typeof kind === 'string') {
      return { rank: rank as number, person, kind };
    }
  } catch {
    // told below
  }
  throw new PlatformError('BadRequest', `next is ${next}; it must be that of the page before`);
}
