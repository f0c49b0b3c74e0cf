import { describe, expect, it } from '@jest/globals';
import {
  type DecidedMessage,
  quietTimeOverEvent,
  type SendOutcome,
  sendEvent,
} from '../../../src/core/events/engine-events.ts';
import type { StoredEvent } from '../../../src/core/events/event-record.ts';
import { eventRecord, HOT_KEYS } from '../../../src/core/events/event-schema.ts';
import type { MessageBatch } from '../../../src/core/messages/batch.ts';
import type { Ports } from '../../../src/ports/ports.ts';

const NOW = new Date('2026-06-01T09:00:00.250Z');
const ports = {
  stage: { accountId: '111122223333' },
  clock: { now: () => NOW },
} as unknown as Pick<Ports, 'stage' | 'clock'>;

const campaign: MessageBatch = {
  applicationId: 'app-1',
  batchId: 'run-1',
  origin: { kind: 'campaign', campaignId: 'c-1' },
  scheduledAt: '2026-06-01T09:00:00Z',
  decidedAt: '2026-06-01T09:00:00Z',
  variants: {},
};
const journey: MessageBatch = {
  ...campaign,
  batchId: 'tick-1',
  origin: { kind: 'journey', journeyId: 'j-1', activityTypes: { 'act-1': 'EMAIL' } },
};

/** As NDJSON brings it: what a row lacks is null. */
const message = (more: Partial<DecidedMessage> = {}): DecidedMessage => ({
  message_id: 'm-1',
  endpoint_id: 'ep-1',
  user_id: 'u-1',
  channel_type: 'EMAIL',
  address: 'ana@example.com',
  campaign_id: 'c-1',
  campaign_activity_id: 'run-1',
  treatment_id: '1',
  endpoint: {
    Id: 'EP-1',
    Address: 'ana@example.com',
    ChannelType: 'EMAIL',
    EndpointStatus: 'ACTIVE',
    OptOut: 'NONE',
    Attributes: { Plan: ['gold'] },
    Demographic: { Timezone: 'Europe/Lisbon' },
    User: { UserId: 'u-1', UserAttributes: { Name: ['Ana'] } },
    EffectiveDate: '2026-05-01T00:00:00.000Z',
    RequestId: null,
  },
  ...more,
});
const inJourney = message({
  campaign_id: undefined,
  campaign_activity_id: undefined,
  treatment_id: undefined,
  journey_id: 'j-1',
  journey_run_id: 'run-9',
  journey_activity_id: 'act-1',
});
const sent: SendOutcome = { status: 'SUCCESS', deliveryType: 'EMAIL', code: 200 };

/** The record alone, which must fit the schema. */
function recordOf(event: StoredEvent): unknown {
  const record = Object.fromEntries(
    Object.entries(event).filter(([name]) => !(HOT_KEYS as readonly string[]).includes(name)),
  );
  return eventRecord.parse(record);
}

describe('sendEvent', () => {
  it('is the documented record of a campaign’s message, with its hot keys', () => {
    const event = sendEvent(ports, campaign, message(), sent);
    expect(recordOf(event)).toEqual({
      event_type: '_campaign.send',
      event_timestamp: NOW.getTime(),
      arrival_timestamp: NOW.getTime(),
      event_version: '3.1',
      application: { app_id: 'app-1', sdk: {} },
      client: { client_id: 'EP-1' },
      device: { platform: {} },
      session: {},
      attributes: {
        campaign_id: 'c-1',
        campaign_activity_id: 'run-1',
        treatment_id: '1',
        delivery_type: 'EMAIL',
        campaign_send_status: 'SUCCESS',
      },
      client_context: {
        custom: {
          endpoint: JSON.stringify({
            ChannelType: 'EMAIL',
            EndpointStatus: 'ACTIVE',
            OptOut: 'NONE',
            EffectiveDate: '2026-05-01T00:00:00.000Z',
            Demographic: { Timezone: 'Europe/Lisbon' },
            User: { UserId: 'u-1' },
          }),
        },
      },
      awsAccountId: '111122223333',
    });
    expect(event).toMatchObject({
      endpoint_id: 'ep-1',
      user_id: 'u-1',
      channel: 'EMAIL',
      message_id: 'm-1',
      campaign_id: 'c-1',
      campaign_activity_id: 'run-1',
      treatment_id: '1',
      send_status: 'SUCCESS',
    });
  });

  it('says treatment 0 for a campaign without treatments', () => {
    const event = sendEvent(
      ports,
      campaign,
      message({ treatment_id: null as unknown as undefined, user_id: null as unknown as undefined }),
      { ...sent, status: 'HOLDOUT' },
    );
    recordOf(event);
    expect(event).toMatchObject({ treatment_id: '0', attributes: { treatment_id: '0' } });
    expect(event).not.toHaveProperty('user_id');
  });

  it('is the documented record of a journey’s message', () => {
    const event = sendEvent(ports, journey, inJourney, {
      ...sent,
      status: 'THROTTLED',
      code: 429,
      detail: 'slow',
    });
    expect(recordOf(event)).toMatchObject({
      event_type: '_journey.send',
      attributes: {
        journey_id: 'j-1',
        journey_run_id: 'run-9',
        journey_activity_id: 'act-1',
        journey_activity_type: 'EMAIL',
        journey_send_status: 'THROTTLED',
        journey_send_status_code: '429',
        journey_send_status_message: 'slow',
      },
    });
    expect(event).toMatchObject({ journey_id: 'j-1', journey_run_id: 'run-9', journey_activity_id: 'act-1' });
  });

  it('repeats the code as message when there is no text, as the documented sample does', () => {
    const { attributes } = sendEvent(ports, journey, inJourney, sent);
    expect(attributes).toMatchObject({ journey_send_status_code: '200', journey_send_status_message: '200' });
  });

  it('tells that a wait for quiet time is over with an event of its own, without the activity’s type', () => {
    const over = quietTimeOverEvent(ports, journey, inJourney);
    const told = sendEvent(ports, journey, inJourney, sent);

    recordOf(over);
    expect(over.attributes).toEqual({
      journey_id: 'j-1',
      journey_run_id: 'run-9',
      journey_activity_id: 'act-1',
      journey_send_status: 'QUIET_TIME_WAIT_FINISHED',
    });
    expect(over.event_timestamp).toBe(Date.parse(journey.decidedAt));
    expect(over.arrival_timestamp).toBe(told.arrival_timestamp - 1); // the other is the last word
    expect(over.event_id).not.toBe(told.event_id);
    const later = { ...ports, clock: { now: () => new Date(0) } };
    expect(quietTimeOverEvent(later, journey, inJourney).event_id).toBe(over.event_id);
  });

  it('has one id for one message, whenever and however it fared', () => {
    const ids = [
      sendEvent(ports, campaign, message(), sent),
      sendEvent({ ...ports, clock: { now: () => new Date(0) } }, campaign, message(), {
        ...sent,
        status: 'FAILURE',
      }),
      sendEvent(ports, campaign, message({ message_id: 'm-2' }), sent),
    ].map(({ event_id }) => event_id);
    expect(ids[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(ids[1]).toBe(ids[0]);
    expect(ids[2]).not.toBe(ids[0]);
  });
});
