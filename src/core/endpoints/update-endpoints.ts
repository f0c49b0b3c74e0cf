import type { EndpointChange } from '../../ports/endpoint-store.ts';
import type { Ports } from '../../ports/ports.ts';
import { requireApp } from '../apps/apps.ts';
import { type PlatformError, reasonAgainst } from '../errors.ts';
import { noteOptOuts } from '../suppression/opt-outs.ts';
import { applyEachUpdate, applyUpdates } from './apply-updates.ts';
import {
  type CustomNames,
  checkNames,
  customNamesOf,
  NAME_KINDS,
  type NameKind,
  namesIn,
  noteNames,
  withoutBlocked,
} from './custom-names.ts';
import type { Endpoint } from './endpoint.ts';
import { checkId } from './endpoint-id.ts';
import { both, covers, lookupFor } from './endpoint-lookup.ts';
import type { EndpointUpdate } from './endpoint-request.ts';
import type { UpdateContext } from './merge-endpoint.ts';
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

/**
 * The same, but an update that breaks a rule is refused alone (PutEvents).
 * @param updates one per endpoint id, in order
 * @returns the reasons, by the id as it was given
 */
export async function updateEachEndpoint(
  ports: Ports,
  applicationId: string,
  updates: readonly EndpointUpdate[],
  requestId: string,
): Promise<Map<string, PlatformError>> {
  const known = await customNamesOf(ports, applicationId);
  const { fitting, refused } = withinNameLimit(known, updates.map(allowing(known)));
  if (fitting.length === 0) return refused;
  let broken = new Map<string, PlatformError>();
  await change(ports, applicationId, fitting, requestId, (found, context) => {
    const { refused: refusals, ...outcome } = applyEachUpdate(found, fitting, context);
    broken = refusals;
    return outcome;
  });
  await noteNames(ports, applicationId, namesOf(fitting.filter(({ id }) => !broken.has(id))));
  return new Map([...refused, ...broken]);
}

async function changeEndpoints(
  ports: Ports,
  applicationId: string,
  asked: readonly EndpointUpdate[],
  requestId: string,
): Promise<void> {
  await requireApp(ports, applicationId);
  const known = await customNamesOf(ports, applicationId);
  const updates = asked.map(allowing(known));
  const names = namesOf(updates);
  checkNames(known, names);
  await change(ports, applicationId, updates, requestId, (found, context) =>
    applyUpdates(found, updates, context),
  );
  await noteNames(ports, applicationId, names);
}

/** Lets `decide` see every stored endpoint that the updates concern. */
async function change(
  ports: Ports,
  applicationId: string,
  updates: readonly EndpointUpdate[],
  requestId: string,
  decide: (found: readonly Endpoint[], context: UpdateContext) => EndpointChange,
): Promise<void> {
  const context = { applicationId, at: ports.clock.now(), requestId };
  let lookup = lookupFor([], updates);
  for (;;) {
    let needed = lookup;
    let before: readonly Endpoint[] = [];
    const { put } = await ports.endpoints.change(applicationId, lookup, (found) => {
      before = found;
      // What is stored may tell of a user or an address that has to be looked up too.
      needed = lookupFor(found, updates);
      return covers(lookup, needed) ? decide(found, context) : { put: [], remove: [] };
    });
    await noteOptOuts(ports, applicationId, before, put);
    if (covers(lookup, needed)) break;
    lookup = both(lookup, needed);
  }
}

function allowing(known: CustomNames): (update: EndpointUpdate) => EndpointUpdate {
  const allowed = withoutBlocked(known);
  return ({ id, request }) => ({ id, request: allowed(request) });
}

/** Refuses the updates with which the application would have too many names; earlier ones come first. */
function withinNameLimit(known: CustomNames, updates: readonly EndpointUpdate[]) {
  const fitting: EndpointUpdate[] = [];
  const refused = new Map<string, PlatformError>();
  if (!reasonAgainst(() => checkNames(known, namesOf(updates)))) return { fitting: [...updates], refused };
  for (const update of updates) {
    const reason = reasonAgainst(() => checkNames(known, namesOf([...fitting, update])));
    if (reason) refused.set(update.id, reason);
    else fitting.push(update);
  }
  return { fitting, refused };
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
