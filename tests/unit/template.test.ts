import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readLakeTables } from '../../src/adapters/local/lake-tables.ts';
import { MIGRATIONS } from '../../src/core/schema/migrations.ts';
import { readViews } from '../../src/runtime/named-queries.ts';
import { asynchronousEdges, edgeFaults } from './asynchronous-edges.ts';
import { at, listAt, type PackagedStack, packageStack, type Resource, sls } from './template.ts';
import { readZip } from './zip.ts';

const ROOT = join(import.meta.dirname, '../..');
const MAX_ZIP_BYTES = 5_000_000;
const FOURTEEN = [
  ['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2', 'us-gov-west-1', 'ca-central-1'],
  ['eu-central-1', 'eu-west-1', 'eu-west-2'],
  ['ap-northeast-1', 'ap-northeast-2', 'ap-south-1', 'ap-southeast-1', 'ap-southeast-2'],
].flat();
/** Actions that AWS ties to no resource. */
const WITHOUT_RESOURCE = [
  'cloudwatch:GetMetricStatistics',
  'dynamodb:ListStreams',
  'logs:CreateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:DescribeLogGroups',
  'logs:DescribeResourcePolicies',
  'logs:GetLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:UpdateLogDelivery',
  'ses:GetAccount',
  'xray:GetSamplingRules',
  'xray:GetSamplingTargets',
  'xray:PutTelemetryRecords',
  'xray:PutTraceSegments',
];

const MINUTE =
  'a minute that is missed is made good by the next, and two alarms tell when ticks fail or stay away';
const DEPLOYMENT = 'the deployment fails, before the eyes of whoever deploys';
/** What asynchronous edges lack, with the reason. */
const ACCEPTED: Readonly<Record<string, string>> = {
  'ClockSchedule to ClockTickLambdaFunction: not tried again': MINUTE,
  'ClockSchedule to ClockTickLambdaFunction: lost when it fails': MINUTE,
  'ClockSchedule in ClockTickLambdaFunction: not tried again': MINUTE,
  'ClockSchedule in ClockTickLambdaFunction: lost when it fails': MINUTE,
  'SchemaMigration in MigrateLambdaFunction: lost when it fails': DEPLOYMENT,
  'SchemaMigration in MigrateLambdaFunction: no alarm': DEPLOYMENT,
};

let stack: PackagedStack;
beforeAll(async () => {
  stack = await packageStack('--stage', 'anything');
}, 180_000);
afterAll(() => stack.remove());

const functions = () => stack.ofType('AWS::Lambda::Function');
const machines = () => stack.ofType('AWS::StepFunctions::StateMachine');
const allowed = () => stack.statements.filter(({ Effect }) => Effect === 'Allow');
const isIceberg = ({ Properties }: Resource) => at(Properties, 'OpenTableFormatInput') !== undefined;
/** What a simulated journey leaves while it runs. */
const isScratch = ({ id }: Resource) => id.startsWith('Simulation');
/** The Framework's own bucket, which holds code and nothing else. */
const isOurs = ({ id }: Resource) => id !== 'ServerlessDeploymentBucket';

describe('views', () => {
  it('stand in Glue as Athena writes them, with the columns of their headers', () => {
    const views = stack
      .ofType('AWS::Glue::Table')
      .filter(({ Properties }) => at(Properties, 'TableInput.TableType') === 'VIRTUAL_VIEW');
    expect(views.map(({ Properties }) => at(Properties, 'TableInput.Name')).sort()).toEqual(
      readViews(join(ROOT, 'queries'))
        .map(({ name }) => name)
        .sort(),
    );
    for (const { Properties } of views) {
      const encoded = at(Properties, 'TableInput.ViewOriginalText.Fn::Join.1.1.Fn::Base64.Fn::Join') as [
        string,
        [string, unknown, string],
      ];
      const [quote, [before, database, after]] = encoded;
      expect(database).toEqual({ Ref: 'LakeDatabase' });
      const { originalSql, columns } = JSON.parse(`${before}${quote}lake${quote}${after}`);
      expect(originalSql).not.toContain('--');
      expect(columns.length).toBe(listAt(Properties, 'TableInput.StorageDescriptor.Columns').length);
    }
  });
});

