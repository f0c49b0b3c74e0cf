import type { StoredEvent } from '../../src/core/events/event-record.ts';

const APP = '0f'.repeat(16);
export const AT = Date.UTC(2026, 5, 1, 9);

/** An application's event with something in every member that applications fill. */
export function appEvent(id: string, more: Partial<StoredEvent> = {}): StoredEvent {
  return {
    event_id: id,
    endpoint_id: 'ep-1',
    event_type: 'order.placed',
    event_timestamp: AT,
    arrival_timestamp: AT + 120,
    event_version: '3.0',
    application: {
      app_id: APP,
      package_name: 'com.example.shop',
      sdk: { name: 'shop-sdk', version: '2.1' },
      title: 'Shop',
      version_name: '4.2',
      version_code: '42',
    },
    client: { client_id: 'EP-1' },
    device: {
      locale: { code: 'pt_PT', country: 'PT', language: 'pt' },
      make: 'Fairphone',
      model: '5',
      platform: { name: 'android', version: '15' },
    },
    session: { session_id: 's-1', start_timestamp: AT - 1000, stop_timestamp: AT },
    attributes: { Plan: 'gold', plan: 'GOLD', note: 'çà "quoted"\nand a line, and \u{1F600}' },
    metrics: { total: 12.5, items: 3 },
    awsAccountId: '000000000000',
    ...more,
  };
}

/** A mail's event, with the deepest facet there is. */
export function bounceEvent(id: string): StoredEvent {
  return {
    event_id: id,
    endpoint_id: 'ep-2',
    user_id: 'u-2',
    channel: 'EMAIL',
    message_id: 'm-2',
    campaign_id: 'c-1',
    campaign_activity_id: 'r-1',
    treatment_id: '0',
    event_type: '_email.hardbounce',
    event_timestamp: AT,
    arrival_timestamp: AT + 5000,
    event_version: '3.1',
    application: { app_id: APP, sdk: {} },
    client: { client_id: 'ep-2' },
    device: { platform: {} },
    session: {},
    attributes: { feedback: 'hardbounce', campaign_id: 'c-1' },
    client_context: { custom: { legacy_identifier: APP } },
    awsAccountId: '000000000000',
    facets: {
      email_channel: {
        mail_event: {
          mail: {
            message_id: 'p-2',
            message_send_timestamp: AT,
            from_address: 'team@example.com',
            destination: ['ana@example.com'],
            headers_truncated: false,
            headers: [{ name: 'From', value: 'team@example.com' }],
            common_headers: { from: 'team@example.com', to: ['ana@example.com'], subject: 'Olá' },
          },
          bounce: {
            bounce_type: 'Permanent',
            bounce_sub_type: 'General',
            bounced_recipients: [{ email_address: 'ana@example.com', action: 'failed', status: '5.1.1' }],
            feedback_id: 'f-1',
          },
        },
      },
    },
  };
}
