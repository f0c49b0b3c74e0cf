import { type PinpointClient, UpdateEndpointsBatchCommand } from '@aws-sdk/client-pinpoint';
import { bound, identifier, join, type Sql, sql } from '../../../src/compiler/sql.ts';
import type { StoredEvent } from '../../../src/core/events/event-record.ts';
import type { BoundValue } from '../../../src/core/statement.ts';
import type { Ports } from '../../../src/ports/ports.ts';
import { DAY_MS, type Month, type MonthEvent } from './month.ts';

type Cells = Readonly<Record<string, BoundValue['value'] | undefined>>;

/**
 * Brings a month into a stage: endpoints through the API, events through the sink, messages and moves
 * as a run and a tick would insert them. Of the events some come twice at once, and some that an
 * application sent come again on a later day; half tell a time of their own that is days off.
 */
export async function storeMonth(
  stage: { readonly ports: Ports; pinpoint(): PinpointClient },
  applicationId: string,
  month: Month,
): Promise<void> {
  const pinpoint = stage.pinpoint();
  for (let from = 0; from < month.endpoints.length; from += 100) {
    const Item = month.endpoints.slice(from, from + 100).map(({ id, user, channel, address, zone }) => ({
      Id: id,
      ChannelType: channel,
      Address: address,
      ...(user !== undefined && { User: { UserId: user } }),
      ...(zone !== undefined && { Demographic: { Timezone: zone } }),
    }));
    const request = { ApplicationId: applicationId, EndpointBatchRequest: { Item } };
    await pinpoint.send(new UpdateEndpointsBatchCommand(request));
  }
  const records = month.events.map((event) => recordOf(applicationId, month.start, event));
  await stage.ports.events.append(records);
  await stage.ports.events.append(records.filter((_, index) => index % 7 === 0));
  await stage.ports.events.append(
    records
      .filter(({ event_type }, index) => !event_type.startsWith('_') && index % 5 === 0)
      .map((record) => ({ ...record, arrival_timestamp: record.arrival_timestamp + 2 * DAY_MS })),
  );
  // another application's, with the same ids
  await stage.ports.events.append(
    records.slice(0, 500).map((one) => ({ ...one, application: { app_id: 'f'.repeat(32), sdk: {} } })),
  );
  await insert(
    stage.ports,
    'messages',
    month.messages.map((message) => ({
      application_id: applicationId,
      batch_id: message.run,
      message_id: message.id,
      campaign_id: message.campaign,
      campaign_activity_id: message.campaign && message.run,
      treatment_id: message.treatment,
      journey_id: message.journey,
      journey_run_id: message.journey && message.run,
      journey_activity_id: message.activity,
      endpoint_id: message.endpoint.id,
      user_id: message.endpoint.user,
      channel_type: message.endpoint.channel,
      address: message.endpoint.address,
      reason: message.reason,
      decided_at: new Date(message.at),
    })),
  );
  await insert(
    stage.ports,
    'journey_transitions',
    month.moves.map((move) => ({
      application_id: applicationId,
      journey_id: move.journey,
      journey_run_id: move.run,
      participant_id: move.participant,
      endpoint_id: move.endpoint.id,
      user_id: move.endpoint.user,
      from_activity: move.from,
      activity: move.to,
      branch: move.branch,
      entered_at: new Date(move.at),
    })),
  );
}

function recordOf(applicationId: string, start: number, event: MonthEvent): StoredEvent {
  const { id, type, at, endpoint, namesUser, message, attributes = {}, metrics } = event;
  const ids = {
    ...(message?.campaign && {
      campaign_id: message.campaign,
      campaign_activity_id: message.run as string,
      treatment_id: message.treatment as string,
    }),
    ...(message?.journey && {
      journey_id: message.journey,
      journey_run_id: message.run as string,
      journey_activity_id: message.activity as string,
    }),
  };
  const status = attributes.campaign_send_status ?? attributes.journey_send_status;
  const isMail = type.startsWith('_email.');
  return {
    event_id: id,
    endpoint_id: endpoint.id,
    ...(namesUser && endpoint.user !== undefined && { user_id: endpoint.user }),
    ...(message && { channel: endpoint.channel, message_id: message.id }),
    ...ids,
    ...(status !== undefined && { send_status: status }),
    event_type: type,
    event_timestamp: at % 2 === 0 ? at : start - 5 * DAY_MS,
    arrival_timestamp: at,
    event_version: message ? '3.1' : '3.0',
    application: { app_id: applicationId, sdk: {} },
    client: { client_id: endpoint.id },
    device: { platform: {} },
    session: {},
    attributes: { ...ids, ...attributes },
    ...(metrics && { metrics }),
    ...(isMail && { facets: { email_channel: { mail_event: { mail: mailTo(endpoint.address, at) } } } }),
  };
}

function mailTo(address: string, at: number) {
  return {
    message_id: `provider-${at}`,
    message_send_timestamp: at,
    from_address: 'shop@example.com',
    destination: [address],
    headers_truncated: false,
    headers: [],
    common_headers: { from: 'shop@example.com', to: [address] },
  };
}

async function insert(ports: Ports, table: string, rows: readonly Cells[]): Promise<void> {
  const names = Object.keys(rows[0] ?? {});
  for (let from = 0; from < rows.length; from += 500) {
    const values = rows
      .slice(from, from + 500)
      .map((row) => sql`(${list(names.map((name) => cell(row[name])))})`);
    const statement = sql`insert into ${identifier(table)} (${list(names.map(identifier))}) values ${list(values)}`;
    await ports.queries.run(statement.statement(), `${table}-${from}`);
  }
}

const list = (parts: readonly Sql[]) => join([...parts], sql`, `);

function cell(value: BoundValue['value'] | undefined): Sql {
  return value instanceof Date ? bound('timestamp', value) : bound('varchar', value ?? null);
}
