import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startDueJourneyTicks } from '../../src/core/journeys/ticks.ts';
import { defineImportedSegment } from '../../src/core/segments/segments.ts';
import { DAY, HOUR, type JourneyStage, journeyStage, MINUTE } from './journey-stage.ts';

let flow: JourneyStage;
let everyone: string;
beforeAll(async () => {
  flow = await journeyStage(['hello', 'reminder']);
});
beforeEach(async () => {
  flow.stage.clock.set(new Date('2027-01-04T08:00:00Z')); // in winter, whenever the test runs
  await flow.startOver();
  await flow.putEndpoints(3, person);
  everyone = await flow.segment({ Demographic: { Channel: { Values: ['EMAIL'] } } });
});
afterAll(() => flow.stage.close());

const person = (index: number) => ({
  Id: `p${index}`,
  ChannelType: 'EMAIL',
  Address: `p${index}@example.com`,
  OptOut: 'NONE',
  User: { UserId: `u${index}`, UserAttributes: { FirstName: [`Ana ${index}`] } },
});
const mail = (TemplateName: string, NextActivity = '') => ({ EMAIL: { TemplateName, NextActivity } });
const wait = (WaitFor: string, NextActivity = '') => ({ Wait: { WaitTime: { WaitFor }, NextActivity } });
/** hello, a wait of two days, a reminder */
const twoMails = () => ({
  State: 'ACTIVE',
  StartCondition: { SegmentStartCondition: { SegmentId: everyone } },
  StartActivity: 'hello',
  Activities: { hello: mail('hello', 'pause'), pause: wait('P2D', 'again'), again: mail('reminder') },
});
const stateOf = async (id: string) => (await flow.call<{ State: string }>(flow.path(`/${id}`))).State;
const runsOf = async (id: string) =>
  (
    await flow.call<{ Item: { RunId: string; Status: string; CreationTime: string }[] }>(
      flow.path(`/${id}/runs`),
    )
  ).Item;
const metricsOf = async (id: string, rest = '') =>
  (await flow.call<{ Metrics: Record<string, string> }>(flow.path(`/${id}${rest}/execution-metrics`)))
    .Metrics;
const subjects = async () => {
  const { items } = await flow.call<{ items: { to: string; subject: string }[] }>(
    `/local/mailbox?app=${flow.applicationId}`,
  );
  return items.map(({ to, subject }) => `${to} ${subject}`).sort();
};

describe('a journey on a stage where journeys rest between ticks', () => {
  it('moves on what became due meanwhile, when the rest is over', async () => {
    const { ports } = flow.stage;
    const resting = { ...ports, stage: { ...ports.stage, journeyRestSeconds: (2 * HOUR) / 1000 } };
    const later = async (milliseconds: number) => {
      flow.stage.clock.set(new Date(flow.stage.clock.now().getTime() + milliseconds));
      const started = await startDueJourneyTicks(resting);
      await flow.stage.settled();
      return started;
    };
    await flow.journey({
      ...twoMails(),
      Activities: { ...twoMails().Activities, pause: wait('PT1H', 'again') },
    });

    expect(await later(6 * MINUTE)).toBe(1);
    expect((await subjects()).length).toBe(3);
    expect(await later(HOUR + MINUTE)).toBe(0);
    expect(await later(HOUR)).toBe(1);
    expect((await subjects()).length).toBe(6);
  });
});

