import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HOUR, type JourneyStage, journeyStage, MINUTE } from './journey-stage.ts';

/* One journey of all ten kinds of activity, walked by people of five channels. */

const CHANNELS = ['EMAIL', 'SMS', 'GCM', 'CUSTOM', 'VOICE'] as const;
const PEOPLE = 40;
const ADDRESSES: Record<(typeof CHANNELS)[number], (index: number) => string> = {
  EMAIL: (index) => `p${index}@example.com`,
  SMS: (index) => `+1206555${String(index).padStart(4, '0')}`,
  GCM: (index) => `token-${index}`,
  CUSTOM: (index) => `device-${index}`,
  VOICE: (index) => `+1206556${String(index).padStart(4, '0')}`,
};

let flow: JourneyStage;
let id: string;
beforeAll(async () => {
  flow = await journeyStage(['hello']);
  flow.stage.clock.set(new Date('2027-01-04T08:00:00Z'));
  await flow.startOver();
  const app = `/v1/apps/${flow.applicationId}`;
  await flow.call(`${app}/channels/sms`, 'PUT', { Enabled: true, SenderId: 'Shop' });
  await flow.call(`${app}/channels/gcm`, 'PUT', { Enabled: true, ApiKey: 'key' });
  await flow.call(`${app}/channels/voice`, 'PUT', { Enabled: true });
  await flow.call('/v1/templates/text/sms', 'POST', { Body: 'Hi {{Id}}' });
  await flow.call('/v1/templates/tip/push', 'POST', { Default: { Title: 'Tip', Body: 'For {{Id}}' } });
  await flow.putEndpoints(PEOPLE, (index) => {
    const ChannelType = CHANNELS[index % CHANNELS.length] as (typeof CHANNELS)[number];
    return { Id: `p${index}`, ChannelType, Address: ADDRESSES[ChannelType](index), OptOut: 'NONE' };
  });
  const channel = (name: string) => ({
    segmentDimensions: { Demographic: { Channel: { DimensionType: 'INCLUSIVE', Values: [name] } } },
  });
  id = await flow.journey({
    State: 'ACTIVE',
    StartCondition: { SegmentStartCondition: { SegmentId: await flow.segment({}) } },
    JourneyChannelSettings: { ConnectCampaignArn: 'arn:aws:connect-campaigns:eu-west-1:1:campaign/a' },
    StartActivity: 'pause',
    Activities: {
      pause: { Wait: { WaitTime: { WaitFor: 'PT1H' }, NextActivity: 'held' } },
      held: { Holdout: { Percentage: 25, NextActivity: 'dice' } },
      dice: {
        RandomSplit: {
          Branches: [
            { Percentage: 50, NextActivity: 'which' },
            { Percentage: 50, NextActivity: 'which' },
          ],
        },
      },
      which: {
        MultiCondition: {
          Branches: [
            { Condition: channel('EMAIL'), NextActivity: 'mail' },
            { Condition: channel('SMS'), NextActivity: 'text' },
            { Condition: channel('GCM'), NextActivity: 'push' },
          ],
          DefaultActivity: 'own',
        },
      },
      mail: { EMAIL: { TemplateName: 'hello' } },
      text: { SMS: { TemplateName: 'text', MessageConfig: { MessageType: 'PROMOTIONAL' } } },
      push: { PUSH: { TemplateName: 'tip', MessageConfig: { TimeToLive: '3600' } } },
      own: {
        ConditionalSplit: {
          Condition: { Operator: 'ALL', Conditions: [channel('CUSTOM')] },
          TrueActivity: 'hook',
          FalseActivity: 'dial',
        },
      },
      hook: {
        CUSTOM: { DeliveryUri: 'our-function', EndpointTypes: ['CUSTOM'], MessageConfig: { Data: '{}' } },
      },
      dial: { ContactCenter: {} },
    },
  });
  await flow.advance(6 * MINUTE + 2 * HOUR);
});
afterAll(() => flow.stage.close());

/** Counters by their names. */
interface Counts {
  readonly type: string;
  readonly [counter: string]: number | string;
}

