import { readFile } from 'node:fs/promises';
import { gunzipSync, gzipSync } from 'node:zlib';
import {
  CreateAppCommand,
  CreateExportJobCommand,
  CreateImportJobCommand,
  CreateSegmentCommand,
  type ExportJobRequest,
  GetEndpointCommand,
  GetExportJobCommand,
  GetExportJobsCommand,
  GetImportJobCommand,
  GetImportJobsCommand,
  GetSegmentCommand,
  GetSegmentExportJobsCommand,
  GetSegmentImportJobsCommand,
  GetUserEndpointsCommand,
  type ImportJobRequest,
  RemoveAttributesCommand,
  UpdateEndpointCommand,
} from '@aws-sdk/client-pinpoint';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { AslWorkflowEngine } from '../../src/adapters/local/asl-workflow-engine.ts';
import { endpointIdFor } from '../../src/core/endpoints/endpoint-id.ts';
import { openStage, type TestStage } from './stage.ts';

let stage: TestStage;
let client: ReturnType<TestStage['pinpoint']>;
let ApplicationId: string;
beforeAll(async () => {
  stage = await openStage();
  client = stage.pinpoint();
});
afterAll(() => stage.close());
beforeEach(async () => {
  const created = await client.send(new CreateAppCommand({ CreateApplicationRequest: { Name: 'shop' } }));
  ApplicationId = created.ApplicationResponse?.Id ?? '';
});

const RoleArn = 'arn:aws:iam::000000000000:role/any';
const settled = () => (stage.ports.workflows as AslWorkflowEngine).settled();
const put = async (name: string, body: string | Uint8Array) => {
  const key = `imports/${ApplicationId}/${name}`;
  await stage.ports.uploads.put(key, body);
  return `s3://${stage.ports.uploads.bucket}/${key}`;
};
const start = async (request: Partial<ImportJobRequest> & Pick<ImportJobRequest, 'Format' | 'S3Url'>) => {
  const ImportJobRequest = { RoleArn, RegisterEndpoints: true, ...request } as ImportJobRequest;
  return (await client.send(new CreateImportJobCommand({ ApplicationId, ImportJobRequest })))
    .ImportJobResponse;
};
/** Starts an import and waits until it has ended. */
const importing = async (request: Parameters<typeof start>[0]) => {
  const job = await start(request);
  await settled();
  const answer = await client.send(new GetImportJobCommand({ ApplicationId, JobId: job?.Id }));
  return answer.ImportJobResponse;
};
const get = async (EndpointId: string) =>
  (await client.send(new GetEndpointCommand({ ApplicationId, EndpointId }))).EndpointResponse;
const count = async (segmentId = '') => {
  const response = await stage.fetch(`/segments/${segmentId}/count?app=${ApplicationId}`);
  return ((await response.json()) as { count: number }).count;
};
const fixture = (name: string) => readFile(new URL(`../fixtures/imports/${name}`, import.meta.url));
const json = (...definitions: object[]) => definitions.map((one) => `${JSON.stringify(one)}\n`).join('');
const email = (Address: string, more: object = {}) => ({ ChannelType: 'EMAIL', Address, ...more });

