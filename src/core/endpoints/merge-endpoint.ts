import { PlatformError } from '../errors.ts';
import type { Endpoint } from './endpoint.ts';
import { cohortOf } from './endpoint-id.ts';
import type { EndpointUpdate } from './endpoint-request.ts';

/** In which application, when and by which request endpoints are changed. */
export interface UpdateContext {
  readonly applicationId: string;
  readonly at: Date;
  readonly requestId?: string;
}

/**
 * What one update makes of one endpoint, looked at alone; `applyUpdates` adds what it means for
 * other endpoints (shared user attributes, one active endpoint an address, limits).
 *
 * @param stored `undefined` when the endpoint is created
 * @throws PlatformError `BadRequest` `Missing ChannelType` at creation without one
 * @remarks pinpoint-segments.md 1.1, 1.3 and 1.4. That `OptOut` and `EndpointStatus` given by the
 *   caller win over the automatic values is ours.
 */
export function mergeEndpoint(
  stored: Endpoint | undefined,
  { id, request }: EndpointUpdate,
  { applicationId, at, requestId }: UpdateContext,
): Endpoint {
  const now = at.toISOString();
  const base = stored ?? created(applicationId, id, now, request.Address !== undefined);
  if ((request.ChannelType ?? base.ChannelType) === undefined) {
    throw new PlatformError('BadRequest', 'Missing ChannelType', { endpointId: id });
  }
  const { User: user = {} } = request;
  return {
    ...base,
    ...given({ Address: request.Address, ChannelType: request.ChannelType, OptOut: request.OptOut }),
    EndpointStatus: request.EndpointStatus ?? 'ACTIVE', // also an update makes it active
    Attributes: { ...base.Attributes, ...request.Attributes },
    Metrics: { ...base.Metrics, ...request.Metrics },
    Demographic: { ...base.Demographic, ...request.Demographic },
    Location: { ...base.Location, ...request.Location },
    User: given({
      UserId: user.UserId ?? base.User.UserId,
      UserAttributes: notEmpty({ ...base.User.UserAttributes, ...user.UserAttributes }),
    }),
    ...given({ RequestId: request.RequestId ?? requestId }),
    EffectiveDate: request.EffectiveDate ?? now,
  };
}

function created(applicationId: string, id: string, now: string, hasAddress: boolean): Endpoint {
  return {
    ApplicationId: applicationId,
    Id: id,
    OptOut: hasAddress ? 'NONE' : 'ALL',
    EndpointStatus: 'ACTIVE',
    Attributes: {},
    Metrics: {},
    Demographic: {},
    Location: {},
    User: {},
    CohortId: cohortOf(applicationId, id),
    CreationDate: now,
    EffectiveDate: now,
  };
}

function given<T extends object>(members: T): Partial<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Partial<T>;
}

function notEmpty<T extends object>(map: T): T | undefined {
  return Object.keys(map).length > 0 ? map : undefined;
}
