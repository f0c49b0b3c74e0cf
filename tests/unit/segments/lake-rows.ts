import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDbLake, openDuckDbLake } from '../../../src/adapters/local/duckdb-lake.ts';
import type { Endpoint } from '../../../src/core/endpoints/endpoint.ts';
import type { Member } from './evaluate.ts';

/**
 * An empty lake in memory, and how to take it away again. Where a Trino runs (`npm run test:trino`),
 * every statement is run on it too and must give the same rows.
 */
export async function temporaryLake(): Promise<{ lake: DuckDbLake; remove: () => Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'touchpoint-segments-'));
  const lake = await openDuckDbLake({ file: ':memory:', lakeFolder: join(folder, 'lake') });
  const mirror = process.env.TOUCHPOINT_TRINO && (await import('../../trino/mirrored-lake.ts'));
  return {
    lake: mirror ? await mirror.mirroredLake(lake) : lake,
    async remove() {
      await lake.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** Puts endpoints into the lake as they are, past the endpoint store. */
export async function insertEndpoints(lake: DuckDbLake, endpoints: readonly Endpoint[]): Promise<void> {
  await insert(lake, 'endpoints', endpoints.map(endpointRow));
}

export async function insertMembers(
  lake: DuckDbLake,
  applicationId: string,
  members: readonly Member[],
): Promise<void> {
  await insert(
    lake,
    'segment_members',
    members.map((member) => ({
      ...(member.copy === undefined ? {} : endpointRow(member.copy)),
      application_id: applicationId,
      segment_id: member.segmentId,
      segment_version: member.version,
      registered: member.registered,
      endpoint_id: member.copy?.Id.toLowerCase() ?? member.endpointId,
      user_id: member.copy?.User.UserId ?? member.userId,
    })),
  );
}

/** Events of a version: `3.0` reported by an application, `3.1` made by the platform. */
export async function insertEvents(
  lake: DuckDbLake,
  applicationId: string,
  version: string,
  events: ReadonlyMap<string, number>,
): Promise<void> {
  await insert(
    lake,
    'events',
    [...events].map(([endpointId, at]) => ({
      application_id: applicationId,
      arrival_date: new Date(at).toISOString().slice(0, 10),
      event_id: `${version}-${endpointId}`,
      endpoint_id: endpointId,
      event_type: 'seen',
      event_version: version,
      arrival_timestamp: at,
    })),
  );
}

function endpointRow(endpoint: Endpoint): Record<string, unknown> {
  const { Demographic, Location, User } = endpoint;
  return {
    application_id: endpoint.ApplicationId,
    endpoint_id: endpoint.Id.toLowerCase(),
    given_id: endpoint.Id,
    channel_type: endpoint.ChannelType,
    address: endpoint.Address,
    opt_out: endpoint.OptOut,
    endpoint_status: endpoint.EndpointStatus,
    cohort_id: Number(endpoint.CohortId),
    attributes: endpoint.Attributes,
    metrics: endpoint.Metrics,
    user_id: User.UserId,
    user_attributes: User.UserAttributes,
    demographic_app_version: Demographic.AppVersion,
    demographic_make: Demographic.Make,
    demographic_model: Demographic.Model,
    demographic_platform: Demographic.Platform,
    location_country: Location.Country,
    location_latitude: Location.Latitude,
    location_longitude: Location.Longitude,
    creation_date: endpoint.CreationDate,
    effective_date: endpoint.EffectiveDate,
  };
}

/** Puts rows into a table, by the names of its columns. */
export async function insert(
  lake: DuckDbLake,
  table: string,
  rows: readonly Record<string, unknown>[],
): Promise<void> {
  if (rows.length === 0) return;
  const file = join(lake.lakeFolder, `${table}.ndjson`);
  writeFileSync(file, rows.map((row) => JSON.stringify(row)).join('\n'));
  await lake.exclusively(async (connection) => {
    const described = await connection.runAndReadAll(
      `select column_name, data_type from information_schema.columns where table_name = '${table}'`,
    );
    const columns = described.getRowsJson().map(([name, type]) => `${name}: '${type}'`);
    await connection.run(
      `insert into ${table} by name select * from read_json('${file}', format = 'newline_delimited', columns = {${columns.join(', ')}})`,
    );
  });
}
