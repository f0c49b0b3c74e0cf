import {
  GetCampaignActivitiesCommand,
  GetCampaignCommand,
  GetCampaignDateRangeKpiCommand,
  GetChannelsCommand,
  GetEmailTemplateCommand,
  GetEventStreamCommand,
  GetJourneyCommand,
  GetJourneyDateRangeKpiCommand,
  GetJourneyExecutionActivityMetricsCommand,
  GetJourneyExecutionMetricsCommand,
  ListTemplatesCommand,
  PinpointClient,
} from '@aws-sdk/client-pinpoint';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type SeedResult, seedDemo } from '../../src/runtime/seed.ts';
import { type StageClient, stageClient } from '../../src/runtime/stage-client.ts';
import { type RunningStage, startStage } from './running-stage.ts';

/** The POC guide from its first page to its last, as a person walks through it: seed, campaign, journey day by day. */

interface Mail {
  readonly messageId: string;
  readonly to: string;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
}

interface Story {
  readonly steps: readonly { readonly activity?: string; readonly branch?: string }[];
}

let stage: RunningStage;
let client: StageClient;
let pinpoint: PinpointClient;
let seeded: SeedResult;
/** Of the 30 % offers, these were opened. */
let opened: readonly Mail[];
const OPENED = 30;

beforeAll(async () => {
  stage = await startStage();
  const address = { endpoint: stage.endpoint, ...stage.key };
  client = stageClient(address);
  pinpoint = new PinpointClient({
    endpoint: stage.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: stage.key.keyId, secretAccessKey: stage.key.secret },
  });
  seeded = await seedDemo(address);
  await advance('PT1M'); // the campaign is sent, if it was not yet
});
afterAll(async () => {
  pinpoint.destroy();
  await stage.close();
});

const advance = (duration: string) =>
  client.call('/local/clock', { method: 'POST', json: { advance: duration } });

/** Every message with such a subject. */
async function mails(subject: string): Promise<Mail[]> {
  const { total, items } = await client.call<{ total: number; items: Mail[] }>('/local/mailbox', {
    query: { app: seeded.applicationId, subject, limit: '500' },
  });
  expect(items).toHaveLength(total);
  return items;
}

async function kpi(KpiName: string, of: 'campaign' | 'journey'): Promise<number | undefined> {
  const ApplicationId = seeded.applicationId;
  const { KpiResult } =
    of === 'campaign'
      ? ((
          await pinpoint.send(
            new GetCampaignDateRangeKpiCommand({ ApplicationId, CampaignId: seeded.campaignId, KpiName }),
          )
        ).CampaignDateRangeKpiResponse ?? {})
      : ((
          await pinpoint.send(
            new GetJourneyDateRangeKpiCommand({ ApplicationId, JourneyId: seeded.journeyId, KpiName }),
          )
        ).JourneyDateRangeKpiResponse ?? {});
  const value = KpiResult?.Rows?.[0]?.Values?.[0]?.Value;
  return value === undefined ? undefined : Number(value);
}

async function journeyMetrics(): Promise<Record<string, string> | undefined> {
  const { JourneyExecutionMetricsResponse: answer } = await pinpoint.send(
    new GetJourneyExecutionMetricsCommand({
      ApplicationId: seeded.applicationId,
      JourneyId: seeded.journeyId,
    }),
  );
  return answer?.Metrics;
}

/** What a mail client does when it shows the pictures. */
async function open(mail: Mail): Promise<void> {
  const pixel = /<img src="([^"]+\/t\/o\/[^"]+)"/.exec(mail.html)?.[1];
  const answer = await fetch(String(pixel));
  expect(answer.headers.get('content-type')).toBe('image/gif');
}

