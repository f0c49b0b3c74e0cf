import {
  type Activity,
  CreateAppCommand,
  CreateEmailTemplateCommand,
  CreateJourneyCommand,
  CreateSegmentCommand,
  DeleteAppCommand,
  DeleteJourneyCommand,
  GetJourneyCommand,
  GetJourneyExecutionActivityMetricsCommand,
  GetJourneyExecutionMetricsCommand,
  GetJourneyRunExecutionActivityMetricsCommand,
  GetJourneyRunExecutionMetricsCommand,
  GetJourneyRunsCommand,
  type JourneyResponse,
  ListJourneysCommand,
  type PinpointClient,
  UpdateJourneyCommand,
  UpdateJourneyStateCommand,
  type WriteJourneyRequest,
} from '@aws-sdk/client-pinpoint';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openStage, type TestStage } from './stage.ts';

let stage: TestStage;
let pinpoint: PinpointClient;
let ApplicationId: string;
let everyone: string;

beforeAll(async () => {
  stage = await openStage();
  pinpoint = stage.pinpoint();
  await pinpoint.send(
    new CreateEmailTemplateCommand({ TemplateName: 'mute', EmailTemplateRequest: { Subject: 'Hi' } }),
  );
});
afterAll(() => stage.close());
beforeEach(async () => {
  const created = await pinpoint.send(new CreateAppCommand({ CreateApplicationRequest: { Name: 'shop' } }));
  ApplicationId = created.ApplicationResponse?.Id ?? '';
  const segment = await pinpoint.send(
    new CreateSegmentCommand({ ApplicationId, WriteSegmentRequest: { Name: 'everyone', Dimensions: {} } }),
  );
  everyone = segment.SegmentResponse?.Id ?? '';
});

async function create(request: Partial<WriteJourneyRequest>): Promise<JourneyResponse> {
  const WriteJourneyRequest = { Name: 'welcome', ...request };
  const output = await pinpoint.send(new CreateJourneyCommand({ ApplicationId, WriteJourneyRequest }));
  return output.JourneyResponse as JourneyResponse;
}

async function update(JourneyId: string | undefined, request: Partial<WriteJourneyRequest>) {
  const WriteJourneyRequest = { Name: 'welcome', ...request };
  const output = await pinpoint.send(
    new UpdateJourneyCommand({ ApplicationId, JourneyId, WriteJourneyRequest }),
  );
  return output.JourneyResponse as JourneyResponse;
}

async function setState(JourneyId: string | undefined, State: 'ACTIVE' | 'PAUSED' | 'CANCELLED') {
  const output = await pinpoint.send(
    new UpdateJourneyStateCommand({ ApplicationId, JourneyId, JourneyStateRequest: { State } }),
  );
  return output.JourneyResponse as JourneyResponse;
}

const call = (next = ''): Activity => ({
  CUSTOM: { DeliveryUri: 'https://example.com/hook', EndpointTypes: ['EMAIL'], NextActivity: next },
});
const wait = (WaitFor: string, next = ''): Activity => ({
  Wait: { WaitTime: { WaitFor }, NextActivity: next },
});
/** A journey that may be published. */
const complete = (): Partial<WriteJourneyRequest> => ({
  StartActivity: 'call',
  StartCondition: { SegmentStartCondition: { SegmentId: everyone } },
  Activities: { call: call('later'), later: wait('P2D') },
});

/** A refusal by exception, status and message. */
const refused = (name: string, status: number, message: string) =>
  expect.objectContaining({ name, message, $metadata: expect.objectContaining({ httpStatusCode: status }) });
const badRequest = (message: string) => refused('BadRequestException', 400, message);
const notFound = (message: string) => refused('NotFoundException', 404, message);
const conflict = (message: string) => refused('ConflictException', 409, message);
const fault = (reason: string) =>
  expect.objectContaining({ name: 'BadRequestException', message: expect.stringContaining(reason) });

