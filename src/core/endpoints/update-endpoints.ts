import type { Ports } from '../../ports/ports.ts';
import { requireApp } from '../apps/apps.ts';
import { applyUpdates } from './apply-updates.ts';
import {
  checkNames,
  customNamesOf,
  NAME_KINDS,
  type NameKind,
  namesIn,
  noteNames,
  withoutBlocked,
} from './custom-names.ts';
import { checkId } from './endpoint-id.ts';
import { both, covers, lookupFor } from './endpoint-lookup.ts';
import type { EndpointUpdate } from './endpoint-request.ts';
import { parseEndpointBatch, parseEndpointRequest } from './parse-endpoint-request.ts';

/**
 * Creates an endpoint, or changes what the request names (UpdateEndpoint).
 * @param body an EndpointRequest, not yet checked
 * @throws PlatformError `NotFound` for the application, `BadRequest` for a broken rule
 */
export async function updateEndpoint(
  ports: Ports,
  applicationId: string,
  endpointId: string,
  body: unknown,
  requestId: string,
): Promise<void> {
  checkId('Endpoint id', endpointId);
  await changeEndpoints(
    ports,
    applicationId,
    [{ id: endpointId, request: parseEndpointRequest(body) }],
    requestId,
  );
}

/**
 * The same for 1 to 100 endpoints, in the order of the items: all of them, or, when one breaks a
 * rule, none (ours: the reference is silent on partial failure).
 * @param body an EndpointBatchRequest, not yet checked
 */
export async function updateEndpointsBatch(
  ports: Ports,
  applicationId: string,
  body: unknown,
  requestId: string,
): Promise<void> {
  await changeEndpoints(ports, applicationId, parseEndpointBatch(body), requestId);
}

async function changeEndpoints(
  ports: Ports,
  applicationId: string,
  asked: readonly EndpointUpdate[],
  requestId: string,
): Promise<void> {
  await requireApp(ports, applicationId);
  const known = await customNamesOf(ports, applicationId);
  const allowed = withoutBlocked(known);
  const updates = asked.map(({ id, request }) => ({ id, request: allowed(request) }));
  const context = { applicationId, at: ports.clock.now(), requestId };
  const names = namesOf(updates);
  checkNames(known, names);
  let lookup = lookupFor([], updates);
  for (;;) {
    let needed = lookup;
    await ports.endpoints.change(applicationId, lookup, (found) => {
      // What is stored may tell of a user or an address that has to be looked up too.
      needed = lookupFor(found, updates);
      return covers(lookup, needed) ? applyUpdates(found, updates, context) : { put: [], remove: [] };
    });
    if (covers(lookup, needed)) break;
    lookup = both(lookup, needed);
  }
  await noteNames(ports, applicationId, names);
}

function namesOf(updates: readonly EndpointUpdate[]): Record<NameKind, Set<string>> {
  const names = {
    Attributes: new Set<string>(),
    Metrics: new Set<string>(),
    UserAttributes: new Set<string>(),
  };
  for (const { request } of updates) {
    const used = namesIn(request);
    for (const kind of NAME_KINDS) for (const name of used[kind]) names[kind].add(name);
  }
  return names;
}
