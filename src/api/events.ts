import { deleteEventStream, getEventStream, putEventStream } from '../core/events/event-stream.ts';
import { putEvents } from '../core/events/put-events.ts';
import { parseJson, readBody } from './body.ts';
import type { Operation } from './operation.ts';
import { type Route, reply } from './route.ts';

/** Events and the event stream (pinpoint-api.md 2). */
export const eventOperations: readonly Operation[] = [
  {
    name: 'PutEvents',
    method: 'POST',
    path: '/v1/apps/{ApplicationId}/events',
    status: 202,
    scope: 'ingest',
    handle: (ports, { labels, body, bodyBytes, requestId }) =>
      putEvents(ports, labels.ApplicationId ?? '', body, { requestId, bytes: bodyBytes }),
  },
  {
    name: 'GetEventStream',
    method: 'GET',
    path: '/v1/apps/{ApplicationId}/eventstream',
    status: 200,
    scope: 'report',
    handle: (ports, { labels }) => getEventStream(ports, labels.ApplicationId ?? ''),
  },
  {
    name: 'PutEventStream',
    method: 'POST',
    path: '/v1/apps/{ApplicationId}/eventstream',
    status: 200,
    scope: 'admin',
    handle: (ports, { labels, body, keyId }) =>
      putEventStream(ports, labels.ApplicationId ?? '', body, keyId),
  },
  {
    name: 'DeleteEventStream',
    method: 'DELETE',
    path: '/v1/apps/{ApplicationId}/eventstream',
    status: 200,
    scope: 'admin',
    handle: (ports, { labels }) => deleteEventStream(ports, labels.ApplicationId ?? ''),
  },
];

/** Where browser libraries send their last events with a beacon, signed in the query; no operation of the SDK. */
export const eventRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/v1/apps/{ApplicationId}/events/legacy',
    scope: 'ingest',
    doc: {
      summary: 'PutEvents, for browser libraries that send their last events with a beacon',
      body: { type: 'object', description: 'an EventsRequest of Pinpoint' },
      answers: { 202: { description: 'An EventsResponse of Pinpoint', schema: { type: 'object' } } },
    },
    async handle(ports, { labels, raw, requestId }) {
      const body = await readBody(raw);
      const request = { requestId, bytes: body.byteLength };
      return reply(202, await putEvents(ports, labels.ApplicationId ?? '', parseJson(body), request));
    },
  },
];
