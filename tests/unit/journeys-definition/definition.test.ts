import { describe, expect, it } from '@jest/globals';
import { ancestorsOf, cycleIn, inOrder, reachable } from '../../../src/core/journeys/activity-graph.ts';
import { durationMs } from '../../../src/core/journeys/duration.ts';
import type { Journey, StoredJourney } from '../../../src/core/journeys/journey.ts';
import { planOf } from '../../../src/core/journeys/plan.ts';
import { batchOf } from '../../../src/core/journeys/tick-batch.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe('an ISO 8601 duration', () => {
  it.each([
    ['PT1H', HOUR],
    ['PT90M', 1.5 * HOUR],
    ['P3D', 3 * DAY],
    ['P2W', 14 * DAY],
    ['P1DT12H', 1.5 * DAY],
    ['P1M', 30 * DAY],
    ['P1Y', 365 * DAY],
    ['PT0S', 0],
    ['P', undefined],
    ['PT', undefined],
    ['P3', undefined],
    ['3D', undefined],
    ['-P3D', undefined],
    ['P1.5D', undefined],
    ['daily', undefined],
    ['P999999999999D', undefined],
  ])('%s is %p milliseconds', (text, milliseconds) => {
    expect(durationMs(text)).toBe(milliseconds);
  });
});

const mail = (NextActivity = '') => ({ EMAIL: { TemplateName: 't', NextActivity } });
const split = (TrueActivity: string, FalseActivity: string) => ({
  ConditionalSplit: {
    Condition: { Conditions: [{ SegmentCondition: { SegmentId: 's' } }] },
    TrueActivity,
    FalseActivity,
  },
});

describe('the graph of activities', () => {
  const diamond = { end: mail(), a: split('b', 'c'), c: mail('end'), b: mail('c') };

  it('is ordered so that every activity stands before those it leads to', () => {
    expect(inOrder(diamond)).toEqual(['a', 'b', 'c', 'end']);
  });

  it('knows what can be reached, and from where', () => {
    expect(reachable(diamond, 'b')).toEqual(new Set(['b', 'c', 'end']));
    expect(ancestorsOf(diamond, 'c')).toEqual(new Set(['a', 'b']));
  });

  it('has a cycle only when a way leads back', () => {
    expect(cycleIn(diamond)).toBeUndefined();
    expect(cycleIn({ ...diamond, end: mail('b') })).toEqual(['end', 'b', 'c', 'end']);
    expect(cycleIn({ self: mail('self') })).toEqual(['self', 'self']);
  });
});

const journeyWith = (definition: Partial<Journey>): StoredJourney => ({
  journey: {
    ApplicationId: 'app',
    Id: 'j',
    Name: 'journey',
    State: 'ACTIVE',
    CreationDate: '2026-03-01T00:00:00.000Z',
    LastModifiedDate: '2026-03-01T00:00:00.000Z',
    ...definition,
  },
  defaults: {},
});
const everyone = { kind: 'dimensional', groups: [], include: 'ALL' } as const;

