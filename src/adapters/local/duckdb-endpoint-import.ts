import type { DuckDBConnection } from '@duckdb/node-api';
import { importRows } from '../../core/endpoints/apply-updates.ts';
import { both, covers, lookupFor } from '../../core/endpoints/endpoint-lookup.ts';
import { type EndpointImportRow, updateOfRow } from '../../core/endpoints/import-row.ts';
import { LIMITS } from '../../core/endpoints/limits.ts';
import type { EndpointImportReport, RefusedRow } from '../../ports/endpoint-store.ts';
import { findEndpoints, writeEndpoints } from './duckdb-endpoint-rows.ts';
import { openImportFile, setVariables } from './duckdb-import-file.ts';
import { readSqlSteps } from './sql-steps.ts';

const step = readSqlSteps(new URL('./duckdb-endpoint-import.sql', import.meta.url));

/** Refused rows that a report names unless more are asked for. */
const REPORTED = 100;
/** Rows of crowded users that are merged at once by the core's rules. */
const SLICE = 500;

export interface EndpointImport {
  readonly applicationId: string;
  /** The file; an absolute path. */
  readonly file: string;
  readonly at: Date;
  /** Refused rows that the report names at most. */
  readonly named?: number;
}

/**
 * `EndpointStore.importFile` in one transaction that the caller has begun: as sets, in the steps
 * of `duckdb-endpoint-import.sql`, of which those are left out that the file has no need of.
 * Only users at the limit of endpoints are merged row by row, by the core's own function.
 */
export async function importEndpoints(
  connection: DuckDBConnection,
  { applicationId, file, at, named = REPORTED }: EndpointImport,
): Promise<EndpointImportReport> {
  const run = async (name: string) => {
    await connection.run(step(name));
  };
  const ask = async <Answer>(name: string) => {
    const reader = await connection.runAndReadAll(step(name));
    return reader.getRowObjectsJS()[0] as Answer;
  };
  await setVariables(connection, {
    application_id: applicationId,
    moment: at,
    endpoints_per_user: LIMITS.endpointsPerUser,
  });
  await openImportFile(connection, file);
  await run('macros');

  const looks =
    await ask<Record<'stored' | 'repeated' | 'contested' | 'gives_user_attributes', boolean>>('look_at_file');
  if (looks.repeated) await run('fold');
  const counts = await ask<Record<'rows' | 'added' | 'refused' | 'joining', bigint>>('look_at_endpoints');
  if (counts.refused > 0n) await run('refuse');
  const crowded = counts.joining > 0n && (await ask<{ crowded: boolean }>('find_crowded')).crowded;
  if (crowded) await run('set_crowded_aside');
  const sharing =
    looks.gives_user_attributes ||
    (looks.stored && counts.joining > 0n && (await ask<{ found: boolean }>('has_user_attributes')).found);
  if (sharing) await run('share_user_attributes');
  if (looks.contested) await run('find_losers');

  // Changed ones are found before new ones are there, which then need no second look.
  const { changed, moved } = looks.stored
    ? await ask<Record<'changed' | 'moved', bigint>>('find_changed')
    : { changed: 0n, moved: 0n };
  if (counts.added > 0n) await run('add_new');
  if (changed > 0n) await run('renew_changed');
  if (sharing && looks.stored) await run('share_with_siblings');
  if (looks.stored && (counts.added > 0n || moved > 0n)) await run('yield_addresses');

  const refusals = counts.refused > 0n ? await refusedRows(connection) : [];
  if (crowded) refusals.push(...(await importCrowded(connection, applicationId, at)));
  await run('clear');
  const refused = refusals.length;
  return {
    merged: Number(counts.rows) - refused,
    refused,
    refusals: refusals.sort((left, right) => (left.line ?? 0) - (right.line ?? 0)).slice(0, named),
  };
}

async function refusedRows(connection: DuckDBConnection): Promise<RefusedRow[]> {
  const reader = await connection.runAndReadAll(
    'select endpoint_id, line, reason from refused order by position',
  );
  return reader.getRows().map(([endpointId, line, reason]) => ({
    endpointId: String(endpointId),
    ...(line !== null && { line: Number(line) }),
    reason: String(reason),
  }));
}

/** Merges the rows that were set aside, in order, by the core's rules. @returns those that it refused */
async function importCrowded(
  connection: DuckDBConnection,
  applicationId: string,
  at: Date,
): Promise<RefusedRow[]> {
  const reader = await connection.runAndReadAll(
    'select to_json(crowded) from crowded order by position, endpoint_id',
  );
  const rows = reader.getRows().map(([text]) => JSON.parse(String(text)) as EndpointImportRow);
  const refused: RefusedRow[] = [];
  for (let from = 0; from < rows.length; from += SLICE) {
    const slice = rows.slice(from, from + SLICE);
    const updates = slice.map(updateOfRow);
    let lookup = lookupFor([], updates);
    for (;;) {
      const found = await findEndpoints(connection, applicationId, lookup);
      const needed = lookupFor(found, updates);
      if (covers(lookup, needed)) {
        const outcome = importRows(found, slice, { applicationId, at });
        await writeEndpoints(connection, applicationId, { put: outcome.put, remove: [] });
        refused.push(...outcome.refused);
        break;
      }
      lookup = both(lookup, needed);
    }
  }
  return refused;
}
