import type { DuckDBConnection } from '@duckdb/node-api';
import type { MemberTarget } from '../../ports/endpoint-store.ts';
import { openImportFile, setVariables } from './duckdb-import-file.ts';
import { readSqlSteps } from './sql-steps.ts';

const step = readSqlSteps(new URL('./duckdb-segment-members.sql', import.meta.url));

export interface MembersFile {
  readonly applicationId: string;
  readonly target: MemberTarget;
  /** An absolute path. */
  readonly file: string;
  readonly at: Date;
}

/** `EndpointStore.addMembers` in one transaction that the caller has begun. */
export async function addSegmentMembers(
  connection: DuckDBConnection,
  { applicationId, target, file, at }: MembersFile,
): Promise<void> {
  await setVariables(connection, {
    application_id: applicationId,
    segment_id: target.segmentId,
    segment_version: target.version,
    moment: at,
  });
  await openImportFile(connection, file);
  for (const name of ['open', 'add_users', target.registered ? 'add_registered' : 'add_copies', 'clear']) {
    await connection.run(step(name));
  }
}
