import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { SesEvent } from '../../src/core/feedback/ses-event.ts';
import type { DescribedUpload } from '../../src/core/uploads/describe-upload.ts';
import type { SqlRow } from '../../src/ports/query-engine.ts';
import { asynchronousFunctions } from '../aws/asynchronous-functions.ts';
import { HEADER, openHome, shop, type TestHome } from '../flows/home.ts';
import { NOTICES, sesEvent } from '../unit/feedback/notices.ts';
import { alike } from './alike.ts';
import type { CloudStage } from './cloud-stage.ts';
import { deliverParquet } from './deliver-parquet.ts';

// What waits in real time, such as for readers of an older snapshot, has nobody to wait for here.
jest.unstable_mockModule('node:timers/promises', () => ({
  setTimeout: (milliseconds: number) =>
    new Promise<void>((over) => setTimeout(over, Math.min(milliseconds, 100))),
}));

/*
 * The stage as it is deployed, on moto and Trino: what is told by S3, EventBridge, the table's stream and state machines
 * goes to the handlers of functions/ as it comes, always twice.
 */
let cloud: CloudStage;
let local: TestHome;
beforeAll(async () => {
  jest.spyOn(console, 'warn').mockImplementation(() => undefined); // Powertools misses metrics of ours
  local = await openHome();
  cloud = await (await import('./cloud-stage.ts')).openCloudStage();
});
afterAll(async () => {
  await cloud?.close();
  await local?.close();
});

const FIRST = [HEADER, ...shop(120)].join('\n');
const SECOND = [HEADER, ...shop(150, 5)].join('\n');

/** What EventBridge Scheduler hands to its target. */
const TICK = {
  version: '0',
  id: '0d27b4a4-1c8f-4d5c-9f4a-8a4c5d2d6b11',
  'detail-type': 'Scheduled Event',
  source: 'aws.scheduler',
  account: '123456789012',
  time: '2026-03-01T09:00:00Z',
  region: 'us-east-1',
  resources: ['arn:aws:scheduler:us-east-1:123456789012:schedule/default/clock'],
  detail: '{}',
};

/** Puts a file. @returns what S3 has EventBridge tell of it */
async function put(name: string, body: string): Promise<unknown> {
  await cloud.uploads.put(`uploads/${name}`, body);
  const [event, ...others] = await cloud.eventsFor('receive-upload');
  expect(others).toEqual([]);
  return event;
}

/** The one upload of a name, when its run has ended. */
async function ended(name: string): Promise<DescribedUpload> {
  const { items } = await cloud.request<{ items: DescribedUpload[] }>('GET', '/uploads');
  const [found, ...others] = items.filter((one) => one.name === name);
  expect(others).toEqual([]);
  await cloud.ended(found?.executionId ?? '');
  return cloud.request('GET', `/uploads/${found?.uploadId}`);
}

async function scores(uploadId: string): Promise<string[]> {
  const { columns, rows } = await cloud.lake.trino(
    `select customer_id, recency_days, frequency, monetary, r_score, f_score, m_score,
      cluster_label, segment from rfm_scores where upload_id = '${uploadId}'`,
  );
  return alike(
    rows.map((row) => Object.fromEntries(columns.map(({ name }, at) => [name, row[at]])) as SqlRow),
  );
}

/** Every endpoint in the lake, as text. */
async function endpoints(): Promise<string[]> {
  const { rows } = await cloud.lake.trino('select * from endpoints order by application_id, endpoint_id');
  return rows.map((row) => JSON.stringify(row));
}

