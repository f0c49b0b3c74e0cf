import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient, ListKeysCommand } from '@aws-sdk/client-kms';
import { GetFunctionCommand, LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { ListStateMachinesCommand, SFNClient } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MIGRATIONS } from '../../src/core/schema/migrations.ts';
import { sls } from '../unit/template.ts';
import { GAPS, type StackEmulator, startStackEmulator } from './stack-emulator.ts';

const MACHINES = ['deliver', 'erase', 'export', 'import', 'rfm'];
const KEPT_BUCKETS = ['lake', 'uploads'].map((name) => `touchpoint-ci-${name}-123456789012-us-east-1`);
const MINUTES = 60_000;

let emulator: StackEmulator;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'touchpoint-deploy-'));
  emulator = await startStackEmulator();
}, 2 * MINUTES);
afterAll(async () => {
  await emulator.stop();
  rmSync(folder, { recursive: true });
});

const run = (command: string, ...options: string[]) =>
  sls([command, '--stage', 'ci', ...options], folder, {
    AWS_ENDPOINT_URL: emulator.endpoint,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  });

async function buckets(): Promise<string[]> {
  const { Buckets = [] } = await new S3Client(emulator.options).send(new ListBucketsCommand({}));
  return Buckets.map(({ Name = '' }) => Name).sort();
}

async function functions(): Promise<string[]> {
  const { Functions = [] } = await new LambdaClient(emulator.options).send(new ListFunctionsCommand({}));
  return Functions.map(({ FunctionName = '' }) => FunctionName).sort();
}

async function machines(): Promise<string[]> {
  const { stateMachines = [] } = await new SFNClient(emulator.options).send(new ListStateMachinesCommand({}));
  return stateMachines.map(({ name = '' }) => name).sort();
}

async function environment(name: string): Promise<Record<string, string>> {
  const command = new GetFunctionCommand({ FunctionName: `touchpoint-ci-${name}` });
  const { Configuration } = await new LambdaClient(emulator.options).send(command);
  return Configuration?.Environment?.Variables ?? {};
}

/** ARNs. */
async function keys(): Promise<string[]> {
  const { Keys = [] } = await new KMSClient(emulator.options).send(new ListKeysCommand({}));
  return Keys.map(({ KeyArn = '' }) => KeyArn);
}

// One stage is followed from its first day to its last: each of these begins where the one before ended.
describe('a stage', () => {
  let table = '';
  let sealingKey = '';

  it(
    'is deployed whole',
    async () => {
      const packaged = process.env.TOUCHPOINT_PACKAGE;
      expect(await buckets()).toEqual([]);

      await run('deploy', ...(packaged ? ['--package', packaged] : []));

      const [lake, code, uploads, ...others] = await buckets();
      expect([lake, uploads, others]).toEqual([...KEPT_BUCKETS, []]);
      expect(code).toMatch(/^touchpoint-ci-serverlessdeploymentbucket-/);
      expect(await machines()).toEqual(MACHINES.map((name) => `touchpoint-ci-${name}`));
      expect(await functions()).toContain('touchpoint-ci-api');
      const {
        TOUCHPOINT_STATE_TABLE,
        TOUCHPOINT_SECRETS_KEY,
        TOUCHPOINT_LAKE_BUCKET,
        TOUCHPOINT_MACHINE_PREFIX,
      } = await environment('api');
      expect([TOUCHPOINT_LAKE_BUCKET, TOUCHPOINT_MACHINE_PREFIX]).toEqual([
        KEPT_BUCKETS[0],
        'arn:aws:states:us-east-1:123456789012:stateMachine:touchpoint-ci-',
      ]);
      table = TOUCHPOINT_STATE_TABLE ?? '';
      sealingKey = TOUCHPOINT_SECRETS_KEY ?? '';
    },
    10 * MINUTES,
  );

  it('had its schema migrated once', () => {
    expect(emulator.asked).toMatchObject([
      {
        function: 'touchpoint-ci-migrate',
        input: {
          RequestType: 'Create',
          LogicalResourceId: 'SchemaMigration',
          ResourceProperties: { Version: String(MIGRATIONS.length) },
        },
      },
    ]);
  });

  it('needed a stand-in for every kind that is listed as a gap', () => {
    expect([...new Set(emulator.standIns().map((made) => made.split(' ')[0]))].sort()).toEqual(
      [...GAPS].sort(),
    );
  });

  it(
    'says where it is and what it has',
    async () => {
      const info = await run('info');
      expect(info).toMatch(/endpoint: https:\/\//);
      for (const name of await functions()) expect(info).toContain(name);
    },
    2 * MINUTES,
  );

  it(
    'takes a parameter that changed, at its next deployment',
    async () => {
      const before = await functions();
      expect((await environment('receiveUpload')).TOUCHPOINT_CLUSTERS).toBe('7');

      await run('deploy', '--param=clusters=5');

      expect((await environment('receiveUpload')).TOUCHPOINT_CLUSTERS).toBe('5');
      expect(await functions()).toEqual(before);
      expect((await environment('api')).TOUCHPOINT_STATE_TABLE).toBe(table);
    },
    10 * MINUTES,
  );

  it(
    'leaves its data when it is removed',
    async () => {
      await run('remove');

      expect(await buckets()).toEqual(KEPT_BUCKETS);
      const { Table } = await new DynamoDBClient(emulator.options).send(
        new DescribeTableCommand({ TableName: table }),
      );
      expect(Table?.TableStatus).toBe('ACTIVE');
      expect(await keys()).toContain(sealingKey);
      expect([await functions(), await machines()]).toEqual([[], []]);
    },
    5 * MINUTES,
  );

  it(
    'is deployed again under its name when what holds data gets new names, and leaves the earlier data alone',
    async () => {
      await run('deploy', '--param=dataSuffix=-b');

      const fresh = KEPT_BUCKETS.map((name) => `${name}-b`);
      expect(await buckets()).toEqual(expect.arrayContaining([...KEPT_BUCKETS, ...fresh]));
      const { TOUCHPOINT_LAKE_BUCKET, TOUCHPOINT_STATE_TABLE } = await environment('api');
      expect(TOUCHPOINT_LAKE_BUCKET).toBe(fresh[0]);
      expect(TOUCHPOINT_STATE_TABLE).not.toBe(table);
    },
    10 * MINUTES,
  );
});
