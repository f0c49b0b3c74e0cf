import { createHash } from 'node:crypto';
import { type ImportOutcome, importRows } from '../../core/endpoints/apply-updates.ts';
import { both, covers, lookupFor } from '../../core/endpoints/endpoint-lookup.ts';
import { type EndpointImportRow, foldImportRows, updateOfRow } from '../../core/endpoints/import-row.ts';
import type { EndpointImportReport, EndpointLookup, RefusedRow } from '../../ports/endpoint-store.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import { changeLine, endpointOf, itemKey } from './endpoint-items.ts';
import type { EndpointTable } from './endpoint-table.ts';
import { putLines, readImportRows } from './import-files.ts';
import { dayFolder, dayOf, IMPORTED_CHANGES } from './lake-refresh.ts';

/** Rows that are merged together: with their users' and addresses' other endpoints they fit one transaction. */
export const ROWS_AT_ONCE = 40;
/** Refused rows that a report names (EndpointImportReport) unless more are asked for. */
const NAMED_REFUSALS = 100;

export interface EndpointImport {
  readonly applicationId: string;
  /** In the lake bucket. */
  readonly key: string;
  /** The EffectiveDate of what changes. */
  readonly at: Date;
  /** Refused rows that the report names at most. */
  readonly named?: number;
  now(): Date;
}

/**
 * As `EndpointStore.importFile`, but not all or nothing: rows are merged in groups, each of them
 * whole. A file that was merged in part is merged again from the start, which ends the same.
 */
export async function importEndpointFile(
  table: EndpointTable,
  lake: ObjectStore,
  given: EndpointImport,
): Promise<EndpointImportReport> {
  const rows = foldImportRows(
    (await readImportRows(lake, given.key)).filter((row) => row.endpoint_id !== null),
  );
  const refused: RefusedRow[] = [];
  async function* changes() {
    for (let first = 0; first < rows.length; first += ROWS_AT_ONCE) {
      const group = rows.slice(first, first + ROWS_AT_ONCE);
      const { lookup, outcome } = await mergeGroup(table, given, group);
      refused.push(...outcome.refused);
      // Also what an earlier attempt had changed already: the file must hold all that the rows made.
      for (const item of await table.find(given.applicationId, lookup)) yield changeLine(item);
    }
  }
  await putLines(lake, stagedKey(given), changes());
  const refusals = refused
    .sort((left, right) => (left.line ?? 0) - (right.line ?? 0))
    .slice(0, given.named ?? NAMED_REFUSALS);
  return { merged: rows.length - refused.length, refused: refused.length, refusals };
}

async function mergeGroup(
  table: EndpointTable,
  { applicationId, at, now }: EndpointImport,
  rows: readonly EndpointImportRow[],
): Promise<{ readonly lookup: EndpointLookup; readonly outcome: ImportOutcome }> {
  const updates = rows.map(updateOfRow);
  const stored = await table.read(updates.map(({ id }) => itemKey(applicationId, id)));
  let lookup = lookupFor(stored.map(endpointOf), updates);
  for (;;) {
    let outcome: ImportOutcome | undefined;
    await table.change(applicationId, lookup, now, (found) => {
      const needed = lookupFor(found, updates);
      if (!covers(lookup, needed)) {
        lookup = both(lookup, needed); // an endpoint got another user or address meanwhile
        outcome = undefined;
        return { put: [], remove: [] };
      }
      outcome = importRows(found, rows, { applicationId, at });
      return { put: outcome.put, remove: [] };
    });
    if (outcome) return { lookup, outcome };
  }
}

/** Where Athena finds the rows' endpoints as a part of `imported_changes`. */
function stagedKey({ applicationId, key, now }: EndpointImport): string {
  const at = now();
  const name = createHash('sha256').update(`${applicationId}\n${key}`).digest('hex').slice(0, 32);
  // A second attempt must be a new file, or a refresh would take it for one that it has seen.
  return `${dayFolder(IMPORTED_CHANGES, dayOf(at))}${name}-${at.getTime()}.ndjson.gz`;
}
