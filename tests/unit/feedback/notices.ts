import { contextOfTags, sesTags } from '../../../src/core/channels/provider-tags.ts';
import type { SesEvent } from '../../../src/core/feedback/ses-event.ts';
import type { SmsEvent } from '../../../src/core/feedback/sms-event.ts';
import { tagsOfTrace } from '../../../src/core/feedback/trace-tags.ts';

export const TRACE = {
  application_id: 'app-1',
  message_id: 'message-1',
  endpoint_id: 'Ana/1',
  user_id: 'ana@home',
  campaign_id: 'campaign-1',
  campaign_activity_id: 'run-1',
  treatment_id: '0',
};

/** Tags as SES gives them back, with its own among them. */
const tags = {
  ...Object.fromEntries(sesTags(tagsOfTrace(TRACE)).map(({ Name, Value }) => [Name, [Value]])),
  'ses:configuration-set': ['touchpoint'],
};

/** A notice of SES about `TRACE`'s message, in the documented shape. */
export function sesEvent(event: Omit<SesEvent, 'mail'>, applicationId = TRACE.application_id): SesEvent {
  return {
    ...event,
    mail: {
      timestamp: '2027-03-01T09:30:00.123Z',
      messageId: 'ses-1',
      source: 'Shop <shop@example.com>',
      destination: ['Ana@example.com'],
      headersTruncated: false,
      headers: [{ name: 'From', value: 'Shop <shop@example.com>' }],
      commonHeaders: { subject: 'Hello' },
      tags: { ...tags, application_id: [applicationId] },
    },
  };
}

const timestamp = '2027-03-01T09:30:02.000Z';
export const NOTICES = {
  send: { eventType: 'Send' },
  delivery: {
    eventType: 'Delivery',
    delivery: {
      timestamp,
      processingTimeMillis: 1124,
      recipients: ['Ana@example.com'],
      smtpResponse: '250 2.6.0 Message received',
      reportingMTA: 'a27-20.smtp-out.us-west-2.amazonses.com',
    },
  },
  hardBounce: {
    eventType: 'Bounce',
    bounce: {
      timestamp,
      bounceType: 'Permanent',
      bounceSubType: 'General',
      bouncedRecipients: [
        {
          emailAddress: 'Ana@example.com',
          action: 'failed',
          status: '5.1.1',
          diagnosticCode: 'smtp; 550 5.1.1 user unknown',
        },
      ],
      feedbackId: 'feedback-1',
      reportingMTA: 'dns; a27-190.smtp-out.us-west-2.amazonses.com',
    },
  },
  softBounce: {
    eventType: 'Bounce',
    bounce: {
      timestamp,
      bounceType: 'Transient',
      bounceSubType: 'MailboxFull',
      bouncedRecipients: [{ emailAddress: 'Ana@example.com' }],
    },
  },
  complaint: {
    eventType: 'Complaint',
    complaint: {
      timestamp: '2027-03-01T09:30:03.000Z',
      complainedRecipients: [{ emailAddress: 'Ana@example.com' }],
      feedbackId: 'feedback-2',
      userAgent: 'Amazon SES Mailbox Simulator',
      complaintFeedbackType: 'abuse',
    },
  },
  open: { eventType: 'Open', open: { timestamp, ipAddress: '192.0.2.1', userAgent: 'Mail/1' } },
  click: {
    eventType: 'Click',
    click: { timestamp, ipAddress: '192.0.2.1', userAgent: 'Mail/1', link: 'https://shop.example/' },
  },
  unsubscribe: {
    eventType: 'Click',
    click: { timestamp, link: 'https://shop.example/bye', linkTags: { unsubscribeLinkTag: ['click'] } },
  },
  subscription: { eventType: 'Subscription', subscription: { timestamp, source: 'UnsubscribeHeader' } },
  reject: { eventType: 'Reject', reject: { reason: 'Bad content' } },
  renderingFailure: {
    eventType: 'Rendering Failure',
    failure: { errorMessage: 'Attribute X is not present' },
  },
} as const satisfies Record<string, Omit<SesEvent, 'mail'>>;

/** A notice of End User Messaging about `TRACE`'s message, in the documented shape. */
export function smsEvent(
  messageStatus: string,
  event: Partial<SmsEvent> = {},
  applicationId = TRACE.application_id,
): SmsEvent {
  return {
    eventType: `TEXT_${messageStatus}`,
    eventTimestamp: Date.parse(timestamp),
    isFinal: true,
    originationPhoneNumber: '+12065550142',
    destinationPhoneNumber: '+12065550199',
    isoCountryCode: 'US',
    messageId: 'sms-1',
    messageType: 'TRANSACTIONAL',
    messageStatus,
    totalMessageParts: 2,
    totalMessagePrice: 0.00645,
    totalCarrierFee: 0.003,
    context: contextOfTags(tagsOfTrace({ ...TRACE, application_id: applicationId })),
    ...event,
  };
}
