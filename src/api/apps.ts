import { createApp, listApps, requireApp } from '../core/apps/apps.ts';
import { deleteApp } from '../core/apps/delete-app.ts';
import { getSettings, updateSettings } from '../core/apps/settings.ts';
import { readPageRequest } from '../core/paging.ts';
import type { Operation } from './operation.ts';

/** Applications and their settings (pinpoint-api.md 2, "Apps"). */
export const appOperations: readonly Operation[] = [
  {
    name: 'CreateApp',
    method: 'POST',
    path: '/v1/apps',
    status: 201,
    scope: 'admin',
    handle: (ports, { body }) => createApp(ports, body),
  },
  {
    name: 'GetApps',
    method: 'GET',
    path: '/v1/apps',
    status: 200,
    scope: 'report',
    handle: async (ports, { query }) => listApps(ports, readPageRequest(query)),
  },
  {
    name: 'GetApp',
    method: 'GET',
    path: '/v1/apps/{ApplicationId}',
    status: 200,
    scope: 'report',
    handle: (ports, { labels }) => requireApp(ports, labels.ApplicationId ?? ''),
  },
  {
    name: 'DeleteApp',
    method: 'DELETE',
    path: '/v1/apps/{ApplicationId}',
    status: 200,
    scope: 'admin',
    handle: (ports, { labels, keyId }) => deleteApp(ports, labels.ApplicationId ?? '', keyId),
  },
  {
    name: 'GetApplicationSettings',
    method: 'GET',
    path: '/v1/apps/{ApplicationId}/settings',
    status: 200,
    scope: 'report',
    handle: (ports, { labels }) => getSettings(ports, labels.ApplicationId ?? ''),
  },
  {
    name: 'UpdateApplicationSettings',
    method: 'PUT',
    path: '/v1/apps/{ApplicationId}/settings',
    status: 200,
    scope: 'admin',
    handle: (ports, { labels, body }) => updateSettings(ports, labels.ApplicationId ?? '', body),
  },
];
