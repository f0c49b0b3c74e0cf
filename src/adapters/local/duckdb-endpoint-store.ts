import { join } from 'node:path';
import type { EndpointStore } from '../../ports/endpoint-store.ts';
import { importEndpoints } from './duckdb-endpoint-import.ts';
import { findEndpoints } from './duckdb-endpoint-rows.ts';
import type { DuckDbLake } from './duckdb-lake.ts';
import { addSegmentMembers } from './duckdb-segment-members.ts';
import { endpointChangesTogether } from './endpoint-changes-together.ts';

/** The EndpointStore port over the lake's own `endpoints` table. */
export function duckDbEndpointStore(
  lake: Pick<DuckDbLake, 'withConnection' | 'exclusively' | 'lakeFolder'>,
): EndpointStore {
  const find = (applicationId: string, ids: string[], userIds: string[]) =>
    lake.withConnection((connection) =>
      findEndpoints(connection, applicationId, { ids, userIds, addresses: [] }),
    );
  return {
    importFormat: 'parquet',

    get: async (applicationId, endpointId) => (await find(applicationId, [endpointId], []))[0],

    async ofUser(applicationId, userId) {
      const endpoints = await find(applicationId, [], [userId]);
      return endpoints.sort((left, right) => (left.Id < right.Id ? -1 : 1));
    },

    // Nothing can come between: writers take turns.
    change: endpointChangesTogether(lake),

    importFile: (applicationId, key, at, named) =>
      lake.exclusively((connection) =>
        importEndpoints(connection, { applicationId, file: join(lake.lakeFolder, key), at, named }),
      ),

    addMembers: (applicationId, target, key, at) =>
      lake.exclusively((connection) =>
        addSegmentMembers(connection, { applicationId, target, file: join(lake.lakeFolder, key), at }),
      ),

    removeAll: (applicationId) =>
      lake.exclusively(async (connection) => {
        for (const table of ['endpoints', 'segment_members']) {
          const remove = await connection.prepare(`delete from ${table} where application_id = $1`);
          remove.bindVarchar(1, applicationId);
          await remove.run();
        }
      }),

    refreshLake: async () => undefined, // what is accepted is in the lake
  };
}
