import {
  CreateAppCommand,
  CreateCampaignCommand,
  CreateSegmentCommand,
  type PinpointClient,
  UpdateEmailChannelCommand,
  UpdateEndpointsBatchCommand,
} from '@aws-sdk/client-pinpoint';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CampaignRecipient } from '../../src/core/campaigns/campaign-recipient.ts';
import type { ListedCampaign } from '../../src/core/campaigns/list-with-counts.ts';
import type { CampaignPreview } from '../../src/core/campaigns/preview-campaign.ts';
import { clockTick } from '../../src/core/schedule/clock-tick.ts';
import { openStage, type TestStage } from './stage.ts';

/** What people ask about a campaign of two treatments and a holdout that was sent to forty. */
let stage: TestStage;
let pinpoint: PinpointClient;
let app: string;
let segmentId: string;
let id: string;
const PEOPLE = 40;
const IDENTITY = 'arn:aws:ses:eu-west-1:000000000000:identity/example.com';

beforeAll(async () => {
  stage = await openStage();
  pinpoint = stage.pinpoint();
  const made = await pinpoint.send(new CreateAppCommand({ CreateApplicationRequest: { Name: 'shop' } }));
  app = made.ApplicationResponse?.Id ?? '';
  await pinpoint.send(
    new UpdateEmailChannelCommand({
      ApplicationId: app,
      EmailChannelRequest: { Enabled: true, FromAddress: 'shop@example.com', Identity: IDENTITY },
    }),
  );
  const segment = await pinpoint.send(
    new CreateSegmentCommand({
      ApplicationId: app,
      WriteSegmentRequest: {
        Name: 'Members',
        Dimensions: { Attributes: { member: { Values: ['yes'], AttributeType: 'INCLUSIVE' } } },
      },
    }),
  );
  segmentId = segment.SegmentResponse?.Id ?? '';
  const Item = Array.from({ length: PEOPLE + 1 }, (_, index) => ({
    Id: `Person-${index}`,
    ChannelType: 'EMAIL' as const,
    Address: `person-${index}@example.com`,
    OptOut: index < 3 ? 'ALL' : 'NONE',
    Attributes: { member: [index < PEOPLE ? 'yes' : 'no'] },
    User: { UserId: `user-${index}`, UserAttributes: { FirstName: [`Ana${index}`] } },
  }));
  await pinpoint.send(
    new UpdateEndpointsBatchCommand({ ApplicationId: app, EndpointBatchRequest: { Item } }),
  );
  id = await create('spring', 'IMMEDIATE');
  await clockTick(stage.ports);
  await stage.settled();
});
afterAll(() => stage.close());

const email = (Title: string) => ({
  MessageConfiguration: {
    EmailMessage: {
      Title,
      HtmlBody:
        '<p>Hi {{User.UserAttributes.FirstName}}, <a href="https://shop.example/sale">see</a> or <a href="{{unsubscribeUrl}}">leave</a></p>',
    },
  },
});

async function create(Name: string, StartTime: string): Promise<string> {
  const output = await pinpoint.send(
    new CreateCampaignCommand({
      ApplicationId: app,
      WriteCampaignRequest: {
        Name,
        SegmentId: segmentId,
        Schedule: { StartTime },
        ...email('Offer A'),
        HoldoutPercent: 20,
        AdditionalTreatments: [{ SizePercent: 40, TreatmentName: 'B', ...email('Offer B') }],
      },
    }),
  );
  return output.CampaignResponse?.Id ?? '';
}

async function get<T>(path: string): Promise<T> {
  const response = await stage.fetch(path);
  expect({ path, status: response.status }).toEqual({ path, status: 200 });
  return (await response.json()) as T;
}
const recipient = (who: string, campaign = id) =>
  get<CampaignRecipient>(`/campaigns/${campaign}/recipients/${encodeURIComponent(who)}?app=${app}`);
const preview = (query: string) => get<CampaignPreview>(`/campaigns/${id}/preview?app=${app}&${query}`);

