import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import type { LambdaEvent } from 'hono/aws-lambda';
import { withEncodedPath } from '../../../functions/api/http-api-path.ts';
import { uploadKeys } from '../../../functions/receive-upload/upload-keys.ts';
import {
  type ChangeLine,
  changeLines,
  requestsOf,
  sendChanges,
} from '../../../src/adapters/aws/endpoint-change-stream.ts';
import { readAwsConfig } from '../../../src/runtime/aws-config.ts';

describe('uploadKeys', () => {
  it("takes the key of EventBridge's event as it is", () => {
    expect(uploadKeys({ detail: { object: { key: 'uploads/Käufe März+100%.csv' } } })).toEqual([
      'uploads/Käufe März+100%.csv',
    ]);
  });

  it("decodes the keys of S3's own notification, and takes every record", () => {
    const record = (key: string) => ({ s3: { bucket: { name: 'b' }, object: { key, size: 1 } } });
    const Records = ['uploads/K%C3%A4ufe+M%C3%A4rz%2B100%25.csv', 'uploads/b.csv.gz'].map(record);
    expect(uploadKeys({ Records })).toEqual(['uploads/Käufe März+100%.csv', 'uploads/b.csv.gz']);
  });

  it('leaves out settings files, other prefixes and other files', () => {
    const Records = ['uploads/a.csv.json', 'other/a.csv', 'uploads/a.png'].map((key) => ({
      s3: { object: { key } },
    }));
    expect(uploadKeys({ Records })).toEqual([]);
  });

  it('refuses an event of another shape, so that it ends in the dead letters', () => {
    expect(() => uploadKeys({ hello: 1 })).toThrow();
  });
});

describe('withEncodedPath', () => {
  const event = (rawPath: string, domainName: string) =>
    ({ rawPath, requestContext: { domainName } }) as unknown as LambdaEvent;
  const httpApi = 'abc.execute-api.us-gov-west-1.amazonaws.com';

  it.each([
    ['/v1/apps/81ab/endpoints/ana@example.com', '/v1/apps/81ab/endpoints/ana%40example.com'],
    ['/v1/apps/ö (1)!*/x', '/v1/apps/%C3%B6%20%281%29%21%2A/x'],
    [
      '/v1/tags/arn:aws:mobiletargeting:us-east-1:1:apps/81ab/segments/2',
      '/v1/tags/arn%3Aaws%3Amobiletargeting%3Aus-east-1%3A1%3Aapps%2F81ab%2Fsegments%2F2',
    ],
    ['/healthz', '/healthz'],
  ])('encodes %s again, as the SDK had it', (decoded, encoded) => {
    expect(withEncodedPath(event(decoded, httpApi))).toMatchObject({ rawPath: encoded });
  });

  it("leaves a function URL's path as it came", () => {
    const given = event('/v1/apps/a%40b', 'abc.lambda-url.eu-west-1.on.aws');
    expect(withEncodedPath(given)).toBe(given);
  });
});

describe('the stream of endpoint changes', () => {
  const json = JSON.stringify({
    ApplicationId: 'app',
    Id: 'E-1',
    ChannelType: 'EMAIL',
    Address: 'a@example.com',
    OptOut: 'NONE',
    EndpointStatus: 'ACTIVE',
    Attributes: { Plan: ['gold'] },
    Metrics: { Orders: 2 },
    Demographic: {},
    Location: {},
    User: {},
    CohortId: '7',
    CreationDate: '2026-03-01T09:30:00.123Z',
    EffectiveDate: '2026-03-01T09:30:00.123Z',
  });
  const image = { json: { S: json }, revision: { N: '1000' } };

  it('tells of a change by the new image and of a removal by the old one, right behind it', () => {
    const lines = changeLines([
      { eventName: 'INSERT', dynamodb: { SequenceNumber: '1', NewImage: image } },
      { eventName: 'REMOVE', dynamodb: { SequenceNumber: '2', OldImage: image } },
      { eventName: 'INSERT', dynamodb: { SequenceNumber: '3', NewImage: { revision: { N: '1' } } } },
    ]);
    expect(lines.map(({ sequence, line }) => [sequence, JSON.parse(line)])).toMatchObject([
      [
        '1',
        {
          revision: 1000,
          removed: false,
          application_id: 'app',
          endpoint_id: 'e-1',
          given_id: 'E-1',
          cohort_id: 7,
          attributes: { Plan: ['gold'] },
          metrics: { Orders: 2 },
          effective_date: '2026-03-01 09:30:00.123',
        },
      ],
      ['2', { revision: 1001, removed: true, endpoint_id: 'e-1' }],
    ]);
    expect(lines).toHaveLength(2);
  });

  it('cuts requests at 500 rows and before 4 MiB', () => {
    const line = (size: number): ChangeLine => ({ sequence: '', line: 'x'.repeat(size) });
    const counts = (lines: ChangeLine[]) => requestsOf(lines).map((request) => request.length);
    expect(counts(Array.from({ length: 1001 }, () => line(10)))).toEqual([500, 500, 1]);
    expect(counts(Array.from({ length: 5 }, () => line(1_000_000)))).toEqual([3, 2]);
  });

  it('asks to come again from the first row that was refused', async () => {
    const lines = ['1', '2', '3'].map((sequence) => ({ sequence, line: '{}' }));
    const answers = [{}, { ErrorCode: 'ServiceUnavailableException' }, {}];
    const client = { send: async () => ({ RequestResponses: answers }) };
    expect(await sendChanges(client as never, 'changes', lines)).toBe('2');
    expect(
      await sendChanges(
        { send: async () => ({ RequestResponses: [{}, {}, {}] }) } as never,
        'changes',
        lines,
      ),
    ).toBe(undefined);
  });
});