describe('CreateImportJob', () => {
  it('answers 201 with a job that is created, and its definition', async () => {
    const S3Url = await put('a.json', json(email('a@example.com')));
    const answer = await client.send(
      new CreateImportJobCommand({
        ApplicationId,
        ImportJobRequest: { Format: 'JSON', S3Url, RoleArn, RegisterEndpoints: true },
      }),
    );
    expect(answer.$metadata.httpStatusCode).toBe(201);
    expect(answer.ImportJobResponse).toEqual({
      ApplicationId,
      Id: expect.stringMatching(/^[0-9a-f]{32}$/),
      Type: 'IMPORT',
      JobStatus: 'CREATED',
      CreationDate: stage.clock.now().toISOString(),
      Definition: { Format: 'JSON', S3Url, RoleArn, RegisterEndpoints: true, DefineSegment: false },
      TotalPieces: 0,
      CompletedPieces: 0,
      FailedPieces: 0,
      TotalProcessed: 0,
      TotalFailures: 0,
    });
    await settled();
  });

  it('imports a CSV file with dotted and repeated headers', async () => {
    const csv = [
      'ChannelType,Address,Location.Country,Metrics.orders,User.UserId,User.UserAttributes.Topic,User.UserAttributes.Topic',
      'EMAIL,ines@example.com,PT,4,u-77,garden,books',
      'SMS,+351910000077,PT,,u-77,garden,books',
      '',
    ].join('\r\n');
    const job = await importing({ Format: 'CSV', S3Url: await put('two.csv', csv) });
    expect(job).toMatchObject({
      JobStatus: 'COMPLETED',
      TotalPieces: 1,
      CompletedPieces: 1,
      TotalProcessed: 2,
      TotalFailures: 0,
      CompletionDate: expect.any(String),
    });
    const users = await client.send(new GetUserEndpointsCommand({ ApplicationId, UserId: 'u-77' }));
    expect(users.EndpointsResponse?.Item?.map((endpoint) => endpoint.Address).sort()).toEqual([
      '+351910000077',
      'ines@example.com',
    ]);
    expect(await get(endpointIdFor('EMAIL', 'ines@example.com'))).toMatchObject({
      Location: { Country: 'PT' },
      Metrics: { orders: 4 },
      OptOut: 'NONE',
      EndpointStatus: 'ACTIVE',
      User: { UserId: 'u-77', UserAttributes: { Topic: ['garden', 'books'] } },
    });
  });

  it('imports the guide’s own sample, all but its placeholder row', async () => {
    const S3Url = await put('Pinpoint_Sample_Import.csv', await fixture('Pinpoint_Sample_Import.csv'));
    const job = await importing({ Format: 'CSV', S3Url });
    expect(job).toMatchObject({
      JobStatus: 'COMPLETED',
      TotalProcessed: 6,
      TotalFailures: 1,
      Failures: [
        expect.stringMatching(
          /Pinpoint_Sample_Import.csv line 7: Address is no e-mail address: <your email address>$/,
        ),
      ],
    });
    expect((await get(endpointIdFor('EMAIL', 'arnav@example.co.uk')))?.User).toEqual({
      UserId: '1',
      UserAttributes: { FirstName: ['Arnav'], LastName: ['Desai'], Company: ['ExampleCorp.'] },
    });
  });

  it('renews endpoints that exist, by id or by channel and address', async () => {
    await client.send(
      new UpdateEndpointCommand({
        ApplicationId,
        EndpointId: 'E-1',
        EndpointRequest: { ...email('old@example.com', { Attributes: { Plan: ['gold'] } }) } as never,
      }),
    );
    const S3Url = await put(
      'renew.json',
      json(
        { Id: 'e-1', Metrics: { orders: 2 } },
        email('new@example.com', { Metrics: { orders: 1 } }),
        email('NEW@example.com', { Metrics: { visits: 3 } }),
      ),
    );
    expect(await importing({ Format: 'JSON', S3Url })).toMatchObject({ TotalProcessed: 3, TotalFailures: 0 });
    expect(await get('e-1')).toMatchObject({
      Id: 'E-1',
      Address: 'old@example.com',
      Attributes: { Plan: ['gold'] },
      Metrics: { orders: 2 },
    });
    expect(await get(endpointIdFor('EMAIL', 'new@example.com'))).toMatchObject({
      Metrics: { orders: 1, visits: 3 },
    });
  });

  it('counts bad lines, names file and line, and processes the rest', async () => {
    const lines = [
      json(email('a@example.com')),
      '{"Address":\n',
      '\n',
      json({ Address: 'b@example.com' }),
      json({ Id: 'unknown', Metrics: { orders: 1 } }),
      json({ Id: 'k', ChannelType: 'SMS' }),
      json(email('c@example.com', { Metrics: { orders: 'many' } })),
      json(email('d@example.com')),
    ];
    const job = await importing({ Format: 'JSON', S3Url: await put('mixed.json', lines.join('')) });
    expect(job).toMatchObject({ JobStatus: 'COMPLETED', TotalProcessed: 7, TotalFailures: 5 });
    const place = `imports/${ApplicationId}/mixed.json`;
    expect(job?.Failures).toEqual([
      expect.stringContaining(`${place} line 2: not JSON: `),
      `${place} line 4: Missing ChannelType`,
      `${place} line 7: Metrics.orders must be a number, not "many"`,
      `${place} line 5: Missing ChannelType`,
      `${place} line 6: Missing Address`,
    ]);
    expect(await get(endpointIdFor('EMAIL', 'd@example.com'))).toBeDefined();
  });

  it('names a hundred failures and counts all', async () => {
    const csv = `Id,Metrics.n\n${'x,y\n'.repeat(120)}a,1\n`;
    const job = await importing({ Format: 'CSV', S3Url: await put('bad.csv', csv) });
    expect(job).toMatchObject({ TotalProcessed: 121, TotalFailures: 121, JobStatus: 'FAILED' });
    expect(job?.Failures).toHaveLength(100);
  });

  it('reads every file of the format below a prefix, gzipped ones too, in the order of their keys', async () => {
    await put('many/b.json', json({ Id: 'e', Metrics: { n: 2 } }));
    await put('many/a.json.gz', gzipSync(json({ Id: 'e', ...email('e@example.com'), Metrics: { n: 1 } })));
    await put('many/sub folder/c.ndjson', json({ Id: 'f', ...email('f@example.com') }));
    await put('many/d.csv', 'not,read\n');
    const job = await importing({ Format: 'JSON', S3Url: await put('many/', '') });
    expect(job).toMatchObject({ JobStatus: 'COMPLETED', TotalProcessed: 3, TotalFailures: 0 });
    expect((await get('e'))?.Metrics).toEqual({ n: 2 });
    expect((await get('f'))?.Id).toBe('f');
  });

  it('fails for a file with unknown columns, and says which', async () => {
    const S3Url = await put('raw.csv', await fixture('sample_data_S3_triggered_import.csv'));
    const job = await importing({ Format: 'CSV', S3Url, DefineSegment: true });
    expect(job).toMatchObject({ JobStatus: 'FAILED', FailedPieces: 1, TotalPieces: 1, TotalProcessed: 0 });
    expect(job?.Failures?.[0]).toContain('raw.csv line 1: the column FirstName is unknown');
    await expect(
      client.send(new GetSegmentCommand({ ApplicationId, SegmentId: job?.Definition?.SegmentId })),
    ).rejects.toMatchObject({ name: 'NotFoundException' });
  });

  it('fails when there is nothing at the place', async () => {
    const S3Url = `s3://${stage.ports.uploads.bucket}/nothing/here.csv`;
    expect(await importing({ Format: 'CSV', S3Url })).toMatchObject({
      JobStatus: 'FAILED',
      FailedPieces: 1,
      Failures: [`${S3Url}: no object and no CSV file below it`],
    });
  });

  it('does not store what RemoveAttributes blocked, and keeps to 250 names', async () => {
    await client.send(
      new RemoveAttributesCommand({
        ApplicationId,
        AttributeType: 'endpoint-metric-attributes',
        UpdateAttributesRequest: { Blacklist: ['secret*'] },
      }),
    );
    const names = Object.fromEntries(Array.from({ length: 250 }, (_, n) => [`n${n}`, n]));
    const S3Url = await put(
      'names.json',
      json(
        email('a@example.com', { Metrics: { ...names, secret1: 1 } }),
        email('b@example.com', { Metrics: { n251: 1 } }),
      ),
    );
    const job = await importing({ Format: 'JSON', S3Url });
    expect(job).toMatchObject({ TotalFailures: 1, Failures: [expect.stringContaining('251 names')] });
    expect((await get(endpointIdFor('EMAIL', 'a@example.com')))?.Metrics).toEqual(names);
  });

  it.each<[string, Partial<ImportJobRequest>, string]>([
    [
      'neither purpose',
      { RegisterEndpoints: false, DefineSegment: false },
      'One of RegisterEndpoints and DefineSegment must be true',
    ],
    ['no role', { RoleArn: undefined }, 'ImportJobRequest: RoleArn is missing'],
    ['an unknown format', { Format: 'XML' as never }, 'ImportJobRequest: Format'],
    [
      'another URL',
      { S3Url: 'https://example.com/a.csv' },
      'S3Url must have the form s3://bucket/key, not https://example.com/a.csv',
    ],
    [
      'a segment that is not to be defined',
      { SegmentId: 's', DefineSegment: false },
      'DefineSegment is false, but SegmentId is s',
    ],
  ])('refuses %s', async (_, request, message) => {
    await expect(start({ Format: 'CSV', S3Url: 's3://bucket/a.csv', ...request })).rejects.toMatchObject({
      name: 'BadRequestException',
      message: expect.stringContaining(message),
    });
  });

  it('refuses a segment that is not there, or is dimensional', async () => {
    const S3Url = 's3://bucket/a.csv';
    await expect(start({ Format: 'CSV', S3Url, SegmentId: 'none' })).rejects.toMatchObject({
      name: 'NotFoundException',
    });
    const made = await client.send(
      new CreateSegmentCommand({ ApplicationId, WriteSegmentRequest: { Name: 'all' } }),
    );
    const SegmentId = made.SegmentResponse?.Id;
    await expect(start({ Format: 'CSV', S3Url, SegmentId })).rejects.toMatchObject({
      name: 'BadRequestException',
    });
  });
});

