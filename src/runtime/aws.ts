import { setTimeout as wait } from 'node:timers/promises';
import { AthenaClient } from '@aws-sdk/client-athena';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { FirehoseClient } from '@aws-sdk/client-firehose';
import { KMSClient } from '@aws-sdk/client-kms';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { PinpointClient } from '@aws-sdk/client-pinpoint';
import { PinpointSMSVoiceV2Client } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { S3Client } from '@aws-sdk/client-s3';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SFNClient } from '@aws-sdk/client-sfn';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { athenaLakeSchema } from '../adapters/aws/athena-lake-schema.ts';
import { athenaQueryEngine } from '../adapters/aws/athena-query-engine.ts';
import { athenaQueryExecutions } from '../adapters/aws/athena-query-executions.ts';
import { athenaTransactionLoader } from '../adapters/aws/athena-transaction-loader.ts';
import { awsChannels } from '../adapters/aws/aws-channels.ts';
import { awsChecks } from '../adapters/aws/aws-checks.ts';
import { dynamoDbDocumentStore } from '../adapters/aws/dynamodb-document-store.ts';
import { dynamoDbEndpointStore } from '../adapters/aws/dynamodb-endpoint-store.ts';
import { firehoseEventSink } from '../adapters/aws/firehose-event-sink.ts';
import { kmsSecretBox } from '../adapters/aws/kms-secret-box.ts';
import { lambdaFunctions } from '../adapters/aws/lambda-functions.ts';
import { s3ObjectStore } from '../adapters/aws/s3-object-store.ts';
import { sfnWorkflowEngine } from '../adapters/aws/sfn-workflow-engine.ts';
import { cryptoIds } from '../adapters/local/crypto-ids.ts';
import { systemClock } from '../adapters/local/system-clock.ts';
import { webhookFunctions } from '../adapters/local/webhook-functions.ts';
import { mergeChanges, mergeMembers, removeMembers } from '../compiler/endpoint-changes.ts';
import { ERASED_TABLES, IMPERSONAL_TABLES } from '../compiler/erased-tables.ts';
import { customChannel } from '../core/channels/custom-channel.ts';
import { webhookSecret } from '../core/channels/webhook-secret.ts';
import type { Ports } from '../ports/ports.ts';
import { activityStatements } from './activity-statements.ts';
import { readAwsConfig } from './aws-config.ts';
import { awsErasable } from './aws-erasable.ts';
import { readNamedQueries } from './named-queries.ts';

const LAKE_TABLES = [...ERASED_TABLES.map(({ name }) => name), ...IMPERSONAL_TABLES];
/** What the state Load reads in the time that a function has (functions/rfm-load). */
export const UPLOAD_LIMIT_BYTES = 2 * 1024 ** 3;
/** Firehose writes what it has gathered (resources/event-streams.yml) within so long, and Athena then sees it. */
const DELIVERY_SECONDS = 60;
/** For SELECTs that people ask for; the bytes that one may read are the workgroup's (resources/query-engine.yml). */
const QUERY_LIMITS = { seconds: 900, rows: 10_000_000, bytes: Number.POSITIVE_INFINITY };
/** Lambda answers with 6 MB at most, a third of which is lost where the body goes as base64. */
const ANSWER_LIMIT_BYTES = 4 * 1024 ** 2;
/** The clock ticks each minute, a little early or late: a journey that may tick at each is ready before. */
const CLOCK_JITTER_SECONDS = 30;
/** The longest that a function runs. */
const LEASE_SECONDS = 900;

/** For requests that must not be made twice: the SDK would repeat one whose answer was lost. */
const ONE_ATTEMPT = {
  maxAttempts: 1,
  requestHandler: { connectionTimeout: 5000, requestTimeout: 30_000, throwOnRequestTimeout: true },
};

/**
 * The ports on AWS; called once per cold start. No client connects before it is used.
 * @param env the function's environment
 */
