import {
  deleteEndpoint,
  deleteUserEndpoints,
  getEndpoint,
  getUserEndpoints,
  removeAttributes,
  updateEndpoint,
  updateEndpointsBatch,
} from '../core/endpoints/endpoints.ts';
import type { Operation, OperationRequest } from './operation.ts';

/** Endpoints, users and attributes (pinpoint-api.md 2). */
export const endpointOperations: readonly Operation[] = [
  {
    name: 'GetEndpoint',
    method: 'GET',
    path: '/v1/apps/{ApplicationId}/endpoints/{EndpointId}',
    status: 200,
    scope: ['send', 'report-admin'],
    handle: (ports, { labels }) => getEndpoint(ports, labels.ApplicationId ?? '', labels.EndpointId ?? ''),
  },
  {
    name: 'UpdateEndpoint',
    method: 'PUT',
    path: '/v1/apps/{ApplicationId}/endpoints/{EndpointId}',
    status: 202,
    scope: 'send',
    async handle(ports, request) {
      const { labels, body, requestId } = request;
      await updateEndpoint(ports, labels.ApplicationId ?? '', labels.EndpointId ?? '', body, requestId);
      return accepted(request);
    },
  },
  {
    name: 'UpdateEndpointsBatch',
    method: 'PUT',
    path: '/v1/apps/{ApplicationId}/endpoints',
    status: 202,
    scope: 'send',
    async handle(ports, request) {
      await updateEndpointsBatch(ports, request.labels.ApplicationId ?? '', request.body, request.requestId);
      return accepted(request);
    },
  },
  {
    name: 'DeleteEndpoint',
    method: 'DELETE',
    path: '/v1/apps/{ApplicationId}/endpoints/{EndpointId}',
    status: 202,
    scope: 'send',
    handle: (ports, { labels, keyId }) =>
      deleteEndpoint(ports, labels.ApplicationId ?? '', labels.EndpointId ?? '', keyId),
  },
  {
    name: 'GetUserEndpoints',
    method: 'GET',
    path: '/v1/apps/{ApplicationId}/users/{UserId}',
    status: 200,
    scope: ['send', 'report-admin'],
    handle: (ports, { labels }) => getUserEndpoints(ports, labels.ApplicationId ?? '', labels.UserId ?? ''),
  },
  {
    name: 'DeleteUserEndpoints',
    method: 'DELETE',
    path: '/v1/apps/{ApplicationId}/users/{UserId}',
    status: 202,
    scope: 'send',
    handle: (ports, { labels, keyId }) =>
      deleteUserEndpoints(ports, labels.ApplicationId ?? '', labels.UserId ?? '', keyId),
  },
  {
    name: 'RemoveAttributes',
    method: 'PUT',
    path: '/v1/apps/{ApplicationId}/attributes/{AttributeType}',
    status: 200,
    scope: 'admin',
    handle: (ports, { labels, body }) =>
      removeAttributes(ports, labels.ApplicationId ?? '', labels.AttributeType ?? '', body),
  },
];

/** MessageBody. */
function accepted({ requestId }: OperationRequest) {
  return { RequestID: requestId, Message: 'Accepted' };
}
