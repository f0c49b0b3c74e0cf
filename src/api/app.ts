import { Hono } from 'hono';
import { PlatformError } from '../core/errors.ts';
import { answerOnce } from '../core/idempotency.ts';
import { type FindKey, keyFinder } from '../core/keys/keys.ts';
import type { NeededScope } from '../core/keys/scope.ts';
import type { Clock } from '../ports/clock.ts';
import type { Ports } from '../ports/ports.ts';
import { authenticate, checkBodyHash } from './authenticate.ts';
import { checkedStream, parseJson, readBody } from './body.ts';
import { pinpointError, platformError, tellable } from './errors.ts';
import { object } from './json-schema.ts';
import { NAMED_QUERY } from './named-queries.ts';
import { openApiRoute } from './openapi.ts';
import type { Operation } from './operation.ts';
import { checkParameters } from './query-parameters.ts';
import { requireScope } from './require-scope.ts';
import { type Route, reply } from './route.ts';
import { routeTable } from './route-table.ts';
import { sha256, type WireRequest } from './sigv4.ts';

export interface AppOptions {
  readonly operations: readonly Operation[];
  readonly routes: readonly Route[];
  /** Files for a browser, asked first; `undefined` where there is none. */
  readonly pages?: (request: Request) => Promise<Response | undefined>;
  /** Told once of every fault of ours; the caller only learns the request's id. */
  log(fault: Fault): void;
  /** Against which signatures are checked, when `ports.clock` is not the world's (a demo's, say). */
  readonly signatureClock?: Clock;
}

export interface Fault {
  readonly requestId: string;
  readonly method: string;
  readonly path: string;
  readonly error: unknown;
}

/** A request on its way to an operation or a route. */
interface Visit {
  readonly request: Request;
  readonly wire: WireRequest;
  readonly query: URLSearchParams;
  readonly requestId: string;
}

interface Mounted {
  readonly method: string;
  readonly path: string;
  answer(visit: Visit, labels: Record<string, string>): Promise<Response>;
}

const JSON_TYPE = { 'content-type': 'application/json' };
/** With it, a POST of an operation is done once and answered the same when it is sent again within 24 hours. */
const IDEMPOTENCY_KEY = 'idempotency-key';
const REPEATED_HEADER = { 'idempotent-replayed': 'true' };

const health: Route = {
  method: 'GET',
  path: '/healthz',
  scope: 'open',
  doc: {
    summary: 'Whether the stage is ready',
    answers: { 200: { description: 'It is', schema: object({ status: { const: 'ok' } }) } },
  },
  handle: async () => ({ status: 'ok' }),
};

/** The platform over HTTP: one app for Node and for Lambda. */
export function buildApp(ports: Ports, options: AppOptions): Hono {
  const gate = { findKey: keyFinder(ports), clock: options.signatureClock ?? ports.clock };
  const table = routeTable([
    ...options.operations.map((operation) => mountOperation(ports, operation, gate)),
    ...[health, openApiRoute(options.routes), ...options.routes].map((route) =>
      mountRoute(ports, route, gate),
    ),
  ]);

  async function answer(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const { method, headers } = request;
    const wire = { method, path: url.pathname, query: url.search.slice(1), headers };
    const requestId = ports.ids.requestId();
    let response: Response;
    try {
      if (method === 'OPTIONS') response = preflight(request, table.methods(wire.path));
      else {
        const { entry, labels } = table.match(method === 'HEAD' ? 'GET' : method, wire.path);
        response = await entry.answer({ request, wire, query: url.searchParams, requestId }, labels);
      }
    } catch (error) {
      if (!tellable(error)) options.log({ requestId, method, path: wire.path, error });
      response = (wire.path.startsWith('/v1/') ? pinpointError : platformError)(error, requestId);
    }
    return finish(response, requestId);
  }

  const app = new Hono();
  // Hono decodes paths before it matches; our labels are decoded after, so the table is our own.
  app.all('*', async ({ req: { raw } }) => (await options.pages?.(raw)) ?? answer(raw));
  return app;
}

interface Gate {
  readonly findKey: FindKey;
  readonly clock: Clock;
}