describe('segments that an import defines', () => {
  const segment = async (SegmentId?: string) =>
    (await client.send(new GetSegmentCommand({ ApplicationId, SegmentId }))).SegmentResponse;

  it('hold the stored endpoints of the file', async () => {
    await importing({ Format: 'JSON', S3Url: await put('others.json', json(email('z@example.com'))) });
    const S3Url = await put(
      'vip customers.json',
      json(email('a@example.com'), email('A@example.com'), { ChannelType: 'SMS', Address: '+351' }),
    );
    const job = await importing({ Format: 'JSON', S3Url, DefineSegment: true });
    const made = await segment(job?.Definition?.SegmentId);
    expect(made).toMatchObject({
      Name: 'vip customers',
      SegmentType: 'IMPORT',
      Version: 1,
      ImportDefinition: { Format: 'JSON', S3Url, RoleArn, Size: 2, ChannelCounts: { EMAIL: 1, SMS: 1 } },
    });
    expect(await count(made?.Id)).toBe(2);
  });

  it('keep their own copies when the endpoints are not registered', async () => {
    const S3Url = await put(
      'copies.csv',
      'ChannelType,Address,Attributes.Plan\nEMAIL,a@example.com,gold\nEMAIL,b@example.com,free\n',
    );
    const job = await importing({
      Format: 'CSV',
      S3Url,
      RegisterEndpoints: false,
      DefineSegment: true,
      SegmentName: 'copies',
    });
    expect(job).toMatchObject({ JobStatus: 'COMPLETED', CompletedPieces: 1, TotalPieces: 1 });
    const made = await segment(job?.Definition?.SegmentId);
    expect(made).toMatchObject({
      Name: 'copies',
      ImportDefinition: { Size: 2, ChannelCounts: { EMAIL: 2 } },
    });
    expect(await count(made?.Id)).toBe(2);
    await expect(get(endpointIdFor('EMAIL', 'a@example.com'))).rejects.toMatchObject({
      name: 'NotFoundException',
    });
  });

  it('hold all endpoints of the users that a file names', async () => {
    const user = (UserId: string) => ({ User: { UserId } });
    await importing({
      Format: 'JSON',
      S3Url: await put(
        'users.json',
        json(
          email('a@example.com', user('u1')),
          email('b@example.com', user('u1')),
          email('c@example.com', user('u2')),
          email('d@example.com', user('u3')),
        ),
      ),
    });
    const S3Url = await put('ids.csv', 'User.UserId\nu1\nu2 u9\n');
    const job = await importing({ Format: 'CSV', S3Url, RegisterEndpoints: false, DefineSegment: true });
    expect(job).toMatchObject({ JobStatus: 'COMPLETED', TotalProcessed: 3, TotalFailures: 0 });
    const made = await segment(job?.Definition?.SegmentId);
    expect(made?.ImportDefinition).toMatchObject({ Size: 3, ChannelCounts: { ENDPOINTS_FROM_USER: 3 } });
    expect(await count(made?.Id)).toBe(3);
  });

  it('grow by an import into them, as a new version; the old version stays as it was', async () => {
    const first = await importing({
      Format: 'JSON',
      S3Url: await put('one.json', json(email('a@example.com'), email('b@example.com'))),
      DefineSegment: true,
    });
    const SegmentId = first?.Definition?.SegmentId;
    const second = await importing({
      Format: 'JSON',
      S3Url: await put('two.json', json(email('b@example.com'), email('c@example.com'))),
      SegmentId,
    });
    expect(second?.JobStatus).toBe('COMPLETED');
    expect(await segment(SegmentId)).toMatchObject({
      Name: 'one',
      Version: 2,
      ImportDefinition: { Size: 3 },
    });
    expect(await count(SegmentId)).toBe(3);
    const old = await stage.fetch(`/segments/${SegmentId}/count?app=${ApplicationId}&version=1`);
    expect(await old.json()).toMatchObject({ count: 2 });
    const jobs = await client.send(new GetSegmentImportJobsCommand({ ApplicationId, SegmentId }));
    expect(jobs.ImportJobsResponse?.Item?.map(({ Id }) => Id).sort()).toEqual([first?.Id, second?.Id].sort());
  });
});

