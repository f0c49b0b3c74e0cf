import { createHash } from 'node:crypto';
import type { EndpointRow } from '../../core/endpoints/endpoint-columns.ts';
import { cohortOf } from '../../core/endpoints/endpoint-id.ts';
import { type EndpointImportRow, foldImportRows } from '../../core/endpoints/import-row.ts';
import type { MemberTarget } from '../../ports/endpoint-store.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import { hiveTimestamp } from './endpoint-items.ts';
import { putLines, readImportRows } from './import-files.ts';

export interface MemberFile {
  readonly applicationId: string;
  readonly target: MemberTarget;
  /** In the lake bucket. */
  readonly key: string;
  /** The dates of the copies. */
  readonly at: Date;
}

/**
 * Puts the rows of a file where Athena finds them as a batch of `staged_members`.
 * @returns the batch's id; the same rows for the same segment give the same
 */
export async function stageMembers(
  lake: ObjectStore,
  { applicationId, target, key, at }: MemberFile,
): Promise<string> {
  const rows = await readImportRows(lake, key);
  const endpoints = foldImportRows(rows.filter((row) => row.endpoint_id !== null)).flatMap((row) =>
    target.registered ? [{ endpoint_id: row.endpoint_id as string }] : copyOf(row, applicationId, at),
  );
  const userIds = new Set(rows.filter((row) => row.endpoint_id === null).map((row) => row.user_id));
  const users = [...userIds].flatMap((user_id) => (typeof user_id === 'string' ? { user_id } : []));
  // Whose they are is for an erasure to know; the merge is told.
  const lines = [...endpoints, ...users].map((row) =>
    JSON.stringify({ ...row, application_id: applicationId }),
  );
  const hash = createHash('sha256').update(JSON.stringify([applicationId, target]));
  for (const line of lines) hash.update(`\n${line}`);
  const batchId = hash.digest('hex').slice(0, 32);
  await putLines(lake, `staged/members/batch_id=${batchId}/part-0.ndjson.gz`, lines);
  return batchId;
}

/** The segment's own copy of a row; none without a channel and an address, since nothing could be sent there. */
function copyOf(row: EndpointImportRow, applicationId: string, at: Date): Partial<EndpointRow>[] {
  const { line: _line, endpoint_id, channel_type, address } = row;
  if (endpoint_id === null || !channel_type || !address) return [];
  const dates = hiveTimestamp(at.toISOString());
  return [
    {
      ...(row as object),
      endpoint_id,
      given_id: row.given_id ?? endpoint_id,
      opt_out: row.opt_out ?? 'NONE',
      endpoint_status: row.endpoint_status ?? 'ACTIVE',
      cohort_id: Number(cohortOf(applicationId, endpoint_id)),
      attributes: row.attributes ?? {},
      metrics: row.metrics ?? {},
      user_attributes: row.user_attributes ?? {},
      creation_date: dates,
      effective_date: dates,
    },
  ];
}
