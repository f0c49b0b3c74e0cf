import type { DuckDbLake } from '../../../src/adapters/local/duckdb-lake.ts';
import { bound, identifier, join, sql } from '../../../src/compiler/sql.ts';
import type { BoundValue } from '../../../src/core/statement.ts';
import type { Happening, Message, Person, Transition, World } from './interpret.ts';

type Value = BoundValue['value'] | Readonly<Record<string, string>>;
type Row = Readonly<Record<string, Value>>;

/** A world as rows of an application of its own. */
export function journeyLake(lake: DuckDbLake, applicationId: string, journeyId: string) {
  const own = <Item>(rows: readonly Item[]) => rows.map((row) => ({ application_id: applicationId, ...row }));
  return {
    async replacePeople(people: readonly Person[]): Promise<void> {
      await lake.engine.run(
        sql`delete from endpoints where application_id = ${applicationId}`.statement(),
        '',
      );
      await insertRows(lake, 'endpoints', own(people.map(endpointRow)));
    },
    addEvents: (events: readonly Happening[]) =>
      insertRows(lake, 'events', own(events.map((event) => ({ journey_id: journeyId, ...eventRow(event) })))),
    addMessages: (messages: readonly Message[]) =>
      insertRows(lake, 'messages', own(messages.map(messageRow))),
    addSuppressions: (suppressed: World['suppressed']) =>
      insertRows(
        lake,
        'suppressions',
        own(suppressed.map(({ channel, address }) => ({ channel_type: channel, address, reason: 'BOUNCE' }))),
      ),
    async transitions(): Promise<Transition[]> {
      const rows = await lake.engine.query(
        sql`select * from journey_transitions where application_id = ${applicationId} and journey_id = ${journeyId}`.statement(),
      );
      return rows.map((row) => ({
        run: row.journey_run_id as string,
        participant: row.participant_id as string,
        endpoint: row.endpoint_id as string | null,
        user: row.user_id as string | null,
        from: row.from_activity as string | null,
        activity: row.activity as string | null,
        branch: row.branch as string | null,
        tick: row.tick_id as string,
        hop: row.hop as number,
        entered: (row.entered_at as Date).getTime(),
        due: (row.due_at as Date | null)?.getTime() ?? null,
      }));
    },
    async messages(): Promise<Message[]> {
      const rows = await lake.engine.query(
        sql`select * from messages where application_id = ${applicationId}`.statement(),
      );
      return rows.map((row) => ({
        batch: row.batch_id as string,
        id: row.message_id as string,
        campaign: row.campaign_id as string | null,
        journey: row.journey_id as string | null,
        run: row.journey_run_id as string,
        activity: row.journey_activity_id as string,
        participant: row.participant_id as string | null,
        endpoint: row.endpoint_id as string,
        reason: row.reason as string | null,
        decided: (row.decided_at as Date).getTime(),
      }));
    },
  };
}

function endpointRow({ id, user, channel, address, optOut, status, zone, plan }: Person): Row {
  return {
    endpoint_id: id,
    user_id: user,
    channel_type: channel,
    address,
    opt_out: optOut,
    endpoint_status: status,
    demographic_timezone: zone,
    attributes: { Plan: plan },
  };
}

function eventRow({ endpoint, user, type, version, run, activity, link, arrival }: Happening): Row {
  return {
    endpoint_id: endpoint,
    user_id: user,
    event_type: type,
    event_version: version,
    journey_run_id: run,
    journey_activity_id: activity,
    attributes: { link },
    arrival_timestamp: arrival,
    arrival_date: new Date(arrival).toISOString().slice(0, 10),
  };
}

function messageRow(message: Message): Row {
  return {
    batch_id: message.batch,
    message_id: message.id,
    campaign_id: message.campaign,
    journey_id: message.journey,
    journey_run_id: message.run,
    journey_activity_id: message.activity,
    participant_id: message.participant,
    endpoint_id: message.endpoint,
    reason: message.reason,
    decided_at: new Date(message.decided),
  };
}

/** One INSERT; every row has the columns of the first. */
export async function insertRows(lake: DuckDbLake, table: string, rows: readonly Row[]): Promise<void> {
  const [first] = rows;
  if (first === undefined) return;
  const columns = Object.keys(first);
  const tuples = rows.map(
    (row) =>
      sql`(${join(
        columns.map((column) => literal(table, row[column] ?? null)),
        sql`, `,
      )})`,
  );
  const names = join(columns.map(identifier), sql`, `);
  await lake.engine.run(
    sql`insert into ${identifier(table)} (${names}) values ${join(tuples, sql`, `)}`.statement(),
    '',
  );
}

/** Attributes of endpoints are lists, those of events are not. */
function literal(table: string, value: Value) {
  if (value === null) return sql`null`;
  if (value instanceof Date) return bound('timestamp', value);
  if (typeof value === 'number') return bound('bigint', value);
  if (typeof value !== 'object') return sql`${value}`;
  const [[name, text] = ['', '']] = Object.entries(value);
  return table === 'endpoints'
    ? sql`map(array[${name}], array[array[${text}]])`
    : sql`map(array[${name}], array[${text}])`;
}
