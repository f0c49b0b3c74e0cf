import { z } from 'zod';
import { SENDER } from '../channels/channel-requests.ts';

/*
 * MessageConfiguration and TemplateConfiguration of a campaign (pinpoint-campaigns-journeys.md 1.1, 1.3).
 * In-app contents: pinpoint-api.md 3.7. Sizes are in characters where nothing else is said.
 */

const MAX_PUSH_BODY = 200;
const MAX_HEADERS = 15;
const MAX_HEADER_NAME = 126;
const MAX_HEADER_VALUE = 870;
const MAX_EMAIL_BYTES = 200 * 1024;
const MAX_CUSTOM_BYTES = 5 * 1024;
const MAX_IN_APP_CONTENTS = 5;
const MAX_IN_APP_PAIRS = 10;

const text = z.string().optional();
const atMost = (limit: number) =>
  z.string().refine((value) => [...value].length <= limit, {
    error: ({ input }) => `has ${[...String(input)].length} characters; at most ${limit} are allowed`,
  });
const bytes = (...texts: (string | undefined)[]) =>
  texts.reduce((total, value) => total + new TextEncoder().encode(value ?? '').byteLength, 0);

const pushMessage = z.object({
  Action: z.enum(['OPEN_APP', 'DEEP_LINK', 'URL']).optional(),
  Body: atMost(MAX_PUSH_BODY).optional(),
  ImageIconUrl: text,
  ImageSmallIconUrl: text,
  ImageUrl: text,
  JsonBody: text,
  MediaUrl: text,
  RawContent: text,
  SilentPush: z.boolean().optional(),
  TimeToLive: z.int32().min(0).optional(),
  Title: text,
  Url: text,
});

const emailMessage = z
  .object({
    Body: text,
    FromAddress: z
      .string()
      .regex(SENDER, { error: ({ input }) => `is ${input}; it must be an e-mail address or Name <address>` })
      .optional(),
    Headers: z
      .array(z.object({ Name: atMost(MAX_HEADER_NAME), Value: atMost(MAX_HEADER_VALUE) }))
      .max(MAX_HEADERS)
      .optional(),
    HtmlBody: text,
    Title: text,
  })
  .refine(({ Title, HtmlBody, Body }) => bytes(Title, HtmlBody, Body) <= MAX_EMAIL_BYTES, {
    error: `is over ${MAX_EMAIL_BYTES / 1024} KB, the limit of an e-mail without a template`,
  });

const smsMessage = z.object({
  Body: text,
  EntityId: text,
  MessageType: z.enum(['TRANSACTIONAL', 'PROMOTIONAL']).optional(),
  OriginationNumber: text,
  SenderId: text,
  TemplateId: text,
});

const customMessage = z.object({
  Data: z
    .string()
    .refine((data) => bytes(data) <= MAX_CUSTOM_BYTES, { error: `is over ${MAX_CUSTOM_BYTES / 1024} KB` })
    .optional(),
});

const inAppMessage = z.object({
  Body: text,
  Content: z.array(z.looseObject({})).max(MAX_IN_APP_CONTENTS).optional(),
  CustomConfig: z
    .record(z.string(), z.string())
    .refine((pairs) => Object.keys(pairs).length <= MAX_IN_APP_PAIRS, {
      error: ({ input }) =>
        `has ${Object.keys(Object(input)).length} pairs; at most ${MAX_IN_APP_PAIRS} are allowed`,
    })
    .optional(),
  Layout: z
    .enum(['BOTTOM_BANNER', 'TOP_BANNER', 'OVERLAYS', 'MOBILE_FEED', 'MIDDLE_BANNER', 'CAROUSEL'])
    .optional(),
});

export const messageConfiguration = z.object({
  ADMMessage: pushMessage.optional(),
  APNSMessage: pushMessage.optional(),
  BaiduMessage: pushMessage.optional(),
  CustomMessage: customMessage.optional(),
  DefaultMessage: pushMessage.optional(),
  EmailMessage: emailMessage.optional(),
  GCMMessage: pushMessage.optional(),
  InAppMessage: inAppMessage.optional(),
  SMSMessage: smsMessage.optional(),
});
export type MessageConfiguration = z.infer<typeof messageConfiguration>;

const template = z.object({ Name: z.string().min(1), Version: z.string().optional() });

export const templateConfiguration = z.object({
  EmailTemplate: template.optional(),
  InAppTemplate: template.optional(),
  PushTemplate: template.optional(),
  SMSTemplate: template.optional(),
  VoiceTemplate: z.undefined({ error: 'is given; campaigns cannot send voice templates' }).optional(),
});
export type TemplateConfiguration = Omit<z.infer<typeof templateConfiguration>, 'VoiceTemplate'>;