describe('least privilege', () => {
  it('allows no action by a wildcard', () => {
    expect(allowed().length).toBeGreaterThan(50);
    expect(allowed().filter(({ Action }) => Action.some((action) => action.includes('*')))).toEqual([]);
  });

  it('allows on every resource only what AWS ties to none, and a key policy on its own key', () => {
    const everywhere = allowed().filter(
      ({ holder, Resource }) => Resource.includes('*') && holder !== 'SecretsKey',
    );
    expect(everywhere.length).toBeGreaterThan(10);
    const tied = everywhere
      .flatMap(({ Action }) => Action)
      .filter((action) => !WITHOUT_RESOURCE.includes(action));
    expect(tied).toEqual([]);
  });

  it('gives every function and machine a role of its own', () => {
    for (const [resources, path] of [
      [functions(), 'Role'],
      [machines(), 'RoleArn'],
    ] as const) {
      const roles = resources.map(({ Properties }) => JSON.stringify(at(Properties, path)));
      expect(new Set(roles).size).toBe(resources.length);
    }
    expect(() => stack.resource('IamRoleLambdaExecution')).toThrow();
  });

  it('lets each function write to its own log only', () => {
    for (const { id } of functions()) {
      const name = id.replace('LambdaFunction', '');
      const logs = stack.statements.filter(
        ({ holder, Action }) => holder === `${name}Role` && Action.includes('logs:PutLogEvents'),
      );
      expect(logs.map(({ Resource }) => Resource)).toEqual([[{ 'Fn::GetAtt': [`${name}LogGroup`, 'Arn'] }]]);
    }
  });
});

describe('confused deputies', () => {
  /** A role is handed to a function by whoever may pass it, in this account: no other account's function gets it. */
  const PASSED = 'lambda.amazonaws.com';
  const ofService = (statement: unknown) => listAt(statement, 'Principal.Service').map(String);
  const namesSource = (condition: unknown) =>
    /aws:Source(?:Account|Arn)/.test(JSON.stringify(condition ?? {}));

  it('are kept out of every role that a service takes, by the account that it acts for', () => {
    const trusting = stack
      .ofType('AWS::IAM::Role')
      .flatMap(({ id, Properties }) =>
        listAt(Properties, 'AssumeRolePolicyDocument.Statement').map((statement) => ({ id, statement })),
      );
    expect(trusting.length).toBeGreaterThan(30);
    const open = trusting.filter(
      ({ statement }) =>
        !ofService(statement).every((service) => service === PASSED) &&
        !namesSource(at(statement, 'Condition')),
    );
    expect(open.map(({ id }) => id)).toEqual([]);
  });

  it('are kept out of topics, queues and functions by what the service acts for', () => {
    const policies = ['AWS::SNS::TopicPolicy', 'AWS::SQS::QueuePolicy'].flatMap((type) => stack.ofType(type));
    const statements = policies.flatMap(({ id, Properties }) =>
      listAt(Properties, 'PolicyDocument.Statement').map((statement) => ({ id, statement })),
    );
    const allowing = statements.filter(({ statement }) => ofService(statement).length > 0);
    expect(allowing.length).toBeGreaterThan(5);
    expect(allowing.filter(({ statement }) => !namesSource(at(statement, 'Condition')))).toEqual([]);
    const callers = stack
      .ofType('AWS::Lambda::Permission')
      .filter(({ Properties }) => at(Properties, 'Principal') !== '*');
    expect(callers.length).toBeGreaterThan(2);
    for (const { Properties } of callers) expect(at(Properties, 'SourceArn')).toBeDefined();
  });
});

describe('secrets', () => {
  it('stand in no environment: what is not a reference is a setting of serverless.yml or a plain word', () => {
    const variables = functions().flatMap(({ Properties }) =>
      Object.entries(at(Properties, 'Environment.Variables') as Record<string, unknown>),
    );
    expect(variables.length).toBeGreaterThan(500);
    const literal = new Map(variables.filter(([, value]) => typeof value !== 'object'));
    const telling = [...literal].filter(
      ([name, value]) =>
        /secret|password|token|credential|private/i.test(name) ||
        !/^[\w.:/-]{0,40}$/.test(String(value).replace('--', '')),
    );
    expect(telling).toEqual([]);
    const references = variables.filter(([name, value]) => typeof value === 'object' && /secret/i.test(name));
    expect(new Set(references.map(([name, value]) => `${name} ${JSON.stringify(value)}`))).toEqual(
      new Set(['TOUCHPOINT_SECRETS_KEY {"Fn::GetAtt":["SecretsKey","Arn"]}']), // the key's name, not the key
    );
  });
});