describe('journeys', () => {
  it('are created as drafts, which may be incomplete, and read back', async () => {
    const now = stage.clock.now().toISOString();
    const created = await create({ Activities: { a: call('nowhere') }, LocalTime: false });
    expect(created).toEqual({
      ApplicationId,
      Id: expect.stringMatching(/^[0-9a-f]{32}$/),
      Name: 'welcome',
      State: 'DRAFT',
      Activities: { a: call('nowhere') },
      LocalTime: false,
      CreationDate: now,
      LastModifiedDate: now,
    });
    const read = await pinpoint.send(new GetJourneyCommand({ ApplicationId, JourneyId: created.Id }));
    expect(read.JourneyResponse).toEqual(created);
  });

  it('keep every member of their request', async () => {
    const request: WriteJourneyRequest = {
      Name: 'welcome-2026',
      State: 'DRAFT',
      StartActivity: 'mail',
      StartCondition: {
        Description: 'signed up',
        EventStartCondition: {
          EventFilter: {
            FilterType: 'ENDPOINT',
            Dimensions: {
              EventType: { DimensionType: 'INCLUSIVE', Values: ['signed_up'] },
              Attributes: { plan: { AttributeType: 'INCLUSIVE', Values: ['gold'] } },
              Metrics: { price: { ComparisonOperator: 'GREATER_THAN', Value: 9.5 } },
            },
          },
          SegmentId: everyone,
        },
      },
      Schedule: {
        StartTime: new Date('2099-01-01T00:00:00Z'),
        EndTime: new Date('2099-06-01T00:00:00Z'),
        Timezone: 'UTC+05:30',
      },
      Limits: {
        DailyCap: 2,
        TotalCap: 9,
        EndpointReentryCap: 1,
        EndpointReentryInterval: 'P7D',
        MessagesPerSecond: 20,
        TimeframeCap: { Cap: 5, Days: 7 },
      },
      QuietTime: { Start: '22:00', End: '07:00' },
      WaitForQuietTime: true,
      SendingSchedule: true,
      OpenHours: { EMAIL: { MONDAY: [{ StartTime: '08:00', EndTime: '20:00' }] } },
      ClosedDays: {
        EMAIL: [{ Name: 'Christmas', StartDateTime: '2098-12-24T00:00', EndDateTime: '2098-12-27T00:00' }],
      },
      TimezoneEstimationMethods: ['PHONE_NUMBER'],
      RefreshOnSegmentUpdate: true,
      JourneyChannelSettings: { ConnectCampaignArn: 'arn:aws:connect-campaigns:eu-west-1:1:campaign/a' },
      Activities: {
        mail: {
          Description: 'hello',
          EMAIL: {
            TemplateName: 'welcome',
            TemplateVersion: '1',
            MessageConfig: { FromAddress: 'team@example.com' },
            NextActivity: 'text',
          },
        },
        text: {
          SMS: {
            TemplateName: 'remind',
            MessageConfig: {
              MessageType: 'PROMOTIONAL',
              SenderId: 'Shop',
              OriginationNumber: '+12025550142',
            },
            NextActivity: 'push',
          },
        },
        push: {
          PUSH: { TemplateName: 'tip', MessageConfig: { TimeToLive: '3600' }, NextActivity: 'hook' },
        },
        hook: {
          CUSTOM: {
            DeliveryUri: 'arn:aws:lambda:eu-west-1:1:function:hook',
            EndpointTypes: ['PUSH', 'SMS'],
            MessageConfig: { Data: 'x' },
            NextActivity: 'dial',
          },
        },
        dial: { ContactCenter: { NextActivity: 'until' } },
        until: { Wait: { WaitTime: { WaitUntil: '2099-02-01T00:00:00.000Z' }, NextActivity: 'split' } },
        split: {
          ConditionalSplit: {
            Condition: {
              Operator: 'ANY',
              Conditions: [
                { SegmentCondition: { SegmentId: everyone } },
                { SegmentDimensions: { Attributes: { plan: { Values: ['gold'] } } } },
                {
                  EventCondition: {
                    MessageActivity: 'mail',
                    Dimensions: { EventType: { DimensionType: 'INCLUSIVE', Values: ['_email.open'] } },
                  },
                },
              ],
            },
            EvaluationWaitTime: { WaitFor: 'PT6H' },
            TrueActivity: 'many',
            FalseActivity: 'draw',
          },
        },
        many: {
          MultiCondition: {
            Branches: [{ Condition: { SegmentCondition: { SegmentId: everyone } }, NextActivity: 'held' }],
            DefaultActivity: 'held',
            EvaluationWaitTime: { WaitFor: 'PT1H' },
          },
        },
        draw: {
          RandomSplit: { Branches: [{ Percentage: 60, NextActivity: 'held' }, { Percentage: 40 }] },
        },
        held: { Holdout: { Percentage: 10, NextActivity: '' } },
      },
    };
    const {
      ApplicationId: _app,
      Id: _id,
      CreationDate: _a,
      LastModifiedDate: _b,
      ...created
    } = await create(request);
    expect(created).toEqual(request);
  });

  it('take the small letter of segmentDimensions on the wire, and answer with it', async () => {
    const condition = { segmentDimensions: { Metrics: { x: { ComparisonOperator: 'EQUAL', Value: 1 } } } };
    const Activities = { a: { ConditionalSplit: { Condition: { Conditions: [condition] } } } };
    const response = await stage.fetch(`/v1/apps/${ApplicationId}/journeys`, {
      method: 'POST',
      body: JSON.stringify({ Name: 'raw', Activities, State: null, Limits: null }),
    });
    expect(response.status).toBe(201);
    expect(await response.json()).toMatchObject({ State: 'DRAFT', Activities });
  });

  it('are listed newest first, page by page', async () => {
    const made: JourneyResponse[] = [];
    for (const Name of ['a', 'b', 'c']) {
      stage.clock.advance(1000);
      made.unshift(await create({ Name }));
    }
    const first = await pinpoint.send(new ListJourneysCommand({ ApplicationId, PageSize: '2' }));
    const Token = first.JourneysResponse?.NextToken;
    const rest = await pinpoint.send(new ListJourneysCommand({ ApplicationId, PageSize: '2', Token }));
    expect(first.JourneysResponse?.Item).toEqual(made.slice(0, 2));
    expect(rest.JourneysResponse).toEqual({ Item: made.slice(2) });
  });

  it('are deleted, and then not found', async () => {
    const created = await create(complete());
    const deleted = await pinpoint.send(new DeleteJourneyCommand({ ApplicationId, JourneyId: created.Id }));
    expect(deleted.JourneyResponse).toEqual(created);
    const message = `Journey ${created.Id} not found in application ${ApplicationId}`;
    const id = { ApplicationId, JourneyId: created.Id };
    const activity = { ...id, JourneyActivityId: 'call' };
    const requests = [
      pinpoint.send(new GetJourneyCommand(id)),
      pinpoint.send(new DeleteJourneyCommand(id)),
      pinpoint.send(new GetJourneyRunsCommand(id)),
      pinpoint.send(new GetJourneyExecutionMetricsCommand(id)),
      pinpoint.send(new GetJourneyExecutionActivityMetricsCommand(activity)),
      update(created.Id, {}),
      setState(created.Id, 'CANCELLED'),
    ];
    await Promise.all(requests.map((request) => expect(request).rejects.toEqual(notFound(message))));
  });

  it('of no application are not found', async () => {
    const nowhere = { ApplicationId: 'nowhere', JourneyId: 'x' };
    const WriteJourneyRequest = { Name: 'welcome' };
    const requests = [
      pinpoint.send(new CreateJourneyCommand({ ...nowhere, WriteJourneyRequest })),
      pinpoint.send(new ListJourneysCommand(nowhere)),
      pinpoint.send(new GetJourneyCommand(nowhere)),
      pinpoint.send(new GetJourneyRunsCommand(nowhere)),
      pinpoint.send(new DeleteJourneyCommand(nowhere)),
    ];
    const gone = notFound('Application nowhere not found');
    await Promise.all(requests.map((request) => expect(request).rejects.toEqual(gone)));
  });

  it.each<[string, Partial<WriteJourneyRequest> | Record<string, unknown>, string]>([
    ['no name', { Name: undefined }, 'WriteJourneyRequest: Name is missing'],
    ['a name with a mark', { Name: 'a/b' }, 'Name: is a/b; it may hold letters, digits, _ and -'],
    ['a state of its own', { State: 'CLOSED' }, 'State: is CLOSED; it must be one of DRAFT, ACTIVE'],
    [
      'a cap over 100',
      { Limits: { DailyCap: 101 } },
      'Limits.DailyCap: is 101; it must be a whole number from 0 to 100',
    ],
    [
      'a sender that is no address',
      { Activities: { a: { EMAIL: { TemplateName: 't', MessageConfig: { FromAddress: 'nobody' } } } } },
      'Activities.a.EMAIL.MessageConfig.FromAddress: is nobody; it must be an e-mail address or Name <address>',
    ],
    [
      '30 days at most',
      { Limits: { TimeframeCap: { Cap: 1, Days: 31 } } },
      'Limits.TimeframeCap.Days: is 31; it must be',
    ],
    [
      'a duration',
      { RefreshFrequency: 'daily' },
      'RefreshFrequency: is daily; it must be an ISO 8601 duration such as PT12H or P3D',
    ],
    [
      'an offset',
      { Schedule: { Timezone: 'UTC+14' } },
      'Schedule.Timezone: is UTC+14; it must be an offset such as UTC, UTC+01 or UTC-03:30',
    ],
    [
      'half a quiet time',
      { QuietTime: { Start: '22:00' } },
      'QuietTime: needs both Start and End, or neither',
    ],
    ['a clock time', { QuietTime: { Start: '25:00', End: '07:00' } }, 'QuietTime.Start: is 25:00'],
    [
      'five intervals',
      { OpenHours: { SMS: { FRIDAY: Array(5).fill({ StartTime: '08:00', EndTime: '09:00' }) } } },
      'OpenHours.SMS.FRIDAY: has 5 intervals; at most 4 are allowed',
    ],
    [
      'an interval that ends before it begins',
      { OpenHours: { SMS: { FRIDAY: [{ StartTime: '18:00', EndTime: '09:00' }] } } },
      'OpenHours.SMS.FRIDAY.0: opens at 18:00 and closes at 09:00; it must close later on the same day',
    ],
    [
      'too many activities',
      { Activities: Object.fromEntries(Array.from({ length: 41 }, (_, n) => [`a${n}`, call()])) },
      'Activities: are 41; at most 40 are allowed',
    ],
    ['an activity of no kind', { Activities: { a: {} } }, 'Activities.a: has none of EMAIL, SMS, PUSH'],
    [
      'an activity of two kinds',
      { Activities: { a: { ...call(), ...wait('P1D') } } },
      'Activities.a: has CUSTOM and Wait; an activity has exactly one of them',
    ],
    [
      'a wait of two kinds',
      { Activities: { a: { Wait: { WaitTime: { WaitFor: 'P1D', WaitUntil: '2099-01-01T00:00:00Z' } } } } },
      'Activities.a.Wait.WaitTime: has both WaitFor and WaitUntil; it may have one of them',
    ],
    [
      'five branches',
      { Activities: { a: { MultiCondition: { Branches: Array(5).fill({}) } } } },
      'Activities.a.MultiCondition.Branches: has 5 branches; at most 4 are allowed',
    ],
    [
      'criteria that segments do not know',
      {
        Activities: {
          a: {
            ConditionalSplit: {
              Condition: { Conditions: [{ SegmentDimensions: { Attributes: { x: { Values: [] } } } }] },
            },
          },
        },
      },
      'Activities.a.ConditionalSplit.Condition.Conditions.0.segmentDimensions: Attributes.x.Values are empty',
    ],
    [
      'too much data',
      { Activities: { a: { CUSTOM: { MessageConfig: { Data: 'x'.repeat(5001) } } } } },
      'Data',
    ],
  ])('are refused with %s', async (_what, request, message) => {
    await expect(create(request as Partial<WriteJourneyRequest>)).rejects.toEqual(fault(message));
  });
});

