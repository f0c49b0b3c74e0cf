import { createHash } from 'node:crypto';
import { defaultApp } from '../core/apps/apps.ts';
import { answerWithin } from '../core/queries/reuse.ts';
import type { Ports } from '../ports/ports.ts';
import { isKnown, readMaxAge } from './query-answers.ts';
import { isOfSignature } from './query-parameters.ts';
import { MAX_AGE, NOT_MODIFIED } from './query-schemas.ts';
import type { Route, RouteRequest } from './route.ts';

/**
 * A route whose answer may be an earlier one, as a named query's may: with `maxAge`, one that is no older is
 * answered again, to whoever asks. Its tag is that of what it says; who has it is told 304.
 * @param route a GET of the scope `report`, which answers a plain value that its address alone decides
 */
export function reusable(route: Route): Route {
  const { doc } = route;
  return {
    ...route,
    doc: { ...doc, query: [...(doc.query ?? []), MAX_AGE], answers: { ...doc.answers, 304: NOT_MODIFIED } },
    async handle(ports, request) {
      const maxAge = readMaxAge(request.query);
      const key = await questionOf(ports, route, request);
      const { value, askedAt } = await answerWithin(ports, key, maxAge, () => route.handle(ports, request));
      const body = JSON.stringify(value);
      const age = Math.max(0, Math.floor((ports.clock.now().getTime() - Date.parse(askedAt)) / 1000));
      const etag = `W/"${createHash('sha256').update(body).digest('base64url')}"`;
      const headers = { 'cache-control': 'private, no-cache', age: String(age), etag };
      if (isKnown(request, etag)) return new Response(null, { status: 304, headers });
      return new Response(body, { headers: { ...headers, 'content-type': 'application/json' } });
    },
  };
}

/** The address, in one spelling; the default application is that of now. */
async function questionOf(ports: Ports, { path }: Route, { labels, query }: RouteRequest) {
  const asked = new URLSearchParams(query);
  for (const name of [...asked.keys()]) if (name === 'maxAge' || isOfSignature(name)) asked.delete(name);
  if (!asked.has('app')) asked.set('app', (await defaultApp(ports)).Id);
  asked.sort();
  return [path, JSON.stringify(labels), asked.toString()];
}
