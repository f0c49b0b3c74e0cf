import {
  CreateAppCommand,
  CreateCampaignCommand,
  CreateSegmentCommand,
  UpdateEmailChannelCommand,
  UpdateEndpointCommand,
} from '@aws-sdk/client-pinpoint';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { applicationPartition } from '../../src/core/apps/partition.ts';
import { listAttention } from '../../src/core/attention/list-attention.ts';
import type { StoredCampaign } from '../../src/core/campaigns/campaign-documents.ts';
import { listWithCounts } from '../../src/core/campaigns/list-with-counts.ts';
import type { ActivityResponse } from '../../src/core/campaigns/run-documents.ts';
import { readDaySpan } from '../../src/core/metrics/day-span.ts';
import { clockTick } from '../../src/core/schedule/clock-tick.ts';
import type { DocumentStore } from '../../src/ports/document-store.ts';
import { openStage, type TestStage } from './stage.ts';

/** One campaign that ran, and copies of all that is stored of it. */
let stage: TestStage;
let app: string;
let original: StoredCampaign;
let activity: ActivityResponse;
const IDENTITY = 'arn:aws:ses:eu-west-1:000000000000:identity/example.com';

beforeAll(async () => {
  stage = await openStage();
  const pinpoint = stage.pinpoint();
  const made = await pinpoint.send(new CreateAppCommand({ CreateApplicationRequest: { Name: 'shop' } }));
  app = made.ApplicationResponse?.Id ?? '';
  const ApplicationId = app;
  await pinpoint.send(
    new UpdateEmailChannelCommand({
      ApplicationId,
      EmailChannelRequest: { Enabled: true, FromAddress: 'shop@example.com', Identity: IDENTITY },
    }),
  );
  const EndpointRequest = { ChannelType: 'EMAIL', Address: 'ana@example.com' } as const;
  await pinpoint.send(new UpdateEndpointCommand({ ApplicationId, EndpointId: 'ana', EndpointRequest }));
  const segment = await pinpoint.send(
    new CreateSegmentCommand({ ApplicationId, WriteSegmentRequest: { Name: 'all', Dimensions: {} } }),
  );
  await pinpoint.send(
    new CreateCampaignCommand({
      ApplicationId,
      WriteCampaignRequest: {
        Name: 'news',
        SegmentId: segment.SegmentResponse?.Id ?? '',
        Schedule: { StartTime: 'IMMEDIATE' },
        MessageConfiguration: { EmailMessage: { Title: 'News', HtmlBody: '<p>News</p>' } },
      },
    }),
  );
  await clockTick(stage.ports);
  await stage.settled();
  original = (await stored<StoredCampaign>('campaign#'))[0] as StoredCampaign;
  activity = (await stored<ActivityResponse>('campaign-activity#'))[0] as ActivityResponse;
});
afterAll(() => stage.close());

async function stored<T>(prefix: string): Promise<T[]> {
  const found = await stage.ports.documents.query<T>(applicationPartition(app), prefix);
  return found.map(({ value }) => value);
}

async function copies(from: number, to: number): Promise<void> {
  const partition = applicationPartition(app);
  for (let index = from; index < to; index += 1) {
    const Id = `copy-${index}`;
    await stage.ports.documents.put({ partition, sort: `campaign#${Id}` }, { ...original, Id });
    const sort = `campaign-activity#${Id}#${activity.ScheduledStart}#${activity.Id}`;
    await stage.ports.documents.put({ partition, sort }, { ...activity, CampaignId: Id });
  }
}

/** Reads of documents that some work needs. */
async function readsOf(work: (ports: TestStage['ports']) => Promise<unknown>): Promise<number> {
  let reads = 0;
  const { documents } = stage.ports;
  const counting: DocumentStore = {
    get: (key) => {
      reads += 1;
      return documents.get(key);
    },
    query: (...asked) => {
      reads += 1;
      return documents.query(...asked);
    },
    put: (...put) => documents.put(...put),
    delete: (...gone) => documents.delete(...gone),
  };
  await work({ ...stage.ports, documents: counting });
  return reads;
}

describe('Lists over all campaigns', () => {
  it('need as many reads for two hundred campaigns as for three', async () => {
    const now = stage.clock.now();
    const span = readDaySpan({}, now);
    const list = () => readsOf((ports) => listWithCounts(ports, app, span));
    const attention = () => readsOf((ports) => listAttention(ports, { applicationId: app, ...span, now }));
    await copies(0, 2);
    const few = [await list(), await attention()];
    await copies(2, 199);
    expect([await list(), await attention()]).toEqual(few);
    const items = await listWithCounts(stage.ports, app, span);
    expect(items).toHaveLength(200);
    expect(new Set(items.map(({ lastRunAt }) => lastRunAt))).toEqual(new Set([activity.ScheduledStart]));
    expect(new Set(items.map(({ segment }) => segment.name))).toEqual(new Set(['all']));
  });
});
