import { z } from 'zod';
import { messageConfiguration, templateConfiguration } from './message-configuration.ts';
import { schedule } from './schedule.ts';

/*
 * Shapes of a campaign (pinpoint-campaigns-journeys.md 1.1, 1.5 to 1.9). Where the reference gives a
 * minimum of 1 or 60, 0 is taken too: infrastructure tools write it for "not set".
 */

const MAX_TREATMENTS = 4;
const MAX_CAP = 100;
const MAX_MESSAGES_PER_SECOND = 20_000;
const MIN_DURATION_SECONDS = 60;
const MAX_SESSION = 2 ** 31 - 1;

const text = z.string().optional();
const between = (least: number, most: number) =>
  z.int32().refine((value) => value >= least && value <= most, {
    error: ({ input }) => `is ${input}; it must be ${least} to ${most}`,
  });

const limits = z.object({
  Daily: between(0, MAX_CAP).optional(),
  MaximumDuration: z
    .int32()
    .refine((seconds) => seconds === 0 || seconds >= MIN_DURATION_SECONDS, {
      error: ({ input }) => `is ${input}; it must be at least ${MIN_DURATION_SECONDS} seconds`,
    })
    .optional(),
  MessagesPerSecond: between(0, MAX_MESSAGES_PER_SECOND).optional(),
  Session: between(0, MAX_SESSION).optional(),
  Total: between(0, MAX_CAP).optional(),
});

/** A function's name or ARN. */
const FUNCTION =
  /^(arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:)?[a-zA-Z0-9-_]{1,64}(:[a-zA-Z0-9-_$]{1,128})?$/;
/** Characters of a webhook behind `https://`; the reference names one as semicolon and prints a colon, so both are taken. */
const WEBHOOK = /^https:\/\/[A-Za-z0-9._~?/#:;-]+$/;
/** The local stage calls webhooks on its own machine without TLS. */
const LOOPBACK = /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?(\/[A-Za-z0-9._~?/#:;-]*)?$/;

const isWebhook = (uri: string) => WEBHOOK.test(uri) || LOOPBACK.test(uri);

const hook = z
  .object({
    LambdaFunctionName: z
      .string()
      .refine((name) => FUNCTION.test(name), {
        error: ({ input }) => `is "${input}", not the name or ARN of a function`,
      })
      .optional(),
    Mode: z.enum(['FILTER', 'DELIVERY']).optional(),
    WebUrl: z
      .string()
      .refine(isWebhook, { error: ({ input }) => `is "${input}", not an https URL` })
      .optional(),
  })
  .refine(({ LambdaFunctionName, WebUrl }) => LambdaFunctionName === undefined || WebUrl === undefined, {
    error: 'has both LambdaFunctionName and WebUrl; it takes one of them',
  });

const customDelivery = z.object({
  DeliveryUri: z.string().refine((uri) => FUNCTION.test(uri) || isWebhook(uri), {
    error: ({ input }) => `is "${input}", neither a function's name or ARN nor an https URL`,
  }),
  EndpointTypes: z
    .array(
      z.enum([
        'PUSH',
        'GCM',
        'APNS',
        'APNS_SANDBOX',
        'APNS_VOIP',
        'APNS_VOIP_SANDBOX',
        'ADM',
        'SMS',
        'VOICE',
        'EMAIL',
        'BAIDU',
        'CUSTOM',
        'IN_APP',
      ]),
    )
    .optional(),
});

const treatment = z.object({
  CustomDeliveryConfiguration: customDelivery.optional(),
  MessageConfiguration: messageConfiguration.optional(),
  Schedule: schedule.optional(),
  SizePercent: between(0, 100),
  TemplateConfiguration: templateConfiguration.optional(),
  TreatmentDescription: text,
  TreatmentName: text,
});

export const writeCampaignRequest = z.object({
  AdditionalTreatments: z.array(treatment).max(MAX_TREATMENTS).optional(),
  CustomDeliveryConfiguration: customDelivery.optional(),
  Description: text,
  HoldoutPercent: between(0, 100).optional(),
  Hook: hook.optional(),
  IsPaused: z.boolean().optional(),
  Limits: limits.optional(),
  MessageConfiguration: messageConfiguration.optional(),
  Name: text,
  Priority: between(1, 5).optional(),
  Schedule: schedule.optional(),
  SegmentId: z.string().min(1).optional(),
  SegmentVersion: z.int32().min(1).optional(),
  TemplateConfiguration: templateConfiguration.optional(),
  TreatmentDescription: text,
  TreatmentName: text,
  tags: z.record(z.string(), z.string()).optional(),
});

export type WriteCampaign = z.infer<typeof writeCampaignRequest>;
export type WriteTreatment = z.infer<typeof treatment>;
export type CampaignLimits = z.infer<typeof limits>;

/** What a campaign is to do: a request that can run, with the ids of its treatments. */
export interface CampaignDefinition extends Omit<WriteCampaign, 'tags' | 'AdditionalTreatments'> {
  SegmentId: string;
  SegmentVersion: number;
  Schedule: NonNullable<WriteCampaign['Schedule']>;
  AdditionalTreatments?: (WriteTreatment & { Id: string })[];
}

export type CampaignStatus =
  | 'SCHEDULED'
  | 'EXECUTING'
  | 'PENDING_NEXT_RUN'
  | 'PAUSED'
  | 'COMPLETED'
  | 'DELETED'
  | 'INVALID';

/** States in which a campaign counts against the quota of active ones (pinpoint-api.md 4.2). */
export const ACTIVE_STATUSES: readonly CampaignStatus[] = ['SCHEDULED', 'EXECUTING', 'PENDING_NEXT_RUN'];