describe('GET /campaigns', () => {
  it('lists campaigns with their state, their runs and the counts of their messages', async () => {
    const waiting = await create('summer', new Date(stage.clock.now().getTime() + 86_400_000).toISOString());
    const { items } = await get<{ items: ListedCampaign[] }>(`/campaigns?app=${app}`);
    const [summer, spring] = ['summer', 'spring'].map((name) => items.find((item) => item.name === name));
    const { total } = await get<{ total: number }>('/local/mailbox?limit=1');
    expect(items).toHaveLength(2);
    expect(summer).toMatchObject({ id: waiting, status: 'SCHEDULED', nextRunAt: expect.any(String) });
    expect(summer?.lastRunAt).toBeUndefined();
    expect(spring).toEqual({
      id,
      name: 'spring',
      status: 'COMPLETED',
      frequency: 'ONCE',
      channels: ['EMAIL'],
      segment: { id: segmentId, name: 'Members' },
      treatments: 2,
      holdoutPercent: 20,
      lastRunAt: expect.any(String),
      createdAt: expect.any(String),
      counts: { sent: total, delivered: total, opened: 0, clicked: 0, openable: total, clickable: total },
    });
  });

  it.each([
    ['from=yesterday', 'from is "yesterday", not a day such as 2026-11-24'],
    ['to=2026-02-30', 'to is "2026-02-30", not a day such as 2026-11-24'],
    ['from=2026-02-03&to=2026-02-01', 'to 2026-02-01 is before from 2026-02-03'],
    [
      'from=2024-01-01&to=2026-01-01',
      'from 2024-01-01 to 2026-01-01 are 732 days; at most 400 can be asked for',
    ],
  ])('refuses %s', async (query, message) => {
    const response = await stage.fetch(`/campaigns?app=${app}&${query}`);
    expect({ status: response.status, body: await response.json() }).toEqual({
      status: 400,
      body: expect.objectContaining({ error: expect.objectContaining({ code: 'BadRequest', message }) }),
    });
  });
});

describe('GET /campaigns/{id}/recipients/{who}', () => {
  it('accounts for every member: who got it, by whichever name they are asked for, and who did not and why', async () => {
    const outcomes = new Map<string, number>();
    for (let index = 0; index < PEOPLE; index++) {
      const who = [`person-${index}`, `user-${index}`, `PERSON-${index}@example.com`][index % 3] as string;
      const { messages, endpoints } = await recipient(who);
      const [message] = messages;
      expect(messages).toHaveLength(1);
      expect(endpoints.map(({ endpointId }) => endpointId)).toEqual([`Person-${index}`]);
      const outcome = message?.reason ?? message?.outcome ?? '';
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
    const { total } = await get<{ total: number }>('/local/mailbox?limit=1');
    expect(outcomes.get('sent')).toBe(total);
    expect(outcomes.get('ENDPOINT_OPT_OUT')).toBe(3);
    expect(outcomes.get('HOLDOUT')).toBe(PEOPLE - 3 - total);
  });

  it('says of someone who is not in the audience that he is not, and of nobody nothing', async () => {
    expect(await recipient('user-40')).toEqual({
      id,
      applicationId: app,
      who: 'user-40',
      messages: [],
      endpoints: [
        {
          endpointId: 'Person-40',
          userId: 'user-40',
          channelType: 'EMAIL',
          address: 'person-40@example.com',
          inSegment: false,
        },
      ],
    });
    expect(await recipient('nobody')).toMatchObject({ messages: [], endpoints: [] });
  });

  it('says what a run would decide now', async () => {
    const { endpoints } = await recipient('person-0');
    expect(endpoints).toMatchObject([{ inSegment: true, reason: 'ENDPOINT_OPT_OUT' }]);
  });
});

describe('GET /campaigns/{id}/preview', () => {
  it('shows the message of a treatment as one customer would see it, with links that count nothing', async () => {
    const { content, ...rest } = await preview('who=user-7&treatment=0');
    expect(rest).toMatchObject({
      id,
      treatmentId: '0',
      endpoint: { Id: 'Person-7', Address: 'person-7@example.com', ChannelType: 'EMAIL' },
      unasked: [],
    });
    expect(content).toMatchObject({ kind: 'EMAIL', from: 'shop@example.com', subject: 'Offer A' });
    const html = content?.kind === 'EMAIL' ? (content.html ?? '') : '';
    expect(html).toContain('Hi Ana7, <a href="https://shop.example/sale">see</a>');
    expect(html).not.toContain('<img');
    const leave = /<a href="([^"]+)">leave/.exec(html)?.[1] as string;
    expect((await fetch(stage.endpoint + new URL(leave).pathname, { method: 'POST' })).status).toBe(404);
    expect((await recipient('user-7')).endpoints[0]?.reason).not.toBe('SUPPRESSED');
  });

  it('shows a customer his own treatment, and somebody of the segment when nobody is named', async () => {
    const own = (await recipient('user-9')).endpoints[0]?.treatmentId;
    const { ownTreatmentId, treatmentId } = await preview('who=user-9');
    if (ownTreatmentId !== undefined) expect([ownTreatmentId, treatmentId]).toEqual([own, own]);
    expect((await preview('')).endpoint.Id).toMatch(/^Person-\d+$/);
  });

  it.each([
    ['who=nobody', 'Customer nobody not found in application'],
    ['who=user-7&treatment=x', 'Treatment x not found in campaign'],
  ])('says that %s is not there', async (query, message) => {
    const response = await stage.fetch(`/campaigns/${id}/preview?app=${app}&${query}`);
    expect(response.status).toBe(404);
    expect(await response.text()).toContain(message);
  });
});