export function awsPorts(env: Readonly<Record<string, string | undefined>>): Ports {
  const config = readAwsConfig(env);
  const s3 = new S3Client({});
  const presigner = new S3Client({ requestChecksumCalculation: 'WHEN_REQUIRED' });
  // Endpoints have members that are undefined; JSON leaves them out, and so does this.
  const dynamoDb = DynamoDBDocumentClient.from(new DynamoDBClient({}), {
    marshallOptions: { removeUndefinedValues: true },
  });
  const clock = systemClock();
  const named = readNamedQueries(config.queriesFolder);
  const stores = {
    uploads: s3ObjectStore(s3, config.uploadBucket, presigner),
    lake: s3ObjectStore(s3, config.lakeBucket),
  };
  const documents = dynamoDbDocumentStore(dynamoDb, config.stateTable, clock);
  const athena = new AthenaClient({});
  const queries = athenaQueryEngine({
    athena,
    s3,
    lake: stores.lake,
    workGroup: config.workGroup,
    database: config.database,
  });
  const ids = cryptoIds();
  const secrets = kmsSecretBox(new KMSClient({}), config.secretsKey);
  const pause = async (milliseconds: number) => void (await wait(milliseconds));
  const endpoints = dynamoDbEndpointStore({
    client: dynamoDb,
    table: config.stateTable,
    lake: stores.lake,
    documents,
    queries,
    clock,
    mergeChanges,
    mergeMembers,
    removeMembers,
  });
  const functions = lambdaFunctions({
    client: new LambdaClient(ONE_ATTEMPT),
    webhooks: webhookFunctions({
      secret: () => webhookSecret({ documents, secrets, ids }),
      loopback: false,
      owner: config.webhookAccount,
    }),
  });
  return {
    stage: {
      kind: 'aws',
      region: config.region,
      accountId: config.accountId,
      applicationId: config.applicationId,
      clusters: config.clusters,
      uploadLimitBytes: UPLOAD_LIMIT_BYTES,
      publicUrl: config.publicUrl,
      eventLagSeconds: config.eventSeconds + DELIVERY_SECONDS,
      inDoubt: config.inDoubt,
      answerLimitBytes: ANSWER_LIMIT_BYTES,
      erasureDelaySeconds: config.erasureHours * 3600,
      leaseSeconds: LEASE_SECONDS,
      journeyRestSeconds: (config.journeyMinutes - 1) * 60 + CLOCK_JITTER_SECONDS,
    },
    ...stores,
    bucket: (name) => s3ObjectStore(s3, name),
    documents,
    queries,
    executions: athenaQueryExecutions({ athena, ...config, limits: QUERY_LIMITS, clock }),
    named: named.bind,
    namedQueries: named.all,
    endpoints,
    events: firehoseEventSink({ client: new FirehoseClient({}), streamName: config.eventStream, pause }),
    channels: awsChannels({
      ses: new SESv2Client(ONE_ATTEMPT),
      sms: new PinpointSMSVoiceV2Client(ONE_ATTEMPT),
      push: new PinpointClient(ONE_ATTEMPT),
      custom: customChannel({ functions, pause }),
      clock,
      ...config,
    }),
    functions,
    erasable: awsErasable({
      athena,
      ...config,
      lake: stores.lake,
      queries,
      refresh: () => endpoints.refreshLake(),
      pause,
      clock,
    }),
    loader: athenaTransactionLoader({ stores, queries, ...activityStatements(named.bind) }),
    workflows: sfnWorkflowEngine(new SFNClient({}), config.machinePrefix),
    checks: awsChecks({
      ses: new SESv2Client({}),
      cloudWatch: new CloudWatchClient({}),
      clock,
      alarmPrefix: config.machinePrefix.split(':').at(-1) ?? '',
      tables: LAKE_TABLES,
      columnsOf: athenaLakeSchema({ athena, ...config, queries, ids, fileTables: [] }).columnsOf,
    }),
    secrets,
    clock,
    pause,
    ids,
  };
}
