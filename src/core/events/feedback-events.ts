import { hash } from 'node:crypto';
import type { Ports } from '../../ports/ports.ts';
import { endpointKey } from '../endpoints/endpoint-id.ts';
import type { MailEvent, OriginIds, StoredEvent } from './event-record.ts';

/** Which message something happened to; what a provider gives back of `OutgoingMessage.tags`, or a link carries. */
export interface MessageTrace extends Readonly<OriginIds> {
  readonly application_id: string;
  /** Ours, not the provider's. */
  readonly message_id: string;
  /** Absent for a direct message to a bare address. */
  readonly endpoint_id?: string;
  readonly user_id?: string;
  /** `Context` of a direct message. */
  readonly context?: Readonly<Record<string, string>>;
}

/** The mail that an event is about, as far as it is known. */
export interface SentMail {
  readonly providerMessageId: string;
  readonly sentAt: Date;
  readonly from: string;
  readonly to: readonly string[];
  readonly subject?: string;
  readonly headers?: readonly { readonly name: string; readonly value: string }[];
  readonly headersTruncated?: boolean;
}

/** What happened to a mail; the facet object is Pinpoint's (pinpoint-events-kpis.md 1.5). */
export type EmailFeedback = { readonly at: Date } & (
  | { readonly kind: 'send' }
  | { readonly kind: 'delivered'; readonly delivery: NonNullable<MailEvent['delivery']> }
  | { readonly kind: 'rejected'; readonly reject: NonNullable<MailEvent['reject']> }
  | { readonly kind: 'hardbounce' | 'softbounce'; readonly bounce: NonNullable<MailEvent['bounce']> }
  | { readonly kind: 'complaint'; readonly complaint: NonNullable<MailEvent['complaint']> }
  | { readonly kind: 'open'; readonly open: NonNullable<MailEvent['open']> }
  | { readonly kind: 'click' | 'unsubscribe'; readonly click: NonNullable<MailEvent['click']> }
);

/** What became of an SMS (1.6). */
export interface SmsFeedback {
  readonly kind: 'BUFFERED' | 'SUCCESS' | 'FAILURE' | 'OPTOUT';
  readonly at: Date;
  /** `PENDING`, `SUCCESSFUL`, `DELIVERED`, `CARRIER_BLOCKED`, … */
  readonly recordStatus: string;
  readonly providerMessageId: string;
  readonly senderRequestId?: string;
  readonly messageType: 'Promotional' | 'Transactional';
  readonly originationNumber?: string;
  readonly destinationNumber: string;
  /** Alpha-2. */
  readonly countryCode?: string;
  readonly parts?: number;
  /** Thousandths of a US cent; never told of a BUFFERED one. */
  readonly priceMillicents?: number;
}

type Context = Pick<Ports, 'stage'>;

/** `attributes.feedback`; documented for send, delivered, open and click only (1.5), the rest is ours. */
const FEEDBACK = { send: 'received', open: 'opened' } as const;

/**
 * The `_email.*` record of what happened to a mail.
 *
 * A provider may tell the same thing twice: the same kind, message, instant, link and recipients give
 * the same `event_id`. A mail is sent once, so its `_email.send` has one id whatever the instant.
 */
export function emailEvent(
  { stage }: Context,
  trace: MessageTrace,
  mail: SentMail,
  feedback: EmailFeedback,
): StoredEvent {
  const { kind, at } = feedback;
  const link = 'click' in feedback ? feedback.click.link : undefined;
  const happened = kind === 'send' ? [] : [at.getTime(), link ?? '', recipientsOf(feedback).join(',')];
  return {
    ...hotKeys(trace, 'EMAIL', [`_email.${kind}`, ...happened]),
    ...envelope(stage.accountId, trace, `_email.${kind}`),
    event_timestamp: mail.sentAt.getTime(), // of the sending, for every email event (1.1)
    arrival_timestamp: at.getTime(),
    attributes: {
      feedback: kind === 'click' ? (link as string) : (FEEDBACK[kind as keyof typeof FEEDBACK] ?? kind),
      ...originAttributes(trace),
      ...customerContext(trace),
    },
    client_context: { custom: { legacy_identifier: trace.application_id } },
    facets: { email_channel: { mail_event: { mail: mailFacet(mail), ...facetOf(feedback) } } },
  };
}

/**
 * The `_email.rendering_failure` of a message that could not be made: its only one, however often
 * it was tried. Pinpoint documents neither facet nor attributes; `error` is ours.
 */
