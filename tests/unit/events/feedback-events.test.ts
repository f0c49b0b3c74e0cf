import { describe, expect, it } from '@jest/globals';
import type { StoredEvent } from '../../../src/core/events/event-record.ts';
import { eventRecord, HOT_KEYS } from '../../../src/core/events/event-schema.ts';
import {
  type EmailFeedback,
  emailEvent,
  type MessageTrace,
  renderingFailureEvent,
  type SentMail,
  type SmsFeedback,
  smsEvent,
} from '../../../src/core/events/feedback-events.ts';
import type { Ports } from '../../../src/ports/ports.ts';

const ports = { stage: { accountId: '111122223333' } } as unknown as Pick<Ports, 'stage'>;
const SENT = new Date('2026-06-01T09:00:00Z');
const AT = new Date('2026-06-01T09:05:00Z');

const ofCampaign: MessageTrace = {
  application_id: 'app-1',
  message_id: 'm-1',
  endpoint_id: 'EP-1',
  user_id: 'u-1',
  campaign_id: 'c-1',
  campaign_activity_id: 'run-1',
};
const ofJourney: MessageTrace = {
  application_id: 'app-1',
  message_id: 'm-2',
  endpoint_id: 'ep-2',
  journey_id: 'j-1',
  journey_run_id: 'run-9',
  journey_activity_id: 'act-1',
};
const direct: MessageTrace = { application_id: 'app-1', message_id: 'm-3', context: { order: '7' } };
const mail: SentMail = {
  providerMessageId: 'p-1',
  sentAt: SENT,
  from: 'team@example.com',
  to: ['ana@example.com'],
  subject: 'Olá',
  headers: [{ name: 'From', value: 'team@example.com' }],
};

const bounce = {
  bounce_type: 'Permanent',
  bounce_sub_type: 'General',
  bounced_recipients: [{ email_address: 'ana@example.com' }],
};
const click = { link: 'https://example.com/a', user_agent: 'UA' };
const feedbacks: [EmailFeedback, feedback: string][] = [
  [{ kind: 'send', at: AT }, 'received'],
  [{ kind: 'delivered', at: AT, delivery: { smtp_response: '250 ok' } }, 'delivered'],
  [{ kind: 'rejected', at: AT, reject: { reason: 'Bad content' } }, 'rejected'],
  [{ kind: 'hardbounce', at: AT, bounce }, 'hardbounce'],
  [{ kind: 'softbounce', at: AT, bounce: { ...bounce, bounce_type: 'Transient' } }, 'softbounce'],
  [{ kind: 'complaint', at: AT, complaint: { complained_recipients: [] } }, 'complaint'],
  [{ kind: 'open', at: AT, open: { ip_address: '192.0.2.1' } }, 'opened'],
  [{ kind: 'click', at: AT, click }, 'https://example.com/a'],
  [
    { kind: 'unsubscribe', at: AT, click: { ...click, link_tags: { unsubscribeLinkTag: ['click'] } } },
    'unsubscribe',
  ],
];

/** The record alone, which must fit the schema. */
function recordOf(event: StoredEvent): unknown {
  const record = Object.fromEntries(
    Object.entries(event).filter(([name]) => !(HOT_KEYS as readonly string[]).includes(name)),
  );
  return eventRecord.parse(record);
}