describe('a journey on the clock', () => {
  it('lets its segment in five minutes after it was published, moves on when waits end, and completes', async () => {
    const id = await flow.journey(twoMails());
    await flow.advance(4 * MINUTE);
    expect(await metricsOf(id)).toMatchObject({ ENDPOINT_ENTERED: '0' });

    await flow.advance(2 * MINUTE);
    expect(await metricsOf(id)).toMatchObject({ ENDPOINT_ENTERED: '3', ENDPOINT_ACTIVE: '3' });
    expect(await stateOf(id)).toBe('CLOSED');
    expect((await subjects()).length).toBe(3);
    expect(await metricsOf(id, '/activities/hello')).toMatchObject({ SUCCESS: '3' });
    expect(await metricsOf(id, '/activities/pause')).toMatchObject({ WAIT_STARTED: '3', WAIT_FINISHED: '0' });

    await flow.advance(2 * DAY);
    expect(await stateOf(id)).toBe('COMPLETED');
    expect(await subjects()).toEqual([
      'p0@example.com hello for Ana 0',
      'p0@example.com reminder for Ana 0',
      'p1@example.com hello for Ana 1',
      'p1@example.com reminder for Ana 1',
      'p2@example.com hello for Ana 2',
      'p2@example.com reminder for Ana 2',
    ]);
    const [run] = await runsOf(id);
    expect(run?.Status).toBe('COMPLETED');
    expect(await metricsOf(id, `/runs/${run?.RunId}`)).toMatchObject({
      ENDPOINT_ENTERED: '3',
      ENDPOINT_LEFT: '3',
      ENDPOINT_PRODUCED: '3',
    });
    expect(await metricsOf(id, `/runs/${run?.RunId}/activities/again`)).toMatchObject({ SUCCESS: '3' });
  });

  it('lets new members in with each refresh, and those inside only when they are through', async () => {
    const id = await flow.journey({ ...twoMails(), RefreshFrequency: 'P1D' });
    await flow.advance(6 * MINUTE);
    await flow.putEndpoints(1, () => person(7));
    await flow.advance(DAY);
    expect(await metricsOf(id)).toMatchObject({
      ENDPOINT_ENTERED: '4',
      ACTIVE_ENDPOINT_REJECTED: '3',
      ENDPOINT_PRODUCED: '7',
    });
    expect((await runsOf(id)).map(({ Status }) => Status)).toEqual(['RUNNING', 'RUNNING']);
    expect(await stateOf(id)).toBe('ACTIVE');
  });

  it('loses nobody when its definition is edited while they are inside', async () => {
    const daily = await flow.journey({ ...twoMails(), RefreshFrequency: 'P1D' });
    await flow.advance(6 * MINUTE);
    await flow.call(flow.path(`/${daily}`), 'PUT', {
      Name: 'renamed',
      RefreshFrequency: 'P7D',
      Limits: { DailyCap: 5, EndpointReentryCap: 1 },
    });
    await flow.advance(3 * DAY);
    expect(await metricsOf(daily)).toMatchObject({ ENDPOINT_ENTERED: '3', ENDPOINT_LEFT: '3' });
    expect(await metricsOf(daily, '/activities/again')).toMatchObject({ SUCCESS: '3' });
    expect((await runsOf(daily)).length).toBe(1);
  });

  it('goes by the criteria of its launch unless it follows the segment', async () => {
    const still = await flow.journey({ ...twoMails(), RefreshFrequency: 'P1D' });
    const follows = await flow.journey({
      ...twoMails(),
      RefreshFrequency: 'P1D',
      RefreshOnSegmentUpdate: true,
    });
    const segment = `/v1/apps/${flow.applicationId}/segments/${everyone}`;
    await flow.call(segment, 'PUT', { Dimensions: { UserAttributes: { FirstName: { Values: ['Ana 1'] } } } });
    await flow.advance(6 * MINUTE);
    expect(await metricsOf(still)).toMatchObject({ ENDPOINT_ENTERED: '3' });
    expect(await metricsOf(follows)).toMatchObject({ ENDPOINT_ENTERED: '1' });
  });

  it('makes up for one of the passes that an outage left out', async () => {
    const id = await flow.journey({
      ...twoMails(),
      RefreshFrequency: 'P1D',
      Limits: { EndpointReentryCap: 0 },
      StartActivity: 'again',
      Activities: { again: mail('reminder') },
    });
    await flow.advance(6 * MINUTE);
    flow.stage.clock.advance(14 * DAY);
    await flow.advance(0);
    expect((await runsOf(id)).length).toBe(2);
    expect(await metricsOf(id)).toMatchObject({ ENDPOINT_ENTERED: '6', ENDPOINT_LEFT: '6' });
    await flow.advance(DAY);
    expect((await runsOf(id)).length).toBe(3);
  });

  it('stands still while it is paused, its waits with it', async () => {
    const id = await flow.journey({ ...twoMails(), RefreshFrequency: 'P7D' });
    await flow.advance(6 * MINUTE);
    await flow.advance(DAY);
    await flow.call(flow.path(`/${id}/state`), 'PUT', { State: 'PAUSED' });
    expect(await flow.advance(3 * DAY)).toBe(0);
    await flow.call(flow.path(`/${id}/state`), 'PUT', { State: 'ACTIVE' });
    await flow.advance(DAY - HOUR);
    expect((await subjects()).length).toBe(3);
    await flow.advance(HOUR);
    expect((await subjects()).length).toBe(6);
  });

  it('does nothing any more when it is cancelled', async () => {
    const id = await flow.journey(twoMails());
    await flow.advance(6 * MINUTE);
    await flow.call(flow.path(`/${id}/state`), 'PUT', { State: 'CANCELLED' });
    expect(await flow.advance(30 * DAY)).toBe(0);
    expect((await runsOf(id)).map(({ Status }) => Status)).toEqual(['CANCELLED']);
    expect(await metricsOf(id)).toMatchObject({ CANCELLED: '3', ENDPOINT_ACTIVE: '0' });
  });

  it('lets nobody in after its end, while those inside go on', async () => {
    const EndTime = new Date(flow.stage.clock.now().getTime() + 36 * HOUR).toISOString();
    const id = await flow.journey({ ...twoMails(), RefreshFrequency: 'P1D', Schedule: { EndTime } });
    await flow.advance(35 * HOUR);
    expect((await runsOf(id)).length).toBe(2);
    await flow.advance(2 * HOUR);
    expect(await stateOf(id)).toBe('CLOSED');
    await flow.putEndpoints(1, () => person(7));
    await flow.advance(2 * DAY);
    expect(await stateOf(id)).toBe('COMPLETED');
    expect((await subjects()).length).toBe(6);
  });

  it('enters by the wall clock of each zone', async () => {
    const zones = ['Asia/Tokyo', 'Europe/Lisbon', 'America/New_York'];
    await flow.putEndpoints(3, (index) => ({ ...person(index), Demographic: { Timezone: zones[index] } }));
    await flow.putEndpoints(1, () => person(3));
    const day = new Date(flow.stage.clock.now().getTime() + 3 * DAY).toISOString().slice(0, 10);
    const id = await flow.journey({
      ...twoMails(),
      LocalTime: true,
      Schedule: { StartTime: `${day}T09:00:00Z`, Timezone: 'UTC' },
    });
    await flow.advance(5 * DAY);
    const entries = (await flow.rows('journey_transitions', 'entered_at, participant_id, from_activity'))
      .filter(({ from_activity }) => from_activity === null)
      .map(({ participant_id, entered_at }) => [participant_id, (entered_at as Date).toISOString()]);
    expect(entries).toEqual([
      ['p0', `${day}T00:00:00.000Z`],
      ['p1', `${day}T09:00:00.000Z`],
      ['p2', `${day}T14:00:00.000Z`],
    ]);
    expect(await metricsOf(id)).toMatchObject({ ENDPOINT_ENTERED: '3' });
  });

  it('lets in who did what it waits for', async () => {
    const id = await flow.journey({
      ...twoMails(),
      StartCondition: {
        EventStartCondition: {
          EventFilter: {
            FilterType: 'ENDPOINT',
            Dimensions: { EventType: { Values: ['signed_up'] }, Attributes: { plan: { Values: ['gold'] } } },
          },
        },
      },
    });
    await flow.advance(6 * MINUTE);
    const report = (endpoint: string, plan: string) =>
      flow.call(`/v1/apps/${flow.applicationId}/events`, 'POST', {
        BatchItem: {
          [endpoint]: {
            Endpoint: {},
            Events: {
              one: {
                EventType: 'signed_up',
                Timestamp: flow.stage.clock.now().toISOString(),
                Attributes: { plan },
              },
            },
          },
        },
      });
    await report('p0', 'gold');
    await report('p1', 'free');
    await flow.advance(2 * MINUTE);
    await report('p2', 'gold');
    await flow.advance(2 * MINUTE);
    expect(await metricsOf(id)).toMatchObject({ ENDPOINT_ENTERED: '2', ENDPOINT_ACTIVE: '2' });
    expect(await stateOf(id)).toBe('ACTIVE');
    await flow.advance(3 * DAY);
    expect((await subjects()).length).toBe(4);
    expect((await runsOf(id)).map(({ Status }) => Status)).toEqual(['RUNNING']);
  });

  it('does a tick once, however often it is started and decided', async () => {
    const id = await flow.journey(twoMails());
    flow.stage.clock.advance(6 * MINUTE);
    const both = await Promise.all([flow.tick(), flow.tick()]);
    expect(both[0] + both[1]).toBeGreaterThan(0);
    await flow.tick();
    expect((await subjects()).length).toBe(3);
    expect(await metricsOf(id)).toMatchObject({ ENDPOINT_ENTERED: '3' });
  });

  it('goes on when a segment that it asks for was deleted', async () => {
    const gone = await flow.segment({ UserAttributes: { FirstName: { Values: ['Ana 1'] } } });
    const id = await flow.journey({
      ...twoMails(),
      StartActivity: 'split',
      Activities: {
        split: {
          ConditionalSplit: {
            Condition: { Conditions: [{ SegmentCondition: { SegmentId: gone } }] },
            TrueActivity: 'yes',
          },
        },
        yes: mail('hello'),
      },
    });
    await flow.call(`/v1/apps/${flow.applicationId}/segments/${gone}`, 'DELETE');
    await flow.advance(6 * MINUTE);
    expect(await metricsOf(id, '/activities/split')).toEqual({ Branch_TRUE: '1', Branch_FALSE: '2' });
    expect(await stateOf(id)).toBe('COMPLETED');
  });

  it('waits for the end of quiet time where the recipient is, or drops the message', async () => {
    const zones = ['Asia/Tokyo', 'Europe/Lisbon', 'America/New_York'];
    await flow.putEndpoints(3, (index) => ({ ...person(index), Demographic: { Timezone: zones[index] } }));
    const noon = new Date(flow.stage.clock.now().getTime() + 2 * DAY).toISOString().slice(0, 10);
    const request = {
      ...twoMails(),
      StartActivity: 'again',
      Activities: { again: mail('reminder') },
      Schedule: { StartTime: `${noon}T12:00:00Z` }, // 21:00 in Tokyo, 12:00 in Lisbon, 07:00 in New York
      QuietTime: { Start: '20:00', End: '07:59' },
    };
    const waits = await flow.journey({ ...request, WaitForQuietTime: true });
    const drops = await flow.journey({ ...request, WaitForQuietTime: false });
    await flow.advance(Date.parse(`${noon}T12:00:30Z`) - flow.stage.clock.now().getTime());
    expect(await metricsOf(waits, '/activities/again')).toMatchObject({ SUCCESS: '1', QUIET_TIME: '0' });
    expect(await metricsOf(drops, '/activities/again')).toMatchObject({ SUCCESS: '1', QUIET_TIME: '2' });
    expect(await stateOf(drops)).toBe('COMPLETED');

    await flow.advance(HOUR);
    expect(await metricsOf(waits, '/activities/again')).toMatchObject({
      SUCCESS: '2',
      QUIET_TIME_WAIT_FINISHED: '1',
    });
    await flow.advance(DAY);
    expect(await metricsOf(waits, '/activities/again')).toMatchObject({ SUCCESS: '3' });
    expect(await stateOf(waits)).toBe('COMPLETED');
    const told = await flow.stage.ports.queries.query({
      text: `select journey_id = ? as waits, element_at(attributes, 'journey_send_status') as status,
          element_at(attributes, 'journey_activity_type') as type, count(*) as events
        from events where application_id = ? and event_type = '_journey.send' group by all order by all`,
      values: [
        { type: 'varchar', value: waits },
        { type: 'varchar', value: flow.applicationId },
      ],
    });
    expect(told).toEqual([
      { waits: false, status: 'QUIET_TIME', type: 'EMAIL', events: 2 },
      { waits: false, status: 'SUCCESS', type: 'EMAIL', events: 1 },
      { waits: true, status: 'QUIET_TIME_WAIT_FINISHED', type: null, events: 2 },
      { waits: true, status: 'SUCCESS', type: 'EMAIL', events: 3 },
    ]);
  });

  it('counts those whose time zone it estimated', async () => {
    await flow.putEndpoints(3, (index) => ({
      ...person(index),
      Location: index < 2 ? { Country: 'GB', PostalCode: 'SW1A 1AA' } : { Country: 'GB' },
    }));
    const id = await flow.journey({
      ...twoMails(),
      StartActivity: 'pause',
      Activities: { pause: wait('PT1H') },
      QuietTime: { Start: '22:00', End: '07:00' },
      TimezoneEstimationMethods: ['POSTAL_CODE'],
    });
    await flow.advance(6 * MINUTE);

    expect(await metricsOf(id)).toMatchObject({
      ENDPOINT_PRODUCED: '3',
      ENDPOINT_ENTERED: '2',
      ENDPOINT_ESTIMATED_TIMEZONE: '2',
      ENDPOINT_MISSING_TIMEZONE: '1',
    });
  });

  it('sends no more than its daily cap, and the participant moves on', async () => {
    const id = await flow.journey({
      ...twoMails(),
      Limits: { DailyCap: 1 },
      Activities: { hello: mail('hello', 'pause'), pause: wait('PT2H', 'again'), again: mail('reminder') },
    });
    await flow.advance(3 * HOUR);
    expect(await metricsOf(id, '/activities/again')).toMatchObject({ SUCCESS: '0', DAILY_CAP_EXCEEDED: '3' });
    expect(await stateOf(id)).toBe('COMPLETED');
  });

  it('takes a user with all its endpoints where the segment was imported by user ids', async () => {
    await flow.putEndpoints(1, () => ({
      ...person(0),
      Id: 'second',
      Address: 'second@example.com',
    }));
    const { ports } = flow.stage;
    const segment = await defineImportedSegment(ports, flow.applicationId, {
      importDefinition: {
        ExternalId: '',
        Format: 'CSV',
        RoleArn: 'arn:aws:iam::000000000000:role/import',
        S3Url: 's3://bucket/users.csv',
        Size: 1,
        ChannelCounts: { ENDPOINTS_FROM_USER: 1 },
      },
    });
    await ports.queries.run(
      {
        text: "insert into segment_members (application_id, segment_id, segment_version, registered, user_id) values (?, ?, 1, true, 'u0')",
        values: [
          { type: 'varchar', value: flow.applicationId },
          { type: 'varchar', value: segment.Id },
        ],
      },
      'members',
    );
    const id = await flow.journey({
      ...twoMails(),
      StartCondition: { SegmentStartCondition: { SegmentId: segment.Id } },
    });
    await flow.advance(6 * MINUTE);
    const story = await flow.call<{ participantId: string; runs: unknown[] }>(
      `/journeys/${id}/participants/second`,
    );
    expect(await metricsOf(id)).toMatchObject({ ENDPOINT_ENTERED: '1' });
    expect(await subjects()).toEqual([
      'p0@example.com hello for Ana 0',
      'second@example.com hello for Ana 0',
    ]);
    expect([story.participantId, story.runs.length]).toEqual(['user:u0', 1]);
  });

  it('writes to the members of an import that were stored as no endpoints', async () => {
    const { ports } = flow.stage;
    const segment = await defineImportedSegment(ports, flow.applicationId, {
      importDefinition: {
        ExternalId: '',
        Format: 'CSV',
        RoleArn: 'arn:aws:iam::000000000000:role/import',
        S3Url: 's3://bucket/guests.csv',
        Size: 1,
        ChannelCounts: { EMAIL: 1 },
      },
    });
    await ports.queries.run(
      {
        text: `insert into segment_members (application_id, segment_id, segment_version, registered, endpoint_id, given_id, channel_type, address, opt_out, endpoint_status, user_id, user_attributes)
          values (?, ?, 1, false, 'guest', 'Guest', 'EMAIL', 'guest@example.com', 'NONE', 'ACTIVE', 'g1', map(array['FirstName'], array[array['Gil']]))`,
        values: [
          { type: 'varchar', value: flow.applicationId },
          { type: 'varchar', value: segment.Id },
        ],
      },
      'guests',
    );
    const id = await flow.journey({
      ...twoMails(),
      StartCondition: { SegmentStartCondition: { SegmentId: segment.Id } },
    });
    await flow.advance(3 * DAY);
    expect(await subjects()).toEqual([
      'guest@example.com hello for Gil',
      'guest@example.com reminder for Gil',
    ]);
    expect(await stateOf(id)).toBe('COMPLETED');
  });
});