export function renderingFailureEvent(
  { stage }: Context,
  trace: MessageTrace,
  failure: { readonly at: Date; readonly error: string },
): StoredEvent {
  const type = '_email.rendering_failure';
  return {
    ...hotKeys(trace, 'EMAIL', [type]),
    ...envelope(stage.accountId, trace, type),
    event_timestamp: failure.at.getTime(),
    arrival_timestamp: failure.at.getTime(),
    attributes: {
      feedback: 'rendering_failure',
      error: failure.error,
      ...originAttributes(trace),
      ...customerContext(trace),
    },
    client_context: { custom: { legacy_identifier: trace.application_id } },
  };
}

/** The `_SMS.*` record of what became of an SMS; the same notice twice is one `event_id`. */
export function smsEvent({ stage }: Context, trace: MessageTrace, feedback: SmsFeedback): StoredEvent {
  const { kind, at, recordStatus, parts, priceMillicents } = feedback;
  const type = `_SMS.${kind}`;
  const price = kind === 'BUFFERED' ? undefined : priceMillicents;
  return {
    ...hotKeys(trace, 'SMS', [type, recordStatus, at.getTime()]),
    ...envelope(stage.accountId, trace, type),
    event_timestamp: at.getTime(),
    arrival_timestamp: at.getTime(),
    attributes: given({
      sender_request_id: feedback.senderRequestId ?? trace.message_id,
      message_id: feedback.providerMessageId,
      message_type: feedback.messageType,
      origination_phone_number: feedback.originationNumber,
      destination_phone_number: feedback.destinationNumber,
      iso_country_code: feedback.countryCode,
      number_of_message_parts: parts?.toString(),
      record_status: recordStatus,
      treatment_id: trace.journey_id ? undefined : '0', // also of transactional ones (1.6)
      ...originAttributes(trace),
      ...customerContext(trace),
    }),
    ...(price !== undefined && { metrics: { price_in_millicents_usd: price } }),
  };
}

/** Hex md5 of the parts, which are told apart: the id of an event that may be made more than once. */
export function eventIdOf(...parts: readonly (string | number)[]): string {
  return hash('md5', JSON.stringify(parts), 'hex');
}

function hotKeys(trace: MessageTrace, channel: string, what: readonly (string | number)[]) {
  const { application_id, context, ...keys } = trace;
  const endpoint = keys.endpoint_id !== undefined && { endpoint_id: endpointKey(keys.endpoint_id) };
  return {
    ...given(keys),
    ...endpoint,
    ...(keys.campaign_id !== undefined && { treatment_id: keys.treatment_id ?? '0' }),
    event_id: eventIdOf(application_id, trace.message_id, ...what),
    channel,
  } as Pick<StoredEvent, 'event_id'>;
}

function envelope(
  accountId: string,
  { application_id, message_id, endpoint_id }: MessageTrace,
  type: string,
) {
  return {
    event_type: type,
    event_version: '3.1',
    application: { app_id: application_id, sdk: {} },
    client: { client_id: endpoint_id ?? message_id },
    device: { platform: {} },
    session: {},
    awsAccountId: accountId,
  };
}

function originAttributes(trace: MessageTrace): Record<string, string> {
  const { campaign_id, campaign_activity_id, journey_id, journey_run_id, journey_activity_id } = trace;
  if (campaign_id !== undefined) {
    return given({ campaign_id, campaign_activity_id, treatment_id: trace.treatment_id ?? '0' });
  }
  return given({ journey_id, journey_run_id, journey_activity_id });
}

function customerContext({ context }: MessageTrace): Record<string, string> {
  return context && Object.keys(context).length > 0 ? { customer_context: JSON.stringify(context) } : {};
}

function mailFacet(mail: SentMail): MailEvent['mail'] {
  const { subject } = mail;
  return {
    message_id: mail.providerMessageId,
    message_send_timestamp: mail.sentAt.getTime(),
    from_address: mail.from,
    destination: [...mail.to],
    headers_truncated: mail.headersTruncated ?? false,
    headers: [...(mail.headers ?? [])],
    common_headers: { from: mail.from, to: [...mail.to], ...(subject !== undefined && { subject }) },
  };
}

function facetOf(feedback: EmailFeedback): Partial<MailEvent> {
  const { kind, at, ...facet } = feedback;
  return kind === 'send' ? { send: {} } : facet;
}

function recipientsOf(feedback: EmailFeedback): string[] {
  const recipients =
    'bounce' in feedback
      ? feedback.bounce.bounced_recipients
      : 'complaint' in feedback
        ? feedback.complaint.complained_recipients
        : [];
  return recipients.map(({ email_address }) => email_address);
}

function given(members: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(members).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
