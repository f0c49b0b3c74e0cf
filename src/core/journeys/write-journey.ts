import { z } from 'zod';
import { parseInstant } from '../segments/instant.ts';
import { activities } from './activity-shapes.ts';
import { eventDimensions } from './condition-shapes.ts';
import { durationMs } from './duration.ts';
import { oneOf, textLike, textUpTo, wholeNumber } from './member-shapes.ts';
import { closedDays, openHours, quietTime } from './sending-shapes.ts';

/*
 * WriteJourneyRequest as it comes over the wire, each member by itself. A draft may be incomplete:
 * what members say together is checked when it is published (`publish.ts`).
 * Bounds: pinpoint-campaigns-journeys.md 2.1, 2.5, 2.6.
 */

const MAX_NAME = 150;
const MAX_START_ACTIVITY = 128;
const MAX_CAP = 100;
const MAX_TIMEFRAME_DAYS = 30;
/** The reference gives none; this is the one of application settings. */
const MAX_MESSAGES_PER_SECOND = 20_000;

const TIMEZONE = new RegExp(
  `^UTC(${[
    '\\+(0[1-9]|1[0-3])',
    '\\+(03|04|05|06|09|10):30',
    '\\+(05|08|12|13):45',
    '-(0[2-9]|1[01])',
    '-(02|03|09):30',
  ].join('|')})?$`,
);

const cap = wholeNumber(0, MAX_CAP).nullish();

const duration = z.string().refine((text) => (durationMs(text) ?? 0) > 0, {
  error: ({ input }) => `is ${input}; it must be an ISO 8601 duration such as PT12H or P3D`,
});

/** SDKs send whole seconds with `Z`; normalised to milliseconds, as answers have it. */
const instant = z.string().transform((text, context) => {
  const at = parseInstant(text);
  if (at !== undefined) return new Date(at).toISOString();
  context.addIssue(`is ${text}; it must be an instant such as 2026-06-01T09:00:00Z`);
  return z.NEVER;
});

const startCondition = z.object({
  Description: z.string().nullish(),
  SegmentStartCondition: z.object({ SegmentId: z.string().min(1) }).nullish(),
  EventStartCondition: z
    .object({
      EventFilter: z
        .object({ Dimensions: eventDimensions, FilterType: oneOf(['SYSTEM', 'ENDPOINT']) })
        .nullish(),
      SegmentId: z.string().nullish(),
    })
    .nullish(),
});

const limits = z.object({
  DailyCap: cap,
  TotalCap: cap,
  EndpointReentryCap: cap,
  EndpointReentryInterval: duration.nullish(),
  MessagesPerSecond: wholeNumber(0, MAX_MESSAGES_PER_SECOND).nullish(),
  TimeframeCap: z.object({ Cap: cap, Days: wholeNumber(0, MAX_TIMEFRAME_DAYS).nullish() }).nullish(),
});

export const writeJourneyRequest = z.object({
  // Blanks between words are ours: the guide's own journey has one, though the reference allows none.
  Name: textUpTo(MAX_NAME).regex(/^[\p{L}\p{N}_-]+( [\p{L}\p{N}_-]+)*$/u, {
    error: ({ input }) => `is ${input}; it may hold letters, digits, _ and -`,
  }),
  Activities: activities.nullish(),
  StartActivity: textUpTo(MAX_START_ACTIVITY).nullish(),
  StartCondition: startCondition.nullish(),
  Schedule: z
    .object({
      StartTime: instant.nullish(),
      EndTime: instant.nullish(),
      Timezone: textLike(TIMEZONE, 'an offset such as UTC, UTC+01 or UTC-03:30').nullish(),
    })
    .nullish(),
  LocalTime: z.boolean().nullish(),
  Limits: limits.nullish(),
  QuietTime: quietTime.nullish(),
  WaitForQuietTime: z.boolean().nullish(),
  SendingSchedule: z.boolean().nullish(),
  OpenHours: openHours.nullish(),
  ClosedDays: closedDays.nullish(),
  TimezoneEstimationMethods: z.array(oneOf(['PHONE_NUMBER', 'POSTAL_CODE'])).nullish(),
  RefreshFrequency: duration.nullish(),
  RefreshOnSegmentUpdate: z.boolean().nullish(),
  JourneyChannelSettings: z
    .object({
      ConnectCampaignArn: z.string().nullish(),
      ConnectCampaignExecutionRoleArn: z.string().nullish(),
    })
    .nullish(),
  State: oneOf(['DRAFT', 'ACTIVE']).nullish(),
});
