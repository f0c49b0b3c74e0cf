import type { DuckDbLake } from '../../../src/adapters/local/duckdb-lake.ts';
import { bound, identifier, join, sql } from '../../../src/compiler/sql.ts';
import type { BoundValue } from '../../../src/core/statement.ts';
import type { CampaignWorld, Person } from './decide-one-by-one.ts';

type Row = Readonly<Record<string, BoundValue['value']>>;

/** Brings a world into the lake as an application of its own. @param copied people are the copies of the imported segment `copied` */
export async function storeWorld(
  lake: DuckDbLake,
  applicationId: string,
  world: CampaignWorld,
  copied: boolean,
): Promise<void> {
  const people = world.people.map((person) => endpointRow(applicationId, person));
  if (copied) {
    const member = { segment_id: 'copied', segment_version: 1, registered: false };
    await insertRows(
      lake,
      'segment_members',
      people.map((row) => ({ ...row, ...member })),
    );
  } else await insertRows(lake, 'endpoints', people);
  const messages = world.earlier.map((message) => ({
    application_id: applicationId,
    batch_id: message.batch,
    campaign_id: message.campaign,
    journey_id: message.journey,
    campaign_activity_id: message.activity,
    endpoint_id: message.endpoint,
    channel_type: message.channel,
    address: message.address,
    reason: message.reason,
    decided_at: message.at,
  }));
  await insertRows(lake, 'messages', messages);
  const suppressed = world.suppressed.map(({ channel, address }) => ({
    application_id: applicationId,
    channel_type: channel,
    address,
    reason: 'BOUNCE',
  }));
  await insertRows(lake, 'suppressions', suppressed);
  const events = world.happenings.map(({ id, endpoint, type, version, arrival }) => ({
    application_id: applicationId,
    arrival_date: new Date(arrival).toISOString().slice(0, 10),
    event_id: id,
    endpoint_id: endpoint,
    event_type: type,
    event_version: version,
    arrival_timestamp: arrival,
  }));
  await insertRows(lake, 'events', events);
}

function endpointRow(applicationId: string, person: Person): Row {
  return {
    application_id: applicationId,
    endpoint_id: person.id,
    channel_type: person.channel,
    address: person.address,
    opt_out: person.optOut,
    endpoint_status: person.status,
    cohort_id: person.cohort,
    demographic_timezone: person.zone,
  };
}

async function insertRows(lake: DuckDbLake, table: string, rows: readonly Row[]): Promise<void> {
  const names = Object.keys(rows[0] ?? {});
  if (names.length === 0) return;
  const values = rows.map(
    (row) =>
      sql`(${join(
        names.map((name) => cell(row[name] ?? null)),
        sql`, `,
      )})`,
  );
  const insert = sql`insert into ${identifier(table)} (${join(names.map(identifier), sql`, `)}) values ${join(values, sql`, `)}`;
  await lake.engine.run(insert.statement(), table);
}

function cell(value: BoundValue['value']) {
  if (typeof value === 'number') return bound('bigint', value);
  if (typeof value === 'boolean') return bound('boolean', value);
  return value instanceof Date ? bound('timestamp', value) : bound('varchar', value);
}
