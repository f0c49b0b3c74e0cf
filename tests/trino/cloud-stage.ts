import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateDeliveryStreamCommand, FirehoseClient } from '@aws-sdk/client-firehose';
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  CreateBucketCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketVersioningCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { CreateEmailIdentityCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { CreateStateMachineCommand, ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { s3ObjectStore } from '../../src/adapters/aws/s3-object-store.ts';
import { sfnWorkflowEngine } from '../../src/adapters/aws/sfn-workflow-engine.ts';
import type { ObjectStore } from '../../src/ports/object-store.ts';
import type { Execution } from '../../src/ports/workflow-engine.ts';
import { type JsonService, jsonService } from '../aws/json-service.ts';
import { startEmulator } from '../aws/moto.ts';
import {
  FUNCTION_ARNS,
  FUNCTIONS,
  folderOf,
  functionFile,
  MACHINES,
  machineDefinition,
  type Names,
  resolve,
} from '../aws/stack-files.ts';
import { stateTableDefinition } from '../contracts/state-table.ts';
import { athenaApi } from './athena-on-trino.ts';
import { serveAthena } from './athena-server.ts';
import { type CloudFunctions, loadFunctions } from './cloud-functions.ts';
import { type UrlAnswer, urlEvent } from './function-url.ts';
import { type LakeOnS3, openLakeOnS3 } from './lake-on-s3.ts';
import { onLoopback } from './loopback.ts';

const pause = (milliseconds: number) => new Promise((over) => setTimeout(over, milliseconds));

const STACK = 'touchpoint-flow';
const [REGION, ACCOUNT] = ['us-east-1', '123456789012'];
const ROLE = `arn:aws:iam::${ACCOUNT}:role/any`;
const LAKE = `${STACK}-lake`;
/** What the resources that other files refer to are called here. */
const NAMES: Names = {
  ...FUNCTION_ARNS,
  'AWS::AccountId': ACCOUNT,
  'AWS::Partition': 'aws',
  'AWS::Region': REGION,
  'AWS::StackName': STACK,
  UploadBucket: `${STACK}-uploads`,
  LakeBucket: LAKE,
  LakeDatabase: 'lake',
  QueryWorkGroup: STACK,
  StateTable: `${STACK}-state`,
  EventStream: `${STACK}-events`,
  EndpointChangeStream: `${STACK}-endpoint-changes`,
  EmailConfigurationSet: STACK,
  'param:erasureHours': '0',
  '${file(resources/api-front.cjs):publicUrl}': 'https://touchpoint.example',
};

/** The stage as `serverless.yml` puts it together, on moto and Trino. */
export interface CloudStage {
  readonly functions: CloudFunctions;
  readonly lake: LakeOnS3;
  readonly uploads: ObjectStore;
  readonly bucket: ObjectStore;
  /** What EventBridge has for a function by its rules, oldest first. */
  eventsFor(name: string): Promise<unknown[]>;
  /** Puts an event on the account's bus. */
  putEvent(event: { readonly source: string; readonly type: string; readonly detail: object }): Promise<void>;
  /** What the table's stream tells since the last time, as it is told to functions/endpoint-stream. */
  streamRecords(): Promise<readonly StreamRecord[]>;
  /** Lines that were put into a delivery stream and lie in the lake bucket: `events` or `endpoint-changes`. */
  delivered(stream: string): Promise<string[]>;
  /** To whom SES sent e-mails, one entry each. */
  sent(): Promise<string[]>;
  /** Waits until no machine runs. */
  settled(): Promise<void>;
  /** An execution that has ended. */
  ended(executionArn: string): Promise<Execution>;
  /** An admin key of the stage. */
  key(): Promise<AccessKey>;
  /** What functions/api answers to a request with that key. @throws Error for a status above 299 */
  request<Answer = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<Answer>;
  /** Makes the function fail, as often as a machine calls it. */
  failing?: string;
  close(): Promise<void>;
}

export interface StreamRecord {
  readonly eventName: string;
  readonly dynamodb: {
    readonly Keys: { readonly pk: { readonly S: string } };
    readonly SequenceNumber: string;
  };
}

export async function openCloudStage(): Promise<CloudStage> {
  const tasks = await onLoopback(
    createServer(async (request, response) => {
      const call = (await json(request)) as { function: string; input: unknown };
      response.end(JSON.stringify(await runTask(folderOf(call.function), call.input)));
    }),
  );
  const emulator = await startEmulator([], tasks.url);
  const { endpoint, options } = emulator;
  const ask = jsonService(endpoint);
  const s3 = new S3Client(options);
  const presigner = new S3Client({ ...options, requestChecksumCalculation: 'WHEN_REQUIRED' });
  const sfn = new SFNClient(options);
  const [uploads, bucket] = [s3ObjectStore(s3, NAMES.UploadBucket ?? ''), s3ObjectStore(s3, LAKE, presigner)];

  for (const Bucket of [uploads.bucket, LAKE, `${STACK}-metastore`])
    await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(
    new PutBucketVersioningCommand({
      Bucket: uploads.bucket,
      VersioningConfiguration: { Status: 'Enabled' },
    }),
  );
  await s3.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket: uploads.bucket,
      NotificationConfiguration: { EventBridgeConfiguration: {} },
    }),
  );
  const table = {
    TableName: NAMES.StateTable ?? '',
    ...stateTableDefinition(),
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' as const },
  };
  const { TableDescription } = await new DynamoDBClient(options).send(new CreateTableCommand(table));
  const { KeyMetadata } = await new KMSClient(options).send(new CreateKeyCommand({}));
  const names: Names = { ...NAMES, 'SecretsKey.Arn': KeyMetadata?.Arn ?? '' };
  for (const DeliveryStreamName of [NAMES.EventStream, NAMES.EndpointChangeStream])
    await new FirehoseClient(options).send(
      new CreateDeliveryStreamCommand({
        DeliveryStreamName,
        ExtendedS3DestinationConfiguration: {
          BucketARN: `arn:aws:s3:::${LAKE}`,
          RoleARN: ROLE,
          Prefix: `delivered/${DeliveryStreamName}/`,
        },
      }),
    );
  await wireEventBridge(ask, names);
  const ses = new SESv2Client(options);
  await ses.send(new CreateEmailIdentityCommand({ EmailIdentity: 'shop@example.com' }));
  const configured = await fetch(`${endpoint}/moto-api/config`, {
    method: 'POST',
    body: JSON.stringify({ stepfunctions: { execute_state_machine: true } }),
  });
  if (!configured.ok) throw new Error(`The emulator cannot be configured: ${await configured.text()}`);
  for (const machine of MACHINES) {
    const definition = JSON.stringify(machineDefinition(machine, names));
    await sfn.send(new CreateStateMachineCommand({ name: `${STACK}-${machine}`, roleArn: ROLE, definition }));
  }
  const lake = await openLakeOnS3(endpoint, LAKE, `${STACK}-metastore`);
  const athena = await serveAthena(
    athenaApi({ ...lake, bucket, uri: `s3://${LAKE}/`, keepsResults: true, inBackground: true }).api,
  );
  const functions = await loadFunctions(names, {
    AWS_REGION: REGION,
    AWS_ENDPOINT_URL: endpoint,
    AWS_ENDPOINT_URL_ATHENA: athena.url,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  });
  const prefix = `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:${STACK}-`;
  const workflows = sfnWorkflowEngine(sfn, prefix);
  const readStream = streamReader(ask, TableDescription?.LatestStreamArn ?? '');

  /** As Step Functions calls: an error is named for Retry and Catch. */
  async function runTask(name: string, input: unknown): Promise<object> {
    try {
      if (stage.failing === name)
        throw Object.assign(new Error(`${name} was made to fail`), { name: 'Broken' });
      return { payload: await functions.callTwice(name, input) };
    } catch (error) {
      const { name: errorType, message: errorMessage } = error as Error;
      return { error: { errorType, errorMessage } };
    }
  }

  let key: Promise<AccessKey> | undefined;
  const stage: CloudStage = {
    functions,
    lake,
    uploads,
    bucket,
    eventsFor: (name) => received(ask, queueOf(name)),
    async putEvent({ source, type, detail }) {
      const Entries = [{ Source: source, DetailType: type, Detail: JSON.stringify(detail) }];
      const { FailedEntryCount } = await ask<{ FailedEntryCount: number }>('AWSEvents.PutEvents', {
        Entries,
      });
      if (FailedEntryCount !== 0) throw new Error(`The bus took no event of ${source}`);
    },
    async streamRecords() {
      return (await readStream()).filter(({ dynamodb }) => dynamodb.Keys.pk.S.startsWith('endpoint#'));
    },
    async delivered(stream) {
      const files = await bucket.list(`delivered/${STACK}-${stream}/`);
      const bodies = await Promise.all(files.map(({ key }) => bucket.get(key)));
      return bodies.flatMap((body) => new TextDecoder().decode(body).split('\n').filter(Boolean));
    },
    async sent() {
      const models = await (await fetch(`${endpoint}/moto-api/data.json`)).json();
      const { RawMessage = [] } = (models as { ses?: { RawMessage?: { raw_data: string }[] } }).ses ?? {};
      return RawMessage.map(({ raw_data: text }) => /^To: (.*)$/m.exec(text)?.[1]?.trim() ?? '').sort();
    },
    async settled() {
      for (;;) {
        const running = await Promise.all(
          MACHINES.map((machine) =>
            sfn.send(
              new ListExecutionsCommand({ stateMachineArn: prefix + machine, statusFilter: 'RUNNING' }),
            ),
          ),
        );
        if (running.every(({ executions = [] }) => executions.length === 0)) return;
        await pause(200);
      }
    },
    async ended(executionArn) {
      for (;;) {
        const found = await workflows.describe(executionArn);
        if (!found) throw new Error(`No execution ${executionArn}`);
        if (found.status !== 'RUNNING') return found;
        await pause(200);
      }
    },
    key() {
      key ??= functions.call('create-key', { name: 'flow', scopes: ['admin'] }) as Promise<AccessKey>;
      return key;
    },
    async request<Answer>(method: string, path: string, body?: unknown) {
      const { keyId, secret } = await stage.key();
      const headers = { authorization: `Bearer ${keyId}.${secret}`, 'content-type': 'application/json' };
      const event = urlEvent({
        ...{ method, path, headers },
        body: body === undefined ? undefined : Buffer.from(JSON.stringify(body)),
      });
      const answer = (await functions.call('api', event)) as UrlAnswer;
      if (answer.statusCode > 299) throw new Error(`${method} ${path} answered ${JSON.stringify(answer)}`);
      return (answer.body === '' ? undefined : JSON.parse(answer.body)) as Answer;
    },
    async close() {
      await athena.close();
      await emulator.stop();
      await tasks.close();
    },
  };
  return stage;
}