describe('the function that issues the first key', () => {
  it('writes documents of keys and seals secrets, and may do nothing else', () => {
    const rights = allowed().filter(({ holder }) => holder === 'CreateKeyRole');
    const own = rights.filter(({ Action }) => !Action.some((action) => /^(logs|xray):/.test(action)));
    expect(own.map(({ Action, Resource, Condition }) => ({ Action, Resource, Condition }))).toEqual([
      {
        Action: ['dynamodb:UpdateItem'],
        Resource: [{ 'Fn::GetAtt': ['StateTable', 'Arn'] }],
        Condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['document#keys'] } },
      },
      { Action: ['kms:Encrypt'], Resource: [{ 'Fn::GetAtt': ['SecretsKey', 'Arn'] }], Condition: undefined },
    ]);
  });

  it('is reached by no URL, event or machine: only the API has one', () => {
    const mentions = (type: string) =>
      stack.ofType(type).filter((resource) => JSON.stringify(resource).includes('CreateKeyLambdaFunction'));
    expect(stack.resource('CreateKeyLambdaFunction').Type).toBe('AWS::Lambda::Function');
    for (const type of [
      'AWS::Lambda::Url',
      'AWS::Lambda::Permission',
      'AWS::Lambda::EventSourceMapping',
      'AWS::Events::Rule',
      'AWS::StepFunctions::StateMachine',
    ]) {
      expect(stack.ofType(type)).not.toEqual([]);
      expect(mentions(type)).toEqual([]);
    }
  });
});

describe('what is kept', () => {
  it('keeps buckets, tables of the lake, state and key when the stack is removed', () => {
    const kept = [
      ...stack.ofType('AWS::S3::Bucket').filter(isOurs),
      ...stack.ofType('AWS::Glue::Database'),
      ...stack.ofType('AWS::Glue::Table').filter((table) => isIceberg(table) && !isScratch(table)),
      ...stack.ofType('AWS::DynamoDB::Table'),
      ...stack.ofType('AWS::KMS::Key'),
    ];
    expect(kept.length).toBeGreaterThan(10);
    for (const { id, DeletionPolicy, UpdateReplacePolicy } of kept) {
      expect({ id, DeletionPolicy, UpdateReplacePolicy }).toEqual({
        id,
        DeletionPolicy: 'Retain',
        UpdateReplacePolicy: 'Retain',
      });
    }
  });

  it('encrypts every bucket and refuses plain HTTP to it', () => {
    for (const { id, Properties } of stack.ofType('AWS::S3::Bucket')) {
      expect(listAt(Properties, 'BucketEncryption.ServerSideEncryptionConfiguration')).toHaveLength(1);
      const refusals = stack.statements.filter(
        ({ Effect, Action, Condition, Resource }) =>
          Effect === 'Deny' &&
          Action.includes('s3:*') &&
          String(at(Condition, 'Bool.aws:SecureTransport')) === 'false' &&
          Resource.length === 2 &&
          Resource.every((resource) => JSON.stringify(resource).includes(id)),
      );
      expect({ id, refusals: refusals.length }).toEqual({ id, refusals: 1 });
    }
  });

  it('shuts buckets to the public, keeps replaced uploads, and clears what has had its day', () => {
    for (const { Properties } of stack.ofType('AWS::S3::Bucket').filter(isOurs)) {
      expect(at(Properties, 'PublicAccessBlockConfiguration')).toEqual({
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      });
      expect(listAt(Properties, 'LifecycleConfiguration.Rules').length).toBeGreaterThan(1);
    }
    expect(at(stack.resource('UploadBucket').Properties, 'VersioningConfiguration.Status')).toBe('Enabled');
  });

  it('can restore the state to any point in time, and streams its changes', () => {
    expect(stack.resource('StateTable').Properties).toMatchObject({
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    });
  });

  it('keeps every log for a year unless told otherwise', () => {
    for (const { id, Properties } of stack.ofType('AWS::Logs::LogGroup')) {
      expect({ id, days: at(Properties, 'RetentionInDays') }).toEqual({ id, days: 365 });
    }
  });
});

