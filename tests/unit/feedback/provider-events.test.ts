import { describe, expect, it } from '@jest/globals';
import { eventRecord, HOT_KEYS } from '../../../src/core/events/event-schema.ts';
import { readNotice } from '../../../src/core/feedback/read-notice.ts';
import { sesOutcome } from '../../../src/core/feedback/ses-feedback.ts';
import { smsOutcome } from '../../../src/core/feedback/sms-feedback.ts';
import { tagsOfTrace, traceOfTags } from '../../../src/core/feedback/trace-tags.ts';
import { NOTICES, sesEvent, smsEvent, TRACE } from './notices.ts';

const ports = { stage: { accountId: '000000000000', publicUrl: 'https://mail.example.com' } } as never;
const ofSes = (name: keyof typeof NOTICES) => sesOutcome(ports, sesEvent(NOTICES[name]));
const sesEvents = Object.keys(NOTICES).map((name) => ofSes(name as keyof typeof NOTICES)?.event);
const smsEvents = ['QUEUED', 'DELIVERED', 'CARRIER_BLOCKED', 'OPTED_OUT'].map(
  (status) => smsOutcome(ports, smsEvent(status))?.event,
);

describe('a notice of SES', () => {
  it('becomes the event that Pinpoint has for it', () => {
    expect(sesEvents.map((event) => event?.event_type)).toEqual([
      '_email.send',
      '_email.delivered',
      '_email.hardbounce',
      '_email.softbounce',
      '_email.complaint',
      '_email.open',
      '_email.click',
      '_email.unsubscribe',
      '_email.unsubscribe',
      '_email.rejected',
      '_email.rendering_failure',
    ]);
  });

  it('tells of the message that its tags name, ids of any characters included', () => {
    const { application_id: app_id, ...ids } = TRACE;

    expect(ofSes('hardBounce')?.event).toMatchObject({
      ...ids,
      endpoint_id: 'ana/1',
      application: { app_id },
      client: { client_id: 'Ana/1' },
      channel: 'EMAIL',
      event_timestamp: Date.parse('2027-03-01T09:30:00.123Z'),
      arrival_timestamp: Date.parse('2027-03-01T09:30:02.000Z'),
      facets: {
        email_channel: {
          mail_event: {
            mail: {
              message_id: 'ses-1',
              from_address: 'Shop <shop@example.com>',
              destination: ['Ana@example.com'],
            },
            bounce: {
              bounce_type: 'Permanent',
              bounce_sub_type: 'General',
              bounced_recipients: [
                {
                  email_address: 'Ana@example.com',
                  action: 'failed',
                  status: '5.1.1',
                  diagnostic_code: 'smtp; 550 5.1.1 user unknown',
                },
              ],
              feedback_id: 'feedback-1',
              reporting_mta: 'dns; a27-190.smtp-out.us-west-2.amazonses.com',
            },
          },
        },
      },
    });
  });

  it('suppresses on hard bounce, complaint and unsubscribe, from the instant it happened, and on nothing else', () => {
    const reasons = Object.keys(NOTICES).map((name) => {
      const { suppressions = [] } = ofSes(name as keyof typeof NOTICES) ?? {};
      return [
        name,
        ...suppressions.map(({ reason, address, at }) => `${reason} ${address} ${at?.toISOString()}`),
      ];
    });

    expect(reasons.filter(([, ...found]) => found.length > 0)).toEqual([
      ['hardBounce', 'BOUNCE Ana@example.com 2027-03-01T09:30:02.000Z'],
      ['complaint', 'COMPLAINT Ana@example.com 2027-03-01T09:30:03.000Z'],
      ['unsubscribe', 'UNSUBSCRIBE Ana@example.com 2027-03-01T09:30:02.000Z'],
      ['subscription', 'UNSUBSCRIBE Ana@example.com 2027-03-01T09:30:02.000Z'],
    ]);
  });

  it('suppresses nobody who says that a mail was no spam', () => {
    const { complaint } = NOTICES.complaint;
    const event = sesEvent({
      eventType: 'Complaint',
      complaint: { ...complaint, complaintFeedbackType: 'not-spam' },
    });

    expect(sesOutcome(ports, event)).toMatchObject({
      event: { event_type: '_email.complaint' },
      suppressions: [],
    });
  });

  it('is of no interest when the mail is not ours, or is merely delayed', () => {
    const event = sesEvent(NOTICES.hardBounce);
    const foreign = { ...event, mail: { ...event.mail, tags: { 'ses:from-domain': ['example.com'] } } };

    expect(sesOutcome(ports, foreign)).toBeUndefined();
    expect(sesOutcome(ports, sesEvent({ eventType: 'DeliveryDelay' }))).toBeUndefined();
  });
});

