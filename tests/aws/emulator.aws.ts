import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dynamoDbDocumentStore } from '../../src/adapters/aws/dynamodb-document-store.ts';
import { kmsSecretBox } from '../../src/adapters/aws/kms-secret-box.ts';
import { s3ObjectStore } from '../../src/adapters/aws/s3-object-store.ts';
import { sfnWorkflowEngine } from '../../src/adapters/aws/sfn-workflow-engine.ts';
import { type DuckDbLake, openDuckDbLake } from '../../src/adapters/local/duckdb-lake.ts';
import { settableClock } from '../../src/adapters/local/settable-clock.ts';
import { documentStoreContract } from '../contracts/document-store.contract.ts';
import { openDynamoDbEndpointStage } from '../contracts/dynamodb-endpoint-stage.ts';
import { endpointStoreContract } from '../contracts/endpoint-store.contract.ts';
import { objectStoreContract } from '../contracts/object-store.contract.ts';
import { secretBoxContract } from '../contracts/secret-box.contract.ts';
import { segmentMembersContract } from '../contracts/segment-members.contract.ts';
import { stateTableDefinition } from '../contracts/state-table.ts';
import { startEmulator } from './moto.ts';

/** The contracts of our AWS adapters on somebody else's idea of AWS: moto's server. Run by `npm run test:aws`. */
const emulator = await startEmulator([]);
afterAll(() => emulator.stop());
const options = emulator.options;

const dynamoDb = DynamoDBDocumentClient.from(new DynamoDBClient(options));
async function createTable(): Promise<string> {
  const TableName = `state-${randomUUID()}`;
  await dynamoDb.send(new CreateTableCommand({ TableName, ...stateTableDefinition() }));
  return TableName;
}

documentStoreContract('dynamodb', async () => {
  const clock = settableClock(new Date('2026-03-01T09:00:00Z'));
  return { store: dynamoDbDocumentStore(dynamoDb, await createTable(), clock), clock };
});

let home: string;
let lake: DuckDbLake;
let stage: Awaited<ReturnType<typeof openDynamoDbEndpointStage>>;
beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'touchpoint-emulator-'));
  lake = await openDuckDbLake({ file: ':memory:', lakeFolder: path.join(home, 'lake') });
  stage = await openDynamoDbEndpointStage({ client: dynamoDb, table: await createTable(), home, lake });
});
afterAll(async () => {
  await lake.close();
  await rm(home, { recursive: true });
});
endpointStoreContract('dynamodb', async () => stage);
segmentMembersContract('dynamodb', async () => stage);

const s3 = new S3Client({ ...options, forcePathStyle: true });
objectStoreContract('s3', async () => {
  const bucket = `bucket-${randomUUID()}`;
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  return s3ObjectStore(s3, bucket);
});

describe('s3 object store', () => {
  it('names a bucket that does not exist', async () => {
    const store = s3ObjectStore(s3, 'no-such-bucket');
    await expect(store.list('')).rejects.toMatchObject({
      code: 'NotFound',
      message: 'Bucket no-such-bucket does not exist',
    });
  });
});

const kms = new KMSClient(options);
let keyId: string | undefined;
secretBoxContract('kms', async () => {
  keyId ??= (await kms.send(new CreateKeyCommand({}))).KeyMetadata?.KeyId;
  return kmsSecretBox(kms, keyId ?? '');
});

describe('step functions workflow engine', () => {
  it('starts an execution of a name once, and knows it by the same id', async () => {
    const client = new SFNClient(options);
    const name = `stage-${randomUUID()}-rfm`;
    const { stateMachineArn = '' } = await client.send(
      new CreateStateMachineCommand({
        name,
        roleArn: 'arn:aws:iam::123456789012:role/any',
        definition: JSON.stringify({ StartAt: 'Pass', States: { Pass: { Type: 'Pass', End: true } } }),
      }),
    );
    const engine = sfnWorkflowEngine(client, stateMachineArn.slice(0, -'rfm'.length));

    const id = await engine.start('rfm', 'upload-1', { a: 1 });

    expect(await engine.start('rfm', 'upload-1', { a: 1 })).toBe(id);
    expect(await engine.start('rfm', 'upload-1', { a: 2 })).toBe(id);
    expect(await engine.describe(id)).toMatchObject({ id, machine: 'rfm', input: { a: 1 } });
    expect(await engine.describe(`${id}x`)).toBeUndefined();
  });
});