describe('what may fail', () => {
  it('is tried again, kept and told of at every asynchronous edge, but where there is a reason', () => {
    const edges = asynchronousEdges(stack.resources);
    expect(edges.length).toBeGreaterThan(30);
    expect(edgeFaults(edges).sort()).toEqual(Object.keys(ACCEPTED).sort());
  });

  it('watches every queue of dead letters', () => {
    const watched = stack
      .ofType('AWS::CloudWatch::Alarm')
      .flatMap(({ Properties }) =>
        listAt(Properties, 'Dimensions').map((dimension) => at(dimension, 'Value')),
      );
    for (const { id } of stack.ofType('AWS::SQS::Queue')) {
      expect(watched).toContainEqual({ 'Fn::GetAtt': [id, 'QueueName'] });
    }
  });

  it('calls no function without waiting for it from within the code', () => {
    const called = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .filter((file) =>
        /InvocationType: '(?!RequestResponse)|InvokeAsync/.test(
          readFileSync(join(ROOT, 'src', file), 'utf8'),
        ),
      );
    expect(called).toEqual([]);
  });

  it('tells somebody of every alarm', () => {
    for (const { Properties } of stack.ofType('AWS::CloudWatch::Alarm')) {
      expect(at(Properties, 'AlarmActions')).toEqual([{ Ref: 'AlarmTopic' }]);
    }
  });

  it('logs and traces every machine', () => {
    for (const { Properties } of machines()) {
      expect(listAt(Properties, 'LoggingConfiguration.Destinations')).toHaveLength(1);
      expect(at(Properties, 'TracingConfiguration.Enabled')).toBe(true);
    }
  });

  it('delivers Parquet, and what cannot be delivered under a prefix of its own', () => {
    const streams = stack.ofType('AWS::KinesisFirehose::DeliveryStream');
    expect(streams).toHaveLength(2);
    for (const { Properties } of streams) {
      const s3 = at(Properties, 'ExtendedS3DestinationConfiguration');
      const conversion = at(s3, 'DataFormatConversionConfiguration');
      expect(at(s3, 'ErrorOutputPrefix')).toMatch(/^undelivered\//);
      expect(at(conversion, 'OutputFormatConfiguration.Serializer.ParquetSerDe')).toBeDefined();
      // Firehose would otherwise make the caller's names of attributes lower case.
      expect(at(conversion, 'InputFormatConfiguration.Deserializer.OpenXJsonSerDe.CaseInsensitive')).toBe(
        false,
      );
    }
  });
});

describe('the feedback of SES', () => {
  it('comes from the configuration set that functions send with, and of no other stage', () => {
    const set = { Ref: 'EmailConfigurationSet' };
    const rules = stack
      .ofType('AWS::Events::Rule')
      .filter(({ Properties }) => listAt(Properties, 'EventPattern.source').includes('aws.ses'));
    expect(rules).toHaveLength(1);
    const tags = at(rules[0]?.Properties, 'EventPattern.detail.mail.tags') as Record<string, unknown>;
    expect(tags['ses:configuration-set']).toEqual([set]);
    expect(at(stack.resource('EmailFeedback').Properties, 'ConfigurationSetName')).toEqual(set);
    for (const { Properties } of functions()) {
      const variables = at(Properties, 'Environment.Variables');
      expect(at(variables, 'TOUCHPOINT_EMAIL_CONFIGURATION_SET')).toEqual(set);
    }
  });

  it('tells of opens and clicks only where SES counts them', () => {
    const types = at(stack.resource('EmailFeedback').Properties, 'EventDestination.MatchingEventTypes');
    const [condition, bySes, byPlatform] = listAt(types, 'Fn::If') as [string, string[], string[]];
    expect(condition).toBe('EmailTrackedBySes');
    expect(bySes.filter((type) => !byPlatform.includes(type))).toEqual(['open', 'click']);
  });
});