describe('publishing', () => {
  it('makes a draft active, by an update or at once', async () => {
    const draft = await create(complete());
    const published = await update(draft.Id, { ...complete(), State: 'ACTIVE' });
    const atOnce = await create({ ...complete(), State: 'ACTIVE' });
    expect([draft.State, published.State, atOnce.State]).toEqual(['DRAFT', 'ACTIVE', 'ACTIVE']);
  });

  it('names everything that is missing', async () => {
    const draft = await create({});
    await expect(update(draft.Id, { State: 'ACTIVE' })).rejects.toEqual(
      badRequest(
        `Journey ${draft.Id} cannot be published: StartCondition is missing; it needs a SegmentStartCondition or an EventStartCondition; Activities are missing`,
      ),
    );
    const { JourneyResponse: still } = await pinpoint.send(
      new GetJourneyCommand({ ApplicationId, JourneyId: draft.Id }),
    );
    expect(still).toEqual(draft);
  });

  it('refuses one whose segments make a longer statement than an engine takes', async () => {
    const Values = Array.from({ length: 100 }, (_, index) => `${index}`.padEnd(100, "'"));
    const group = (value: string) => ({
      Dimensions: [{ Attributes: { plan: { Values: [value, ...Values.slice(1)] } } }],
    });
    const segments = await Promise.all(
      ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l'].map(async (value) => {
        const WriteSegmentRequest = { SegmentGroups: { Groups: [group(value)] } };
        const made = await pinpoint.send(new CreateSegmentCommand({ ApplicationId, WriteSegmentRequest }));
        return made.SegmentResponse?.Id ?? '';
      }),
    );
    const splits = (ids: readonly string[]) =>
      Object.fromEntries(
        ids.map((SegmentId, index): [string, Activity] => [
          `split${index}`,
          {
            ConditionalSplit: {
              Condition: { Conditions: [{ SegmentCondition: { SegmentId } }] },
              TrueActivity: index + 1 < ids.length ? `split${index + 1}` : 'call',
            },
          },
        ]),
      );
    const asking = (ids: readonly string[]) => ({
      ...complete(),
      StartActivity: 'split0',
      Activities: { ...splits(ids), call: call() },
    });

    expect((await create({ ...asking(segments.slice(0, 2)), State: 'ACTIVE' })).State).toBe('ACTIVE');
    const draft = await create(asking(segments));
    await expect(update(draft.Id, { ...asking(segments), State: 'ACTIVE' })).rejects.toMatchObject({
      name: 'BadRequestException',
      message: expect.stringMatching(
        /cannot be published: Activities and the segments that they ask for make a statement of \d{6} bytes; at most 238144 are allowed$/,
      ),
    });
  });

  const event = (values: string[]) => ({
    EventStartCondition: {
      EventFilter: { FilterType: 'ENDPOINT' as const, Dimensions: { EventType: { Values: values } } },
    },
  });
  const opened = (MessageActivity: string, type = '_custom.delivered') => ({
    ConditionalSplit: {
      Condition: {
        Conditions: [{ EventCondition: { MessageActivity, Dimensions: { EventType: { Values: [type] } } } }],
      },
    },
  });
  const random = (...shares: number[]) => ({
    RandomSplit: { Branches: shares.map((Percentage) => ({ Percentage })) },
  });

  it.each<[string, () => Partial<WriteJourneyRequest>, string]>([
    ['a start that is no activity', () => ({ StartActivity: 'x' }), 'StartActivity is x, which is not among'],
    [
      'a way to nowhere',
      () => ({ Activities: { call: call('gone') } }),
      'Activities.call.CUSTOM.NextActivity is gone, which is not among the activities',
    ],
    [
      'a custom activity in which a host keeps its own secrets',
      () => ({
        Activities: {
          call: { CUSTOM: { DeliveryUri: 'https://169.254.170.2/x', EndpointTypes: ['EMAIL'] } },
        },
      }),
      'Activities.call.CUSTOM.DeliveryUri: Cannot call 169.254.170.2: 169.254.170.2 is an address that no stage calls',
    ],
    [
      'a circle',
      () => ({ Activities: { call: call('later'), later: wait('P1D', 'call') } }),
      'Activities lead back to themselves: call → later → call',
    ],
    [
      'an activity apart',
      () => ({ Activities: { call: call(), later: wait('P1D') } }),
      'Activities.later cannot be reached from call',
    ],
    [
      'a segment that is not there',
      () => ({ StartCondition: { SegmentStartCondition: { SegmentId: 'gone' } } }),
      'StartCondition.SegmentStartCondition.SegmentId is gone, a segment that application',
    ],
    [
      'a split on a segment that is not there',
      () => ({
        Activities: {
          call: {
            ConditionalSplit: { Condition: { Conditions: [{ SegmentCondition: { SegmentId: 'gone' } }] } },
          },
        },
      }),
      'Activities.call.ConditionalSplit.Condition.Conditions.0.SegmentCondition.SegmentId is gone',
    ],
    [
      'a template that is not there',
      () => ({ Activities: { call: { EMAIL: { TemplateName: 'gone' } } } }),
      'Activities.call.EMAIL.TemplateName: Template gone',
    ],
    [
      'a template that says nothing',
      () => ({ Activities: { call: { EMAIL: { TemplateName: 'mute' } } } }),
      'Activities.call.EMAIL.TemplateName: template mute says nothing: it has no HtmlPart, TextPart',
    ],
    [
      'a channel that is not enabled',
      () => ({ Activities: { call: { SMS: { TemplateName: 'gone' } } } }),
      'Activities.call is of kind SMS, whose channel is not enabled in application',
    ],
    [
      'a wait of minutes',
      () => ({ Activities: { call: wait('PT30M') } }),
      'WaitFor is PT30M; it must be between 1 hour',
    ],
    [
      'a wait of years',
      () => ({ Activities: { call: wait('P366D') } }),
      'WaitFor is P366D; it must be between 1 hour',
    ],
    [
      'a wait beyond the end',
      () => ({
        Schedule: { EndTime: new Date('2098-01-01T00:00:00Z') },
        Activities: { call: { Wait: { WaitTime: { WaitUntil: '2099-01-01T00:00:00Z' } } } },
      }),
      "WaitUntil is 2099-01-01T00:00:00.000Z; it must be before the journey's end, 2098-01-01T00:00:00.000Z",
    ],
    ['shares of 99', () => ({ Activities: { call: random(50, 49) } }), 'add to 99; they must add to 100'],
    ['one share', () => ({ Activities: { call: random(100) } }), 'Branches are 1; at least 2 are needed'],
    [
      'a message that does not come before',
      () => ({ Activities: { call: opened('other') } }),
      'EventCondition.MessageActivity is other; it must be a message activity before call',
    ],
    [
      'an event of another channel',
      () => ({ Activities: { call: call('split'), split: opened('call', '_email.open') } }),
      'EventType is _email.open; call, of kind CUSTOM, has no such event',
    ],
    [
      'a start in the past',
      () => ({ Schedule: { StartTime: new Date('2020-01-01T00:00:00Z') } }),
      'Schedule.StartTime is 2020-01-01T00:00:00.000Z; it must be in the future',
    ],
    [
      'an end before the start',
      () => ({ Schedule: { StartTime: new Date('2099-01-01'), EndTime: new Date('2098-01-01') } }),
      'Schedule.EndTime is 2098-01-01T00:00:00.000Z; it must be after the start',
    ],
    [
      'an event start in local time',
      () => ({ StartCondition: event(['x']), LocalTime: true }),
      'LocalTime is true; a journey that events start cannot have it',
    ],
    [
      'two types of events',
      () => ({ StartCondition: event(['x', 'y']) }),
      'EventFilter.Dimensions.EventType has 2 values; it must have one',
    ],
    [
      'a sending schedule without quiet time',
      () => ({ SendingSchedule: true }),
      'QuietTime is missing; SendingSchedule needs it',
    ],
    [
      'open hours in quiet time',
      () => ({
        SendingSchedule: true,
        QuietTime: { Start: '20:00', End: '08:00' },
        OpenHours: { EMAIL: { MONDAY: [{ StartTime: '07:00', EndTime: '12:00' }] } },
      }),
      'OpenHours.EMAIL.MONDAY has 07:00 to 12:00, which meets the quiet time 20:00 to 08:00',
    ],
    [
      'closed days of two weeks',
      () => ({
        SendingSchedule: true,
        QuietTime: { Start: '20:00', End: '08:00' },
        ClosedDays: { SMS: [{ StartDateTime: '2026-12-20T00:00', EndDateTime: '2027-01-03T00:00' }] },
      }),
      'ClosedDays.SMS.0  lasts from 2026-12-20T00:00 to 2027-01-03T00:00; it must last more than 0 and at most 7 days',
    ],
    [
      'a contact centre without a campaign',
      () => ({ Activities: { call: { ContactCenter: {} } } }),
      'JourneyChannelSettings.ConnectCampaignArn is missing',
    ],
  ])('refuses %s', async (_what, request, message) => {
    await expect(create({ ...complete(), ...request(), State: 'ACTIVE' })).rejects.toEqual(fault(message));
  });
});

