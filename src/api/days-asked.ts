import { defaultApp, requireApp } from '../core/apps/apps.ts';
import type { Ports } from '../ports/ports.ts';
import { day, text } from './json-schema.ts';
import type { RouteParameter } from './route.ts';

export const SOME_APP: RouteParameter = {
  name: 'app',
  description: 'id of an application; the default one when it is not given',
  schema: text,
};

/** Both days count; UTC. */
export const DAYS: readonly RouteParameter[] = [
  { name: 'from', description: 'first day, UTC; thirty days when it is not given', schema: day },
  { name: 'to', description: 'last day, UTC; today when it is not given', schema: day },
];

/** @throws PlatformError `NotFound` */
export async function applicationAsked(ports: Ports, query: URLSearchParams): Promise<string> {
  const applicationId = query.get('app') ?? (await defaultApp(ports)).Id;
  return (await requireApp(ports, applicationId)).Id;
}
