import { z } from 'zod';
import { requireApp } from '../core/apps/apps.ts';
import { CHANNEL_TYPES } from '../core/endpoints/endpoint.ts';
import { PlatformError } from '../core/errors.ts';
import { parse } from '../core/parse.ts';
import {
  findSuppression,
  listSuppressions,
  type Suppression,
  suppress,
  unsuppress,
} from '../core/suppression/suppression.ts';
import { SUPPRESSION_REASONS } from '../core/suppression/suppression-reason.ts';
import type { Ports } from '../ports/ports.ts';
import { bodyOf, instant, named, object, oneOf, pageOf, said, text } from './json-schema.ts';
import { limitOf, NEXT, REQUIRED_APP } from './parameters.ts';
import type { Route, RouteParameter, RouteRequest } from './route.ts';

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

const CHANNEL: RouteParameter = {
  name: 'channel',
  description: 'type of the channel',
  schema: oneOf(CHANNEL_TYPES),
};
const ADDRESS: RouteParameter = { name: 'address', description: 'in that channel', schema: text };
const SUPPRESSION = named(
  'Suppression',
  object<Suppression>({
    channelType: text,
    address: said(text, 'an e-mail address in lower case'),
    reason: oneOf(SUPPRESSION_REASONS),
    suppressedAt: instant,
  }),
);

/** Addresses that an application does not write to. */
export const suppressionRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/suppressions',
    scope: 'report-admin',
    doc: {
      summary: 'Addresses that an application does not write to',
      query: [
        REQUIRED_APP,
        CHANNEL,
        { ...ADDRESS, description: 'only this one; needs channel' },
        limitOf(DEFAULT_LIMIT, MAX_LIMIT),
        NEXT,
      ],
      answers: { 200: { description: 'A page', schema: pageOf(SUPPRESSION) } },
    },
    handle: getSuppressions,
  },
  {
    method: 'PUT',
    path: '/suppressions',
    scope: 'send',
    doc: {
      summary: 'Suppresses an address; MANUAL unless a reason is given, and the first reason stays',
      body: bodyOf(newSuppression),
      answers: {
        200: { description: 'What is in force', schema: SUPPRESSION },
      },
    },
    handle: putSuppression,
  },
  {
    method: 'DELETE',
    path: '/suppressions',
    scope: 'admin',
    doc: {
      summary: 'Lets an address be written to again',
      query: [REQUIRED_APP, { ...CHANNEL, required: true }, { ...ADDRESS, required: true }],
      answers: { 200: { description: 'What was in force', schema: SUPPRESSION } },
    },
    handle: deleteSuppression,
  },
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
