import { createKey, listKeys, revokeKey } from '../core/keys/keys.ts';
import { type Route, reply } from './route.ts';

/** Access keys: `{ keyId, name, scopes, createdAt, revokedAt? }`. A secret is answered once, when its key is made. */
export const keyRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/keys',
    scope: 'admin',
    handle: async (ports, request) => reply(201, await createKey(ports, await request.json())),
  },
  {
    method: 'GET',
    path: '/keys',
    scope: 'admin',
    handle: async (ports) => ({ keys: await listKeys(ports) }),
  },
  {
    method: 'DELETE',
    path: '/keys/{keyId}',
    scope: 'admin',
    handle: (ports, { labels }) => revokeKey(ports, labels.keyId ?? ''),
  },
];