describe('emailEvent', () => {
  it.each(feedbacks)('makes the documented record of $kind', (feedback, told) => {
    for (const trace of [ofCampaign, ofJourney, direct]) {
      const event = emailEvent(ports, trace, mail, feedback);
      recordOf(event);
      expect(event).toMatchObject({
        event_type: `_email.${feedback.kind}`,
        event_timestamp: SENT.getTime(),
        arrival_timestamp: AT.getTime(),
        channel: 'EMAIL',
        message_id: trace.message_id,
        attributes: { feedback: told },
      });
    }
  });

  it('is whole', () => {
    const event = emailEvent(ports, ofCampaign, mail, { kind: 'click', at: AT, click });
    expect(event).toEqual({
      event_id: expect.stringMatching(/^[0-9a-f]{32}$/),
      endpoint_id: 'ep-1',
      user_id: 'u-1',
      channel: 'EMAIL',
      message_id: 'm-1',
      campaign_id: 'c-1',
      campaign_activity_id: 'run-1',
      treatment_id: '0',
      event_type: '_email.click',
      event_timestamp: SENT.getTime(),
      arrival_timestamp: AT.getTime(),
      event_version: '3.1',
      application: { app_id: 'app-1', sdk: {} },
      client: { client_id: 'EP-1' },
      device: { platform: {} },
      session: {},
      attributes: {
        feedback: 'https://example.com/a',
        campaign_id: 'c-1',
        campaign_activity_id: 'run-1',
        treatment_id: '0',
      },
      client_context: { custom: { legacy_identifier: 'app-1' } },
      awsAccountId: '111122223333',
      facets: {
        email_channel: {
          mail_event: {
            mail: {
              message_id: 'p-1',
              message_send_timestamp: SENT.getTime(),
              from_address: 'team@example.com',
              destination: ['ana@example.com'],
              headers_truncated: false,
              headers: [{ name: 'From', value: 'team@example.com' }],
              common_headers: { from: 'team@example.com', to: ['ana@example.com'], subject: 'Olá' },
            },
            click,
          },
        },
      },
    });
  });

  it('carries the context of a direct message, whose client is the message', () => {
    const event = emailEvent(ports, direct, mail, { kind: 'send', at: AT });
    expect(event.client).toEqual({ client_id: 'm-3' });
    expect(event.attributes).toEqual({ feedback: 'received', customer_context: '{"order":"7"}' });
    expect(event).not.toHaveProperty('endpoint_id');
  });

  it('has one id for one notice told twice, and others for other opens, links and recipients', () => {
    const later = new Date(AT.getTime() + 1);
    const to = (email_address: string): EmailFeedback => ({
      kind: 'hardbounce',
      at: AT,
      bounce: { ...bounce, bounced_recipients: [{ email_address }] },
    });
    const ids = [
      { kind: 'open', at: AT, open: {} } as const,
      { kind: 'open', at: later, open: {} } as const,
      { kind: 'click', at: AT, click } as const,
      { kind: 'click', at: AT, click: { link: 'https://example.com/b' } } as const,
      to('a@example.com'),
      to('b@example.com'),
    ].map((feedback) => emailEvent(ports, ofCampaign, mail, feedback).event_id);
    expect(new Set(ids).size).toBe(6);
    const again = emailEvent(ports, ofCampaign, mail, { kind: 'open', at: AT, open: { user_agent: 'UA' } });
    expect(again.event_id).toBe(ids[0]);
  });

  it('has one id for the sending of a message, whatever the instant', () => {
    const [one, other] = [AT, SENT].map((at) => emailEvent(ports, ofCampaign, mail, { kind: 'send', at }));
    expect(other?.event_id).toBe(one?.event_id);
  });
});

describe('renderingFailureEvent', () => {
  it('says once why a message could not be made', () => {
    const failures = [AT, SENT].map((at) =>
      renderingFailureEvent(ports, ofJourney, { at, error: 'no helper' }),
    );
    expect(recordOf(failures[0] as StoredEvent)).toMatchObject({
      event_type: '_email.rendering_failure',
      attributes: { feedback: 'rendering_failure', error: 'no helper', journey_activity_id: 'act-1' },
    });
    expect(failures[1]?.event_id).toBe(failures[0]?.event_id);
  });
});

describe('smsEvent', () => {
  const success: SmsFeedback = {
    kind: 'SUCCESS',
    at: AT,
    recordStatus: 'DELIVERED',
    providerMessageId: 'p-1',
    messageType: 'Promotional',
    originationNumber: '+12065550142',
    destinationNumber: '+351912345678',
    countryCode: 'PT',
    parts: 2,
    priceMillicents: 645,
  };

  it.each(['BUFFERED', 'SUCCESS', 'FAILURE', 'OPTOUT'] as const)(
    'makes the documented record of %s',
    (kind) => {
      for (const trace of [ofCampaign, ofJourney, direct]) {
        expect(recordOf(smsEvent(ports, trace, { ...success, kind }))).toMatchObject({
          event_type: `_SMS.${kind}`,
          event_timestamp: AT.getTime(),
        });
      }
    },
  );

  it('is whole', () => {
    expect(smsEvent(ports, ofCampaign, success)).toMatchObject({
      channel: 'SMS',
      attributes: {
        sender_request_id: 'm-1',
        message_id: 'p-1',
        message_type: 'Promotional',
        origination_phone_number: '+12065550142',
        destination_phone_number: '+351912345678',
        iso_country_code: 'PT',
        number_of_message_parts: '2',
        record_status: 'DELIVERED',
        campaign_id: 'c-1',
        campaign_activity_id: 'run-1',
        treatment_id: '0',
      },
      metrics: { price_in_millicents_usd: 645 },
    });
  });

  it('tells no price of a message that is still on its way', () => {
    expect(smsEvent(ports, ofCampaign, { ...success, kind: 'BUFFERED' })).not.toHaveProperty('metrics');
  });

  it('gives treatment 0 to a direct message', () => {
    expect(smsEvent(ports, direct, success).attributes).toMatchObject({
      treatment_id: '0',
      customer_context: '{"order":"7"}',
    });
  });
});
