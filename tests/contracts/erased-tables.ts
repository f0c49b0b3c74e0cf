import type { DuckDbLake } from '../../src/adapters/local/duckdb-lake.ts';

/** Rows of Ana, Ben and a third of application `shop`, and of an Ana of `other`, in every table with persons. */
export async function fillTables(lake: DuckDbLake): Promise<void> {
  await lake.exclusively(async (connection) => {
    for (const [app, name] of [
      ['shop', 'ana'],
      ['shop', 'ben'],
      ['shop', 'carla'],
      ['other', 'ana'],
    ]) {
      for (const text of statements(app as string, name as string)) await connection.run(text);
    }
  });
}

/** How often a person stands in each of them. */
export const STANDS = {
  endpoints: 1,
  segment_members: 1,
  rfm_activity: 1,
  rfm_features: 1,
  rfm_scores: 1,
  messages: 2,
  journey_transitions: 2,
  suppressions: 1,
  events: 3,
};

function statements(app: string, name: string): string[] {
  const person = `application_id, endpoint_id, user_id`;
  const is = `'${app}', 'e-${name}', 'u-${name}'`;
  const at = `timestamp '2027-03-01 09:00:00'`;
  const event = (id: string, type: string, columns = '', given = '') =>
    `insert into events (${person}, event_id, event_type, event_timestamp, arrival_timestamp, arrival_date, client, session,
       device, attributes, metrics ${columns})
     values (${is}, '${app}-${name}-${id}', '${type}', 1803891600000, 1803891600000, '2027-03-0${id === 'c' ? 2 : 1}',
       {client_id: 'e-${name}', cognito_id: 'cognito-${name}'}, {session_id: 's-${name}', start_timestamp: 1, stop_timestamp: 2},
       {locale: null, make: 'make of ${name}', model: null, platform: map {'name': 'android', 'version': '${name}'}},
       map {'campaign_id': 'c', 'nickname': '${name}', 'amount': '2.5'}, map {'amount': 2.5} ${given})`;
  const mail = (address: string) => `{email_channel: {mail_event: {
      mail: {message_id: 'p-${name}', message_send_timestamp: 5, from_address: 'shop@shop.example', destination: ['${address}'],
        headers_truncated: false, headers: [{name: 'To', value: '${address}'}], common_headers: {"from": 'shop@shop.example', "to": ['${address}'], subject: 'Hello ${name}'}},
      send: null, delivery: null, open: null,
      click: {ip_address: '192.0.2.${name.length}', user_agent: '${name}', link: 'https://shop.example/a?who=${name}', link_tags: null},
      reject: null, complaint: null,
      bounce: {bounce_type: 'Permanent', bounce_sub_type: 'General', bounced_recipients: [{email_address: '${address}', action: 'failed', status: null, diagnostic_code: '${name}'}], feedback_id: null, reporting_mta: null}}}}`;
  return [
    `insert into endpoints (${person}, given_id, channel_type, address, attributes, effective_date)
      values (${is}, 'E-${name}', 'EMAIL', '${name}@example.com', map {'nick': ['${name}']}, ${at})`,
    `insert into segment_members (${person}, segment_id, segment_version, registered, channel_type, address)
      values (${is}, 's', 1, false, 'EMAIL', '${name}@example.com')`,
    `insert into rfm_activity (application_id, upload_id, customer_id, channel_type, address, events, amount, extra)
      values ('${app}', 'up', 'u-${name}', 'EMAIL', '${name}@example.com', 3, 12.5, '{"first":"${name}"}')`,
    `insert into rfm_features (application_id, upload_id, customer_id, frequency) values ('${app}', 'up', 'u-${name}', 3)`,
    `insert into rfm_scores (application_id, upload_id, customer_id, segment) values ('${app}', 'up', 'u-${name}', 'best')`,
    `insert into rfm_uploads (application_id, upload_id) values ('${app}', 'up')`,
    `insert into messages (${person}, batch_id, message_id, channel_type, address, decided_at)
      values (${is}, 'b', 'm-${name}', 'EMAIL', '${name}@example.com', ${at})`,
    `insert into messages (application_id, batch_id, message_id, endpoint_id, channel_type, address, decided_at)
      values ('${app}', 'b', 'n-${name}', 'other-of-${name}', 'EMAIL', '${name[0]?.toUpperCase()}${name.slice(1)}@example.com', ${at})`,
    `insert into journey_transitions (${person}, journey_id, participant_id, activity, entered_at)
      values (${is}, 'j', 'e-${name}', 'one', ${at}), ('${app}', null, null, 'j', 'user:u-${name}', 'two', ${at})`,
    `insert into suppressions (application_id, channel_type, address, reason, suppressed_at)
      values ('${app}', 'EMAIL', '${name}@example.com', 'BOUNCE', ${at})`,
    event('a', 'basket'),
    event(
      'b',
      '_email.hardbounce',
      ', facets, message_id',
      `, ${mail(`${name}@${name === 'ben' ? 'Gmail.com' : 'example.com'}`)}, 'm-${name}'`,
    ),
    event(
      'c',
      '_email.send',
      ', client_context',
      `, {custom: map {'endpoint': '{"Address":"${name}@example.com"}'}}`,
    ),
  ];
}

/** Every row of the tables, as text that begins with its application. */
export async function readTables(lake: DuckDbLake): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const table of [...Object.keys(STANDS), 'rfm_uploads']) {
    const rows = await lake.engine.query<{ row: string }>({
      text: `select application_id || ' ' || cast(t as varchar) as row from (select * exclude (application_id), application_id from ${table}) as t order by 1`,
      values: [],
    });
    found[table] = rows.map(({ row }) => row.replace(/'\$path': '[^']*', /, '')); // where a row lies is no part of it
  }
  return found;
}
