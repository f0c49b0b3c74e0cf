import { createHash } from 'node:crypto';
import { createInterface } from 'node:readline';
import { PassThrough, type Readable } from 'node:stream';
import { createGunzip, createGzip } from 'node:zlib';
import { type ImportOutcome, importRows } from '../../core/endpoints/apply-updates.ts';
import { both, covers, lookupFor } from '../../core/endpoints/endpoint-lookup.ts';
import { type EndpointImportRow, foldImportRows, updateOfRow } from '../../core/endpoints/import-row.ts';
import { PlatformError } from '../../core/errors.ts';
import type {
  EndpointImportReport,
  EndpointLookup,
  MemberTarget,
  RefusedRow,
} from '../../ports/endpoint-store.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import { changeLine, endpointOf, itemKey } from './endpoint-items.ts';
import type { EndpointTable } from './endpoint-table.ts';
import { dayFolder, dayOf, IMPORTED_CHANGES } from './lake-refresh.ts';

/** Rows that are merged together: with their users' and addresses' other endpoints they fit one transaction. */
const ROWS_AT_ONCE = 40;
/** Refused rows that a report names (EndpointImportReport). */
const NAMED_REFUSALS = 100;

export interface EndpointImport {
  readonly applicationId: string;
  /** In the lake bucket. */
  readonly key: string;
  /** The EffectiveDate of what changes. */
  readonly at: Date;
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
  const rows = foldImportRows((await readRows(lake, given.key)).filter((row) => row.endpoint_id !== null));
  const staged = stageChanges(lake, given);
  const refused: RefusedRow[] = [];
  try {
    for (let first = 0; first < rows.length; first += ROWS_AT_ONCE) {
      const group = rows.slice(first, first + ROWS_AT_ONCE);
      const { lookup, outcome } = await mergeGroup(table, given, group);
      refused.push(...outcome.refused);
      // Also what an earlier attempt had changed already: the file must hold all that the rows made.
      for (const item of await table.find(given.applicationId, lookup)) await staged.write(changeLine(item));
    }
  } catch (error) {
    await staged.abandon(error as Error);
    throw error;
  }
  await staged.end();
  const refusals = refused
    .sort((left, right) => (left.line ?? 0) - (right.line ?? 0))
    .slice(0, NAMED_REFUSALS);
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

/**
 * Puts the rows of a file where Athena finds them as a batch of `staged_members`.
 * @returns the batch's id; the same file gives the same
 */
export async function stageMembers(
  lake: ObjectStore,
  given: { readonly applicationId: string; readonly target: MemberTarget; readonly key: string },
): Promise<string> {
  const batchId = digest(JSON.stringify(given));
  const file = gzippedLines(lake, `staged/members/batch_id=${batchId}/part-0.ndjson.gz`);
  const rows = foldMembers(await readRows(lake, given.key));
  for (const row of rows) {
    const { line: _line, ...columns } = row;
    const registered = { endpoint_id: row.endpoint_id, given_id: row.given_id, user_id: row.user_id };
    await file.write(JSON.stringify(given.target.registered ? registered : columns));
  }
  await file.end();
  return batchId;
}

/** One row an endpoint, and one a bare user id. */
function foldMembers(rows: readonly EndpointImportRow[]): EndpointImportRow[] {
  const users = new Map(rows.filter((row) => row.endpoint_id === null).map((row) => [row.user_id, row]));
  return [...foldImportRows(rows.filter((row) => row.endpoint_id !== null)), ...users.values()];
}

/** The rows of a file in the order in which they count. */
async function readRows(lake: ObjectStore, key: string): Promise<EndpointImportRow[]> {
  const body = await lake.stream(key);
  if (!body) throw new PlatformError('NotFound', `${key} is not in bucket ${lake.bucket}`);
  // Athena's UNLOAD ends the names of gzipped files in .gz alone.
  const input: Readable = key.endsWith('.gz') ? body.pipe(createGunzip()) : body;
  body.once('error', (error) => input.destroy(error));
  const rows: EndpointImportRow[] = [];
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line !== '') rows.push(JSON.parse(line) as EndpointImportRow);
  }
  return rows.sort(byLine);
}

/** A stable sort: rows without a line keep their places. */
function byLine(left: EndpointImportRow, right: EndpointImportRow): number {
  return (left.line ?? 0) - (right.line ?? 0);
}

function stageChanges(lake: ObjectStore, { applicationId, key, now }: EndpointImport) {
  const at = now();
  const folder = dayFolder(IMPORTED_CHANGES, dayOf(at));
  // A second attempt must be a new file, or a refresh would take it for one that it has seen.
  return gzippedLines(lake, `${folder}${digest(`${applicationId}\n${key}`)}-${at.getTime()}.ndjson.gz`);
}

/** A gzipped file that is written line by line. */
function gzippedLines(lake: ObjectStore, key: string) {
  const lines = new PassThrough();
  const stored = lake.put(key, lines.pipe(createGzip()));
  stored.catch((error) => lines.destroy(error)); // a write that waits must not wait for ever
  return {
    async write(line: string): Promise<void> {
      if (lines.write(`${line}\n`)) return;
      await new Promise<void>((resolve, reject) => {
        lines.once('drain', resolve).once('close', () => reject(new Error(`${key} could not be written`)));
      });
    },
    async end(): Promise<void> {
      lines.end();
      await stored;
    },
    async abandon(error: Error): Promise<void> {
      lines.destroy(error);
      await stored.catch(() => undefined);
    },
  };
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