/** What functions/create-key answers. */
export interface AccessKey {
  readonly keyId: string;
  readonly secret: string;
}

const queueOf = (name: string) => `${STACK}-to-${name}`;

/** Rules as the functions' files have them; moto has no function to call, so a queue takes what is meant for it. */
async function wireEventBridge(ask: JsonService, names: Names): Promise<void> {
  for (const name of FUNCTIONS) {
    const { events = [] } = functionFile(name);
    for (const [index, event] of (typeof events === 'string' ? [] : events).entries()) {
      const { eventBridge } = event as { eventBridge?: { pattern: object } };
      if (!eventBridge) continue;
      const [Name, queue] = [`${STACK}-${name}-${index}`, queueOf(name)];
      await ask('AmazonSQS.CreateQueue', { QueueName: queue });
      await ask('AWSEvents.PutRule', {
        Name,
        EventPattern: JSON.stringify(resolve(eventBridge.pattern, names)),
      });
      const Arn = `arn:aws:sqs:${REGION}:${ACCOUNT}:${queue}`;
      await ask('AWSEvents.PutTargets', { Rule: Name, Targets: [{ Id: 'queue', Arn }] });
    }
  }
}

interface Message {
  readonly Body: string;
  readonly ReceiptHandle: string;
}

/** Takes every message from a queue. */
async function received(ask: JsonService, queue: string): Promise<unknown[]> {
  const { QueueUrl } = await ask<{ QueueUrl: string }>('AmazonSQS.GetQueueUrl', { QueueName: queue });
  const all: unknown[] = [];
  for (;;) {
    const request = { QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 0 };
    const { Messages = [] } = await ask<{ Messages?: Message[] }>('AmazonSQS.ReceiveMessage', request);
    if (Messages.length === 0) return all;
    for (const { Body, ReceiptHandle } of Messages) {
      all.push(JSON.parse(Body));
      await ask('AmazonSQS.DeleteMessage', { QueueUrl, ReceiptHandle });
    }
  }
}

/** Reads a stream of DynamoDB on from where it stood. */
function streamReader(ask: JsonService, StreamArn: string): () => Promise<StreamRecord[]> {
  const api = 'DynamoDBStreams_20120810';
  let iterator: string | undefined;
  async function begin(): Promise<string> {
    const { StreamDescription } = await ask<{ StreamDescription: { Shards: { ShardId: string }[] } }>(
      `${api}.DescribeStream`,
      { StreamArn },
    );
    const { ShardIterator } = await ask<{ ShardIterator: string }>(`${api}.GetShardIterator`, {
      StreamArn,
      ShardId: StreamDescription.Shards[0]?.ShardId,
      ShardIteratorType: 'TRIM_HORIZON',
    });
    return ShardIterator;
  }
  return async () => {
    const all: StreamRecord[] = [];
    iterator ??= await begin();
    for (;;) {
      const page: { Records: StreamRecord[]; NextShardIterator: string } = await ask(`${api}.GetRecords`, {
        ShardIterator: iterator,
      });
      iterator = page.NextShardIterator;
      if (page.Records.length === 0) return all;
      all.push(...page.Records);
    }
  };
}
