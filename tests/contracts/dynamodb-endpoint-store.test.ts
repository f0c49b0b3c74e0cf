import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { changeLines, type StreamRecord } from '../../src/adapters/aws/endpoint-change-stream.ts';
import { itemKey } from '../../src/adapters/aws/endpoint-items.ts';
import { dayFolder } from '../../src/adapters/aws/lake-refresh.ts';
import { type DuckDbLake, openDuckDbLake } from '../../src/adapters/local/duckdb-lake.ts';
import type { Endpoint } from '../../src/core/endpoints/endpoint.ts';
import { type EndpointRow, endpointOfRow } from '../../src/core/endpoints/endpoint-columns.ts';
import { openDynamoDbEndpointStage } from './dynamodb-endpoint-stage.ts';
import { endpointStoreContract } from './endpoint-store.contract.ts';
import { segmentMembersContract } from './segment-members.contract.ts';
import { type DynamoDbInMemory, openDynamoDb } from './state-table.ts';

let dynamoDb: DynamoDbInMemory;
let home: string;
let lake: DuckDbLake;
let stage: Awaited<ReturnType<typeof openDynamoDbEndpointStage>>;
beforeAll(async () => {
  dynamoDb = await openDynamoDb();
  home = await mkdtemp(path.join(tmpdir(), 'touchpoint-aws-endpoints-'));
  lake = await openDuckDbLake({ file: ':memory:', lakeFolder: path.join(home, 'lake') });
  const table = await dynamoDb.createStateTable();
  stage = await openDynamoDbEndpointStage({ client: dynamoDb.client, table, home, lake });
});
afterAll(async () => {
  await dynamoDb.close();
  await lake.close();
  await rm(home, { recursive: true });
});

const varchar = (value: string) => ({ type: 'varchar', value }) as const;
endpointStoreContract('dynamodb', async () => stage);
segmentMembersContract('dynamodb', async () => stage);

