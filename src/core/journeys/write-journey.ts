import { z } from 'zod';
import { parseInstant } from '../segments/instant.ts';
import { activities } from './activity-shapes.ts';
import { eventDimensions } from './condition-shapes.ts';
import { durationMs } from './duration.ts';

/*
 * WriteJourneyRequest as it comes over the wire, each member by itself. A draft may be incomplete:
 * what members say together is checked when it is published (`publishing.ts`).
 * Bounds: pinpoint-campaigns-journeys.md 2.1, 2.5, 2.6.
 */

const MAX_NAME = 150;
const MAX_START_ACTIVITY = 128;
const MAX_CAP = 100;
const MAX_TIMEFRAME_DAYS = 30;
/** The reference gives none; this is the one of application settings. */
const MAX_MESSAGES_PER_SECOND = 20_000;
const MAX_CLOSED_DAYS = 20;
const MAX_CLOSED_DAYS_NAME = 150;
const MAX_INTERVALS = 4;

export const JOURNEY_CHANNELS = ['EMAIL', 'SMS', 'PUSH', 'VOICE', 'CUSTOM'] as const;
export type JourneyChannel = (typeof JOURNEY_CHANNELS)[number];

/** In the order of ISO 8601: Monday is the first. */
export const WEEKDAYS = [
  'MONDAY',
  'TUESDAY',
  'WEDNESDAY',
  'THURSDAY',
  'FRIDAY',
  'SATURDAY',
  'SUNDAY',
] as const;
export type Weekday = (typeof WEEKDAYS)[number];

const TIMEZONE = new RegExp(
  `^UTC(${[
    '\\+(0[1-9]|1[0-3])',
    '\\+(03|04|05|06|09|10):30',
    '\\+(05|08|12|13):45',
    '-(0[2-9]|1[01])',
    '-(02|03|09):30',
  ].join('|')})?$`,
);

const cap = z.int32().min(0).max(MAX_CAP).nullish();

export const duration = z.string().refine((text) => (durationMs(text) ?? 0) > 0, {
  error: ({ input }) => `is ${input}; it must be an ISO 8601 duration such as PT12H or P3D`,
});

/** SDKs send whole seconds with `Z`; normalised to milliseconds, as answers have it. */
export const instant = z.string().transform((text, context) => {
  const at = parseInstant(text);
  if (at !== undefined) return new Date(at).toISOString();
  context.addIssue(`is ${text}; it must be an instant such as 2026-06-01T09:00:00Z`);
  return z.NEVER;
});

const QUIET_TIME = /^([01]\d|2[0-3]):[0-5]\d$/;
const quietClock = z
  .string()
  .regex(QUIET_TIME, { error: ({ input }) => `is ${input}; it must be HH:MM, 24-hour` });
const quietTime = z
  .object({ Start: quietClock.nullish(), End: quietClock.nullish() })
  .refine(({ Start, End }) => (Start == null) === (End == null), {
    message: 'needs both Start and End, or neither',
  });

/** `HH:MM` or `HH:MM:SS`, with or without ISO 8601's `T` before it. @remarks The reference publishes no sample. */
const openClock = z.string().regex(/^T?([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/, {
  error: ({ input }) => `is ${input}; it must be HH:MM or HH:MM:SS, 24-hour`,
});
const openInterval = z
  .object({ StartTime: openClock, EndTime: openClock })
  .refine(({ StartTime, EndTime }) => StartTime.replace('T', '') < EndTime.replace('T', ''), {
    error: ({ input }) => {
      const { StartTime, EndTime } = input as { StartTime: string; EndTime: string };
      return `opens at ${StartTime} and closes at ${EndTime}; it must close later on the same day`;
    },
  });
const openDays = z.partialRecord(
  z.enum(WEEKDAYS),
  z
    .array(openInterval)
    .max(MAX_INTERVALS, {
      error: ({ input }) =>
        `has ${(input as unknown[]).length} intervals; at most ${MAX_INTERVALS} are allowed`,
    })
    .nullish(),
);

const LOCAL_DATE_TIME = /^\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?Z?$/;
const localDateTime = z.string().refine(isLocalDateTime, {
  error: ({ input }) => `is ${input}; it must be a local date and time such as 2026-12-24T00:00:00`,
});
const closedDaysRule = z.object({
  Name: z.string().max(MAX_CLOSED_DAYS_NAME).nullish(),
  StartDateTime: localDateTime,
  EndDateTime: localDateTime,
});
const closedDaysRules = z
  .array(closedDaysRule)
  .max(MAX_CLOSED_DAYS, {
    error: ({ input }) => `has ${(input as unknown[]).length} rules; at most ${MAX_CLOSED_DAYS} are allowed`,
  })
  .nullish();

function byChannel<T extends z.ZodType>(shape: T) {
  return z.object({ EMAIL: shape, SMS: shape, PUSH: shape, VOICE: shape, CUSTOM: shape });
}

const startCondition = z.object({
  Description: z.string().nullish(),
  SegmentStartCondition: z.object({ SegmentId: z.string().min(1) }).nullish(),
  EventStartCondition: z
    .object({
      EventFilter: z
        .object({ Dimensions: eventDimensions, FilterType: z.enum(['SYSTEM', 'ENDPOINT']) })
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
  MessagesPerSecond: z.int32().min(0).max(MAX_MESSAGES_PER_SECOND).nullish(),
  TimeframeCap: z.object({ Cap: cap, Days: z.int32().min(0).max(MAX_TIMEFRAME_DAYS).nullish() }).nullish(),
});

export const writeJourneyRequest = z.object({
  // Blanks between words are ours: the guide's own journey has one, though the reference allows none.
  Name: z
    .string()
    .max(MAX_NAME)
    .regex(/^[\p{L}\p{N}_-]+( [\p{L}\p{N}_-]+)*$/u, {
      error: ({ input }) => `is ${input}; it may hold letters, digits, _ and -`,
    }),
  Activities: activities.nullish(),
  StartActivity: z.string().max(MAX_START_ACTIVITY).nullish(),
  StartCondition: startCondition.nullish(),
  Schedule: z
    .object({
      StartTime: instant.nullish(),
      EndTime: instant.nullish(),
      Timezone: z
        .string()
        .regex(TIMEZONE, {
          error: ({ input }) => `is ${input}; it must be an offset such as UTC, UTC+01 or UTC-03:30`,
        })
        .nullish(),
    })
    .nullish(),
  LocalTime: z.boolean().nullish(),
  Limits: limits.nullish(),
  QuietTime: quietTime.nullish(),
  WaitForQuietTime: z.boolean().nullish(),
  SendingSchedule: z.boolean().nullish(),
  OpenHours: byChannel(openDays.nullish()).nullish(),
  ClosedDays: byChannel(closedDaysRules).nullish(),
  TimezoneEstimationMethods: z.array(z.enum(['PHONE_NUMBER', 'POSTAL_CODE'])).nullish(),
  RefreshFrequency: duration.nullish(),
  RefreshOnSegmentUpdate: z.boolean().nullish(),
  JourneyChannelSettings: z
    .object({
      ConnectCampaignArn: z.string().nullish(),
      ConnectCampaignExecutionRoleArn: z.string().nullish(),
    })
    .nullish(),
  State: z
    .enum(['DRAFT', 'ACTIVE'], { error: ({ input }) => `is ${input}; it must be DRAFT or ACTIVE` })
    .nullish(),
});

function isLocalDateTime(text: string): boolean {
  return LOCAL_DATE_TIME.test(text) && !Number.isNaN(Date.parse(`${text.slice(0, 10)}T00:00:00Z`));
}
