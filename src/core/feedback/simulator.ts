import type { AcceptedMessage } from '../../ports/channels.ts';
import { contextOfTags, sesTags } from '../channels/provider-tags.ts';
import type { EmailContent, OutgoingMessage, SmsContent } from '../messages/outgoing.ts';
import type { MessageFeedback } from './feedback.ts';
import type { SesEvent } from './ses-event.ts';
import type { SmsEvent } from './sms-event.ts';

/** SES's mailbox simulator; a label after `+` tells addresses of one kind apart. */
const SIMULATOR = /^(success|bounce|ooto|complaint|suppressionlist)(\+[^@]*)?@simulator\.amazonses\.com$/i;
/** Of End User Messaging's simulator: the destination in the US that is never reached. */
const UNREACHED_NUMBER = '+14254147167';

/**
 * What SES would tell of an accepted message, in order: of an ordinary address that it was sent and
 * delivered, of those of its mailbox simulator what they do. Of a text message that it is under way
 * and then delivered; nothing for other channels. Everything happens at the instant of acceptance,
 * since nothing may lie in the future of a clock that stands still.
 *
 * @remarks Source: SES Developer Guide, "Using the mailbox simulator". An out-of-office reply comes
 *   after delivery and is published as a bounce of the type Transient.
 */
export function simulatedFeedback({ message, at }: AcceptedMessage): MessageFeedback[] {
  const { content } = message;
  if (content.kind === 'EMAIL') {
    return emailEvents(message, content, at).map((event) => ({ provider: 'ses', event }));
  }
  if (content.kind === 'SMS') {
    return textEvents(message, content, at).map((event) => ({ provider: 'sms', event }));
  }
  return [];
}

function emailEvents(message: OutgoingMessage, content: EmailContent, at: Date): SesEvent[] {
  const mail = mailOf(message, content, at);
  const timestamp = at.toISOString();
  const emailAddress = message.address;
  const bounce = (bounceType: string, bounceSubType: string, failure?: object): SesEvent => ({
    eventType: 'Bounce',
    mail,
    bounce: {
      timestamp,
      bounceType,
      bounceSubType,
      bouncedRecipients: [{ emailAddress, ...failure }],
      feedbackId: `${message.messageId}-bounce`,
      reportingMTA: 'dns; simulator.amazonses.com',
    },
  });
  const delivery: SesEvent = {
    eventType: 'Delivery',
    mail,
    delivery: {
      timestamp,
      processingTimeMillis: 0,
      recipients: [emailAddress],
      smtpResponse: '250 2.6.0 Message received',
      reportingMTA: 'simulator.amazonses.com',
    },
  };
  const complaint: SesEvent = {
    eventType: 'Complaint',
    mail,
    complaint: {
      timestamp,
      complainedRecipients: [{ emailAddress }],
      feedbackId: `${message.messageId}-complaint`,
      userAgent: 'Amazon SES Mailbox Simulator',
      complaintFeedbackType: 'abuse',
    },
  };
  const rejected = (diagnosticCode: string) => ({ action: 'failed', status: '5.1.1', diagnosticCode });
  const after: Record<string, SesEvent[]> = {
    success: [delivery],
    ooto: [delivery, bounce('Transient', 'General')],
    complaint: [delivery, complaint],
    bounce: [bounce('Permanent', 'General', rejected('smtp; 550 5.1.1 user unknown'))],
    suppressionlist: [
      bounce('Permanent', 'Suppressed', rejected('The address is on the list of addresses that bounced')),
    ],
  };
  const kind = SIMULATOR.exec(emailAddress)?.[1]?.toLowerCase() ?? 'success';
  return [{ eventType: 'Send', mail }, ...(after[kind] ?? [])];
}

/** Pinpoint's campaigns leave the subject out of the headers (pinpoint-events-kpis.md 1.5). */
function mailOf(
  { messageId, address, tags }: OutgoingMessage,
  content: EmailContent,
  at: Date,
): SesEvent['mail'] {
  const { from, subject } = content;
  const headers = [
    { name: 'From', value: from },
    { name: 'To', value: address },
    ...(tags.campaign_id || !subject ? [] : [{ name: 'Subject', value: subject }]),
    { name: 'MIME-Version', value: '1.0' },
  ];
  return {
    timestamp: at.toISOString(),
    messageId,
    source: from,
    destination: [address],
    headersTruncated: false,
    headers,
    commonHeaders: subject ? { subject } : {},
    tags: Object.fromEntries(sesTags(tags).map(({ Name, Value }) => [Name, [Value]])),
  };
}

function textEvents(
  { messageId, address, tags }: OutgoingMessage,
  content: SmsContent,
  at: Date,
): SmsEvent[] {
  const event = (messageStatus: string, isFinal: boolean): SmsEvent => ({
    eventType: `TEXT_${messageStatus}`,
    eventTimestamp: at.getTime(),
    isFinal,
    originationPhoneNumber: content.originationNumber,
    destinationPhoneNumber: address,
    messageId,
    messageType: content.messageType,
    messageStatus,
    context: contextOfTags(tags),
    totalMessageParts: 1,
  });
  return [event('PENDING', false), event(address === UNREACHED_NUMBER ? 'UNREACHABLE' : 'DELIVERED', true)];
}