describe('the state of a journey', () => {
  const refreshed = () => ({ ...complete(), RefreshFrequency: 'P1D' });

  it('lets an active journey change everything but its participants and activities', async () => {
    const { Id } = await create({ ...refreshed(), State: 'ACTIVE' });
    const changed = await update(Id, {
      Name: 'renamed',
      Limits: { DailyCap: 1 },
      RefreshFrequency: 'PT12H',
      Schedule: { EndTime: new Date('2099-01-01T00:00:00Z') },
    });
    expect(changed).toMatchObject({
      ...complete(),
      Name: 'renamed',
      State: 'ACTIVE',
      Limits: { DailyCap: 1 },
      RefreshFrequency: 'PT12H',
      Schedule: { EndTime: new Date('2099-01-01T00:00:00Z') },
    });
    const same = await update(Id, { ...refreshed(), State: 'ACTIVE' });
    expect(same.Activities).toEqual(changed.Activities);
  });

  it('keeps the activities of an active journey', async () => {
    const { Id } = await create({ ...refreshed(), State: 'ACTIVE' });
    await expect(update(Id, { Activities: { call: call() } })).rejects.toEqual(
      conflict(`Journey ${Id} is ACTIVE; it keeps its Activities`),
    );
    await expect(update(Id, { StartActivity: 'later' })).rejects.toEqual(
      conflict(`Journey ${Id} is ACTIVE; it keeps its StartActivity`),
    );
    await expect(update(Id, { ...refreshed(), State: 'DRAFT' })).rejects.toEqual(
      conflict(`Journey ${Id} is ACTIVE; it cannot become a draft again`),
    );
  });

  it('goes to paused and back five minutes later', async () => {
    const { Id } = await create({ ...refreshed(), State: 'ACTIVE' });
    const paused = await setState(Id, 'PAUSED');
    expect(paused.State).toBe('PAUSED');
    await expect(update(Id, refreshed())).rejects.toEqual(
      conflict(`Journey ${Id} is PAUSED; it cannot be changed`),
    );
    const earliest = new Date(stage.clock.now().getTime() + 300_000).toISOString();
    await expect(setState(Id, 'ACTIVE')).rejects.toEqual(
      conflict(`Journey ${Id} is PAUSED; it can be resumed five minutes after it was paused, at ${earliest}`),
    );
    stage.clock.advance(299_000);
    await expect(setState(Id, 'ACTIVE')).rejects.toThrow('can be resumed');
    stage.clock.advance(1000);
    expect((await setState(Id, 'ACTIVE')).State).toBe('ACTIVE');
  });

  it('cannot be paused without a refresh interval', async () => {
    const { Id } = await create({ ...complete(), State: 'ACTIVE' });
    await expect(setState(Id, 'PAUSED')).rejects.toEqual(
      conflict(
        `Journey ${Id} is ACTIVE; it has no RefreshFrequency; only journeys that have one can be paused`,
      ),
    );
  });

  it('ends when the journey is cancelled', async () => {
    const { Id } = await create({ ...refreshed(), State: 'ACTIVE' });
    const cancelled = await setState(Id, 'CANCELLED');
    expect(cancelled.State).toBe('CANCELLED');
    for (const state of ['ACTIVE', 'PAUSED', 'CANCELLED'] as const) {
      await expect(setState(Id, state)).rejects.toThrow(`Journey ${Id} is CANCELLED; it`);
    }
    await expect(update(Id, refreshed())).rejects.toEqual(
      conflict(`Journey ${Id} is CANCELLED; it cannot be changed`),
    );
  });

  it('of a draft changes by an update only', async () => {
    const { Id } = await create(complete());
    await expect(setState(Id, 'CANCELLED')).rejects.toEqual(
      conflict(`Journey ${Id} is DRAFT; it cannot be cancelled`),
    );
    await expect(setState(Id, 'ACTIVE')).rejects.toEqual(
      conflict(`Journey ${Id} is DRAFT; it is not paused and cannot be resumed`),
    );
  });

  it('is one of three in a request', async () => {
    const { Id } = await create(complete());
    await expect(setState(Id, 'CLOSED' as 'ACTIVE')).rejects.toEqual(
      badRequest('JourneyStateRequest: State: is CLOSED; it must be one of ACTIVE, PAUSED, CANCELLED'),
    );
  });
});