describe('an upload on AWS', () => {
  let event: unknown;

  it.each([
    ['first.csv', FIRST],
    ['second.csv', SECOND],
  ])('%s has the scores, endpoints and segments that it has on a laptop', async (name, body) => {
    const here = await local.upload(name, body);

    const told = await put(name, body);
    event ??= told;
    await cloud.functions.callTwice('receive-upload', told);
    const there = await ended(name);

    expect(there.error).toBeUndefined();
    const { rows, scored, rejected, customers, endpoints: published, refused } = here;
    expect(there).toMatchObject({
      ...{ state: 'SUCCEEDED', rows, scored, rejected, customers, endpoints: published, refused },
      states: here.states.map((state) => ({ name: state.name, state: 'SUCCEEDED' })),
    });
    expect(local.sizes(there)).toEqual(local.sizes(here));
    expect(await scores(there.uploadId)).toEqual(alike(await local.scores(here.uploadId)));
    for (const userId of ['C-7', 'C-100']) {
      const [mine] = await local.stage.ports.endpoints.ofUser(here.applicationId, userId);
      const path = `/v1/apps/${there.applicationId}/users/${userId}`;
      const { Item } = await cloud.request<{ Item: object[] }>('GET', path);
      expect(Item).toMatchObject([{ Id: mine?.Id, Address: mine?.Address, Metrics: mine?.Metrics }]);
    }
  });

  it('is the same when its notice comes again after a later one, in either shape that S3 has', async () => {
    const before = await endpoints();
    const { detail } = event as { detail: { bucket: object; object: { key: string } } };

    await cloud.functions.callTwice('receive-upload', event);
    await cloud.functions.callTwice('receive-upload', { Records: [{ s3: detail }] });

    const { items } = await cloud.request<{ items: DescribedUpload[] }>('GET', '/uploads');
    expect(items.map(({ name, state, attempt }) => [name, state, attempt])).toEqual([
      ['second.csv', 'SUCCEEDED', 1],
      ['first.csv', 'SUCCEEDED', 1],
    ]);
    expect(await endpoints()).toEqual(before);
  });

  it('says why it failed', async () => {
    await cloud.functions.callTwice('receive-upload', await put('bad.csv', 'CustomerID\n1'));
    const failed = await ended('bad.csv');
    expect(failed).toMatchObject({ state: 'FAILED', error: { code: 'BadFile' } });
    expect(failed.states.map(({ name }) => name)).toEqual(['Validate', 'RecordFailure', 'Failed']);
  });
});

describe('endpoints on AWS', () => {
  it('are in the lake as in the table when changes come twice, late and in any order', async () => {
    const { Id: app } = await cloud.request<{ Id: string }>('POST', '/v1/apps', { Name: 'streamed' });
    const at = (id: string) => `/v1/apps/${app}/endpoints/${id}`;
    const email = (name: string, plan: string) => ({
      ChannelType: 'EMAIL',
      Address: `${name}@example.com`,
      Attributes: { Plan: [plan] },
    });
    for (const name of ['ana', 'ben', 'cid']) await cloud.request('PUT', at(name), email(name, 'old'));
    const before = await cloud.streamRecords();
    await cloud.request('PUT', at('ana'), email('ana', 'new'));
    await cloud.request('DELETE', at('ben'));
    const after = await cloud.streamRecords();

    // The later batch first, each twice, and each backwards.
    for (const Records of [after, before, [...after].reverse(), [...before].reverse()])
      expect(await cloud.functions.callTwice('endpoint-stream', { Records })).toEqual({
        batchItemFailures: [],
      });
    const lines = await cloud.delivered('endpoint-changes');
    expect(lines).toHaveLength(4 * (before.length + after.length));
    const prefix = `endpoint_changes/change_date=${new Date().toISOString().slice(0, 10)}/`;
    await deliverParquet(cloud.lake, cloud.bucket, { table: 'endpoint_changes', prefix, lines });
    const uploaded = (await endpoints()).length;
    const { Id: segment } = await cloud.request<{ Id: string }>('POST', `/v1/apps/${app}/segments`, {
      Name: 'all',
    });
    const counted = await cloud.request('GET', `/segments/${segment}/count?app=${app}`);

    expect(counted).toMatchObject({ count: 2 });
    const { rows } = await cloud.lake.trino(
      `select endpoint_id, attributes['Plan'] from endpoints where application_id = '${app}' order by endpoint_id`,
    );
    expect(rows).toEqual([
      ['ana', ['new']],
      ['cid', ['old']],
    ]);
    expect((await endpoints()).length).toBe(uploaded + 2);
  });

  it('are erased later when a run failed', async () => {
    cloud.failing = 'erase';
    await cloud.functions.callTwice('clock-tick', TICK);
    await cloud.settled();
    cloud.failing = undefined;
    const { items } = await cloud.request<{ items: object[] }>('GET', '/erasures');
    expect(items).toMatchObject([{ state: 'PENDING', error: 'Broken: erase was made to fail' }]);
  });
});

