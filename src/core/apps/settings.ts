import { z } from 'zod';
import type { Ports } from '../../ports/ports.ts';
import { checkTargets } from '../channels/check-targets.ts';
import { changeDocument } from '../documents.ts';
import { parse } from '../parse.ts';
import { requireApp } from './apps.ts';
import { applicationPartition } from './partition.ts';

/*
 * Bounds: pinpoint-api.md 3.1, pinpoint-campaigns-journeys.md 1.6. Where those give a minimum of
 * 1 or 60, 0 is taken too: infrastructure tools write it for "not set".
 */
const MAX_CAP = 100;
const MAX_TIMEFRAME_DAYS = 30;
const MIN_DURATION_SECONDS = 60;
const MAX_MESSAGES_PER_SECOND = 20_000;

const count = (max: number) => z.int32().min(0).max(max).nullish();
const MAX_INTEGER = 2 ** 31 - 1;

const limits = z.object({
  Daily: count(MAX_CAP),
  MaximumDuration: z
    .int32()
    .refine((seconds) => seconds === 0 || seconds >= MIN_DURATION_SECONDS, {
      message: `must be at least ${MIN_DURATION_SECONDS} seconds, or 0 for no limit`,
    })
    .nullish(),
  MessagesPerSecond: count(MAX_MESSAGES_PER_SECOND),
  Total: count(MAX_CAP),
  Session: count(MAX_INTEGER),
});

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be HH:MM, 24-hour');
const quietTime = z
  .object({ Start: time.nullish(), End: time.nullish() })
  .refine(({ Start, End }) => (Start == null) === (End == null), {
    message: 'needs both Start and End, or neither',
  });

const journeyLimits = z.object({
  DailyCap: count(MAX_CAP),
  TimeframeCap: z.object({ Cap: count(MAX_CAP), Days: count(MAX_TIMEFRAME_DAYS) }).nullish(),
  TotalCap: count(MAX_CAP),
});

const campaignHook = z.object({
  LambdaFunctionName: z.string().nullish(),
  Mode: z.enum(['FILTER', 'DELIVERY']).nullish(),
  WebUrl: z.string().nullish(),
});

const writeApplicationSettingsRequest = z.object({
  CampaignHook: campaignHook.nullish(),
  CloudWatchMetricsEnabled: z.boolean().nullish(),
  EventTaggingEnabled: z.boolean().nullish(),
  Limits: limits.nullish(),
  QuietTime: quietTime.nullish(),
  JourneyLimits: journeyLimits.nullish(),
});

export type ApplicationSettings = z.infer<typeof writeApplicationSettingsRequest> & {
  /** ISO 8601, UTC; absent until something was set. */
  LastModifiedDate?: string;
};

/** As Pinpoint answers it: without the two booleans, which can only be written. */
export type ApplicationSettingsResource = Omit<
  ApplicationSettings,
  'CloudWatchMetricsEnabled' | 'EventTaggingEnabled'
> & { ApplicationId: string };

const keyOf = (applicationId: string) => ({
  partition: applicationPartition(applicationId),
  sort: 'settings',
});

/** @returns only what was set; Pinpoint does not document what it answers before. @throws PlatformError `NotFound` */
export async function getSettings(ports: Ports, applicationId: string): Promise<ApplicationSettingsResource> {
  await requireApp(ports, applicationId);
  const found = await ports.documents.get<ApplicationSettings>(keyOf(applicationId));
  return describe(applicationId, found?.value ?? {});
}

/**
 * Members that the request does not have stay as they are; `{}` clears one (ours: the reference is
 * silent, and infrastructure tools send only what changed).
 * @param input a WriteApplicationSettingsRequest, not yet checked
 * @throws PlatformError `NotFound`, `BadRequest`
 */
export async function updateSettings(
  ports: Ports,
  applicationId: string,
  input: unknown,
): Promise<ApplicationSettingsResource> {
  await requireApp(ports, applicationId);
  const given = parse(writeApplicationSettingsRequest, input, 'WriteApplicationSettingsRequest');
  const { WebUrl, LambdaFunctionName } = given.CampaignHook ?? {};
  await checkTargets(ports, 'WriteApplicationSettingsRequest', [
    { member: 'CampaignHook.WebUrl', target: WebUrl },
    { member: 'CampaignHook.LambdaFunctionName', target: LambdaFunctionName },
  ]);
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value != null));
  const settings = await changeDocument<ApplicationSettings>(
    ports.documents,
    keyOf(applicationId),
    (found) => ({
      ...found,
      ...set,
      LastModifiedDate: ports.clock.now().toISOString(),
    }),
  );
  return describe(applicationId, settings);
}

function describe(ApplicationId: string, settings: ApplicationSettings): ApplicationSettingsResource {
  const { CloudWatchMetricsEnabled: _, EventTaggingEnabled: __, ...readable } = settings;
  return { ApplicationId, ...readable };
}
