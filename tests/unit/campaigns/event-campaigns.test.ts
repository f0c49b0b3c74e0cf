import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { campaignAudience } from '../../../src/core/campaigns/campaign-audience.ts';
import { inAppCampaignsFor } from '../../../src/core/campaigns/in-app-campaigns.ts';
import { nextCampaignDue } from '../../../src/core/campaigns/runs.ts';
import type { StoredEvent } from '../../../src/core/events/event-record.ts';
import { type CampaignStage, endpoint, openCampaignStage } from './campaign-stage.ts';

let campaigns: CampaignStage;

beforeAll(async () => {
  campaigns = await openCampaignStage();
});
afterAll(() => campaigns.close());
beforeEach(async () => {
  await campaigns.renew();
  await campaigns.putEndpoints([endpoint('ana'), endpoint('bea', { OptOut: 'ALL' })]);
});

const filter = (Attributes?: object, Metrics?: object) => ({
  Dimensions: { EventType: { Values: ['bought'], DimensionType: 'INCLUSIVE' }, Attributes, Metrics },
  FilterType: 'ENDPOINT',
});
const answering = (EventFilter = filter(), given: object = {}) => ({
  Schedule: { StartTime: '2027-02-01T12:00:00Z', Frequency: 'EVENT', EventFilter, ...given },
});
let events = 0;

/** An event that arrives now. */
async function happen(endpointId: string, type = 'bought', given: Partial<StoredEvent> = {}): Promise<void> {
  events += 1;
  const now = campaigns.ports.clock.now().getTime();
  await campaigns.ports.events.append([
    {
      event_id: `event-${events}`,
      endpoint_id: endpointId,
      event_type: type,
      event_timestamp: now,
      arrival_timestamp: now,
      event_version: '3.0',
      application: { app_id: campaigns.applicationId, sdk: {} },
      client: { client_id: endpointId },
      device: { platform: {} },
      session: {},
      attributes: {},
      ...given,
    },
  ]);
}

/** The messages of a tick at an instant. */
async function tickAt(text: string): Promise<string[]> {
  campaigns.at(text);
  const decided = [];
  for (const batchId of await campaigns.tick()) decided.push(...(await campaigns.deliver(batchId)));
  return decided.map(({ endpoint_id, reason }) =>
    reason === null ? endpoint_id : `${endpoint_id} ${reason}`,
  );
}