describe('the plan of a journey', () => {
  const event = (MessageActivity: string, type: string) => ({
    EventCondition: { MessageActivity, Dimensions: { EventType: { Values: [type] } } },
  });
  const activities = {
    mail: mail('split'),
    split: {
      ConditionalSplit: {
        Condition: { Conditions: [event('mail', '_email.open')] },
        EvaluationWaitTime: { WaitFor: 'PT5M' },
        TrueActivity: 'hook',
      },
    },
    hook: { CUSTOM: { DeliveryUri: 'https://a', EndpointTypes: ['PUSH', 'SMS'], NextActivity: 'many' } },
    many: {
      MultiCondition: {
        Branches: [
          { Condition: event('hook', '_custom.delivered') },
          { Condition: {}, NextActivity: 'wait' },
        ],
        DefaultActivity: 'wait',
      },
    },
    wait: { Wait: { WaitTime: { WaitUntil: '2026-04-01T00:00:00.000Z' } } },
  } as unknown as Journey['Activities'];
  const plan = planOf(journeyWith({ Activities: activities, StartActivity: 'mail' }), { asked: {} }, {});

  it('lets a split wait for the events of its messages: an hour, 15 minutes after a custom activity', () => {
    const dwells = plan.activities.map((activity) => 'dwell' in activity && activity.dwell);
    expect(dwells).toEqual([
      false,
      { afterMs: HOUR },
      false,
      { afterMs: HOUR / 4 },
      { afterMs: 0, until: new Date('2026-04-01T00:00:00Z') },
    ]);
  });

  it('spells out the channels of each message', () => {
    const messages = plan.activities.filter((activity) => activity.kind === 'message');
    expect(messages.map(({ type, channelTypes }) => [type, channelTypes.length])).toEqual([
      ['EMAIL', 1],
      ['CUSTOM', 8],
    ]);
  });

  it('ends a path where the next activity is empty', () => {
    expect(plan.activities[1]).toMatchObject({ whenTrue: 'hook' });
    expect(plan.activities[1]).not.toHaveProperty('whenFalse');
  });

  it('puts the limits of the journey before those of the application', () => {
    const stored = {
      ...journeyWith({ Limits: { DailyCap: 1, EndpointReentryCap: 0, EndpointReentryInterval: 'P7D' } }),
      defaults: { JourneyLimits: { DailyCap: 5, TotalCap: 9, TimeframeCap: { Cap: 3, Days: 7 } } },
    };
    const { caps, reentry } = planOf(stored, { asked: {}, entry: everyone }, { Limits: { Daily: 4 } });
    expect(caps).toEqual({ daily: 1, total: 9, timeframe: { cap: 3, days: 7 }, projectDaily: 4 });
    expect(reentry).toEqual({ cap: 0, intervalMs: 7 * DAY });
  });

  it('lets a participant enter once where the journey does not say how often', () => {
    expect(planOf(journeyWith({}), { asked: {} }, {}).reentry).toEqual({ cap: 1, intervalMs: 0 });
  });

  it('takes a segment that was never found for one that holds nobody', () => {
    const stored = journeyWith({ Activities: { a: split('', '') }, StartActivity: 'a' });
    const [activity] = planOf(stored, { asked: {} }, {}).activities;
    expect(activity).toMatchObject({ conditions: [{ segment: { kind: 'imported', id: '', version: 0 } }] });
  });
});

describe('the batch of a tick', () => {
  it('has a variant for each message activity', () => {
    const stored = journeyWith({
      Activities: {
        mail: {
          EMAIL: {
            TemplateName: 'hello',
            TemplateVersion: '2',
            MessageConfig: { FromAddress: 'a@example.com' },
            NextActivity: 'text',
          },
        },
        text: { SMS: { TemplateName: 'short', NextActivity: 'push' } },
        push: { PUSH: { TemplateName: 'tip', MessageConfig: { TimeToLive: '60' }, NextActivity: 'hook' } },
        hook: {
          CUSTOM: {
            DeliveryUri: 'https://a',
            EndpointTypes: ['SMS'],
            MessageConfig: { Data: 'x' },
            NextActivity: 'call',
          },
        },
        call: { ContactCenter: { NextActivity: 'wait' } },
        wait: { Wait: { WaitTime: { WaitFor: 'P1D' } } },
      },
      StartActivity: 'mail',
      Limits: { MessagesPerSecond: 20 },
      JourneyChannelSettings: { ConnectCampaignArn: 'arn:campaign' },
    });
    const tick = { batchId: 'j-1', scheduledAt: '2026-03-01T08:00:00.000Z', now: '2026-03-01T08:01:00.000Z' };
    expect(batchOf(stored.journey, planOf(stored, { asked: {} }, {}), tick)).toEqual({
      applicationId: 'app',
      batchId: 'j-1',
      origin: {
        kind: 'journey',
        journeyId: 'j',
        journeyName: 'journey',
        activityTypes: { mail: 'EMAIL', text: 'SMS', push: 'PUSH', hook: 'CUSTOM', call: 'CONTACT_CENTER' },
      },
      scheduledAt: tick.scheduledAt,
      decidedAt: tick.now,
      messagesPerSecond: 20,
      variants: {
        mail: {
          TemplateConfiguration: { EmailTemplate: { Name: 'hello', Version: '2' } },
          MessageConfig: { FromAddress: 'a@example.com' },
        },
        text: { TemplateConfiguration: { SMSTemplate: { Name: 'short' } } },
        push: {
          TemplateConfiguration: { PushTemplate: { Name: 'tip' } },
          MessageConfig: { TimeToLive: '60' },
        },
        hook: {
          CustomDeliveryConfiguration: { DeliveryUri: 'https://a', EndpointTypes: ['SMS'] },
          Data: 'x',
        },
        call: { CustomDeliveryConfiguration: { DeliveryUri: 'arn:campaign', EndpointTypes: ['VOICE'] } },
      },
    });
  });
});
