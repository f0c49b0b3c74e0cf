import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { EventRecord } from '../../../src/core/events/event-record.ts';
import { eventRecord } from '../../../src/core/events/event-schema.ts';

const samples: EventRecord[] = readFileSync(
  new URL('../../fixtures/events/pinpoint_docs_sample_events.ndjson', import.meta.url),
  'utf8',
)
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));
const sample = (type: string) => samples.find(({ event_type }) => event_type === type) as EventRecord;

describe('the schema of event records', () => {
  it.each(samples.map((event) => [event.event_type, event]))(
    'takes the documented %s as it is',
    (_, event) => {
      expect(eventRecord.parse(event)).toEqual(event);
    },
  );

  it.each<[string, object]>([
    [
      'a status that does not exist',
      {
        ...sample('_campaign.send'),
        attributes: { ...sample('_campaign.send').attributes, campaign_send_status: 'SENT' },
      },
    ],
    [
      'a missing run',
      {
        ...sample('_campaign.send'),
        attributes: {
          campaign_id: 'c',
          treatment_id: '0',
          delivery_type: 'EMAIL',
          campaign_send_status: 'SUCCESS',
        },
      },
    ],
    [
      'an endpoint that is not JSON',
      { ...sample('_campaign.send'), client_context: { custom: { endpoint: '{' } } },
    ],
    [
      'an engine’s type in the version of reported events',
      { ...sample('_email.open'), event_version: '3.0' },
    ],
    ['a mail’s event without its facet', { ...sample('_email.open'), facets: undefined }],
    [
      'a mail’s event with another’s facet',
      { ...sample('_email.open'), facets: sample('_email.click').facets },
    ],
    ['a member that is not documented', { ...sample('_journey.send'), journey: 'j' }],
    ['seconds as text', { ...sample('_session.stop'), event_timestamp: '1487973802507' }],
    [
      'a price of a message that is only buffered',
      { ...sample('_SMS.SUCCESS'), event_type: '_SMS.BUFFERED' },
    ],
  ])('refuses %s', (_, event) => {
    expect(eventRecord.safeParse(event).success).toBe(false);
  });
});
