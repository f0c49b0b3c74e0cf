import {
  type AccessKey,
  createKey,
  listKeys,
  type NewAccessKey,
  newKey,
  revokeKey,
} from '../core/keys/keys.ts';
import { SCOPES } from '../core/keys/scope.ts';
import { bodyOf, extended, instant, list, named, object, oneOf, said, text } from './json-schema.ts';
import { type Route, reply } from './route.ts';

const key = object<AccessKey>(
  {
    keyId: text,
    name: text,
    scopes: list(oneOf(SCOPES)),
    createdAt: instant,
    revokedAt: said(instant, 'from then on it opens nothing'),
  },
  ['revokedAt'],
);
const KEY = named('AccessKey', key);
const NEW_KEY = named('NewAccessKey', extended(key, object<Pick<NewAccessKey, 'secret'>>({ secret: text })));

/** Access keys. A secret is answered once, when its key is made. */
export const keyRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/keys',
    scope: 'admin',
    doc: {
      summary: 'Issues an access key',
      body: bodyOf(newKey),
      answers: { 201: { description: 'The key, with its secret for this once', schema: NEW_KEY } },
    },
    handle: async (ports, request) => reply(201, await createKey(ports, await request.json())),
  },
  {
    method: 'GET',
    path: '/keys',
    scope: 'admin',
    doc: {
      summary: 'Every access key ever issued, oldest first',
      answers: { 200: { description: 'Without their secrets', schema: object({ keys: list(KEY) }) } },
    },
    handle: async (ports) => ({ keys: await listKeys(ports) }),
  },
  {
    method: 'DELETE',
    path: '/keys/{keyId}',
    scope: 'admin',
    doc: {
      summary: 'Ends an access key for good',
      answers: { 200: { description: 'The key', schema: KEY } },
    },
    handle: (ports, { labels }) => revokeKey(ports, labels.keyId ?? ''),
  },
];