describe('a campaign that answers events', () => {
  it('listens from its start on, and answers each matching event once, a day in one run', async () => {
    const id = await campaigns.create(answering());
    expect(await campaigns.status(id)).toBe('EXECUTING');
    await happen('ana');
    await happen('ana', 'viewed');
    await happen('stranger');
    await happen('bea');
    expect(await tickAt('2027-02-01T12:01:00Z')).toEqual(['ana', 'bea ENDPOINT_OPT_OUT']);
    expect(await tickAt('2027-02-01T12:02:00Z')).toEqual([]);
    await happen('ana');
    await happen('ana');
    expect(await tickAt('2027-02-01T12:03:00Z')).toEqual(['ana', 'ana']);
    expect(await campaigns.status(id)).toBe('EXECUTING');
    expect(await tickAt('2027-02-02T12:00:00Z')).toEqual([]);
    await happen('ana');
    expect(await tickAt('2027-02-02T12:01:00Z')).toEqual(['ana']);
    expect(await campaigns.activities(id)).toMatchObject([
      { ScheduledStart: '2027-02-02T00:00:00.000Z', TotalEndpointCount: 1 },
      {
        ScheduledStart: '2027-02-01T00:00:00.000Z',
        TotalEndpointCount: 3,
        ExecutionMetrics: { ENDPOINT_PRODUCED: '4', ENDPOINT_OPT_OUT: '1' },
      },
    ]);
  });

  it('compares attributes and metrics, and tells the platform’s events from those of applications', async () => {
    await campaigns.create(
      answering(
        filter(
          { shop: { Values: ['lisbon', 'porto'], AttributeType: 'INCLUSIVE' } },
          { price: { ComparisonOperator: 'GREATER_THAN', Value: 10 } },
        ),
      ),
    );
    await happen('ana', 'bought', { attributes: { shop: 'faro' }, metrics: { price: 11 } });
    await happen('ana', 'bought', { attributes: { shop: 'porto' }, metrics: { price: 10 } });
    await happen('ana', 'bought', {
      attributes: { shop: 'porto' },
      metrics: { price: 11 },
      event_version: '3.1',
    });
    expect(await tickAt('2027-02-01T12:01:00Z')).toEqual([]);
    await happen('ana', 'bought', { attributes: { shop: 'porto' }, metrics: { price: 11 } });
    expect(await tickAt('2027-02-01T12:02:00Z')).toEqual(['ana']);
  });

  it('counts several events of one look under its caps', async () => {
    await campaigns.create({ ...answering(), Limits: { Daily: 1 } });
    await happen('ana');
    await happen('ana');
    expect((await tickAt('2027-02-01T12:01:00Z')).sort()).toEqual(['ana', 'ana DAILY_CAP']);
  });

  it('drops events that are older than five minutes, and gives each answer five minutes', async () => {
    await campaigns.create(answering());
    await happen('ana');
    expect(await tickAt('2027-02-01T12:06:00Z')).toEqual([]);
    await happen('ana');
    campaigns.at('2027-02-01T12:07:00Z');
    const [batchId = ''] = await campaigns.tick();
    await campaigns.deliver(batchId);
    expect((await campaigns.batch(batchId)).expiresAt).toBe('2027-02-01T12:12:00.000Z');
  });

  it('answers no event before its start or after its end', async () => {
    const id = await campaigns.create(
      answering(filter(), { StartTime: '2027-02-01T12:10:00Z', EndTime: '2027-02-01T12:20:00Z' }),
    );
    expect(await campaigns.status(id)).toBe('SCHEDULED');
    campaigns.at('2027-02-01T12:09:59Z');
    await happen('ana');
    expect(await tickAt('2027-02-01T12:10:00Z')).toEqual([]);
    expect(await tickAt('2027-02-01T12:19:00Z')).toEqual([]);
    campaigns.at('2027-02-01T12:19:59Z');
    await happen('ana');
    campaigns.at('2027-02-01T12:20:01Z');
    await happen('ana');
    expect(await tickAt('2027-02-01T12:21:00Z')).toEqual(['ana']);
    expect(await campaigns.status(id)).toBe('COMPLETED');
  });

  it('lets a clock that is moved by hand stop only where there is something to answer', async () => {
    await campaigns.create(answering());
    expect(await tickAt('2027-02-01T12:00:30Z')).toEqual([]);
    expect(await nextCampaignDue(campaigns.ports)).toBeUndefined();
    campaigns.at('2027-02-03T09:00:00Z');
    await happen('ana');
    const due = await nextCampaignDue(campaigns.ports);
    expect(due?.getTime()).toBeLessThanOrEqual(campaigns.ports.clock.now().getTime());
    expect(await tickAt('2027-02-03T09:01:00Z')).toEqual(['ana']);
    expect(await nextCampaignDue(campaigns.ports)).toBeUndefined();
  });

  it('hears nothing while it is paused', async () => {
    const id = await campaigns.create(answering());
    await campaigns.update(id, { IsPaused: true });
    await happen('ana');
    expect(await tickAt('2027-02-01T12:01:00Z')).toEqual([]);
    await campaigns.update(id, { IsPaused: false });
    expect(await tickAt('2027-02-01T12:02:00Z')).toEqual([]);
    await happen('ana');
    expect(await tickAt('2027-02-01T12:03:00Z')).toEqual(['ana']);
  });
});

