import {
  CreateAppCommand,
  CreateCampaignCommand,
  CreateJourneyCommand,
  CreateSegmentCommand,
} from '@aws-sdk/client-pinpoint';
import { openStage, type TestStage } from '../stage.ts';
import { DAY_MS, type Month, type MonthIds, makeMonth } from './month.ts';
import { storeMonth } from './store-month.ts';

/** A stage in whose lake the month has happened; its clock stands at the month's end. */
export interface MonthStage {
  readonly stage: TestStage;
  readonly applicationId: string;
  readonly ids: MonthIds;
  readonly month: Month;
  /** `2026-11-01` */
  readonly firstDay: string;
  readonly lastDay: string;
  /** The JSON answer of a GET, the application and the month's first day added. */
  ask<Answer>(path: string, parameters?: Readonly<Record<string, string>>): Promise<Answer>;
  /** The rows of a named query. */
  rows(name: string, parameters?: Readonly<Record<string, string>>): Promise<Record<string, unknown>[]>;
}

export async function openMonthStage(): Promise<MonthStage> {
  const stage = await openStage();
  const pinpoint = stage.pinpoint();
  const app = await pinpoint.send(new CreateAppCommand({ CreateApplicationRequest: { Name: 'month' } }));
  const ApplicationId = app.ApplicationResponse?.Id as string;
  const segment = await pinpoint.send(
    new CreateSegmentCommand({ ApplicationId, WriteSegmentRequest: { Name: 'all', Dimensions: {} } }),
  );
  const SegmentId = segment.SegmentResponse?.Id as string;
  const campaign = async (Name: string, more: object) => {
    const WriteCampaignRequest = {
      Name,
      SegmentId,
      SegmentVersion: 1,
      Schedule: { StartTime: '2099-01-01T00:00:00Z' },
      MessageConfiguration: { EmailMessage: { Title: 'News', HtmlBody: '<p>News</p>' } },
      ...more,
    };
    const made = await pinpoint.send(new CreateCampaignCommand({ ApplicationId, WriteCampaignRequest }));
    return made.CampaignResponse?.Id as string;
  };
  const journey = async (Name: string) => {
    const made = await pinpoint.send(
      new CreateJourneyCommand({ ApplicationId, WriteJourneyRequest: { Name } }),
    );
    return made.JourneyResponse?.Id as string;
  };
  const ids: MonthIds = {
    campaigns: [
      await campaign('news', {
        TreatmentName: 'long',
        HoldoutPercent: 20,
        AdditionalTreatments: [{ TreatmentName: 'short', SizePercent: 35 }],
      }),
      await campaign('texts', {}),
    ],
    journeys: [await journey('welcome'), await journey('offer')],
  };
  const start = Math.floor(stage.clock.now().getTime() / DAY_MS - 31) * DAY_MS;
  const month = makeMonth(start, ids);
  await storeMonth(stage, ApplicationId, month);
  const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);
  const [firstDay, lastDay] = [dayOf(start), dayOf(stage.clock.now().getTime())];
  const get = async (path: string, parameters: Readonly<Record<string, string>>) => {
    const headers = { prefer: 'wait=25' }; // a busy machine may take its time
    const response = await stage.fetch(`${path}?${new URLSearchParams(parameters)}`, { headers });
    const body = (await response.json()) as Record<string, unknown>;
    if (response.status !== 200) throw new Error(`${path}: ${response.status} ${JSON.stringify(body)}`);
    return body;
  };
  return {
    stage,
    applicationId: ApplicationId,
    ids,
    month,
    firstDay,
    lastDay,
    ask: async <Answer>(path: string, parameters = {}) =>
      (await get(path, { app: ApplicationId, start: firstDay, ...parameters })) as Answer,
    rows: async (name, parameters = {}) =>
      (await get(`/queries/${name}`, { application_id: ApplicationId, limit: '10000', ...parameters }))
        .rows as Record<string, unknown>[],
  };
}
