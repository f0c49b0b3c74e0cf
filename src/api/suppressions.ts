import { z } from 'zod';
import { requireApp } from '../core/apps/apps.ts';
import { CHANNEL_TYPES } from '../core/endpoints/endpoint.ts';
import { PlatformError } from '../core/errors.ts';
import { parse } from '../core/parse.ts';
import {
  findSuppression,
  listSuppressions,
  SUPPRESSION_REASONS,
  suppress,
  unsuppress,
} from '../core/suppression/suppression.ts';
import type { Ports } from '../ports/ports.ts';
import type { Route, RouteRequest } from './route.ts';

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1000;
const TOKEN = /^[\w-]+$/;

const channel = z.enum(CHANNEL_TYPES);
const newSuppression = z.object({
  app: z.string().min(1),
  channel,
  address: z.string().trim().min(1).max(4096),
  reason: z.enum(SUPPRESSION_REASONS).nullish(),
});

/**
 * Addresses that an application does not write to.
 *
 * `GET /suppressions?app=&channel=&address=&limit=&next=` → `{ items: [{ channelType, address, reason,
 * suppressedAt }], next }`, `channel` and `address` being optional; `PUT /suppressions` with
 * `{ app, channel, address, reason }`, `MANUAL` unless it says otherwise; `DELETE` with the parameters of `GET`.
 */
export const suppressionRoutes: readonly Route[] = [
  { method: 'GET', path: '/suppressions', scope: 'report-admin', handle: getSuppressions },
  { method: 'PUT', path: '/suppressions', scope: 'send', handle: putSuppression },
  { method: 'DELETE', path: '/suppressions', scope: 'admin', handle: deleteSuppression },
];

async function getSuppressions(ports: Ports, { query }: RouteRequest) {
  const { Id } = await requireApp(ports, needed(query, 'app'));
  const channelType = query.get('channel') ? readChannel(query) : undefined;
  const address = query.get('address');
  if (address) {
    if (!channelType) throw new PlatformError('BadRequest', 'Parameter address needs parameter channel');
    const found = await findSuppression(ports, Id, channelType, address);
    return { items: found ? [found] : [] };
  }
  const limit = readLimit(query.get('limit'));
  const token = query.get('next');
  const { items, next } = await listSuppressions(ports, Id, {
    channelType,
    limit,
    ...(token && { after: readToken(token) }),
  });
  return { items, ...(next && { next: Buffer.from(next).toString('base64url') }) };
}

async function putSuppression(ports: Ports, request: RouteRequest) {
  const asked = parse(newSuppression, await request.json(), 'Suppression');
  const { Id } = await requireApp(ports, asked.app);
  return suppress(ports, Id, {
    channelType: asked.channel,
    address: asked.address,
    reason: asked.reason ?? 'MANUAL',
  });
}

async function deleteSuppression(ports: Ports, { query }: RouteRequest) {
  const { Id } = await requireApp(ports, needed(query, 'app'));
  return unsuppress(ports, Id, readChannel(query), needed(query, 'address').trim());
}

function needed(query: URLSearchParams, name: string): string {
  const value = query.get(name);
  if (!value) throw new PlatformError('BadRequest', `Parameter ${name} is missing`);
  return value;
}

function readChannel(query: URLSearchParams): string {
  return parse(channel, needed(query, 'channel'), 'Parameter channel');
}

function readLimit(text: string | null): number {
  if (text === null) return DEFAULT_LIMIT;
  if (!/^0*[1-9]\d{0,8}$/.test(text)) {
    throw new PlatformError('BadRequest', `limit must be a positive integer, not ${text}`);
  }
  return Math.min(Number(text), MAX_LIMIT);
}

function readToken(token: string): string {
  if (!TOKEN.test(token)) throw new PlatformError('BadRequest', `Not a token of a list: ${token}`);
  return Buffer.from(token, 'base64url').toString();
}