/** Body, then key, then scope, then JSON: what cannot be checked is not parsed. */
function mountOperation(ports: Ports, operation: Operation, gate: Gate): Mounted {
  return {
    ...operation,
    async answer({ request, wire, query, requestId }, labels) {
      const bytes = await readBody(request);
      const hash = sha256(bytes);
      const caller = await authenticate(wire, gate.findKey, gate.clock.now(), async () => hash);
      checkBodyHash(caller, hash);
      requireScope(caller, operation.scope, operation.name);
      const { keyId, scopes } = caller;
      const bodyBytes = bytes.byteLength;
      const body = parseJson(bytes);
      const work = () =>
        operation.handle(ports, { labels, query, body, bodyBytes, keyId, scopes, requestId });
      const key = operation.method === 'POST' ? wire.headers.get(IDEMPOTENCY_KEY) : null;
      const { value, repeated } =
        key === null
          ? { value: await work(), repeated: false }
          : await answerOnce(
              ports,
              { key, caller: keyId, fingerprint: sha256(`${operation.method} ${wire.path} ${hash}`) },
              work,
            );
      const headers = repeated ? REPEATED_HEADER : undefined;
      if (operation.status === 204) return new Response(null, { status: 204, headers });
      return new Response(withoutNulls(value ?? {}), {
        status: operation.status,
        headers: { ...JSON_TYPE, ...headers },
      });
    },
  };
}

function mountRoute(ports: Ports, route: Route, gate: Gate): Mounted {
  return {
    ...route,
    async answer(visit, labels) {
      const { wire, query, requestId } = visit;
      const { caller, raw } =
        route.scope === 'open' ? { raw: visit.request } : await admit(visit, route.scope, gate, route.path);
      if (caller && route.path !== NAMED_QUERY) checkParameters(route, query);
      const value = await route.handle(ports, {
        labels,
        query,
        headers: wire.headers,
        raw,
        json: async () => parseJson(await readBody(raw)),
        requestId,
        keyId: caller?.keyId,
        scopes: caller?.scopes,
      });
      if (value instanceof Response) return value;
      return value === undefined ? new Response(null, { status: 204 }) : reply(200, value);
    },
  };
}

/** Lets a body of any size pass, checked while it is read, when its hash was signed; else it is read first. */
async function admit({ request, wire }: Visit, scope: NeededScope, gate: Gate, what: string) {
  let bytes: Uint8Array<ArrayBuffer> | undefined;
  const caller = await authenticate(wire, gate.findKey, gate.clock.now(), async () => {
    bytes = new Uint8Array(await readBody(request));
    return sha256(bytes);
  });
  requireScope(caller, scope, what);
  const { method, headers } = request;
  const hasNoBody = method === 'GET' || method === 'HEAD'; // a Request of these refuses even an empty one
  if (bytes && !hasNoBody) return { caller, raw: new Request(request.url, { method, headers, body: bytes }) };
  if (!request.body || caller.bodyHash === undefined) return { caller, raw: request };
  const body = checkedStream(request.body, (hash) => checkBodyHash(caller, hash));
  return { caller, raw: new Request(request.url, { method, headers, body, duplex: 'half' }) };
}

/** As JSON text; Pinpoint leaves optional members out rather than sending null. */
function withoutNulls(value: unknown): string {
  return JSON.stringify(value, (_, member) => (member === null ? undefined : member));
}

/** Keys are sent in a header, never by a browser on its own, so any origin may ask. */
function preflight(request: Request, methods: readonly string[]): Response {
  if (methods.length === 0) {
    throw new PlatformError('NotFound', `Nothing is at ${new URL(request.url).pathname}`);
  }
  return new Response(null, {
    status: 200,
    headers: {
      'access-control-allow-methods': [...methods, 'OPTIONS'].join(', '),
      'access-control-allow-headers': request.headers.get('access-control-request-headers') ?? '*',
      'access-control-max-age': '3600',
    },
  });
}

/** Adds to the answer itself: a copy would make a stream of a body that is a text. */
function finish(response: Response, requestId: string): Response {
  const { headers } = response;
  headers.set('x-amzn-RequestId', requestId);
  headers.set('x-content-type-options', 'nosniff');
  headers.set('access-control-allow-origin', '*');
  headers.set(
    'access-control-expose-headers',
    'x-amzn-RequestId, x-amzn-ErrorType, etag, date, age, link, location, retry-after, idempotent-replayed',
  );
  return response;
}
