import { z } from 'zod';
import { CHANNEL_TYPES } from '../endpoints/endpoint.ts';
import { PlatformError } from '../errors.ts';
import { parse, withoutNulls } from '../parse.ts';

/*
 * Requests of SendMessages and SendUsersMessages (pinpoint-api.md 3.4). Nulls stand for what is absent.
 */

/** Source: pinpoint-api.md 3.4. */
const MAX_RECIPIENTS = 100;
const MAX_HEADERS = 15;
const MAX_HEADER_NAME = 126;
const MAX_HEADER_VALUE = 870;

const text = z.string().optional();
const flag = z.boolean().optional();
const action = z.enum(['OPEN_APP', 'DEEP_LINK', 'URL']).optional();
const texts = z.record(z.string(), z.string()).optional();
const substitutions = z.record(z.string(), z.array(z.string())).optional();
const seconds = z.int32().min(0).optional();
const priority = z.enum(['normal', 'high', '5', '10']).optional();

const push = z.object({
  Action: action,
  Body: text,
  Data: texts,
  RawContent: text,
  SilentPush: flag,
  Substitutions: substitutions,
  Title: text,
  Url: text,
});
const android = push.extend({
  IconReference: text,
  ImageIconUrl: text,
  ImageUrl: text,
  SmallImageIconUrl: text,
  Sound: text,
});
const part = z.object({ Charset: text, Data: text }).optional();
const header = z.object({
  Name: z.string().max(MAX_HEADER_NAME),
  Value: z.string().max(MAX_HEADER_VALUE),
});

const messageConfiguration = z.object({
  ADMMessage: android.extend({ ConsolidationKey: text, ExpiresAfter: text, MD5: text }).optional(),
  APNSMessage: push
    .extend({
      APNSPushType: z.enum(['alert', 'background', 'complication', 'fileprovider', 'mdm', 'voip']).optional(),
      Badge: z.int32().optional(),
      Category: text,
      CollapseId: text,
      MediaUrl: text,
      PreferredAuthenticationMethod: z.enum(['CERTIFICATE', 'TOKEN']).optional(),
      Priority: priority,
      Sound: text,
      ThreadId: text,
      TimeToLive: seconds,
    })
    .optional(),
  BaiduMessage: android.extend({ TimeToLive: seconds }).optional(),
  DefaultMessage: z.object({ Body: text, Substitutions: substitutions }).optional(),
  DefaultPushNotificationMessage: push.omit({ RawContent: true }).optional(),
  EmailMessage: z
    .object({
      Body: text,
      FeedbackForwardingAddress: text,
      FromAddress: text,
      RawEmail: z.object({ Data: z.base64().optional() }).optional(),
      ReplyToAddresses: z.array(z.string()).optional(),
      SimpleEmail: z
        .object({
          Headers: z.array(header).max(MAX_HEADERS).optional(),
          HtmlPart: part,
          Subject: part,
          TextPart: part,
        })
        .optional(),
      Substitutions: substitutions,
    })
    .optional(),
  GCMMessage: android
    .extend({
      CollapseKey: text,
      PreferredAuthenticationMethod: z.enum(['KEY', 'TOKEN']).optional(),
      Priority: priority,
      RestrictedPackageName: text,
      TimeToLive: seconds,
    })
    .optional(),
  SMSMessage: z
    .object({
      Body: text,
      EntityId: text,
      Keyword: text,
      MediaUrl: text,
      MessageType: z.enum(['TRANSACTIONAL', 'PROMOTIONAL']).optional(),
      OriginationNumber: text,
      SenderId: text,
      Substitutions: substitutions,
      TemplateId: text,
    })
    .optional(),
  VoiceMessage: z
    .object({
      Body: text,
      LanguageCode: text,
      OriginationNumber: text,
      Substitutions: substitutions,
      VoiceId: text,
    })
    .optional(),
});

const template = z.object({ Name: z.string().min(1), Version: text }).optional();
const templateConfiguration = z
  .object({
    EmailTemplate: template,
    InAppTemplate: z.undefined({ error: 'is given; in-app messages are fetched, not sent' }).optional(),
    PushTemplate: template,
    SMSTemplate: template,
    VoiceTemplate: template,
  })
  .optional();

const recipient = z.object({
  BodyOverride: text,
  Context: texts,
  RawContent: text,
  Substitutions: substitutions,
  TitleOverride: text,
});
const addressed = recipient.extend({ ChannelType: z.enum(CHANNEL_TYPES) });

const common = {
  Context: texts,
  MessageConfiguration: messageConfiguration,
  TemplateConfiguration: templateConfiguration,
  TraceId: text,
};
const messageRequest = z.object({
  ...common,
  Addresses: z.record(z.string(), addressed).optional(),
  Endpoints: z.record(z.string(), recipient).optional(),
});
const usersMessageRequest = z.object({ ...common, Users: z.record(z.string(), recipient) });

export type MessageRequest = z.infer<typeof messageRequest>;
export type UsersMessageRequest = z.infer<typeof usersMessageRequest>;
/** What is said, whoever it is said to. */
export type DirectMessage = Pick<
  MessageRequest,
  'Context' | 'MessageConfiguration' | 'TemplateConfiguration'
>;
/** What a request says to one recipient (AddressConfiguration, EndpointSendConfiguration). */
export type RecipientConfiguration = z.infer<typeof recipient>;

/** @throws PlatformError `BadRequest` for a wrong shape, no recipients or more than 100 */
export function readMessageRequest(input: unknown): MessageRequest {
  const request = parse(messageRequest, withoutNulls(input), 'MessageRequest');
  const { Addresses = {}, Endpoints = {} } = request;
  checkCount(
    'MessageRequest: Addresses and Endpoints',
    Object.keys(Addresses).length + Object.keys(Endpoints).length,
  );
  return request;
}

/** @throws PlatformError `BadRequest` for a wrong shape, no users or more than 100 */
export function readUsersMessageRequest(input: unknown): UsersMessageRequest {
  const request = parse(usersMessageRequest, withoutNulls(input), 'SendUsersMessageRequest');
  checkCount('SendUsersMessageRequest: Users', Object.keys(request.Users).length);
  return request;
}

function checkCount(what: string, count: number): void {
  if (count >= 1 && count <= MAX_RECIPIENTS) return;
  throw new PlatformError(
    'BadRequest',
    `${what} name ${count} recipients; 1 to ${MAX_RECIPIENTS} are allowed`,
  );
}
