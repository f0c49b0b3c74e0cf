import {
  type ActivityResponse,
  CreateAppCommand,
  CreateCampaignCommand,
  CreateImportJobCommand,
  CreateSegmentCommand,
  GetCampaignActivitiesCommand,
  GetCampaignCommand,
  GetImportJobCommand,
  type PinpointClient,
  UpdateEmailChannelCommand,
  UpdateEndpointsBatchCommand,
  type WriteCampaignRequest,
} from '@aws-sdk/client-pinpoint';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { clockTick } from '../../src/core/schedule/clock-tick.ts';
import { openStage, type TestStage } from '../api/stage.ts';

/** Campaigns from the SDK's request to the mailbox, through the machine that delivers them. */
let stage: TestStage;
let pinpoint: PinpointClient;
let ApplicationId: string;
let SegmentId: string;
const PEOPLE = 40;
const IDENTITY = 'arn:aws:ses:eu-west-1:000000000000:identity/example.com';

beforeAll(async () => {
  stage = await openStage();
  pinpoint = stage.pinpoint();
  const app = await pinpoint.send(new CreateAppCommand({ CreateApplicationRequest: { Name: 'shop' } }));
  ApplicationId = app.ApplicationResponse?.Id ?? '';
  const EmailChannelRequest = { Enabled: true, FromAddress: 'shop@example.com', Identity: IDENTITY };
  await pinpoint.send(new UpdateEmailChannelCommand({ ApplicationId, EmailChannelRequest }));
  const segment = await pinpoint.send(new CreateSegmentCommand({ ApplicationId, WriteSegmentRequest: {} }));
  SegmentId = segment.SegmentResponse?.Id ?? '';
  const Item = Array.from({ length: PEOPLE }, (_, index) => ({
    Id: `person-${index}`,
    ChannelType: 'EMAIL' as const,
    Address: `person-${index}@example.com`,
    OptOut: index < 3 ? 'ALL' : 'NONE',
    User: { UserId: `user-${index}`, UserAttributes: { FirstName: [`Ana${index}`] } },
  }));
  await pinpoint.send(new UpdateEndpointsBatchCommand({ ApplicationId, EndpointBatchRequest: { Item } }));
});
afterAll(() => stage.close());

async function create(given: WriteCampaignRequest): Promise<string> {
  const WriteCampaignRequest = { SegmentId, Schedule: { StartTime: 'IMMEDIATE' }, ...given };
  const output = await pinpoint.send(new CreateCampaignCommand({ ApplicationId, WriteCampaignRequest }));
  return output.CampaignResponse?.Id ?? '';
}

const email = (Title: string) => ({
  MessageConfiguration: { EmailMessage: { Title, HtmlBody: '<p>Hi {{User.UserAttributes.FirstName}}</p>' } },
});

async function deliver(): Promise<void> {
  await clockTick(stage.ports);
  await stage.settled();
}

async function mailbox(subject: string): Promise<{ total: number; items: { to: string; html: string }[] }> {
  const answer = await stage.fetch(`/local/mailbox?limit=500&subject=${encodeURIComponent(subject)}`);
  return (await answer.json()) as { total: number; items: { to: string; html: string }[] };
}

async function activities(CampaignId: string): Promise<ActivityResponse[]> {
  const output = await pinpoint.send(new GetCampaignActivitiesCommand({ ApplicationId, CampaignId }));
  return output.ActivitiesResponse?.Item ?? [];
}

