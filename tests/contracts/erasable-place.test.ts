import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { athenaTables } from '../../src/adapters/aws/athena-erasure.ts';
import { fileTableEraser } from '../../src/adapters/aws/erase-file-table.ts';
import { duckDbTables } from '../../src/adapters/local/duckdb-erasure.ts';
import { type DuckDbLake, openDuckDbLake } from '../../src/adapters/local/duckdb-lake.ts';
import { folderObjectStore } from '../../src/adapters/local/folder-object-store.ts';
import { duckDbType } from '../../src/adapters/local/hive-type.ts';
import { mailboxPlace } from '../../src/adapters/local/local-places.ts';
import { openMailbox } from '../../src/adapters/local/mailbox-channel.ts';
import { settableClock } from '../../src/adapters/local/settable-clock.ts';
import { duckDbErasure } from '../../src/compiler/erasure-dialect.ts';
import type { QueryEngine } from '../../src/ports/query-engine.ts';
import { duckDbErasureStatements, fileErasures, rowErasure } from '../../src/runtime/erasure-statements.ts';
import { erasablePlaceContract, eraseAll, values } from './erasable-place.contract.ts';
import { fillTables, readTables, STANDS } from './erased-tables.ts';

const opened = async () => {
  const home = mkdtempSync(join(tmpdir(), 'touchpoint-erasable-'));
  const lake = await openDuckDbLake({ file: join(home, 'lake.duckdb'), lakeFolder: join(home, 's3/lake') });
  await fillTables(lake);
  return { home, lake };
};

async function openDuckDb() {
  const { home, lake } = await opened();
  return {
    lake,
    home,
    place: duckDbTables(lake, duckDbErasureStatements(lake)),
    content: () => readTables(lake),
    async close() {
      await lake.close();
      rmSync(home, { recursive: true });
    },
  };
}

/** What Athena alone understands; the rest runs on DuckDB. */
const MAINTENANCE = /^(alter table|optimize|vacuum) (\w+)/;

/** The adapter of AWS on DuckDB: tables of files are Parquet in the lake bucket's folder. */
async function openAthena() {
  const { home, lake } = await opened();
  const bucket = folderObjectStore(join(home, 's3'), 'lake');
  const maintained: string[] = [];
  await lake.exclusively(async (connection) => {
    for (const text of [
      `copy events to '${home}/s3/lake/events' (format parquet, partition_by (application_id, arrival_date))`,
      `create table changed as select 1::bigint as revision, false as removed, *, '2027-03-01' as change_date from endpoints`,
      `copy changed to '${home}/s3/lake/endpoint_changes' (format parquet, partition_by (change_date))`,
      'drop table changed',
    ])
      await connection.run(text);
  });
  const files = (table: string, partitions: string) =>
    `create or replace view ${table} as select * exclude (filename), filename as "$path"
       from read_parquet('${home}/s3/lake/${table}/**/*', hive_partitioning = true, filename = true, hive_types = {${partitions}})`;
  await lake.exclusively(async (connection) => {
    await connection.run('drop table events');
    await connection.run(files('events', `'application_id': varchar, 'arrival_date': varchar`));
    await connection.run(files('endpoint_changes', `'change_date': varchar`));
  });
  await bucket.put('erasures/values/values.ndjson', '');
  await lake.exclusively((connection) =>
    connection.run(`create view erased_values as select * from read_ndjson('${home}/s3/lake/erasures/values/*', columns =
      {erasure_id: varchar, application_id: varchar, kind: varchar, value: varchar, salt: varchar, until: timestamp})`),
  );
  const queries: QueryEngine = {
    ...lake.engine,
    async run(statement, token) {
      const [, verb, table] = MAINTENANCE.exec(statement.text) ?? [];
      if (verb === undefined) return lake.engine.run(statement, token);
      maintained.push(`${verb} ${table}`);
    },
  };
  const types = new Map(lake.columnsOf('events').map(({ name, type }) => [name, duckDbType(type)]));
  const dialect = duckDbErasure((column) => types.get(column) ?? column);
  const columnsOf = async (table: string) => {
    const rows = await lake.engine.query<{ column_name: string }>({ text: `describe ${table}`, values: [] });
    return rows.map(({ column_name: name }) => name).filter((name) => name !== '$path');
  };
  const place = athenaTables({
    lake: bucket,
    queries,
    rows: rowErasure(dialect),
    files: fileErasures(async () => dialect).map((statements) =>
      fileTableEraser({ lake: bucket, queries, statements, columnsOf }),
    ),
    refresh: async () => undefined,
    pause: async () => undefined,
  });
  return {
    lake,
    home,
    bucket,
    place: {
      ...place,
      async erase(...given: Parameters<typeof place.erase>) {
        const turn = await place.erase(...given);
        await bucket.put(
          'erasures/values/values.ndjson',
          (await bucket.get('erasures/values/values.ndjson')) ?? '',
        );
        return turn;
      },
    },
    maintained,
    content: () => readTables(lake),
    async close() {
      await lake.close();
      rmSync(home, { recursive: true });
    },
  };
}