describe('what runs', () => {
  it('has a function for every task of every machine, which its role may call', () => {
    for (const { id, Properties } of machines()) {
      const [text, bound] = listAt(Properties, 'DefinitionString.Fn::Sub') as [
        string,
        Record<string, unknown>,
      ];
      const tasks = [...text.matchAll(/"Resource": "\$\{(\w+)\}"/g)].map(([, name]) => bound[name as string]);
      const role = at(Properties, 'RoleArn.Fn::GetAtt.0');
      const callable = stack.statements
        .filter(({ holder, Action }) => holder === role && Action.includes('lambda:InvokeFunction'))
        .flatMap(({ Resource }) => Resource);
      expect({ id, tasks: tasks.length }).not.toEqual({ id, tasks: 0 });
      for (const task of tasks) {
        expect(stack.resource(String(at(task, 'Fn::GetAtt.0'))).Type).toBe('AWS::Lambda::Function');
        expect(callable).toContainEqual(task);
      }
    }
  });

  it('runs on Node 24 and arm64', () => {
    for (const { Properties } of functions()) {
      expect(Properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'] });
    }
  });

  it('has small bundles with the queries and without DuckDB', () => {
    const zips = readdirSync(stack.folder).filter((file) => file.endsWith('.zip'));
    expect(zips).toHaveLength(functions().length);
    for (const zip of zips) {
      const path = join(stack.folder, zip);
      expect(statSync(path).size).toBeLessThan(MAX_ZIP_BYTES);
      const files = readZip(readFileSync(path));
      expect(files.has('queries/rfm/rfm_features.sql')).toBe(true);
      for (const [name, content] of files) {
        expect(name).not.toMatch(/duckdb|node_modules/);
        if (name.endsWith('.mjs')) expect(content.includes('@duckdb/')).toBe(false);
      }
    }
  });

  it('starts every function from its bundle alone, and the API answers', async () => {
    const code = join(stack.folder, 'unpacked');
    const handlers = functions().map(({ Properties }) =>
      `${at(Properties, 'Handler')}`.replace('.handler', '.mjs'),
    );
    for (const zip of readdirSync(stack.folder).filter((file) => file.endsWith('.zip'))) {
      for (const [name, content] of readZip(readFileSync(join(stack.folder, zip)))) {
        mkdirSync(dirname(join(code, name)), { recursive: true });
        writeFileSync(join(code, name), content);
      }
    }
    const variables = functions().flatMap(({ Properties }) =>
      Object.keys(at(Properties, 'Environment.Variables') as object),
    );
    const env = {
      ...Object.fromEntries(variables.map((name) => [name, 'x'])),
      NODE_OPTIONS: '',
      POWERTOOLS_LOG_LEVEL: 'SILENT',
      POWERTOOLS_METRICS_DISABLED: 'true',
      TOUCHPOINT_CLUSTERS: '7',
      TOUCHPOINT_IN_DOUBT: 'set-aside',
      TOUCHPOINT_ERASURE_HOURS: '24',
      TOUCHPOINT_EVENT_SECONDS: '60',
      TOUCHPOINT_JOURNEY_MINUTES: '5',
      AWS_REGION: 'eu-west-1',
      LAMBDA_TASK_ROOT: code,
    };
    const event = {
      version: '2.0',
      rawPath: '/healthz',
      rawQueryString: '',
      headers: {},
      requestContext: {
        domainName: 'a.lambda-url.eu-west-1.on.aws',
        http: { method: 'GET', path: '/healthz' },
      },
      isBase64Encoded: false,
    };
    const script = `const loaded = {};
      for (const file of ${JSON.stringify(handlers)}) loaded[file] = (await import('${code}/' + file)).handler;
      const ask = (event) => loaded['functions/api/handler.mjs'](event, { functionName: 'api' });
      const answer = await ask(${JSON.stringify(event)});
      const page = await ask(${JSON.stringify({ ...event, rawPath: '/', headers: { 'accept-encoding': 'gzip, br' } })});
      console.log(JSON.stringify({ started: Object.keys(loaded), answer, page }));`;

    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '--eval', script],
      { env },
    );

    const { started, answer, page } = JSON.parse(stdout) as {
      started: string[];
      answer: unknown;
      page: { statusCode: number; headers: Record<string, string>; body: string; isBase64Encoded: boolean };
    };
    expect(started).toEqual(handlers);
    expect(answer).toMatchObject({ statusCode: 200, body: '{"status":"ok"}' });
    expect(page).toMatchObject({
      statusCode: 200,
      isBase64Encoded: true,
      headers: { 'content-encoding': 'br', 'cache-control': 'no-cache' },
    });
    const html = brotliDecompressSync(Buffer.from(page.body, 'base64')).toString();
    const scripts = [...html.matchAll(/src="(\/assets\/[^"]+\.js)"/g)].map(([, path]) => path);
    expect(scripts).toHaveLength(1);
    expect(existsSync(join(code, 'dashboard/dist', scripts[0] as string))).toBe(true);
  });

  it('limits what a query may scan, whoever asks', () => {
    const settings = at(stack.resource('QueryWorkGroup').Properties, 'WorkGroupConfiguration');
    expect(at(settings, 'EnforceWorkGroupConfiguration')).toBe(true);
    expect(at(settings, 'BytesScannedCutoffPerQuery')).toBe(100 * 1024 ** 3);
  });

  it('registers every fixed query, its parameters as question marks', () => {
    const files = readdirSync(join(ROOT, 'queries'), { recursive: true, encoding: 'utf8' });
    const registered = stack.ofType('AWS::Athena::NamedQuery').map(({ Properties }) => Properties);
    const fixed = files.filter((file) => file.endsWith('.sql') && !file.startsWith('views'));
    expect(registered).toHaveLength(fixed.length);
    for (const properties of registered) {
      const text = String(at(properties, 'QueryString')).replace(/--.*|'(?:[^']|'')*'/g, '');
      expect(text).not.toMatch(/:[a-z]/);
    }
    const features = String(at(stack.resource('RfmFeaturesNamedQuery').Properties, 'QueryString'));
    expect(features).toContain('application_id = ? and upload_id = ?');
    expect(features).toContain('cast(? as timestamp)');
  });
});