describe('a campaign', () => {
  it('sends each treatment to its share, and counts what became of each', async () => {
    const id = await create({
      ...email('test A'),
      HoldoutPercent: 20,
      AdditionalTreatments: [{ SizePercent: 40, ...email('test B') }],
    });
    const forecast = (await (await stage.fetch(`/campaigns/${id}/audience?app=${ApplicationId}`)).json()) as {
      members: number;
      byTreatment: { id: string; targeted: number }[];
    };
    await deliver();
    const sent = [(await mailbox('test A')).total, (await mailbox('test B')).total];
    const byTreatment = (await activities(id)).sort((a, b) =>
      (a.TreatmentId ?? '') < (b.TreatmentId ?? '') ? -1 : 1,
    );
    const { CampaignResponse } = await pinpoint.send(
      new GetCampaignCommand({ ApplicationId, CampaignId: id }),
    );
    expect(CampaignResponse?.State).toEqual({ CampaignStatus: 'COMPLETED' });
    expect(forecast.members).toBe(PEOPLE);
    expect(sent).toEqual(forecast.byTreatment.map(({ targeted }) => targeted));
    expect(byTreatment.map((activity) => activity.SuccessfulEndpointCount)).toEqual(sent);
    expect(byTreatment.map((activity) => activity.TotalEndpointCount)).toEqual(sent);
    expect(Math.min(...sent)).toBeGreaterThan(0);
    const names = byTreatment.flatMap(({ ExecutionMetrics = {} }) => Object.entries(ExecutionMetrics));
    const members = names.filter(([name]) => !['ENDPOINT_PRODUCED', 'TREATMENT_HOLDOUT'].includes(name));
    expect(members.reduce((total, [, count]) => total + Number(count), 0)).toBe(PEOPLE);
    expect((await mailbox('test A')).items[0]?.html).toMatch(/<p>Hi Ana\d+<\/p>/);
  });

  it('writes once to each address of an import that keeps copies, by the copy’s own data', async () => {
    const row = (Id: string, Address: string, FirstName: string) =>
      JSON.stringify({
        Id,
        ChannelType: 'EMAIL',
        Address,
        User: { UserAttributes: { FirstName: [FirstName] } },
      });
    const rows = [
      row('c1', 'one@example.com', 'Uma'),
      row('c2', 'ONE@example.com', 'Una'),
      row('c3', 'two@example.com', 'Dora'),
    ];
    const file = 'imports/copies.json';
    await stage.ports.lake.put(file, `${rows.join('\n')}\n`);
    const { ImportJobResponse } = await pinpoint.send(
      new CreateImportJobCommand({
        ApplicationId,
        ImportJobRequest: {
          Format: 'JSON',
          S3Url: `s3://${stage.ports.lake.bucket}/${file}`,
          RoleArn: 'arn:aws:iam::000000000000:role/import',
          RegisterEndpoints: false,
          DefineSegment: true,
          SegmentName: 'copies',
        },
      }),
    );
    await stage.settled();
    const job = await pinpoint.send(new GetImportJobCommand({ ApplicationId, JobId: ImportJobResponse?.Id }));
    const id = await create({
      SegmentId: job.ImportJobResponse?.Definition?.SegmentId,
      ...email('of copies'),
    });
    await deliver();
    const { items } = await mailbox('of copies');
    expect(items.map(({ to, html }) => `${to} ${/Hi \w+/.exec(html)?.[0]}`).sort()).toEqual([
      'one@example.com Hi Uma',
      'two@example.com Hi Dora',
    ]);
    const [activity] = await activities(id);
    expect(activity?.ExecutionMetrics).toEqual({
      ENDPOINT_PRODUCED: '3',
      DUPLICATE_ADDRESS: '1',
      SUCCESS: '2',
    });
  });

  it('starts in the same second as nine others and leaves exactly five messages a person where five a day are allowed', async () => {
    stage.clock.advance(24 * 60 * 60 * 1000 + 1000);
    const update = { Limits: { Daily: 5 } };
    await stage.fetch(`/v1/apps/${ApplicationId}/settings`, { method: 'PUT', body: JSON.stringify(update) });
    for (let made = 0; made < 10; made += 1) {
      await stage.fetch(`/v1/apps/${ApplicationId}/campaigns`, {
        method: 'POST',
        body: JSON.stringify({ SegmentId, Schedule: { StartTime: 'IMMEDIATE' }, ...email('one of ten') }),
      });
    }
    await deliver();
    const { total, items } = await mailbox('one of ten');
    const each = new Map<string, number>();
    for (const { to } of items) each.set(to, (each.get(to) ?? 0) + 1);
    expect(total).toBe((PEOPLE - 3) * 5);
    expect([...new Set(each.values())]).toEqual([5]);
  });
});