interface Counted {
  readonly ActivityType: string;
  readonly Metrics: Record<string, string>;
}
const counted = async (activity: string): Promise<Counts> => {
  const { ActivityType, Metrics } = await flow.call<Counted>(
    flow.path(`/${id}/activities/${activity}/execution-metrics`),
  );
  const numbers = Object.entries(Metrics).map(([name, count]) => [name, Number(count)] as const);
  return { type: ActivityType, ...Object.fromEntries(numbers) };
};
const moves = async (activity: string) =>
  (await flow.rows('journey_transitions', 'participant_id, activity')).filter(
    (row) => row.activity === activity,
  ).length;

describe('a journey of every kind of activity', () => {
  it('is walked to its end by everyone', async () => {
    const { State } = await flow.call<{ State: string }>(flow.path(`/${id}`));
    const { Metrics } = await flow.call<Counted>(flow.path(`/${id}/execution-metrics`));

    expect(State).toBe('COMPLETED');
    expect(Metrics).toMatchObject({ ENDPOINT_ENTERED: '40', ENDPOINT_LEFT: '40', ENDPOINT_ACTIVE: '0' });
  });

  it('waits, holds out, draws lots and asks conditions', async () => {
    const [pause, held, dice, which, own] = await Promise.all(
      ['pause', 'held', 'dice', 'which', 'own'].map(counted),
    );
    expect(pause).toEqual({ type: 'WAIT', WAIT_STARTED: PEOPLE, WAIT_FINISHED: PEOPLE, WAIT_SKIPPED: 0 });
    const [HOLDOUT, PASSED] = [Number(held?.HOLDOUT), Number(held?.PASSED)];
    const lots = [Number(dice?.Branch_1), Number(dice?.Branch_2)] as const;
    expect([held?.type, HOLDOUT + PASSED]).toEqual(['HOLDOUT', PEOPLE]);
    expect(HOLDOUT).toBeGreaterThan(0);
    expect(HOLDOUT).toBeLessThan(PEOPLE / 2);
    expect([dice?.type, lots[0] + lots[1]]).toEqual(['RANDOM_SPLIT', PASSED]);
    expect(Math.min(...lots)).toBeGreaterThan(0);
    expect(which).toEqual({
      type: 'MULTI_CONDITIONAL_SPLIT',
      Branch_1: await moves('mail'),
      Branch_2: await moves('text'),
      Branch_3: await moves('push'),
      Branch_4: await moves('own'),
    });
    expect(own).toEqual({
      type: 'CONDITIONAL_SPLIT',
      Branch_TRUE: await moves('hook'),
      Branch_FALSE: await moves('dial'),
    });
  });

  it.each([
    ['mail', 'EMAIL', 'EMAIL', 'MESSAGE'],
    ['text', 'SMS', 'SMS', 'MESSAGE'],
    ['push', 'PUSH', 'GCM', 'MESSAGE'],
    ['hook', 'CUSTOM', 'CUSTOM', 'MESSAGE'],
    ['dial', 'CONTACT_CENTER', 'VOICE', 'CONTACT_CENTER'],
  ])(
    'hands the messages of %s to their channel, with an event each',
    async (activity, kind, channel, type) => {
      const arrived = await moves(activity);
      const sent = await flow.stage.ports.queries.query({
        text: `select channel, element_at(attributes, 'journey_activity_type') as kind,
          element_at(attributes, 'journey_send_status') as status, count(*) as events
        from events where application_id = ? and event_type = '_journey.send' and journey_activity_id = ?
        group by all`,
        values: [
          { type: 'varchar', value: flow.applicationId },
          { type: 'varchar', value: activity },
        ],
      });
      const metrics = await counted(activity);

      expect(arrived).toBeGreaterThan(0);
      expect(sent).toEqual([{ channel, kind, status: 'SUCCESS', events: arrived }]);
      expect(metrics).toMatchObject({
        type,
        [type === 'MESSAGE' ? 'SUCCESS' : 'CALL_QUEUED']: arrived,
      });
    },
  );

  it('leaves what each channel was given in the mailbox', async () => {
    const { items } = await flow.call<{ items: { channel: string; to: string }[] }>(
      `/local/mailbox?app=${flow.applicationId}&limit=100`,
    );
    const byChannel = Object.groupBy(items, ({ channel }) => channel);
    const sizes = Object.fromEntries(
      Object.entries(byChannel).map(([channel, messages = []]) => [channel, messages.length]),
    );
    expect(sizes).toEqual({
      EMAIL: await moves('mail'),
      SMS: await moves('text'),
      PUSH: await moves('push'),
      CUSTOM: (await moves('hook')) + (await moves('dial')),
    });
  });
});