describe('dynamodb endpoint store', () => {
  const at = new Date('2026-03-01T09:30:00.123Z');
  const everything = { ids: [], userIds: [], addresses: [] };
  const endpoint = (applicationId: string, Id: string, more: Partial<Endpoint> = {}): Endpoint => ({
    ApplicationId: applicationId,
    Id,
    ChannelType: 'EMAIL',
    Address: `${Id}@example.com`,
    OptOut: 'NONE',
    EndpointStatus: 'ACTIVE',
    Attributes: { Plan: ['gold', 'with, comma'] },
    Metrics: { Orders: 2.5 },
    Demographic: { Locale: 'pt_PT' },
    Location: { Latitude: 38.7, Longitude: -9.1 },
    User: { UserId: 'u', UserAttributes: { Topic: ['garden'] } },
    CohortId: '7',
    CreationDate: at.toISOString(),
    EffectiveDate: at.toISOString(),
    ...more,
  });
  const put = (applicationId: string, ...endpoints: Endpoint[]) =>
    stage.store.change(applicationId, { ...everything, ids: endpoints.map(({ Id }) => Id) }, () => ({
      put: endpoints,
      remove: [],
    }));
  const remove = (applicationId: string, id: string) =>
    stage.store.change(applicationId, { ...everything, ids: [id] }, () => ({ put: [], remove: [id] }));

  /** What the table's stream has to say of an endpoint now. */
  const image = async (applicationId: string, id: string) => {
    const { Item } = await dynamoDb.client.send(
      new GetCommand({ TableName: stage.table, Key: itemKey(applicationId, id) }),
    );
    return { json: { S: String(Item?.json) }, revision: { N: String(Item?.revision) } };
  };
  /** Delivers records of the stream to the lake, as the function and Firehose do. */
  let deliveries = 0;
  const deliver = async (...records: StreamRecord[]) => {
    deliveries += 1;
    const lines = changeLines(records).map(({ line }) => `${line}\n`);
    const key = `${dayFolder('endpoint_changes/', '2026-03-01')}${deliveries}.ndjson.gz`;
    await stage.lake.put(key, gzipSync(lines.join('')));
  };
  const inLake = async (applicationId: string) => {
    const text =
      'select to_json(endpoints) as row from endpoints where application_id = ? order by endpoint_id';
    const rows = await lake.engine.query<{ row: string }>({ text, values: [varchar(applicationId)] });
    return rows.map(({ row }) => endpointOfRow(JSON.parse(row) as EndpointRow));
  };

  it('has an imported file in the lake as soon as it is refreshed', async () => {
    await stage.lake.put(
      'imports/fresh.ndjson',
      '{"endpoint_id":"a","channel_type":"SMS","address":"+351"}\n',
    );
    await stage.store.importFile('fresh', 'imports/fresh.ndjson', at);
    await stage.store.refreshLake();
    expect(await inLake('fresh')).toEqual([await stage.store.get('fresh', 'a')]);
  });

  it('has it there also when an earlier attempt had stored its endpoints and then failed', async () => {
    await stage.lake.put(
      'imports/again.ndjson',
      '{"endpoint_id":"a","channel_type":"SMS","address":"+351"}\n',
    );
    await put('again', endpoint('again', 'a', { ChannelType: 'SMS', Address: '+351' }));
    await stage.store.importFile('again', 'imports/again.ndjson', at);
    await stage.store.refreshLake();
    expect(await inLake('again')).toEqual([await stage.store.get('again', 'a')]);
  });

  it('brings creation, change and removal into the lake, in their order although delivered in another', async () => {
    await put('stream', endpoint('stream', 'A'), endpoint('stream', 'b'));
    const [createdA, createdB] = [await image('stream', 'a'), await image('stream', 'b')];
    await put('stream', endpoint('stream', 'A', { Metrics: { Orders: 3 } }));
    const changedA = await image('stream', 'a');
    await remove('stream', 'b');
    await deliver({ eventName: 'MODIFY', dynamodb: { NewImage: changedA, OldImage: createdA } });
    await deliver({ eventName: 'REMOVE', dynamodb: { OldImage: createdB } });
    await deliver(
      { eventName: 'INSERT', dynamodb: { NewImage: createdA } },
      { eventName: 'INSERT', dynamodb: { NewImage: createdB } },
    );
    await stage.store.refreshLake();
    expect(await inLake('stream')).toEqual([endpoint('stream', 'A', { Metrics: { Orders: 3 } })]);

    stage.clock.advance(1); // what is created anew is told from its removal by the time
    await put('stream', endpoint('stream', 'b', { Address: 'new@example.com' }));
    await deliver({ eventName: 'INSERT', dynamodb: { NewImage: await image('stream', 'b') } });
    await stage.store.refreshLake();
    expect((await inLake('stream'))[1]).toEqual(endpoint('stream', 'b', { Address: 'new@example.com' }));
  });

  it('merges nothing when no file has come since the last time', async () => {
    await stage.store.refreshLake();
    await stage.store.refreshLake();
    const before = stage.merges.length;
    await Promise.all([stage.store.refreshLake(), stage.store.refreshLake()]);
    expect(stage.merges).toHaveLength(before);
    await deliver();
    await stage.store.refreshLake();
    expect(stage.merges).toHaveLength(before + 1);
  });

  it('changes more endpoints at once than one transaction takes', async () => {
    const many = Array.from({ length: 250 }, (_, index) => endpoint('many', `e${index}`));
    await put('many', ...many);
    expect(await stage.store.ofUser('many', 'u')).toHaveLength(250);
    await stage.store.removeAll('many');
    expect(await stage.store.ofUser('many', 'u')).toEqual([]);
  });

  it('stores nothing of a file that cannot be read', async () => {
    await stage.lake.put(
      'imports/broken.ndjson',
      '{"endpoint_id":"a","channel_type":"SMS","address":"+1"}\n{"endpoint_id":\n',
    );
    await expect(stage.store.importFile('broken', 'imports/broken.ndjson', at)).rejects.toThrow();
    expect(await stage.store.get('broken', 'a')).toBeUndefined();
  });
});