describe('quotas', () => {
  it('allow 50 journeys at one time, whatever their application', async () => {
    const made = [];
    for (;;) {
      const journey = await create({ ...complete(), State: 'ACTIVE' }).catch((error: Error) => error);
      made.push(journey);
      if (journey instanceof Error || made.length > 50) break;
    }
    expect(made.at(-1)).toEqual(fault('State is ACTIVE as of 50 others; 50 may be at one time'));
    await pinpoint.send(new DeleteAppCommand({ ApplicationId }));
  });
});

describe('execution metrics', () => {
  it('are zero before anyone enters', async () => {
    const { Id: JourneyId } = await create({ ...complete(), State: 'ACTIVE' });
    const journey = await pinpoint.send(new GetJourneyExecutionMetricsCommand({ ApplicationId, JourneyId }));
    const activity = await pinpoint.send(
      new GetJourneyExecutionActivityMetricsCommand({ ApplicationId, JourneyId, JourneyActivityId: 'later' }),
    );
    expect(journey.JourneyExecutionMetricsResponse).toEqual({
      ApplicationId,
      JourneyId,
      LastEvaluatedTime: stage.clock.now().toISOString(),
      Metrics: {
        ENDPOINT_ENTERED: '0',
        ENDPOINT_LEFT: '0',
        ENDPOINT_ACTIVE: '0',
        CANCELLED: '0',
        REENTRY_CAP_EXCEEDED: '0',
        ACTIVE_ENDPOINT_REJECTED: '0',
      },
    });
    expect(activity.JourneyExecutionActivityMetricsResponse).toEqual({
      ApplicationId,
      JourneyId,
      JourneyActivityId: 'later',
      ActivityType: 'WAIT',
      LastEvaluatedTime: stage.clock.now().toISOString(),
      Metrics: { WAIT_STARTED: '0', WAIT_FINISHED: '0', WAIT_SKIPPED: '0' },
    });
  });

  it('are not found for an unknown activity or run', async () => {
    const { Id: JourneyId } = await create(complete());
    const run = { ApplicationId, JourneyId, RunId: 'x' };
    await expect(
      pinpoint.send(
        new GetJourneyExecutionActivityMetricsCommand({ ApplicationId, JourneyId, JourneyActivityId: 'x' }),
      ),
    ).rejects.toEqual(notFound(`Activity x not found in journey ${JourneyId}`));
    await expect(pinpoint.send(new GetJourneyRunExecutionMetricsCommand(run))).rejects.toEqual(
      notFound(`Run x of journey ${JourneyId} not found`),
    );
    await expect(
      pinpoint.send(new GetJourneyRunExecutionActivityMetricsCommand({ ...run, JourneyActivityId: 'call' })),
    ).rejects.toEqual(notFound(`Run x of journey ${JourneyId} not found`));
  });
});
