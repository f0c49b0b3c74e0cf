import {
  CreateAppCommand,
  CreateCampaignCommand,
  CreateSegmentCommand,
  type PinpointClient,
  UpdateEmailChannelCommand,
  UpdateEndpointsBatchCommand,
} from '@aws-sdk/client-pinpoint';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runCommandLine } from '../../src/cli/run-command-line.ts';
import { clockTick } from '../../src/core/schedule/clock-tick.ts';
import { openStage, type TestStage } from './stage.ts';

let stage: TestStage;
let pinpoint: PinpointClient;
let app: string;
let segmentId: string;
const PEOPLE = 12;
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
  const Item = Array.from({ length: PEOPLE }, (_, index) => ({
    Id: `person-${index}`,
    ChannelType: 'EMAIL' as const,
    Address: `person-${index}@example.com`,
  }));
  await pinpoint.send(
    new UpdateEndpointsBatchCommand({ ApplicationId: app, EndpointBatchRequest: { Item } }),
  );
  const segment = await pinpoint.send(
    new CreateSegmentCommand({
      ApplicationId: app,
      WriteSegmentRequest: { Name: 'all', Dimensions: {} },
    }),
  );
  segmentId = segment.SegmentResponse?.Id ?? '';
});
afterAll(() => stage.close());

async function touchpoint(...words: string[]) {
  const out: string[] = [];
  const complaints: string[] = [];
  const env = {
    TOUCHPOINT_ENDPOINT: stage.endpoint,
    TOUCHPOINT_ACCESS_KEY_ID: stage.key.keyId,
    TOUCHPOINT_SECRET_ACCESS_KEY: stage.key.secret,
  };
  const terminal = {
    interactive: false,
    line: (text = '') => out.push(text),
    status: () => undefined,
    paint: (_: string, text: string) => text,
  };
  const status = await runCommandLine(words, env, terminal, (line) => complaints.push(line));
  const cells = (line: string) => line.replaceAll(/(?<=\S) {2,}/g, ' | ');
  return { status, out: out.map(cells), complaints };
}

async function campaign(Name: string, StartTime: string): Promise<string> {
  const { CampaignResponse } = await pinpoint.send(
    new CreateCampaignCommand({
      ApplicationId: app,
      WriteCampaignRequest: {
        Name,
        SegmentId: segmentId,
        Schedule: { StartTime },
        MessageConfiguration: { EmailMessage: { Title: 'News', HtmlBody: '<p>News</p>' } },
      },
    }),
  );
  return CampaignResponse?.Id ?? '';
}

const inDays = (days: number) => new Date(stage.clock.now().getTime() + days * 86_400_000).toISOString();
const shown = (iso: string) => `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;

describe('touchpoint campaigns', () => {
  it('says that there is none', async () => {
    expect(await touchpoint('campaigns')).toEqual({
      status: 0,
      out: ['There is no campaign yet; try `touchpoint seed`.'],
      complaints: [],
    });
  });

  it('lists campaigns with their state, their last run and what they sent, and tells of one', async () => {
    const spring = await campaign('spring', 'IMMEDIATE');
    await clockTick(stage.ports);
    await stage.settled();
    const summer = await campaign('summer', inDays(1));
    const activities = await stage.fetch(`/v1/apps/${app}/campaigns/${spring}/activities`);
    const [run] = ((await activities.json()) as { Item: { Id: string; ScheduledStart: string }[] }).Item;
    const ranAt = shown(run?.ScheduledStart ?? '');
    const today = stage.clock.now().toISOString().slice(0, 10);
    const [from, to] = [inDays(-29), inDays(0)].map((iso) => iso.slice(0, 10));
    const { out } = await touchpoint('campaigns', '--app', app);
    expect(out[0]).toBe('CAMPAIGN | STATE | LAST RUN | SENT | ID | APPLICATION');
    expect(out.slice(1, 3).sort()).toEqual([
      `spring | COMPLETED | ${ranAt} | ${PEOPLE} | ${spring} | ${app}`,
      `summer | SCHEDULED | 0 | ${summer} | ${app}`,
    ]);
    expect(out.slice(3)).toEqual([`sent: messages of ${from} to ${to}`]);

    const one = await touchpoint('campaigns', spring);
    expect(one.complaints).toEqual([]);
    expect(one.out).toEqual([
      'spring | COMPLETED',
      expect.stringMatching(`to ${today}: ${PEOPLE} sent, ${PEOPLE} delivered, 0.0 % opened, 0.0 % clicked`),
      '',
      'RUN | TREATMENT | STATE | ENDPOINTS | SENT | DELIVERED | OPENED | CLICKED | ID',
      `${ranAt} | 0 | COMPLETED | ${PEOPLE} | ${PEOPLE} | ${PEOPLE} | 0 | 0 | ${run?.Id}`,
    ]);
    expect((await touchpoint('campaigns', summer)).out.slice(-1)).toEqual(['It has not run yet.']);
  });

  it('counts messages in the days that are asked for', async () => {
    const { out } = await touchpoint('campaigns', '--json', '--from', '2026-01-01', '--to', '2026-01-02');
    const [answer] = JSON.parse(out.join('\n'));
    expect(answer).toMatchObject({ applicationId: app, from: '2026-01-01', to: '2026-01-02' });
    const sent = answer.items.map(({ counts }: { counts: { sent: number } }) => counts.sent);
    expect(sent).toEqual([0, 0]);
  });

  it('says that no application has the campaign', async () => {
    expect(await touchpoint('campaigns', 'nope')).toEqual({
      status: 1,
      out: [],
      complaints: ['touchpoint campaigns: no application has the campaign nope'],
    });
  });
});