describe('a notice of End User Messaging', () => {
  it('becomes the event that Pinpoint has for it, with price and carrier fee in thousandths of a cent', () => {
    expect(smsEvents).toMatchObject([
      { event_type: '_SMS.BUFFERED', attributes: { record_status: 'PENDING' } },
      {
        event_type: '_SMS.SUCCESS',
        channel: 'SMS',
        message_id: 'message-1',
        attributes: {
          record_status: 'DELIVERED',
          message_id: 'sms-1',
          message_type: 'Transactional',
          destination_phone_number: '+12065550199',
          iso_country_code: 'US',
          number_of_message_parts: '2',
          campaign_id: 'campaign-1',
        },
        metrics: { price_in_millicents_usd: 945 },
      },
      { event_type: '_SMS.FAILURE', attributes: { record_status: 'CARRIER_BLOCKED' } },
      { event_type: '_SMS.OPTOUT', attributes: { record_status: 'OPTED_OUT' } },
    ]);
    expect(smsEvents[0]).not.toHaveProperty('metrics');
  });

  it('suppresses the number of who opted out, and no other', () => {
    const reasons = ['DELIVERED', 'UNREACHABLE', 'OPTED_OUT'].map(
      (status) => smsOutcome(ports, smsEvent(status))?.suppressions,
    );

    expect(reasons).toEqual([
      [],
      [],
      [
        {
          channelType: 'SMS',
          address: '+12065550199',
          reason: 'OPT_OUT',
          at: new Date('2027-03-01T09:30:02.000Z'),
        },
      ],
    ]);
  });

  it('is of no interest when the message is not ours, or no text', () => {
    expect(smsOutcome(ports, smsEvent('DELIVERED', { context: {} }))).toBeUndefined();
    expect(smsOutcome(ports, smsEvent('x', { eventType: 'VOICE_COMPLETED' }))).toBeUndefined();
  });
});

describe('every event made of a notice', () => {
  it('has exactly the documented record', () => {
    const hotKeys = new Set<string>(HOT_KEYS);
    for (const event of [...sesEvents, ...smsEvents]) {
      const record = Object.fromEntries(Object.entries(event ?? {}).filter(([name]) => !hotKeys.has(name)));
      expect(eventRecord.safeParse(record).error).toBeUndefined();
    }
  });
});

describe('readNotice', () => {
  const event = sesEvent(NOTICES.open);

  it('reads a notice bare, as an identity notification, and out of EventBridge', () => {
    const { eventType, ...rest } = event;
    const read = [
      event,
      { ...rest, notificationType: eventType },
      { source: 'aws.ses', 'detail-type': 'Email Opened', detail: event },
    ].map(readNotice);

    expect(
      read.map((notice) => notice.provider === 'ses' && [notice.event.eventType, notice.event.open]),
    ).toEqual(read.map(() => ['Open', NOTICES.open.open]));
    expect(readNotice({ source: 'aws.sms-voice', detail: smsEvent('SENT') })).toEqual({
      provider: 'sms',
      event: smsEvent('SENT'),
    });
  });

  it('names what is wrong with anything else', () => {
    const bad: unknown[] = [
      'text',
      {},
      { ...event, mail: { ...event.mail, timestamp: 'today' } },
      { ...event, eventType: undefined },
      {
        ...event,
        bounce: { timestamp: '2027-03-01T09:30:02.000Z', bounceType: 'Permanent', bounceSubType: 'x' },
      },
    ];

    expect(bad.map(reasonOf)).toEqual([
      'A notice must be an object',
      'SMS event: eventType is missing; eventTimestamp is missing; destinationPhoneNumber is missing; messageId is missing',
      'SES event: mail.timestamp: is no ISO 8601 instant',
      'SES event: eventType is missing',
      'SES event: bounce.bouncedRecipients is missing',
    ]);
  });
});

function reasonOf(value: unknown): string {
  try {
    readNotice(value);
    return 'accepted';
  } catch (error) {
    return (error as Error).message;
  }
}

describe('the tags of a message', () => {
  it('bring back its trace, the context of a direct message included', () => {
    const trace = { ...TRACE, context: { order: '7' } };

    expect(traceOfTags(tagsOfTrace(trace))).toEqual(trace);
    expect(traceOfTags({ message_id: 'x' })).toBeUndefined();
  });
});
