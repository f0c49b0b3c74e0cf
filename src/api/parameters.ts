import { PlatformError } from '../core/errors.ts';
import { text, whole } from './json-schema.ts';
import type { RouteParameter } from './route.ts';

/** Parameters that several routes have. */

export const APP: RouteParameter = { name: 'app', description: 'id of an application', schema: text };
export const REQUIRED_APP: RouteParameter = { ...APP, required: true };

/** That of a route that has REQUIRED_APP; nobody has looked whether it is there. @throws PlatformError `BadRequest` */
export function requiredApp(query: URLSearchParams): string {
  const app = query.get('app');
  if (!app) throw new PlatformError('BadRequest', 'Parameter app must name an application');
  return app;
}

/** The application of something that has an id of its own may be left out. */
export const APP_OF_ID: RouteParameter = {
  ...APP,
  description: 'id of the application; looked up when it is not given',
};

export const NEXT: RouteParameter = {
  name: 'next',
  description: 'that of the page before',
  schema: text,
};

/** @param most larger limits are taken for it */
export const limitOf = (standard: number, most: number): RouteParameter => ({
  name: 'limit',
  description: `of the items of a page; at most ${most}`,
  schema: { ...whole, minimum: 1, default: standard },
});