describe('the edge of every function', () => {
  // A new key's secret passes through here; the log is for more eyes than may see it.
  it('logs neither event nor answer, also when the variables of Powertools ask for it', async () => {
    const edge = join(import.meta.dirname, '../../../src/runtime/lambda-edge.ts');
    const script = `const { atTheEdge, logger } = await import(${JSON.stringify(edge)});
      const handler = atTheEdge(async (event) => (logger.info('at work'), { secret: 'told-' + event.name }));
      const context = { functionName: 'f', awsRequestId: 'r' };
      const answer = await handler({ name: 'asked' }, context);
      if (answer.secret !== 'told-asked') throw new Error('no answer');`;
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '--eval', script],
      {
        env: {
          POWERTOOLS_LOGGER_LOG_EVENT: 'true',
          POWERTOOLS_TRACER_CAPTURE_RESPONSE: 'true',
          POWERTOOLS_LOG_LEVEL: 'DEBUG',
          POWERTOOLS_SERVICE_NAME: 'touchpoint',
          POWERTOOLS_METRICS_NAMESPACE: 'Touchpoint',
          AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
        },
      },
    );
    expect(stdout).toContain('at work');
    expect(stdout + stderr).not.toMatch(/asked|told/);
    // Beside what the function itself logs there is the metric of its cold start, and nothing that is paid for at each call.
    const lines = (stdout + stderr).trim().split('\n');
    expect(lines.map((line) => Object.keys(JSON.parse(line)).includes('ColdStart'))).toEqual([true, false]);
  });
});

describe('readAwsConfig', () => {
  const names = [
    'ACCOUNT_ID',
    'UPLOAD_BUCKET',
    'LAKE_BUCKET',
    'DATABASE',
    'WORKGROUP',
    'STATE_TABLE',
    'SECRETS_KEY',
    'EVENT_STREAM',
  ];
  const env: Record<string, string> = {
    ...Object.fromEntries(
      [...names, 'MACHINE_PREFIX', 'APPLICATION_ID'].map((name) => [`TOUCHPOINT_${name}`, 'x']),
    ),
    TOUCHPOINT_CLUSTERS: '5',
    AWS_REGION: 'eu-west-1',
    LAMBDA_TASK_ROOT: '/var/task',
  };

  it('reads what the stack sets', () => {
    expect(readAwsConfig(env)).toMatchObject({
      applicationId: 'x',
      clusters: 5,
      queriesFolder: '/var/task/queries',
      journeyMinutes: 5,
      eventSeconds: 60,
    });
    expect(readAwsConfig({ ...env, TOUCHPOINT_APPLICATION_ID: 'none' })).not.toHaveProperty('applicationId');
  });

  it('names the variable that is missing or wrong', () => {
    expect(() => readAwsConfig({ ...env, TOUCHPOINT_WORKGROUP: undefined })).toThrow(
      'TOUCHPOINT_WORKGROUP is not set',
    );
    expect(() => readAwsConfig({ ...env, TOUCHPOINT_CLUSTERS: 'many' })).toThrow('TOUCHPOINT_CLUSTERS');
    expect(() => readAwsConfig({ ...env, TOUCHPOINT_JOURNEY_MINUTES: '0' })).toThrow(
      'TOUCHPOINT_JOURNEY_MINUTES must be a whole number from 1 to 1440, not "0"',
    );
  });
});
