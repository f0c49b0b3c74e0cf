import { describe, expect, it } from '@jest/globals';
import { recordsFor } from '../../../src/core/events/app-event.ts';
import { eventRecord, HOT_KEYS } from '../../../src/core/events/event-schema.ts';
import { parseEvent } from '../../../src/core/events/parse-event.ts';

const reporter = {
  applicationId: 'app-1',
  endpointId: 'EP-1',
  accountId: '111122223333',
  arrivedAt: 1_780_000_000_000,
};
const event = parseEvent({ EventType: 'order', Timestamp: '2026-06-01T09:00:00Z' });

describe('recordsFor', () => {
  it('makes a record that fits the schema of reported events, however little was reported', () => {
    const stored = recordsFor({ ...reporter, endpoint: {} })('ev-1', event);
    const record = Object.fromEntries(
      Object.entries(stored).filter(([name]) => !(HOT_KEYS as readonly string[]).includes(name)),
    );
    expect(eventRecord.parse(record)).toEqual({
      event_type: 'order',
      event_timestamp: Date.parse('2026-06-01T09:00:00Z'),
      arrival_timestamp: reporter.arrivedAt,
      event_version: '3.0',
      application: { app_id: 'app-1', sdk: {} },
      client: { client_id: 'EP-1' },
      device: { platform: {} },
      session: {},
      attributes: {},
      metrics: {},
      awsAccountId: '111122223333',
    });
  });

  it.each([
    ['pt', { code: 'pt', language: 'pt' }],
    ['pt_PT', { code: 'pt_PT', language: 'pt', country: 'PT' }],
    ['PT-pt', { code: 'PT-pt', language: 'pt', country: 'PT' }],
    ['zh-Hans-CN', { code: 'zh-Hans-CN', language: 'zh', country: 'CN' }],
    ['en_US.UTF-8', { code: 'en_US.UTF-8', language: 'en', country: 'US' }],
    ['Portuguese', { code: 'Portuguese' }],
  ])('reads the locale %s', (Locale, locale) => {
    const { device } = recordsFor({ ...reporter, endpoint: { Demographic: { Locale } } })('ev-1', event);
    expect(device).toEqual({ platform: {}, locale });
  });
});