describe('lists of import jobs', () => {
  it('come newest first and in pages', async () => {
    const S3Url = await put('a.json', json(email('a@example.com')));
    const ids: (string | undefined)[] = [];
    for (let n = 0; n < 3; n += 1) {
      stage.clock.advance(1000);
      ids.unshift((await start({ Format: 'JSON', S3Url }))?.Id);
    }
    await settled();
    const page = (Token?: string) =>
      client.send(new GetImportJobsCommand({ ApplicationId, PageSize: '2', Token }));
    const { ImportJobsResponse: one } = await page();
    const { ImportJobsResponse: two } = await page(one?.NextToken);
    expect([...(one?.Item ?? []), ...(two?.Item ?? [])].map(({ Id }) => Id)).toEqual(ids);
    expect([one?.Item?.length, two?.NextToken]).toEqual([2, undefined]);
  });

  it('know no job of another application', async () => {
    const job = await importing({ Format: 'JSON', S3Url: await put('a.json', json(email('a@example.com'))) });
    const other = await client.send(new CreateAppCommand({ CreateApplicationRequest: { Name: 'other' } }));
    await expect(
      client.send(new GetImportJobCommand({ ApplicationId: other.ApplicationResponse?.Id, JobId: job?.Id })),
    ).rejects.toMatchObject({ name: 'NotFoundException' });
  });
});