describe('the lake', () => {
  const columnsOf = (id: string) =>
    listAt(stack.resource(id).Properties, 'TableInput.StorageDescriptor.Columns');

  it('has every table that the local stage has, as Iceberg', () => {
    const iceberg = stack.ofType('AWS::Glue::Table').filter(isIceberg);
    const local = readLakeTables(join(ROOT, 'resources/lake-tables.yml')).map(({ name }) => name);
    expect(iceberg.map(({ Properties }) => at(Properties, 'TableInput.Name')).sort()).toEqual(local.sort());
  });

  it('is never changed by CloudFormation where it is Iceberg: columns that come later are migrations', () => {
    // CloudFormation's update of an Iceberg table drops where its metadata lies, and the table with it
    // (aws-cloudformation/cloudformation-coverage-roadmap#1919). A table that is new is added to the file.
    const known = JSON.parse(readFileSync(join(import.meta.dirname, 'iceberg-tables.json'), 'utf8'));
    const found = stack.ofType('AWS::Glue::Table').filter(isIceberg);
    const prints = found.map(({ Properties }) => [
      at(Properties, 'TableInput.Name'),
      createHash('sha256').update(JSON.stringify(Properties)).digest('hex').slice(0, 16),
    ]);
    expect(Object.fromEntries(prints)).toEqual(known);
  });

  it('has its schema migrated after all tables are there and before any code that reads them', () => {
    const tables = stack
      .ofType('AWS::Glue::Table')
      .filter(({ Properties }) => at(Properties, 'TableInput.TableType') !== 'VIRTUAL_VIEW');
    const migration = stack.resource('SchemaMigration');
    expect(listAt(migration, 'DependsOn').sort()).toEqual(tables.map(({ id }) => id).sort());
    expect(migration.Properties).toMatchObject({ Version: String(MIGRATIONS.length) });
    const first = functions().filter((made) => !listAt(made, 'DependsOn').includes('SchemaMigration'));
    expect(first.map(({ id }) => id)).toEqual(['MigrateLambdaFunction']);
  });

  it('projects the partitions of what grows by files, so that nothing has to register them', () => {
    for (const { id, Properties } of stack.ofType('AWS::Glue::Table')) {
      for (const key of listAt(Properties, 'TableInput.PartitionKeys')) {
        const parameters = at(Properties, 'TableInput.Parameters') as Record<string, string>;
        expect({ id, ...parameters }).toMatchObject({ 'projection.enabled': 'true' });
        expect(parameters).toHaveProperty([`projection.${at(key, 'Name')}.type`]);
      }
    }
  });

  it('puts an event under the application and the day that its own record names', () => {
    const stream = at(stack.resource('EventStream').Properties, 'ExtendedS3DestinationConfiguration');
    const used = String(at(stream, 'Prefix')).matchAll(/(\w+)=!\{partitionKeyFromQuery:(\w+)\}/g);
    const keys = listAt(stack.resource('EventsTable').Properties, 'TableInput.PartitionKeys');
    expect([...used].map(([, folder, key]) => [folder, key])).toEqual(
      keys.map((key) => [at(key, 'Name'), at(key, 'Name')]),
    );
    const [{ Parameters }] = listAt(stream, 'ProcessingConfiguration.Processors') as [
      { Parameters: object[] },
    ];
    expect(Parameters).toContainEqual({
      ParameterName: 'MetadataExtractionQuery',
      ParameterValue:
        '{application_id:.application.app_id,arrival_date:(.arrival_timestamp/1000|floor|strftime("%Y-%m-%d"))}',
    });
  });

  it('holds changes of endpoints in the columns of the endpoints', () => {
    for (const table of ['EndpointChangesTable', 'ImportedChangesTable', 'StagedMembersTable']) {
      expect(columnsOf(table).slice(2)).toEqual(columnsOf('EndpointsTable'));
    }
  });
});

