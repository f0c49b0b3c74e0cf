import type { Ports } from '../../ports/ports.ts';
import { requireApp } from '../apps/apps.ts';
import { requestEndpointErasure, requestUserErasure } from '../erasure/request-erasure.ts';
import { PlatformError } from '../errors.ts';
import { noteDeletions } from '../suppression/opt-outs.ts';
import type { Endpoint } from './endpoint.ts';
import { endpointKey } from './endpoint-id.ts';

export { removeAttributes } from './remove-attributes.ts';
export { updateEndpoint, updateEndpointsBatch } from './update-endpoints.ts';

/** The endpoints that carry a user id (EndpointsResponse). */
export interface Endpoints {
  Item: Endpoint[];
}

/** @throws PlatformError `NotFound` for the application or the endpoint */
export async function getEndpoint(
  ports: Ports,
  applicationId: string,
  endpointId: string,
): Promise<Endpoint> {
  await requireApp(ports, applicationId);
  const endpoint = await ports.endpoints.get(applicationId, endpointId);
  if (!endpoint) throw endpointNotFound(applicationId, endpointId);
  return endpoint;
}

/**
 * Deletes an endpoint, and asks for the erasure of what the lake knows of it.
 * @param keyId the access key that asks
 * @returns the endpoint as it was
 * @throws PlatformError `NotFound` for the application or the endpoint; that an endpoint already
 *   gone is an error is ours (the sources disagree, pinpoint-api.md 5)
 */
export async function deleteEndpoint(
  ports: Ports,
  applicationId: string,
  endpointId: string,
  keyId?: string,
): Promise<Endpoint> {
  await requireApp(ports, applicationId);
  const known = await ports.endpoints.get(applicationId, endpointId);
  if (known) {
    await noteDeletions(ports, applicationId, [known]);
    await requestEndpointErasure(ports, applicationId, known, { keyId });
  }
  let deleted: Endpoint | undefined;
  await ports.endpoints.change(applicationId, { ids: [endpointId], userIds: [], addresses: [] }, (found) => {
    deleted = found.find((endpoint) => endpointKey(endpoint.Id) === endpointKey(endpointId));
    return { put: [], remove: deleted ? [deleted.Id] : [] };
  });
  if (!deleted) throw endpointNotFound(applicationId, endpointId);
  return deleted;
}

/**
 * @throws PlatformError `NotFound` for the application, or when no endpoint carries the user id:
 *   a user is nothing but endpoints (ours)
 */
export async function getUserEndpoints(
  ports: Ports,
  applicationId: string,
  userId: string,
): Promise<Endpoints> {
  await requireApp(ports, applicationId);
  const Item = await ports.endpoints.ofUser(applicationId, userId);
  if (Item.length === 0) throw userNotFound(applicationId, userId);
  return { Item };
}

/** Deletes every endpoint that carries a user id, and asks for the erasure of the user. @returns them as they were @throws as `getUserEndpoints` */
export async function deleteUserEndpoints(
  ports: Ports,
  applicationId: string,
  userId: string,
  keyId?: string,
): Promise<Endpoints> {
  await requireApp(ports, applicationId);
  const known = await ports.endpoints.ofUser(applicationId, userId);
  if (known.length > 0) {
    await noteDeletions(ports, applicationId, known);
    await requestUserErasure(ports, applicationId, userId, known, { keyId });
  }
  let Item: Endpoint[] = [];
  await ports.endpoints.change(applicationId, { ids: [], userIds: [userId], addresses: [] }, (found) => {
    Item = found.filter((endpoint) => endpoint.User.UserId === userId);
    return { put: [], remove: Item.map((endpoint) => endpoint.Id) };
  });
  if (Item.length === 0) throw userNotFound(applicationId, userId);
  return { Item };
}

function endpointNotFound(applicationId: string, endpointId: string): PlatformError {
  return new PlatformError('NotFound', `Endpoint ${endpointId} not found in application ${applicationId}`);
}

function userNotFound(applicationId: string, userId: string): PlatformError {
  return new PlatformError('NotFound', `User ${userId} has no endpoints in application ${applicationId}`);
}