describe('CreateExportJob', () => {
  const exporting = async (request: Partial<ExportJobRequest> = {}) => {
    const S3UrlPrefix = `s3://${stage.ports.uploads.bucket}/exports/${ApplicationId}`;
    const ExportJobRequest = { RoleArn, S3UrlPrefix, ...request };
    const created = await client.send(new CreateExportJobCommand({ ApplicationId, ExportJobRequest }));
    expect(created.$metadata.httpStatusCode).toBe(202);
    await settled();
    const JobId = created.ExportJobResponse?.Id;
    return (await client.send(new GetExportJobCommand({ ApplicationId, JobId }))).ExportJobResponse;
  };
  const exported = async (prefix = `exports/${ApplicationId}/`) => {
    const objects = await stage.ports.uploads.list(prefix);
    const texts = await Promise.all(
      objects.map(async ({ key }) => {
        expect(key).toMatch(/\.gz$/);
        return gunzipSync((await stage.ports.uploads.get(key)) ?? new Uint8Array()).toString();
      }),
    );
    const lines = texts.join('').split('\n').filter(Boolean);
    return lines.map((line) => JSON.parse(line)).sort((a, b) => (a.Id < b.Id ? -1 : 1));
  };

  it('writes every endpoint whole, inactive and opted-out ones too', async () => {
    const S3Url = await put(
      'all.json',
      json(
        {
          Id: 'E-1',
          ...email('a@example.com', {
            Attributes: { Plan: ['gold'], None: [] },
            Metrics: { n: 0.5 },
            Location: { Latitude: 1, Longitude: 2 },
            User: { UserId: 'u', UserAttributes: { T: ['x'] } },
          }),
        },
        { Id: 'e-2', ...email('a@example.com'), OptOut: 'ALL' },
        { Id: 'e-3', ...email('c@example.com') },
      ),
    );
    await importing({ Format: 'JSON', S3Url });
    const job = await exporting();
    expect(job).toMatchObject({
      Type: 'EXPORT',
      JobStatus: 'COMPLETED',
      TotalProcessed: 3,
      CompletionDate: expect.any(String),
    });
    expect(job?.CompletedPieces).toBe(job?.TotalPieces);
    const lines = await exported();
    expect(lines.map(({ Id }) => Id)).toEqual(['E-1', 'e-2', 'e-3']);
    for (const line of lines) expect(line).toEqual(await get(line.Id));
    expect(lines[0]).toMatchObject({ EndpointStatus: 'INACTIVE', Attributes: { Plan: ['gold'], None: [] } });
  });

  it('writes what an import reads', async () => {
    await importing({
      Format: 'JSON',
      S3Url: await put(
        'a.json',
        json({ Id: 'E-1', ...email('a@example.com', { Attributes: { Plan: ['gold'] } }) }),
      ),
    });
    const before = await get('E-1');
    await exporting();
    const job = await importing({
      Format: 'JSON',
      S3Url: `s3://${stage.ports.uploads.bucket}/exports/${ApplicationId}/`,
    });
    expect(job?.Failures).toEqual([expect.stringContaining('no JSON file below it')]);
    const [{ key = '' } = {}] = await stage.ports.uploads.list(`exports/${ApplicationId}/`);
    const again = await importing({ Format: 'JSON', S3Url: `s3://${stage.ports.uploads.bucket}/${key}` });
    expect(again).toMatchObject({ JobStatus: 'COMPLETED', TotalProcessed: 1, TotalFailures: 0 });
    expect(await get('E-1')).toEqual(before);
  });

  it('writes one version of a segment', async () => {
    await importing({
      Format: 'JSON',
      S3Url: await put(
        'plans.json',
        json(
          { Id: 'g', ...email('g@example.com', { Attributes: { Plan: ['gold'] } }) },
          { Id: 'f', ...email('f@example.com') },
        ),
      ),
    });
    const made = await client.send(
      new CreateSegmentCommand({
        ApplicationId,
        WriteSegmentRequest: { Name: 'gold', Dimensions: { Attributes: { Plan: { Values: ['gold'] } } } },
      }),
    );
    const SegmentId = made.SegmentResponse?.Id;
    const job = await exporting({ SegmentId });
    expect(job?.Definition).toMatchObject({ SegmentId, SegmentVersion: 1 });
    expect((await exported()).map(({ Id }) => Id)).toEqual(['g']);
    const jobs = await client.send(new GetSegmentExportJobsCommand({ ApplicationId, SegmentId }));
    expect(jobs.ExportJobsResponse?.Item?.map(({ Id }) => Id)).toEqual([job?.Id]);
    const all = await client.send(new GetExportJobsCommand({ ApplicationId }));
    expect(all.ExportJobsResponse?.Item).toHaveLength(1);
  });

  it('writes the copies of a segment whose endpoints were not registered', async () => {
    const job = await importing({
      Format: 'JSON',
      S3Url: await put('copies.json', json({ Id: 'C-1', ...email('c@example.com') })),
      RegisterEndpoints: false,
      DefineSegment: true,
    });
    await exporting({ SegmentId: job?.Definition?.SegmentId });
    expect(await exported()).toMatchObject([
      { ApplicationId, Id: 'C-1', Address: 'c@example.com', OptOut: 'NONE' },
    ]);
  });

  it('completes when there is nothing to write', async () => {
    expect(await exporting()).toMatchObject({ JobStatus: 'COMPLETED', TotalProcessed: 0 });
  });

  it.each<[string, Partial<ExportJobRequest>, string, string]>([
    ['a segment that is not there', { SegmentId: 'none' }, 'NotFoundException', 'Segment none not found'],
    [
      'a version without a segment',
      { SegmentVersion: 1 },
      'BadRequestException',
      'SegmentVersion is 1, but SegmentId is missing',
    ],
    [
      'another URL',
      { S3UrlPrefix: '/tmp' },
      'BadRequestException',
      'S3UrlPrefix must have the form s3://bucket/key, not /tmp',
    ],
    ['no role', { RoleArn: undefined }, 'BadRequestException', 'ExportJobRequest: RoleArn is missing'],
  ])('refuses %s', async (_, request, name, message) => {
    await expect(exporting(request)).rejects.toMatchObject({
      name,
      message: expect.stringContaining(message),
    });
  });
});