describe('the POC guide', () => {
  it('has a project with event stream, two channels and four templates', async () => {
    const ApplicationId = seeded.applicationId;
    const { EventStream } = await pinpoint.send(new GetEventStreamCommand({ ApplicationId }));
    expect(EventStream?.DestinationStreamArn).toMatch(/^arn:aws:firehose:/);
    const { ChannelsResponse } = await pinpoint.send(new GetChannelsCommand({ ApplicationId }));
    expect(ChannelsResponse?.Channels).toMatchObject({ EMAIL: { Enabled: true }, SMS: { Enabled: true } });
    const { TemplatesResponse } = await pinpoint.send(new ListTemplatesCommand({}));
    const subjects = await Promise.all(
      (TemplatesResponse?.Item ?? []).map(async ({ TemplateName }) => {
        const { EmailTemplateResponse } = await pinpoint.send(new GetEmailTemplateCommand({ TemplateName }));
        return [TemplateName, EmailTemplateResponse?.Subject];
      }),
    );
    expect(Object.fromEntries(subjects)).toEqual({
      UPL_Upsell: 'Did you know about our Premium Subscription Plan {{User.UserAttributes.FirstName}}?',
      Renew_10_percent_off: '{{User.UserAttributes.FirstName}} Renew Now and get 10% Off!',
      Renew_30_percent_off: '{{User.UserAttributes.FirstName}} Renew Now and get 30% Off!',
      Renew_reminder_percent_off: '{{User.UserAttributes.FirstName}} Did you forget to renew?',
    });
  });

  it('sends the campaign to everyone whom the upsell is for, by name', async () => {
    const ids = { ApplicationId: seeded.applicationId, CampaignId: seeded.campaignId };
    const { CampaignResponse: campaign } = await pinpoint.send(new GetCampaignCommand(ids));
    expect(campaign).toMatchObject({ Name: 'UPL Upsell Eligible', State: { CampaignStatus: 'COMPLETED' } });
    const { ActivitiesResponse } = await pinpoint.send(new GetCampaignActivitiesCommand(ids));
    expect(ActivitiesResponse?.Item).toMatchObject([
      { State: 'COMPLETED', Result: 'SUCCESS', TotalEndpointCount: 150, SuccessfulEndpointCount: 150 },
    ]);
    const sent = await mails('Premium');
    expect(sent).toHaveLength(150);
    expect(new Set(sent.map(({ to }) => to)).size).toBe(150);
    for (const { subject, html, text, headers } of sent) {
      const [, name] = /^Did you know about our Premium Subscription Plan (.+)\?$/.exec(subject) ?? [];
      expect(html).toContain(`${name}`);
      expect(text).toContain(`${name}`);
      expect(`${html}${text}`).not.toContain('{{');
      expect(headers['List-Unsubscribe-Post']).toBe('List-Unsubscribe=One-Click');
    }
  });

  it('counts all of them as delivered and nobody as a reader', async () => {
    expect(await kpi('unique-deliveries', 'campaign')).toBe(150);
    expect(await kpi('successful-delivery-rate', 'campaign')).toBe(1);
    expect(await kpi('email-open-rate', 'campaign')).toBe(0);
  });

  it('lets 400 customers into the journey, and makes half of them the greater offer', async () => {
    expect(await mails('Renew Now')).toEqual([]); // the first five minutes are for second thoughts
    await advance('PT10M');
    expect(await journeyMetrics()).toMatchObject({ ENDPOINT_ENTERED: '400', ENDPOINT_ACTIVE: '200' });
    expect(await mails('30% Off')).toHaveLength(200);
    expect(await mails('10% Off')).toHaveLength(200);
    const { JourneyExecutionActivityMetricsResponse: split } = await pinpoint.send(
      new GetJourneyExecutionActivityMetricsCommand({
        ApplicationId: seeded.applicationId,
        JourneyId: seeded.journeyId,
        JourneyActivityId: 'split1',
      }),
    );
    expect(split?.Metrics).toMatchObject({ Branch_TRUE: '200', Branch_FALSE: '200' });
  });

  it('sends no reminder before the three days are over', async () => {
    opened = (await mails('30% Off')).slice(0, OPENED);
    for (const mail of opened) await open(mail);
    await advance('P2D');
    expect(await mails('forget')).toEqual([]);
  });

  it('reminds those who did not open, and nobody else', async () => {
    await advance('P1D');
    const reminded = (await mails('forget')).map(({ to }) => to);
    const offered = (await mails('30% Off')).map(({ to }) => to);
    const readers = new Set(opened.map(({ to }) => to));
    expect(reminded.sort()).toEqual(offered.filter((to) => !readers.has(to)).sort());
    expect(await journeyMetrics()).toMatchObject({ ENDPOINT_ENTERED: '400', ENDPOINT_ACTIVE: '0' });
    expect(await kpi('journey-emails-opened', 'journey')).toBe(OPENED);
    expect(await kpi('journey-emails-sent', 'journey')).toBe(400 + 200 - OPENED);
  });

  it('reports rates with what they divide, beside the period before', async () => {
    const query = { app: seeded.applicationId };
    const report = await client.call<Record<string, unknown>>(`/journeys/${seeded.journeyId}/metrics`, {
      query,
    });
    const sent = 400 + 200 - OPENED;
    expect(report).toMatchObject({
      engagement: {
        sent,
        delivered: sent,
        deliveryRate: { numerator: sent, denominator: sent, rate: 1 },
        openRate: { numerator: OPENED, denominator: sent, rate: OPENED / sent },
      },
      before: { engagement: { sent: 0, openRate: { denominator: 0, rate: null } } },
    });
    const parts = report.byActivity as { id: string; sent: number }[];
    expect(Object.fromEntries(parts.map(({ id, sent: each }) => [id, each]))).toEqual({
      renew30: 200,
      renew10: 200,
      reminder: 200 - OPENED,
    });
    const campaign = await client.call(`/campaigns/${seeded.campaignId}/metrics`, { query });
    expect(campaign).toMatchObject({
      engagement: { sent: 150, openRate: { numerator: 0, denominator: 150, rate: 0 } },
    });
  });

  it("tells one participant's story", async () => {
    const idOf = (mail: Mail) => /\+(example\d+)@/.exec(mail.to)?.[1];
    const story = (endpointId: string | undefined) =>
      client.call<{ runs: Story[] }>(`/journeys/${seeded.journeyId}/participants/${endpointId}`, {
        query: { app: seeded.applicationId },
      });
    const reader = JSON.stringify(await story(idOf(opened[0] as Mail)));
    expect(reader).toContain('_email.open');
    expect(reader).not.toContain('"reminder"');
    const [forgetful] = await mails('forget');
    expect(JSON.stringify(await story(idOf(forgetful as Mail)))).toContain('"reminder"');
  });

  it('stays as it is when it is seeded again', async () => {
    const everything = async () => {
      const { total } = await client.call<{ total: number }>('/local/mailbox', {
        query: { app: seeded.applicationId },
      });
      const { ENDPOINT_ENTERED, ENDPOINT_ACTIVE } = (await journeyMetrics()) ?? {};
      return { total, ENDPOINT_ENTERED, ENDPOINT_ACTIVE };
    };
    const before = await everything();
    const log: string[] = [];
    const again = await seedDemo({ endpoint: stage.endpoint, ...stage.key, log: (line) => log.push(line) });
    expect(again).toMatchObject({ campaignId: seeded.campaignId, journeyId: seeded.journeyId });
    expect(log).toEqual(['uploaded demo-transactions.csv']);
    await advance('P2D'); // two more looks at the segment find nobody new
    expect(await everything()).toEqual(before);
    const { JourneyResponse } = await pinpoint.send(
      new GetJourneyCommand({ ApplicationId: seeded.applicationId, JourneyId: seeded.journeyId }),
    );
    expect(JourneyResponse?.State).toBe('ACTIVE');
  });

  it('makes the stage complain of nothing', () => {
    expect(stage.log).toEqual([]);
  });
});
