import { listErasures, requireErasure, told } from '../core/erasure/erasure.ts';
import { requestErasure } from '../core/erasure/request-erasure.ts';
import { PlatformError } from '../core/errors.ts';
import type { Ports } from '../ports/ports.ts';
import { type Route, type RouteRequest, reply } from './route.ts';

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1000;

const instant = { type: 'string', format: 'date-time' } as const;
const text = { type: 'string' } as const;

/** An erasure, as `Erasure` of src/core/erasure/erasure.ts. */
export const ERASURE = {
  type: 'object',
  properties: {
    id: text,
    applicationId: text,
    kind: { type: 'string', enum: ['endpoint', 'user', 'application'] },
    state: { type: 'string', enum: ['PENDING', 'RUNNING', 'DONE'] },
    requestedAt: instant,
    requestedBy: text,
    startedAt: instant,
    completedAt: instant,
    watchedUntil: instant,
    counts: { type: 'object', additionalProperties: { type: 'integer' } },
    error: text,
  },
  required: ['id', 'applicationId', 'kind', 'state', 'requestedAt', 'counts'],
} as const;
const PAGE = {
  type: 'object',
  properties: { items: { type: 'array', items: ERASURE }, next: text },
  required: ['items'],
} as const;
const REQUEST = {
  type: 'object',
  properties: {
    app: text,
    endpointId: text,
    userId: text,
    channel: { ...text, description: 'EMAIL, SMS, …; together with address' },
    address: text,
    now: { type: 'boolean', description: 'not together with what else is asked for that day' },
  },
  required: ['app'],
} as const;

/** What becomes of the persons who were deleted. */
export const erasureRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/erasures',
    scope: ['send', 'report-admin'],
    doc: {
      summary: 'Erasures, the newest first, with what was removed where',
      query: [
        { name: 'app', description: 'of this application only', schema: text },
        {
          name: 'limit',
          description: 'at most so many',
          schema: { type: 'integer', minimum: 1, maximum: MAX_LIMIT },
        },
        { name: 'next', description: 'goes on where the page before ended', schema: text },
      ],
      answers: { 200: { description: 'A page', schema: PAGE } },
    },
    handle: list,
  },
  {
    method: 'GET',
    path: '/erasures/{id}',
    scope: ['send', 'report-admin'],
    doc: {
      summary: 'How an erasure stands',
      answers: { 200: { description: 'The erasure', schema: ERASURE } },
    },
    handle: async (ports, { labels }) => told(await requireErasure(ports, labels.id ?? '')),
  },
  {
    method: 'POST',
    path: '/erasures',
    scope: 'send',
    doc: {
      summary: 'Asks for the erasure of somebody who has no endpoint: by an id, a user id or an address',
      body: REQUEST,
      answers: { 202: { description: 'It is asked for', schema: ERASURE } },
    },
    async handle(ports, request) {
      const erasure = await requestErasure(ports, await request.json(), request.keyId);
      return reply(202, erasure, { location: `/erasures/${erasure.id}` });
    },
  },
];

async function list(ports: Ports, { query }: RouteRequest) {
  const limit = query.get('limit') ?? String(DEFAULT_LIMIT);
  if (!/^[1-9]\d{0,8}$/.test(limit) || Number(limit) > MAX_LIMIT) {
    throw new PlatformError(
      'BadRequest',
      `limit must be a whole number from 1 to ${MAX_LIMIT}, not ${limit}`,
    );
  }
  return listErasures(ports, {
    limit: Number(limit),
    applicationId: query.get('app') ?? undefined,
    after: query.get('next') ?? undefined,
  });
}
