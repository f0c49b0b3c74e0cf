import type { NeededScope, Scope } from '../core/keys/scope.ts';
import type { Ports } from '../ports/ports.ts';

export type { Scope } from '../core/keys/scope.ts';

export interface OperationRequest {
  /** Path labels by name, percent-decoded. */
  readonly labels: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** The parsed JSON body; `undefined` when there was none. */
  readonly body: unknown;
  /** Size of the body as it came. */
  readonly bodyBytes: number;
  /** The access key that called. */
  readonly keyId: string;
  /** What that key may do. */
  readonly scopes: readonly Scope[];
  /** A lower-case UUID, also in the `x-amzn-RequestId` header. */
  readonly requestId: string;
}

/**
 * One operation of Pinpoint's REST API. The router (`src/api/app.ts`) parses, checks the
 * signature and the scope, calls `handle`, and writes its answer as the unwrapped JSON body.
 */
export interface Operation {
  /** Pinpoint's operation name, as in `docs/api-parity.md`. */
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** With `{Label}`s, from `/v1` on. */
  readonly path: string;
  /** The status of success. */
  readonly status: 200 | 201 | 202 | 204;
  readonly scope: NeededScope;
  handle(ports: Ports, request: OperationRequest): Promise<unknown>;
}
