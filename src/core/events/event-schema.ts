import { z } from 'zod';
import { ORIGIN_KEYS } from './event-record.ts';

const text = z.string();
const texts = z.record(z.string(), z.string());
const instant = z.int().nonnegative();

const mail = z.strictObject({
  message_id: text,
  message_send_timestamp: instant,
  from_address: text,
  destination: z.array(text),
  headers_truncated: z.boolean(),
  headers: z.array(z.strictObject({ name: text, value: text })),
  common_headers: z.strictObject({ from: text, to: z.array(text), subject: text.optional() }),
});

const reader = { ip_address: text.optional(), user_agent: text.optional() };
const click = z.strictObject({
  ...reader,
  link: text,
  link_tags: z.record(z.string(), z.array(z.string())).optional(),
});

/** The facet objects; a mail event has exactly one beside `mail`. */
const facets = {
  send: z.strictObject({}),
  delivery: z.strictObject({
    smtp_response: text.optional(),
    reporting_mta: text.optional(),
    recipients: z.array(text).optional(),
    processing_time_millis: z.int().optional(),
  }),
  open: z.strictObject(reader),
  click,
  reject: z.strictObject({ reason: text.optional() }),
  complaint: z.strictObject({
    complained_recipients: z.array(z.strictObject({ email_address: text })),
    feedback_id: text.optional(),
    user_agent: text.optional(),
    complaint_feedback_type: text.optional(),
  }),
  bounce: z.strictObject({
    bounce_type: text,
    bounce_sub_type: text,
    bounced_recipients: z.array(
      z.strictObject({
        email_address: text,
        action: text.optional(),
        status: text.optional(),
        diagnostic_code: text.optional(),
      }),
    ),
    feedback_id: text.optional(),
    reporting_mta: text.optional(),
  }),
};

const withFacet = <Name extends keyof typeof facets>(name: Name) =>
  z.strictObject({
    email_channel: z.strictObject({ mail_event: z.strictObject({ mail, [name]: facets[name] }) }),
  });

/** What every record has (pinpoint-events-kpis.md 1.1). */
const envelope = {
  event_timestamp: instant,
  arrival_timestamp: instant,
  application: z.strictObject({
    app_id: text.min(1),
    cognito_identity_pool_id: text.optional(),
    package_name: text.optional(),
    sdk: texts,
    title: text.optional(),
    version_name: text.optional(),
    version_code: text.optional(),
  }),
  client: z.strictObject({ client_id: text.optional(), cognito_id: text.optional() }),
};

const ofEngine = {
  ...envelope,
  event_version: z.literal('3.1'),
  device: z.strictObject({ platform: z.strictObject({}) }),
  session: z.strictObject({}),
  awsAccountId: text.regex(/^\d{12}$/),
};
const endpointContext = z.strictObject({
  custom: z.strictObject({ endpoint: text.refine(isJsonObject, 'must be a JSON object as text') }),
});
const mailContext = z.strictObject({ custom: z.strictObject({ legacy_identifier: text }) }).optional();

const campaignIds = { campaign_id: text, campaign_activity_id: text, treatment_id: text };
const journeyIds = { journey_id: text, journey_run_id: text, journey_activity_id: text };
const messageIds = {
  ...z.object({ ...campaignIds, ...journeyIds }).partial().shape,
  customer_context: text.refine(isJsonObject, 'must be a JSON object as text').optional(),
};

const CHANNELS = [
  'EMAIL',
  'SMS',
  'ADM',
  'APNS',
  'APNS_SANDBOX',
  'APNS_VOIP',
  'APNS_VOIP_SANDBOX',
  'VOICE',
] as const;

const campaignSend = z.strictObject({
  ...ofEngine,
  event_type: z.literal('_campaign.send'),
  attributes: z.strictObject({
    ...campaignIds,
    delivery_type: z.enum([...CHANNELS, 'GCM', 'BAIDU', 'PUSH', 'CUSTOM']),
    campaign_send_status: z.enum([
      'SUCCESS',
      'FAILURE',
      'DAILY_CAP',
      'CAMPAIGN_CAP',
      'EXPIRED',
      'QUIET_TIME',
      'HOLDOUT',
      'DUPLICATE_ADDRESS',
      'FAILURE_PERMANENT',
      'TRANSIENT_FAILURE',
      'THROTTLED',
      'UNKNOWN',
      'HOOK_FAILURE',
      'CUSTOM_DELIVERY_FAILURE',
      'RECOMMENDATION_FAILURE',
      'UNSUPPORTED_CHANNEL',
    ]),
  }),
  client_context: endpointContext,
});