describe('a shop on AWS', () => {
  const PEOPLE = ['ana', 'ben', 'cid'];
  let app: string;
  let segment: string;
  const job = async (kind: string, body: object) => {
    const { Id, JobStatus } = await cloud.request<Job>('POST', `/v1/apps/${app}/jobs/${kind}`, body);
    expect(JobStatus).toBe('CREATED');
    await cloud.settled();
    return cloud.request<Job>('GET', `/v1/apps/${app}/jobs/${kind}/${Id}`);
  };
  interface Job {
    readonly Id: string;
    readonly JobStatus: string;
    readonly Definition: { readonly SegmentId: string };
  }
  const RoleArn = 'arn:aws:iam::123456789012:role/any';
  const folder = () => `s3://${cloud.uploads.bucket}`;

  beforeAll(async () => {
    ({ Id: app } = await cloud.request<{ Id: string }>('POST', '/v1/apps', { Name: 'shop' }));
    await cloud.request('PUT', `/v1/apps/${app}/channels/email`, {
      Enabled: true,
      FromAddress: 'shop@example.com',
      Identity: 'arn:aws:ses:us-east-1:123456789012:identity/example.com',
    });
  });

  it('imports each row once, and says why it cannot', async () => {
    const rows = PEOPLE.map((name) => ({
      Id: name,
      ChannelType: 'EMAIL',
      Address: `${name}@example.com`,
      User: { UserId: name },
    }));
    await cloud.uploads.put('imports/people.json', rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    const given = {
      Format: 'JSON',
      RoleArn,
      DefineSegment: true,
      RegisterEndpoints: true,
      SegmentName: 'people',
    };

    const done = await job('import', { ...given, S3Url: `${folder()}/imports/people.json` });
    const failed = await job('import', { ...given, S3Url: `${folder()}/imports/nobody.json` });

    expect(done).toMatchObject({ JobStatus: 'COMPLETED', TotalProcessed: 3, TotalFailures: 0 });
    expect(failed).toMatchObject({ JobStatus: 'FAILED' });
    segment = done.Definition.SegmentId;
    expect(await cloud.request('GET', `/segments/${segment}/count?app=${app}`)).toMatchObject({ count: 3 });
  });

  it('exports each endpoint once', async () => {
    const done = await job('export', { RoleArn, S3UrlPrefix: `${folder()}/exports/`, SegmentId: segment });
    expect(done).toMatchObject({ JobStatus: 'COMPLETED', TotalProcessed: 3 });
    const files = await cloud.uploads.list('exports/');
    const bodies = await Promise.all(files.map(({ key }) => cloud.uploads.get(key)));
    const lines = bodies.flatMap((body) =>
      gunzipSync(body ?? '')
        .toString()
        .trim()
        .split('\n'),
    );
    expect(lines.map((line) => JSON.parse(line).Id).sort()).toEqual(PEOPLE);
  });

  const campaign = async (Name: string) => {
    const EmailMessage = { Title: 'Hello', HtmlBody: '<p>Hello</p>' };
    const { Id } = await cloud.request<{ Id: string }>('POST', `/v1/apps/${app}/campaigns`, {
      ...{ Name, SegmentId: segment, Schedule: { StartTime: 'IMMEDIATE' } },
      MessageConfiguration: { EmailMessage },
    });
    // Twice at once, and twice more.
    await Promise.all([cloud.functions.call('clock-tick', TICK), cloud.functions.call('clock-tick', TICK)]);
    await cloud.settled();
    await cloud.functions.callTwice('clock-tick', TICK);
    await cloud.settled();
    return cloud.request<{ Item: object[] }>('GET', `/v1/apps/${app}/campaigns/${Id}/activities`);
  };

  it('writes to everyone once, however often the clock ticks and a state is run', async () => {
    const { Item } = await campaign('hello');
    expect(Item).toMatchObject([{ State: 'COMPLETED', Result: 'SUCCESS', SuccessfulEndpointCount: 3 }]);
    expect(await cloud.sent()).toEqual(PEOPLE.map((name) => `${name}@example.com`));
    const events = (await cloud.delivered('events')).map((line) => JSON.parse(line));
    const sends = events.filter(({ event_type: type }) => type === '_campaign.send');
    expect(new Set(sends.map(({ event_id: id }) => id)).size).toBe(3);
  });

  it('says that a run failed', async () => {
    cloud.failing = 'deliver-decide';
    const { Item } = await campaign('broken');
    cloud.failing = undefined;
    expect(Item).toMatchObject([{ Result: 'FAIL' }]);
    expect(await cloud.sent()).toHaveLength(3);
  });

  it('suppresses an address once, whatever notices of its bounce come and however often', async () => {
    const tags = {
      application_id: [app],
      message_id: ['m-1'],
      endpoint_id: ['ana'],
      'ses:configuration-set': ['touchpoint-flow'],
    };
    const notice = ({ mail, ...event }: SesEvent) => ({
      ...event,
      mail: { ...mail, tags: { ...mail.tags, ...tags } },
    });
    for (const kind of ['delivery', 'hardBounce'] as const)
      await cloud.putEvent({ source: 'aws.ses', type: 'Email', detail: notice(sesEvent(NOTICES[kind])) });
    const before = (await cloud.delivered('events')).length;

    const events = await cloud.eventsFor('feedback');
    for (const event of [...events].reverse()) await cloud.functions.callTwice('feedback', event);
    const Message = JSON.stringify(notice(sesEvent(NOTICES.hardBounce)));
    await cloud.functions.callTwice('feedback', { Records: [{ EventSource: 'aws:sns', Sns: { Message } }] });

    expect(events).toHaveLength(2);
    const { items } = await cloud.request<{ items: object[] }>('GET', `/suppressions?app=${app}`);
    expect(items).toMatchObject([{ address: 'ana@example.com', channelType: 'EMAIL', reason: 'BOUNCE' }]);
    const told = (await cloud.delivered('events')).slice(before).map((line) => JSON.parse(line));
    expect(new Set(told.map(({ event_id: id }) => id)).size).toBe(2);
  });

  it('erases a person, though a run before failed', async () => {
    await cloud.request('DELETE', `/v1/apps/${app}/users/cid`);
    await cloud.functions.callTwice('clock-tick', TICK);
    await cloud.settled();

    const { items } = await cloud.request<{ items: object[] }>('GET', `/erasures?app=${app}`);
    expect(items).toMatchObject([
      { state: 'DONE', counts: { endpoints: 1, messages: 1, segment_members: 1 } },
    ]);
    const tables = ['endpoints', 'messages', 'segment_members'].map(
      (table) => `select 1 from ${table} where endpoint_id = 'cid' and application_id = '${app}'`,
    );
    expect((await cloud.lake.trino(tables.join(' union all '))).rows).toEqual([]);
    expect(await cloud.bucket.list('erasures/')).toEqual([]);
  });
});

describe('a deployment on AWS', () => {
  it('brings the schema forward once, and answers CloudFormation each time', async () => {
    const answered = 'answers/migrate.json';
    const asked = {
      RequestType: 'Create',
      ResponseURL: await cloud.bucket.presignPut?.(answered, 60),
      StackId: 'arn:aws:cloudformation:us-east-1:123456789012:stack/touchpoint-flow/1',
      RequestId: 'r-1',
      ResourceType: 'Custom::SchemaMigration',
      LogicalResourceId: 'SchemaMigration',
      ResourceProperties: { Version: '1' },
    };
    await cloud.functions.callTwice('migrate', asked);
    const said = JSON.parse(new TextDecoder().decode(await cloud.bucket.get(answered)));
    expect(said).toMatchObject({ Status: 'SUCCESS', RequestId: 'r-1', LogicalResourceId: 'SchemaMigration' });
  });
});

/** Whose second answer may be another one. */
const ANSWERS_CHANGE: Readonly<Record<string, string>> = {
  'clock-tick': 'counts what it started itself',
  import: 'each call takes the job a turn further',
  'erase-finish': 'counts what it ended itself',
  migrate: 'tells the steps that it took itself',
};

describe('every function that AWS may call twice', () => {
  it('was called twice here', () => {
    expect([...cloud.functions.calledTwice].sort()).toEqual(asynchronousFunctions().sort());
  });

  it('answers the same the second time', () => {
    expect(cloud.functions.changed.filter(({ name }) => !(name in ANSWERS_CHANGE))).toEqual([]);
  });
});
