import type { EndpointChange, RefusedRow } from '../../ports/endpoint-store.ts';
import { PlatformError, reasonAgainst } from '../errors.ts';
import type { Endpoint } from './endpoint.ts';
import { endpointKey } from './endpoint-id.ts';
import type { EndpointUpdate } from './endpoint-request.ts';
import { checkSize } from './endpoint-rules.ts';
import { checkCreatable, type EndpointImportRow, foldImportRows, updateOfRow } from './import-row.ts';
import type { UpdateContext } from './merge-endpoint.ts';
import { sameEndpoint } from './same-value.ts';
import { workingEndpoints } from './working-endpoints.ts';

/**
 * What updates, applied in order, make of an application's endpoints (`workingEndpoints`).
 *
 * @param found every stored endpoint that `lookupFor` names
 * @throws PlatformError `BadRequest` when one update breaks a rule; then none counts
 */
export function applyUpdates(
  found: readonly Endpoint[],
  updates: readonly EndpointUpdate[],
  context: UpdateContext,
): EndpointChange {
  const working = workingEndpoints(found, context);
  for (const update of updates) {
    working.apply(update);
    checkSize(working.get(update.id) as Endpoint);
  }
  return { put: working.written(), remove: [] };
}

/**
 * The same, but an update that breaks a rule is refused alone: the others count as if it were not there.
 * @returns besides the change the reasons, by the id as it was given
 */
export function applyEachUpdate(
  found: readonly Endpoint[],
  updates: readonly EndpointUpdate[],
  context: UpdateContext,
): EndpointChange & { readonly refused: Map<string, PlatformError> } {
  const refused = new Map<string, PlatformError>();
  for (;;) {
    const kept = updates.filter(({ id }) => !refused.has(id));
    const working = workingEndpoints(found, context);
    const bad = kept.find((update) => {
      const reason = reasonAgainst(() => {
        working.apply(update);
        checkSize(working.get(update.id) as Endpoint);
      });
      if (reason) refused.set(update.id, reason);
      return reason !== undefined;
    });
    if (!bad) return { put: working.written(), remove: [], refused };
  }
}

/** What a file of rows makes of endpoints. */
export interface ImportOutcome {
  /** Endpoints that come to differ in more than their EffectiveDate and RequestId. */
  readonly put: Endpoint[];
  /** How many endpoints of the file were merged, unchanged ones included. */
  readonly merged: number;
  readonly refused: RefusedRow[];
}

/**
 * What import rows make of endpoints: the law of `EndpointStore.importFile`, which its adapters
 * state in their engine's words. A row that breaks a rule is refused alone.
 *
 * @param found every stored endpoint that `lookupFor` names
 * @param rows in order
 */
export function importRows(
  found: readonly Endpoint[],
  rows: readonly EndpointImportRow[],
  context: UpdateContext,
): ImportOutcome {
  const before = new Map(found.map((endpoint) => [endpointKey(endpoint.Id), endpoint]));
  const working = workingEndpoints(found, context);
  const refused: RefusedRow[] = [];
  const folded = foldImportRows(rows.filter((row) => row.endpoint_id !== null));
  for (const row of folded) {
    const update = updateOfRow(row);
    try {
      checkCreatable(working.get(update.id), update);
      working.apply(update);
    } catch (error) {
      if (!(error instanceof PlatformError)) throw error;
      const line = row.line ?? undefined;
      refused.push({
        endpointId: endpointKey(update.id),
        ...(line !== undefined && { line }),
        reason: error.message,
      });
    }
  }
  const put = working.written().filter((endpoint) => {
    const stored = before.get(endpointKey(endpoint.Id));
    return !stored || !sameEndpoint(stored, endpoint);
  });
  return { put, merged: folded.length - refused.length, refused };
}