describe('an in-app campaign', () => {
  const offer = (given: object = {}) => ({
    Schedule: {
      StartTime: '2027-02-01T13:00:00Z',
      EndTime: '2027-02-02T13:00:00Z',
      Frequency: 'IN_APP_EVENT',
      EventFilter: filter(),
      QuietTime: { Start: '21:00', End: '08:00' },
    },
    MessageConfiguration: { InAppMessage: { Layout: 'OVERLAYS', Content: [{ BackgroundColor: '#ffffff' }] } },
    ...given,
  });
  const offers = (endpointId: string) =>
    inAppCampaignsFor(campaigns.ports, campaigns.applicationId, endpointId);

  it('is offered to in-app endpoints of its segment from its start to its end, and never sends', async () => {
    await campaigns.putEndpoints([{ Id: 'Phone', ChannelType: 'IN_APP', Address: 'x', OptOut: 'ALL' }]);
    const later = await campaigns.create(offer({ Limits: { Daily: 1, Session: 2, Total: 3 } }));
    const first = await campaigns.create(
      offer({ Priority: 1, Schedule: { ...offer().Schedule, StartTime: 'IMMEDIATE' } }),
    );
    expect((await offers('phone')).map(({ CampaignId }) => CampaignId)).toEqual([first]);
    expect(await tickAt('2027-02-01T13:00:00Z')).toEqual([]);
    expect(await campaigns.status(later)).toBe('EXECUTING');
    expect(await offers('PHONE')).toEqual([
      expect.objectContaining({ CampaignId: first, Priority: 1 }),
      {
        CampaignId: later,
        TreatmentId: '0',
        DailyCap: 1,
        SessionCap: 2,
        TotalCap: 3,
        InAppMessage: { Layout: 'OVERLAYS', Content: [{ BackgroundColor: '#ffffff' }] },
        Schedule: {
          EndDate: '2027-02-02T13:00:00Z',
          EventFilter: filter(),
          QuietTime: { Start: '21:00', End: '08:00' },
        },
      },
    ]);
    expect([await offers('ana'), await offers('nobody')]).toEqual([[], []]);
    await campaigns.update(first, { IsPaused: true }).catch(() => undefined);
    expect(await tickAt('2027-02-02T13:00:00Z')).toEqual([]);
    expect([await offers('phone'), await campaigns.status(later)]).toEqual([[], 'COMPLETED']);
  });

  it('is not offered to those held out', async () => {
    await campaigns.putEndpoints([{ Id: 'phone', ChannelType: 'IN_APP', Address: 'x' }]);
    const schedule = { ...offer().Schedule, StartTime: 'IMMEDIATE' };
    await campaigns.create(offer({ Schedule: schedule, HoldoutPercent: 100 }));
    expect(await offers('phone')).toEqual([]);
  });
});

describe('the audience of a campaign', () => {
  it('says before anything is sent how many it would reach, and why not the others', async () => {
    await campaigns.putEndpoints([
      endpoint('cid'),
      endpoint('dov', { Address: 'ana@example.com', ChannelType: 'SMS' }),
    ]);
    const id = await campaigns.create({
      Schedule: { StartTime: '2027-03-01T09:00:00Z' },
      AdditionalTreatments: [{ SizePercent: 0, MessageConfiguration: { SMSMessage: { Body: 'x' } } }],
    });
    const key = { applicationId: campaigns.applicationId, campaignId: id };
    const forecast = await campaignAudience(campaigns.ports, key);
    const held = { ENDPOINT_OPT_OUT: 1, ENDPOINT_CHANNEL_MISMATCH: 1 };
    expect(forecast).toEqual({
      id,
      applicationId: campaigns.applicationId,
      at: '2027-02-01T12:00:00.000Z',
      members: 4,
      targeted: 2,
      held,
      byTreatment: [
        { id: '0', targeted: 2, held },
        { id: '1', targeted: 0, held: {} },
      ],
    });
    const twice = await campaignAudience(campaigns.ports, key);
    expect(twice).toEqual(forecast);
    campaigns.at('2027-03-01T09:00:00Z');
    const [batchId = ''] = await campaigns.tick();
    const decided = await campaigns.deliver(batchId);
    expect(decided.filter(({ reason }) => reason === null)).toHaveLength(forecast.targeted);
    expect(decided).toHaveLength(forecast.members);
  });

  it('counts a campaign in local time as if it were its time everywhere, and one for events as if all had one', async () => {
    await campaigns.putEndpoints([endpoint('cid', { Demographic: { Timezone: 'Asia/Tokyo' } })]);
    const local = await campaigns.create({
      Schedule: { StartTime: '2027-03-01T09:00:00Z', IsLocalTime: true },
    });
    const events = await campaigns.create(answering());
    const forecast = async (campaignId: string) => {
      const { targeted, held } = await campaignAudience(campaigns.ports, {
        applicationId: campaigns.applicationId,
        campaignId,
      });
      return { targeted, held };
    };
    expect(await forecast(local)).toEqual({
      targeted: 1,
      held: { ENDPOINT_MISSING_TIMEZONE: 1, ENDPOINT_OPT_OUT: 1 },
    });
    expect(await forecast(events)).toEqual({ targeted: 2, held: { ENDPOINT_OPT_OUT: 1 } });
  });
});
