import { z } from 'zod';
import { PlatformError } from '../errors.ts';
import { parse, withoutNulls } from '../parse.ts';
import type { ProviderFeedback } from './feedback.ts';
import type { SesEvent } from './ses-event.ts';
import type { SmsEvent } from './sms-event.ts';

/** How both kinds come through EventBridge: the notice is the `detail`. */
const envelope = z.looseObject({ source: z.string(), detail: z.record(z.string(), z.unknown()) });

const instant = z.string().refine((text) => !Number.isNaN(Date.parse(text)), 'is no ISO 8601 instant');
const happening = z.looseObject({ timestamp: instant }).nullish();
const recipients = z.array(z.looseObject({ emailAddress: z.string() }));

/** What is relied upon; everything else is passed on as it comes. */
const sesEvent = z.looseObject({
  mail: z.looseObject({
    timestamp: instant,
    messageId: z.string(),
    destination: z.array(z.string()),
    headers: z.array(z.looseObject({ name: z.string(), value: z.string() })).nullish(),
    tags: z.record(z.string(), z.array(z.string())).nullish(),
  }),
  delivery: happening,
  bounce: z
    .looseObject({
      timestamp: instant,
      bounceType: z.string(),
      bounceSubType: z.string(),
      bouncedRecipients: recipients,
    })
    .nullish(),
  complaint: z.looseObject({ timestamp: instant, complainedRecipients: recipients }).nullish(),
  open: happening,
  click: z.looseObject({ timestamp: instant, link: z.string() }).nullish(),
  subscription: happening,
});

const smsEvent = z.looseObject({
  eventType: z.string(),
  eventTimestamp: z.number(),
  destinationPhoneNumber: z.string(),
  messageId: z.string(),
  context: z.record(z.string(), z.string()).nullish(),
});

const inboundText = z.looseObject({
  inboundMessageId: z.string(),
  originationNumber: z.string().regex(/^\+\d{1,15}$/, 'must be a number as +14255550182'),
  messageBody: z.string(),
});

/**
 * A notice as a provider publishes it: through EventBridge, or bare, as SNS carries it. Identity
 * notifications of SES say `notificationType` where its published events say `eventType`.
 * @throws PlatformError `BadRequest` for anything else
 */
export function readNotice(value: unknown): ProviderFeedback {
  const wrapped = envelope.safeParse(value);
  const notice = wrapped.success ? wrapped.data.detail : value;
  if (typeof notice !== 'object' || notice === null) {
    throw new PlatformError('BadRequest', 'A notice must be an object');
  }
  if ('inboundMessageId' in notice) {
    return { provider: 'inbound', text: parse(inboundText, notice, 'Inbound text message') };
  }
  if (!('mail' in notice)) {
    const event = parse(smsEvent, notice, 'SMS event');
    return { provider: 'sms', event: withoutNulls(event) as SmsEvent };
  }
  const event = parse(sesEvent, notice, 'SES event');
  const eventType = event.eventType ?? event.notificationType;
  if (typeof eventType !== 'string') {
    throw new PlatformError('BadRequest', 'SES event: eventType is missing');
  }
  return { provider: 'ses', event: { ...withoutNulls(event), eventType } as SesEvent };
}
