import {
  CreateAppCommand,
  CreateImportJobCommand,
  CreateSegmentCommand,
  DeleteEndpointCommand,
  GetImportJobCommand,
  GetSegmentsCommand,
  PinpointClient,
  UpdateEndpointCommand,
  type WriteSegmentRequest,
} from '@aws-sdk/client-pinpoint';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { stageClient } from '../../src/runtime/stage-client.ts';
import { type RunningStage, startStage } from './running-stage.ts';

let stage: RunningStage;
let pinpoint: PinpointClient;
let ApplicationId: string;
beforeAll(async () => {
  stage = await startStage();
  const { keyId, secret } = stage.key;
  pinpoint = new PinpointClient({
    endpoint: stage.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: keyId, secretAccessKey: secret },
  });
  const { ApplicationResponse } = await pinpoint.send(
    new CreateAppCommand({ CreateApplicationRequest: { Name: 'guide' } }),
  );
  ApplicationId = ApplicationResponse?.Id as string;
});
afterAll(async () => {
  pinpoint.destroy();
  await stage.close();
});

async function createSegment(request: WriteSegmentRequest): Promise<string> {
  const { SegmentResponse } = await pinpoint.send(
    new CreateSegmentCommand({ ApplicationId, WriteSegmentRequest: request }),
  );
  return SegmentResponse?.Id as string;
}

async function size(segmentId: string): Promise<number> {
  const client = stageClient({ endpoint: stage.endpoint, ...stage.key });
  const answer = await client.call<{ count: number }>(`/segments/${segmentId}/count`, {
    query: { app: ApplicationId },
  });
  return answer.count;
}

const put = (EndpointId: string, Plan: string) =>
  pinpoint.send(
    new UpdateEndpointCommand({
      ApplicationId,
      EndpointId,
      EndpointRequest: {
        ChannelType: 'EMAIL',
        Address: `success+${EndpointId}@simulator.amazonses.com`,
        Attributes: { Plan: [Plan] },
      },
    }),
  );

/** Sends a file, imports it without naming its segment, and waits for the end. */
async function importFile(name: string, body: string) {
  const client = stageClient({ endpoint: stage.endpoint, ...stage.key });
  const { s3Url } = await client.sendFile<{ s3Url: string }>(`/imports/${name}`, undefined, {
    body,
    size: Buffer.byteLength(body),
  });
  const { ImportJobResponse } = await pinpoint.send(
    new CreateImportJobCommand({
      ApplicationId,
      ImportJobRequest: {
        Format: 'CSV',
        S3Url: s3Url,
        RoleArn: 'arn:aws:iam::000000000000:role/any',
        RegisterEndpoints: true,
        DefineSegment: true,
      },
    }),
  );
  const JobId = ImportJobResponse?.Id as string;
  for (;;) {
    const { ImportJobResponse: job } = await pinpoint.send(new GetImportJobCommand({ ApplicationId, JobId }));
    if (job?.JobStatus === 'COMPLETED' || job?.JobStatus === 'FAILED') return job;
  }
}

describe('a dynamic segment', () => {
  it('grows and shrinks with the endpoints, without being touched', async () => {
    const gold = await createSegment({
      Name: 'gold',
      Dimensions: { Attributes: { Plan: { AttributeType: 'INCLUSIVE', Values: ['gold'] } } },
    });
    await put('e1', 'gold');
    await put('e2', 'silver');
    expect(await size(gold)).toBe(1);
    await put('e3', 'gold');
    expect(await size(gold)).toBe(2);
    await put('e2', 'gold');
    expect(await size(gold)).toBe(3);
    await pinpoint.send(new DeleteEndpointCommand({ ApplicationId, EndpointId: 'e1' }));
    expect(await size(gold)).toBe(2);
  });
});