describe('parameters', () => {
  it('takes bucket, retention, application, clusters, scan limit and address for alarms', async () => {
    const given = {
      uploadBucket: 'my-uploads',
      logRetentionDays: '30',
      applicationId: '81ab',
      clusters: '5',
      scanLimitBytes: '10000000',
      alarmEmail: 'ops@example.com',
      jobBuckets: 'crm-exports, crm-imports',
      dataSuffix: '-b',
    };
    const params = Object.entries(given).flatMap(([name, value]) => ['--param', `${name}=${value}`]);
    const printed = await sls(
      ['print', '--format', 'json', '--stage', 'prod', '--region', 'eu-west-1', ...params],
      stack.folder,
    );

    const { provider, resources } = JSON.parse(printed) as { provider: unknown; resources: unknown };
    const find = (id: string) => at(resources, `Resources.${id}.Properties`);
    expect(provider).toMatchObject({
      region: 'eu-west-1',
      logRetentionInDays: 30,
      environment: { TOUCHPOINT_APPLICATION_ID: '81ab', TOUCHPOINT_CLUSTERS: '5' },
    });
    expect(find('UploadBucket')).toMatchObject({ BucketName: { 'Fn::Sub': 'my-uploads' } });
    expect(find('QueryWorkGroup')).toMatchObject({
      WorkGroupConfiguration: { BytesScannedCutoffPerQuery: '10000000' },
    });
    expect(find('AlarmEmail')).toMatchObject({ Endpoint: 'ops@example.com' });
    expect(printed).toContain(':s3:::crm-imports');
    // What holds data, and stays when a stack is removed.
    expect(find('LakeBucket')).toMatchObject({
      BucketName: { 'Fn::Sub': expect.stringMatching(/^touchpoint-prod-lake-.*-b$/) },
    });
    expect(JSON.stringify(find('LakeDatabase'))).toMatch(/AWS::StackName\}-b"/);
  });

  it('subscribes nobody to the alarms unless an address is given', () => {
    const toAlarms = stack
      .ofType('AWS::SNS::Subscription')
      .filter(({ Properties }) => at(Properties, 'TopicArn.Ref') === 'AlarmTopic');
    expect(toAlarms).toEqual([]);
  });

  it('refuses a region outside the fourteen, with the list', async () => {
    const refusal = sls(['print', '--region', 'eu-west-9'], stack.folder);
    await expect(refusal).rejects.toThrow('Region eu-west-9 is not supported.');
    for (const region of FOURTEEN) await expect(refusal).rejects.toThrow(region);
    expect(FOURTEEN).toHaveLength(14);
  });
});

describe('limits of AWS', () => {
  it('leave the template room in resources and bytes', () => {
    const text = readFileSync(join(stack.folder, 'cloudformation-template-update-stack.json'), 'utf8');
    const template = JSON.parse(text) as { Resources: object };
    expect(Object.keys(template.Resources).length).toBeLessThan(450);
    expect(Buffer.byteLength(text)).toBeLessThan(950_000);
  });
  it('leave every function its time', () => {
    expect(functions().filter(({ Properties }) => Number(at(Properties, 'Timeout')) > 900)).toEqual([]);
  });
});
