import {
  CreateCampaignCommand,
  CreateSegmentCommand,
  UpdateEmailChannelCommand,
  UpdateEndpointCommand,
} from '@aws-sdk/client-pinpoint';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createApp } from '../../src/core/apps/apps.ts';
import { applicationPartition } from '../../src/core/apps/partition.ts';
import { listAttention } from '../../src/core/attention/list-attention.ts';
import type { StoredCampaign } from '../../src/core/campaigns/campaign-documents.ts';
import { failCampaignRun } from '../../src/core/campaigns/end-run.ts';
import type { FailedRun } from '../../src/core/campaigns/failed-runs.ts';
import { listWithCounts } from '../../src/core/campaigns/list-with-counts.ts';
import { notePastRuns } from '../../src/core/campaigns/note-past-runs.ts';
import type { ActivityResponse, CampaignBatch } from '../../src/core/campaigns/run-documents.ts';
import { readDaySpan } from '../../src/core/metrics/day-span.ts';
import { clockTick } from '../../src/core/schedule/clock-tick.ts';
import { MIGRATIONS } from '../../src/core/schema/migrations.ts';
import { openStage, type TestStage } from './stage.ts';

/** Two campaigns that run every day, one of which failed once, on a stage from before runs noted that. */
let stage: TestStage;
let app: string;
let good: string;
let bad: string;
const CAUSE = 'The provider was away';

beforeAll(async () => {
  stage = await openStage();
  const pinpoint = stage.pinpoint();
  app = (await createApp(stage.ports, { Name: 'shop' })).Id;
  const ApplicationId = app;
  const Identity = 'arn:aws:ses:eu-west-1:000000000000:identity/example.com';
  const EmailChannelRequest = { Enabled: true, FromAddress: 'shop@example.com', Identity };
  await pinpoint.send(new UpdateEmailChannelCommand({ ApplicationId, EmailChannelRequest }));
  const EndpointRequest = { ChannelType: 'EMAIL', Address: 'ana@example.com' } as const;
  await pinpoint.send(new UpdateEndpointCommand({ ApplicationId, EndpointId: 'ana', EndpointRequest }));
  const segment = await pinpoint.send(
    new CreateSegmentCommand({ ApplicationId, WriteSegmentRequest: { Name: 'all', Dimensions: {} } }),
  );
  const create = async (Name: string) => {
    const { CampaignResponse } = await pinpoint.send(
      new CreateCampaignCommand({
        ApplicationId,
        WriteCampaignRequest: {
          Name,
          SegmentId: segment.SegmentResponse?.Id ?? '',
          Schedule: {
            StartTime: new Date(stage.clock.now().getTime() + 3_600_000).toISOString(),
            EndTime: '2030-01-01T00:00:00Z',
            Frequency: 'DAILY',
          },
          MessageConfiguration: { EmailMessage: { Title: 'News', HtmlBody: '<p>News</p>' } },
        },
      }),
    );
    return CampaignResponse?.Id ?? '';
  };
  good = await create('good');
  bad = await create('bad');
  for (let day = 0; day < 3; day += 1) {
    stage.clock.advance(day === 0 ? 3_600_000 : 86_400_000);
    await clockTick(stage.ports);
    await stage.settled();
  }
  const batches = (await stored<CampaignBatch>('campaign-batch#')).filter(
    ({ campaignId }) => campaignId === bad,
  );
  const [first] = batches.sort((a, b) => a.planned.scheduledAt - b.planned.scheduledAt);
  const batchId = first?.planned.batchId ?? '';
  await failCampaignRun(stage.ports, { applicationId: app, batchId, kind: 'campaign' }, CAUSE);
});
afterAll(() => stage.close());

async function stored<T>(prefix: string): Promise<T[]> {
  const found = await stage.ports.documents.query<T>(applicationPartition(app), prefix);
  return found.map(({ value }) => value);
}

/** Everything that later code notes of runs, taken away. */
async function forget(): Promise<void> {
  const partition = applicationPartition(app);
  const { documents } = stage.ports;
  for (const { key, value } of await documents.query<StoredCampaign>(partition, 'campaign#')) {
    const { lastRunAt: _, ...older } = value;
    await documents.put(key, older);
  }
  for (const { key } of await documents.query(partition, 'campaign-failed-run#')) await documents.delete(key);
}

async function shown() {
  const now = stage.clock.now();
  const span = readDaySpan({}, now);
  const campaigns = await listWithCounts(stage.ports, app, span);
  const attention = await listAttention(stage.ports, { applicationId: app, ...span, now });
  return {
    lastRuns: Object.fromEntries(campaigns.map(({ id, lastRunAt }) => [id, lastRunAt])),
    failed: attention.filter(({ kind }) => kind === 'failedRun'),
  };
}

describe('Runs from before they were noted', () => {
  it('are noted by a migration as later code would have done it, and only once', async () => {
    const before = await shown();
    const noted = await stored<FailedRun>('campaign-failed-run#');
    const activities = await stored<ActivityResponse>('campaign-activity#');
    const last = activities.map(({ ScheduledStart }) => ScheduledStart).sort();
    expect(before).toEqual({
      lastRuns: { [good]: last.at(-1), [bad]: last.at(-1) },
      failed: [
        {
          kind: 'failedRun',
          severity: 'serious',
          subject: { type: 'campaign', id: bad, name: 'bad' },
          count: 1,
          at: noted[0]?.at,
          detail: CAUSE,
        },
      ],
    });
    await forget();
    expect(await shown()).toEqual({ lastRuns: { [good]: undefined, [bad]: undefined }, failed: [] });
    const step = MIGRATIONS.find(({ documents }) => documents === notePastRuns);

    for (let time = 0; time < 2; time += 1) await step?.documents?.(stage.ports);

    expect(await shown()).toEqual(before);
    expect(await stored<FailedRun>('campaign-failed-run#')).toEqual(noted);
  });
});
