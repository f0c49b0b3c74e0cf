import type { NeededScope, Scope } from '../core/keys/scope.ts';
import type { Ports } from '../ports/ports.ts';

export interface RouteRequest {
  /** Path labels by name, percent-decoded. */
  readonly labels: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: Headers;
  /** The request as it came; its body has not been read yet, unless `json` was called. Read it once. */
  readonly raw: Request;
  /**
   * The body as JSON; `undefined` when there is none.
   * @throws PlatformError `BadRequest` when it is not JSON, `PayloadTooLarge` when it is over 7 MB
   */
  json(): Promise<unknown>;
  /** A lower-case UUID, also in the `x-amzn-RequestId` header. */
  readonly requestId: string;
  /** The access key that called; `undefined` on an open route. */
  readonly keyId?: string;
  /** What that key may do. */
  readonly scopes?: readonly Scope[];
}

export interface RouteParameter {
  readonly name: string;
  readonly description: string;
  /** JSON Schema. */
  readonly schema: Readonly<Record<string, unknown>>;
  readonly required?: boolean;
}

export interface RouteAnswer {
  readonly description: string;
  /** JSON Schema of the body, where there is one. */
  readonly schema?: Readonly<Record<string, unknown>>;
  /** Content type of the body; JSON when absent. */
  readonly type?: string;
}

/** What `/openapi.json` says of a route beside its method, path and scope. */
export interface RouteDoc {
  readonly summary: string;
  /** What may stand behind the question mark. */
  readonly query?: readonly RouteParameter[];
  /** JSON Schema of the body. */
  readonly body?: Readonly<Record<string, unknown>>;
  /** Content type of the body; JSON when absent. */
  readonly bodyType?: string;
  /** By status; what is refused or fails is the same for every route. */
  readonly answers: Readonly<Record<number, RouteAnswer>>;
}

/**
 * One route of the platform's own HTTP API (everything but `/v1`). The router (`src/api/app.ts`)
 * checks the key and its scope, calls `handle`, and writes a plain value as JSON with status 200;
 * `undefined` becomes 204. For another status or type, return a `Response` (`reply` makes one).
 * Thrown `PlatformError`s become `{ error: { code, message, details }, requestId }`.
 */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** With `{label}`s, each one path segment; a last `{label+}` takes all that follows. `/uploads/{name}` */
  readonly path: string;
  readonly scope: NeededScope | 'open';
  readonly doc: RouteDoc;
  handle(ports: Ports, request: RouteRequest): Promise<unknown>;
}

/** A JSON answer with a status of its own; absent (`undefined`) members are left out. */
export function reply(status: number, value: unknown, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(value), {
    status,
    headers: { 'content-type': 'application/json', ...headers },
  });
}