describe("the whitepaper's import", () => {
  const HEADER = [
    'ChannelType',
    'Address',
    'Attributes.Address',
    'Location.Country',
    ...['FirstName', 'LastName', 'Company', 'MailingStreet1', 'MailingStreet2', 'MailingCity'].map(
      (name) => `User.UserAttributes.${name}`,
    ),
    ...['MailingRegion', 'MailingCountry', 'PostalCode'].map((name) => `User.UserAttributes.${name}`),
    'OptOut',
    'Demographic.Timezone',
    'Demographic.Locale',
    'User.UserId',
    'User.UserAttributes.RefNumber',
  ];
  const row = (channel: string, address: string, name: string, company: string, optOut: string) =>
    [
      ...[
        channel,
        address,
        'Rua Nova 1',
        'PT',
        name,
        'Almeida',
        company,
        'Rua Nova 1',
        '',
        'Porto',
        'Norte',
        'PT',
      ],
      ...['4000-001', optOut, 'Europe/Lisbon', 'pt_PT', `u-${address}`, '77'],
    ].join(',');
  const FILE = [
    HEADER.join(','),
    row('EMAIL', 'success+ines@simulator.amazonses.com', 'Ines', 'Acme', 'NONE'),
    row('EMAIL', 'success+rui@simulator.amazonses.com', 'Rui', 'Acme', 'ALL'),
    row('SMS', '+447700900001', 'Ines', 'Acme', 'NONE'),
    row('EMAIL', 'success+zoe@simulator.amazonses.com', 'Ines', 'Other', 'NONE'),
  ].join('\n');
  let customer: string;

  it('takes the eighteen headers and makes a segment named after the file', async () => {
    expect(HEADER).toHaveLength(18);
    const job = await importFile('Customer.csv', FILE);
    expect(job).toMatchObject({ JobStatus: 'COMPLETED', TotalProcessed: 4, TotalFailures: 0 });
    const { SegmentsResponse } = await pinpoint.send(new GetSegmentsCommand({ ApplicationId }));
    const segment = SegmentsResponse?.Item?.find(({ Name }) => Name === 'Customer');
    expect(segment).toMatchObject({ SegmentType: 'IMPORT', ImportDefinition: { Size: 4 } });
    customer = segment?.Id as string;
    expect(await size(customer)).toBe(4);
  });

  it('takes the OptOut of a row in', async () => {
    const client = stageClient({ endpoint: stage.endpoint, ...stage.key });
    const { items } = await client.call<{ items: { address: string; optOut: string }[] }>(
      `/segments/${customer}/preview`,
      { query: { app: ApplicationId } },
    );
    const optOuts = Object.fromEntries(items.map(({ address, optOut }) => [address, optOut]));
    expect(optOuts).toMatchObject({
      'success+rui@simulator.amazonses.com': 'ALL',
      'success+ines@simulator.amazonses.com': 'NONE',
    });
  });

  it('can be narrowed by channel, company and first name together', async () => {
    const refined = await createSegment({
      Name: 'special segment',
      SegmentGroups: {
        Include: 'ALL',
        Groups: [
          {
            SourceSegments: [{ Id: customer }],
            SourceType: 'ALL',
            Type: 'ALL',
            Dimensions: [
              { Demographic: { Channel: { DimensionType: 'INCLUSIVE', Values: ['EMAIL'] } } },
              {
                UserAttributes: {
                  Company: { AttributeType: 'INCLUSIVE', Values: ['Acme'] },
                  FirstName: { AttributeType: 'INCLUSIVE', Values: ['Ines'] },
                },
              },
            ],
          },
        ],
      },
    });
    expect(await size(refined)).toBe(1);
  });

  it('keeps its members when their endpoints change', async () => {
    await pinpoint.send(
      new UpdateEndpointCommand({
        ApplicationId,
        EndpointId: 'late',
        EndpointRequest: {
          ChannelType: 'EMAIL',
          Address: 'success+late@simulator.amazonses.com',
          User: { UserId: 'u-success+ines@simulator.amazonses.com', UserAttributes: { Company: ['Else'] } },
        },
      }),
    );
    expect(await size(customer)).toBe(4);
  });
});