const journeySend = z.strictObject({
  ...ofEngine,
  event_type: z.literal('_journey.send'),
  attributes: z.strictObject({
    ...journeyIds,
    journey_activity_type: z.enum(['EMAIL', 'SMS', 'PUSH', 'CONTACT_CENTER', 'CUSTOM']).optional(),
    journey_send_status: z.enum([
      'SUCCESS',
      'FAILURE',
      'CUSTOM_DELIVERY_FAILURE',
      'FAILURE_PERMANENT',
      'THROTTLED',
      'UNSUPPORTED_CHANNEL',
      'DAILY_CAP',
      'QUIET_TIME',
      'QUIET_TIME_MISSING_TIMEZONE',
      'QUIET_TIME_WAIT_FINISHED',
      // Not documented for journeys; the names are those of campaigns (ours).
      'EXPIRED',
      'TRANSIENT_FAILURE',
      'UNKNOWN',
    ]),
    journey_send_status_code: text.regex(/^\d+$/).optional(),
    journey_send_status_message: text.optional(),
  }),
  client_context: endpointContext,
});

/** What a team's own code answered about an endpoint; names are its own, up to five. */
const customDelivered = z.strictObject({
  ...ofEngine,
  event_type: z.literal('_custom.delivered'),
  attributes: z.object(journeyIds).catchall(text),
  client_context: endpointContext,
});

const MAIL_FACETS = {
  send: 'send',
  delivered: 'delivery',
  rejected: 'reject',
  hardbounce: 'bounce',
  softbounce: 'bounce',
  complaint: 'complaint',
  open: 'open',
  click: 'click',
  unsubscribe: 'click',
} as const;

const mailEvents = (Object.keys(MAIL_FACETS) as (keyof typeof MAIL_FACETS)[]).map((kind) =>
  z.strictObject({
    ...ofEngine,
    event_type: z.literal(`_email.${kind}`),
    attributes: z.strictObject({ feedback: text, ...messageIds }),
    client_context: mailContext,
    facets: withFacet(MAIL_FACETS[kind]),
  }),
);

const renderingFailure = z.strictObject({
  ...ofEngine,
  event_type: z.literal('_email.rendering_failure'),
  attributes: z.strictObject({ feedback: text, error: text, ...messageIds }),
  client_context: mailContext,
});

const smsEvents = (['BUFFERED', 'SUCCESS', 'FAILURE', 'OPTOUT'] as const).map((kind) =>
  z.strictObject({
    ...ofEngine,
    event_type: z.literal(`_SMS.${kind}`),
    attributes: z.strictObject({
      sender_request_id: text,
      message_id: text,
      message_type: z.enum(['Promotional', 'Transactional']),
      origination_phone_number: text.optional(),
      destination_phone_number: text,
      iso_country_code: text.regex(/^[A-Z]{2}$/).optional(),
      number_of_message_parts: text.regex(/^\d+$/).optional(),
      record_status: text,
      ...messageIds,
    }),
    ...(kind !== 'BUFFERED' && {
      metrics: z.strictObject({ price_in_millicents_usd: z.number() }).optional(),
    }),
  }),
);

/** What applications report: any type but those of the engine. */
const appEvent = z.strictObject({
  ...envelope,
  event_type: text.min(1),
  event_version: z.literal('3.0'),
  device: z.strictObject({
    locale: z.strictObject({ code: text, country: text, language: text }).partial().optional(),
    make: text.optional(),
    model: text.optional(),
    platform: texts,
  }),
  session: z.strictObject({ session_id: text, start_timestamp: instant, stop_timestamp: instant }).partial(),
  attributes: texts,
  metrics: z.record(z.string(), z.number()).optional(),
  awsAccountId: text.optional(),
});

/**
 * Pinpoint's event-stream record, strictly, by its type (pinpoint-events-kpis.md Part 1). It says
 * what the engine's own events must look like; reported ones are checked by `parseEvent` before.
 */
export const eventRecord = z.union([
  campaignSend,
  journeySend,
  customDelivered,
  ...mailEvents,
  renderingFailure,
  ...smsEvents,
  appEvent,
]);

/** Names of the columns that `StoredEvent` has beside the record. */
export const HOT_KEYS = [
  'event_id',
  'endpoint_id',
  'user_id',
  'channel',
  'message_id',
  ...ORIGIN_KEYS,
  'send_status',
] as const;

function isJsonObject(value: string): boolean {
  try {
    const parsed = JSON.parse(value);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
  } catch {
    return false;
  }
}
