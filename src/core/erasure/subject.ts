import { createHash } from 'node:crypto';
import type { Ports } from '../../ports/ports.ts';
import type { Endpoint } from '../endpoints/endpoint.ts';
import { addressKey, endpointKey } from '../endpoints/endpoint-id.ts';

/** All by which the lake knows a person of an application. */
export interface Subject {
  /** As they are compared. */
  readonly endpointIds: readonly string[];
  readonly userIds: readonly string[];
  readonly addresses: readonly { readonly channelType: string; readonly address: string }[];
  /** Random; pseudonyms are made with it, and nobody can make them again when it is gone. */
  readonly salt: string;
}

const SALT_LENGTH = 40;
/** A KMS key seals 4,096 bytes at once, and a piece goes there as base64. */
const PIECE_BYTES = 2900;

export function newSubject({ ids }: Pick<Ports, 'ids'>, person: Omit<Subject, 'salt'>): Subject {
  return { ...person, salt: ids.secret(SALT_LENGTH) };
}

/**
 * What stands for an id of the person: the same id gives the same text, so that what is counted stays countable.
 * In SQL: `src/compiler/erasure.ts`.
 */
export function pseudonym(salt: string, id: string): string {
  const digest = createHash('md5').update(salt).update(id).digest('hex');
  return `erased-${digest.slice(0, 24)}`;
}

/**
 * The person who is an endpoint: its user with it when no other endpoint has that user, its address unless
 * another endpoint has that, too.
 * @param others endpoints of the same user or address
 */
export function personOfEndpoint(endpoint: Endpoint, others: readonly Endpoint[]): Omit<Subject, 'salt'> {
  const { UserId } = endpoint.User;
  const siblings = others.filter(({ Id }) => endpointKey(Id) !== endpointKey(endpoint.Id));
  const isLast = UserId !== undefined && siblings.every(({ User }) => User.UserId !== UserId);
  return {
    endpointIds: [endpointKey(endpoint.Id)],
    userIds: isLast ? [UserId] : [],
    addresses: addressesOf([endpoint], siblings),
  };
}

/** The person who is a user, with all endpoints. */
export function personOfUser(
  userId: string,
  endpoints: readonly Endpoint[],
  others: readonly Endpoint[],
): Omit<Subject, 'salt'> {
  const own = new Set(endpoints.map(({ Id }) => endpointKey(Id)));
  const strangers = others.filter(({ Id }) => !own.has(endpointKey(Id)));
  return { endpointIds: [...own], userIds: [userId], addresses: addressesOf(endpoints, strangers) };
}

function addressesOf(own: readonly Endpoint[], others: readonly Endpoint[]): Subject['addresses'] {
  const taken = new Set(others.flatMap(placeOf));
  const found = new Map(
    own.flatMap(({ ChannelType, Address }) =>
      ChannelType === undefined || !Address
        ? []
        : [[addressKey(ChannelType, Address), { channelType: ChannelType, address: Address }] as const],
    ),
  );
  return [...found].filter(([key]) => !taken.has(key)).map(([, address]) => address);
}

function placeOf({ ChannelType, Address }: Endpoint): string[] {
  return ChannelType === undefined || !Address ? [] : [addressKey(ChannelType, Address)];
}

const contextOf = (erasureId: string) => `erasure:${erasureId}`;

export async function sealSubject(
  { secrets }: Pick<Ports, 'secrets'>,
  erasureId: string,
  subject: Subject,
): Promise<string[]> {
  const bytes = Buffer.from(JSON.stringify(subject));
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    const piece = bytes.subarray(at, at + PIECE_BYTES).toString('base64');
    pieces.push(await secrets.seal(piece, contextOf(erasureId)));
  }
  return pieces;
}

export async function openSubject(
  { secrets }: Pick<Ports, 'secrets'>,
  erasureId: string,
  sealed: readonly string[],
): Promise<Subject> {
  const pieces = await Promise.all(sealed.map((piece) => secrets.open(piece, contextOf(erasureId))));
  return JSON.parse(Buffer.concat(pieces.map((piece) => Buffer.from(piece, 'base64'))).toString()) as Subject;
}
