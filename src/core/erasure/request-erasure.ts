import { z } from 'zod';
import type { Ports } from '../../ports/ports.ts';
import { requireApp } from '../apps/apps.ts';
import type { Endpoint } from '../endpoints/endpoint.ts';
import { endpointKey } from '../endpoints/endpoint-id.ts';
import { PlatformError } from '../errors.ts';
import type { S3Location } from '../jobs/s3-url.ts';
import { parse } from '../parse.ts';
import { dueKey, type Erasure, type ErasureKind, erasureKey, type StoredErasure, told } from './erasure.ts';
import { newSubject, personOfEndpoint, personOfUser, type Subject, sealSubject } from './subject.ts';

/** Who asks, and how soon it shall be. */
export interface Asked {
  readonly keyId?: string;
  /** At the next tick, instead of together with what else is asked for within `stage.erasureDelaySeconds`. */
  readonly now?: boolean;
}

/**
 * Asks for the erasure of an endpoint that is about to be deleted; to be called before it is, so that a crash does
 * not lose it.
 */
export async function requestEndpointErasure(
  ports: Ports,
  applicationId: string,
  endpoint: Endpoint,
  asked: Asked,
): Promise<Erasure> {
  const others = await relatedTo(ports, applicationId, [endpoint]);
  return request(ports, applicationId, 'endpoint', personOfEndpoint(endpoint, others), asked);
}

/** The same for a user. @param endpoints all of them */
export async function requestUserErasure(
  ports: Ports,
  applicationId: string,
  userId: string,
  endpoints: readonly Endpoint[],
  asked: Asked,
): Promise<Erasure> {
  const others = await relatedTo(ports, applicationId, endpoints);
  return request(ports, applicationId, 'user', personOfUser(userId, endpoints, others), asked);
}

/** The same for an application. @param files where those lie that are found by its documents only */
export async function requestApplicationErasure(
  ports: Ports,
  applicationId: string,
  files: readonly S3Location[],
  asked: Asked,
): Promise<Erasure> {
  return request(ports, applicationId, 'application', NOBODY, asked, files);
}

const NOBODY = { endpointIds: [], userIds: [], addresses: [] };

const askedFor = z
  .strictObject({
    app: z.string().min(1),
    endpointId: z.string().min(1).nullish(),
    userId: z.string().min(1).nullish(),
    channel: z.string().min(1).nullish(),
    address: z.string().min(1).nullish(),
    now: z.boolean().nullish(),
  })
  .refine(({ endpointId, userId, address }) => endpointId != null || userId != null || address != null, {
    message: 'needs an endpointId, a userId or an address',
  })
  .refine(({ channel, address }) => (channel == null) === (address == null), {
    message: 'needs channel and address together',
  });

/**
 * Asks for the erasure of somebody who has no endpoint any more, or never had one: what events, files and messages
 * say of the ids and the address. Endpoints themselves are deleted with DeleteEndpoint or DeleteUserEndpoints.
 * @param input `{ app, endpointId?, userId?, channel?, address?, now? }`, not yet checked
 * @throws PlatformError `BadRequest`, `NotFound` for the application, `Conflict` while an endpoint of them is stored
 */
export async function requestErasure(ports: Ports, input: unknown, keyId?: string): Promise<Erasure> {
  const { app, endpointId, userId, channel, address, now } = parse(askedFor, input, 'Erasure');
  await requireApp(ports, app);
  const person = {
    endpointIds: endpointId == null ? [] : [endpointKey(endpointId)],
    userIds: userId == null ? [] : [userId],
    addresses: channel == null || address == null ? [] : [{ channelType: channel.toUpperCase(), address }],
  };
  const stored = await find(ports, app, person);
  if (stored.length > 0) {
    throw new PlatformError(
      'Conflict',
      `Endpoint ${stored[0]?.Id} is stored: delete it, or its user, which asks for the erasure as well`,
    );
  }
  const kind = userId == null ? 'endpoint' : 'user';
  return request(ports, app, kind, person, { keyId, now: now ?? false });
}

function relatedTo(ports: Ports, applicationId: string, endpoints: readonly Endpoint[]): Promise<Endpoint[]> {
  return find(ports, applicationId, {
    endpointIds: [],
    userIds: [...new Set(endpoints.flatMap(({ User }) => User.UserId ?? []))],
    addresses: endpoints.flatMap(({ ChannelType, Address }) =>
      ChannelType === undefined || !Address ? [] : [{ channelType: ChannelType, address: Address }],
    ),
  });
}

/** The stored endpoints with one of the ids, users or addresses. */
export async function find(
  { endpoints }: Pick<Ports, 'endpoints'>,
  applicationId: string,
  { endpointIds, userIds, addresses }: Omit<Subject, 'salt'>,
): Promise<Endpoint[]> {
  let all: readonly Endpoint[] = [];
  await endpoints.change(applicationId, { ids: endpointIds, userIds, addresses }, (found) => {
    all = found;
    return { put: [], remove: [] };
  });
  return [...all];
}

async function request(
  ports: Ports,
  applicationId: string,
  kind: ErasureKind,
  person: Omit<Subject, 'salt'>,
  { keyId, now = false }: Asked,
  files?: readonly S3Location[],
): Promise<Erasure> {
  const at = ports.clock.now();
  const requestedAt = at.toISOString();
  const id = `${requestedAt.replace(/\D/g, '')}-${ports.ids.resourceId().slice(0, 12)}`;
  const dueAt = new Date(at.getTime() + (now ? 0 : ports.stage.erasureDelaySeconds * 1000));
  const due = `${dueAt.toISOString()}#${id}`;
  const stored: StoredErasure = {
    id,
    applicationId,
    kind,
    state: 'PENDING',
    requestedAt,
    ...(keyId !== undefined && { requestedBy: keyId }),
    counts: {},
    sealed: await sealSubject(ports, id, newSubject(ports, person)),
    ...(files && { files }),
    due,
  };
  // The list of what is due first: an entry without its erasure is passed over, an erasure without one would stay.
  await ports.documents.put(dueKey(due), { id });
  await ports.documents.put(erasureKey(id), stored, { ifVersion: 'absent' });
  return told(stored);
}