erasablePlaceContract('DuckDB', STANDS, openDuckDb);
erasablePlaceContract('Athena', { ...STANDS, endpoint_changes: 1 }, openAthena);
erasablePlaceContract('mailbox', { mailbox: 2 }, async () => {
  const home = mkdtempSync(join(tmpdir(), 'touchpoint-erasable-'));
  const mailbox = openMailbox({ file: join(home, 'mailbox.db'), clock: settableClock(new Date()) });
  for (const [app, name] of [
    ['shop', 'ana'],
    ['shop', 'ben'],
    ['other', 'ana'],
  ] as const) {
    const message = { applicationId: app, channelType: 'SMS', tags: { endpoint_id: `e-${name}` } };
    const content = { kind: 'SMS', body: name, messageType: 'PROMOTIONAL' } as const;
    const mail = { kind: 'EMAIL', from: 'a@shop.example', subject: name, text: name, headers: [] } as const;
    await mailbox.channel.send([
      { ...message, messageId: `${app}-${name}-1`, address: '+49155', content },
      {
        ...message,
        messageId: `${app}-${name}-2`,
        channelType: 'EMAIL',
        address: `${name}@Example.com`,
        tags: {},
        content: mail,
      },
    ]);
  }
  return {
    place: mailboxPlace(mailbox),
    content: async () => ({
      mailbox: mailbox
        .list({}, 100)
        .items.map(({ applicationId, messageId, to, text }) =>
          [applicationId, messageId, to, text].join(' '),
        ),
    }),
    async close() {
      await mailbox.close();
      rmSync(home, { recursive: true });
    },
  };
});

describe('tables on both engines', () => {
  it('keep the same rows, under the same pseudonyms', async () => {
    const [duckDb, athena] = [await openDuckDb(), await openAthena()];
    const order = { runId: 'r', values: [...values('ana'), ...values('ben')], onlyLate: false };
    await eraseAll(duckDb.place, order);
    await eraseAll(athena.place, order);
    const columns = (lake: DuckDbLake) =>
      lake.engine.query({
        text: `select event_id, endpoint_id, user_id, message_id, client, session, device, attributes, metrics, client_context,
          facets, application_id, arrival_date from events order by event_id`,
        values: [],
      });
    const events = await columns(duckDb.lake);
    expect(await columns(athena.lake)).toEqual(events);
    const { events: _, ...left } = await duckDb.content();
    const { events: __, ...right } = await athena.content();
    expect(right).toEqual(left);

    const destinations = events.flatMap(({ facets }) =>
      facets ? [JSON.stringify(facets).match(/"destination":(\[.*?\])/)?.[1]] : [],
    );
    expect(destinations.sort()).toEqual([
      '["ana@example.com"]',
      '["carla@example.com"]',
      '["erased@erased.invalid"]',
      '["erased@gmail.com"]',
    ]);
    const bounce = events.find(({ facets }) => JSON.stringify(facets).includes('erased@erased.invalid'));
    expect(bounce).toMatchObject({
      client: { client_id: bounce?.endpoint_id, cognito_id: null },
      session: { session_id: expect.stringMatching(/^erased-/), start_timestamp: 1, stop_timestamp: 2 },
      device: { platform: { name: 'android' }, make: null },
      attributes: { campaign_id: 'c', amount: '2.5' },
      metrics: { amount: 2.5 },
      facets: {
        email_channel: {
          mail_event: {
            mail: {
              message_send_timestamp: 5,
              from_address: 'shop@shop.example',
              destination: ['erased@erased.invalid'],
              headers: null,
            },
            click: { link: 'https://shop.example/a', ip_address: null },
            bounce: { bounce_type: 'Permanent', bounce_sub_type: 'General', bounced_recipients: null },
          },
        },
      },
    });
    await duckDb.close();
    await athena.close();
  });

  it('leave what happened in a later life of the same id', async () => {
    for (const open of [openDuckDb, openAthena]) {
      const { place, content, close } = await open();
      const until = new Date('2027-02-01T00:00:00Z'); // before all that is there
      await eraseAll(place, { runId: 'r', values: values('ana', until), onlyLate: false });
      const { events = [], messages = [], endpoints = [] } = await content();
      expect(events.filter((text) => /shop .*e-ana/.test(text))).toHaveLength(3);
      expect(messages.filter((text) => /shop .*ana/i.test(text))).toHaveLength(2);
      expect(endpoints.filter((text) => /shop .*ana/.test(text))).toHaveLength(1);
      await close();
    }
  });

  it('have Athena write tables anew and drop their old snapshots, all when somebody is new, else those that had somebody', async () => {
    const { place, maintained, bucket, lake, close } = await openAthena();
    await eraseAll(place, { runId: 'r', values: values('ana'), onlyLate: false });
    expect(maintained.filter((one) => one.startsWith('optimize'))).toHaveLength(14);
    expect(maintained.indexOf('vacuum endpoints')).toBeGreaterThan(
      maintained.lastIndexOf('optimize rfm_uploads'),
    );
    expect((await bucket.list('erasures/')).map(({ key }) => key)).toEqual(['erasures/values/values.ndjson']);
    maintained.length = 0;
    await lake.exclusively((connection) =>
      connection.run(`insert into messages (application_id, endpoint_id) values ('shop', 'e-ana')`),
    );
    await eraseAll(place, { runId: 'late', values: values('ana'), onlyLate: true });
    expect(maintained).toEqual(['alter table messages', 'optimize messages', 'vacuum messages']);
    await close();
  });

  it('ends an exchange of files that a crash cut off', async () => {
    const { place, bucket, content, close } = await openAthena();
    const before = (await content()).events?.length;
    let puts = 0;
    const put = bucket.put.bind(bucket);
    bucket.put = async (key, body) => {
      if (key.startsWith('events/') && ++puts === 2) throw new Error('the power went');
      await put(key, body);
    };
    const order = { runId: 'r', values: values('ana'), onlyLate: false };
    await expect(eraseAll(place, order)).rejects.toThrow('the power went');
    await eraseAll(place, order);
    const { events = [] } = await content();
    expect(events.filter((text) => /shop .*ana/.test(text))).toEqual([]);
    expect(events).toHaveLength(before ?? 0);
    expect(await bucket.list('erasures/exchanges/')).toEqual([]);
    await close();
  });
});
