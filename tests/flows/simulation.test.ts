import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runCommandLine } from '../../src/cli/run-command-line.ts';
import {
  getSimulation,
  type SimulationAnswer,
  simulateJourney,
} from '../../src/core/journeys/simulate-journey.ts';
import { DAY, type JourneyStage, journeyStage, MINUTE } from './journey-stage.ts';

let flow: JourneyStage;
let everyone: string;
beforeAll(async () => {
  flow = await journeyStage(['hello']);
  await flow.putEndpoints(200, (index) => ({
    Id: `p${index}`,
    ChannelType: 'EMAIL',
    Address: `p${index}@example.com`,
    OptOut: index < 10 ? 'ALL' : 'NONE',
  }));
  everyone = await flow.segment({ Demographic: { Channel: { Values: ['EMAIL'] } } });
});
afterAll(() => flow.stage.close());

const mail = (NextActivity = '') => ({ EMAIL: { TemplateName: 'not-made-yet', NextActivity } });
const opened = (ids: { TrueActivity?: string; FalseActivity?: string }, type = '_email.open') => ({
  ConditionalSplit: {
    Condition: {
      Conditions: [
        { EventCondition: { MessageActivity: 'first', Dimensions: { EventType: { Values: [type] } } } },
      ],
    },
    EvaluationWaitTime: { WaitFor: 'P2D' },
    ...ids,
  },
});
/** A mail, and a reminder two days later to those who did not open. */
const draft = () => ({
  StartCondition: { SegmentStartCondition: { SegmentId: everyone } },
  StartActivity: 'first',
  Activities: { first: mail('read'), read: opened({ FalseActivity: 'again' }), again: mail() },
});

const simulate = (id: string, body: unknown = {}) =>
  flow.call<SimulationAnswer>(`/journeys/${id}/simulate?app=${flow.applicationId}`, 'POST', body);
const waysOf = ({ days }: SimulationAnswer, activity: string) => {
  const ways: Record<string, number> = {};
  for (const own of days.flatMap((day) => day.activities)) {
    if (own.activity !== activity) continue;
    for (const [branch, taken] of Object.entries(own.branches)) ways[branch] = (ways[branch] ?? 0) + taken;
  }
  return ways;
};

describe('the simulation of a journey', () => {
  it('needs neither publishing nor templates, and counts each activity on each day', async () => {
    const id = await flow.journey(draft());
    const { days, total, ...answer } = await simulate(id, { days: 3 });
    expect(answer).toEqual({
      simulationId: expect.stringMatching(/^sim[0-9a-f]{32}$/),
      state: 'DONE',
      journeyId: id,
      applicationId: flow.applicationId,
      name: 'journey',
      from: flow.stage.clock.now().toISOString(),
      assumed: { openRate: 0, clickRate: 0 },
      ticks: 2,
    });
    expect(total).toEqual({ entered: 190, left: 190, inside: 0, messages: 380, held: {} });
    expect(days[0]).toEqual({
      day: 1,
      from: answer.from,
      entered: 190,
      left: 0,
      inside: 190,
      messages: 190,
      held: {},
      activities: [
        { activity: 'first', entered: 190, left: 190, inside: 0, messages: 190, held: {}, branches: {} },
        { activity: 'read', entered: 190, left: 0, inside: 190, messages: 0, held: {}, branches: {} },
      ],
    });
    expect(days[2]?.activities[1]).toEqual({
      activity: 'read',
      entered: 0,
      left: 190,
      inside: 0,
      messages: 0,
      held: {},
      branches: { Branch_FALSE: 190 },
    });
  });

  it('assumes the same people to open whenever it is asked, and about as many as it is told', async () => {
    const id = await flow.journey(draft());
    const answer = await simulate(id, { days: 3, openRate: 0.3 });
    const ways = waysOf(answer, 'read');
    expect(ways.Branch_TRUE).toBeGreaterThan(190 * 0.2);
    expect(ways.Branch_TRUE).toBeLessThan(190 * 0.4);
    expect((ways.Branch_TRUE ?? 0) + (ways.Branch_FALSE ?? 0)).toBe(190);
    expect(waysOf(await simulate(id, { days: 3, openRate: 0.3 }), 'read')).toEqual(ways);
  });

  it('lets those who click be among those who open', async () => {
    const id = await flow.journey({
      ...draft(),
      Activities: {
        first: mail('read'),
        read: opened({ TrueActivity: 'clicked' }),
        clicked: opened({}, '_email.click'),
      },
    });
    const answer = await simulate(id, { days: 5, openRate: 0.5, clickRate: 0.5 });
    expect(waysOf(answer, 'clicked')).toEqual({ Branch_TRUE: waysOf(answer, 'read').Branch_TRUE });
  });

  it('goes by what was opened lately when it is asked to', async () => {
    const at = flow.stage.clock.now().getTime();
    const event = (id: string, type: string) => ({
      event_id: `${id}-${type}`,
      message_id: id,
      event_type: type,
      event_timestamp: at,
      arrival_timestamp: at,
      event_version: '3.1',
      application: { app_id: flow.applicationId, sdk: {} },
      client: {},
      device: { platform: {} },
      session: {},
      attributes: {},
    });
    const delivered = ['m1', 'm2', 'm3', 'm4'].map((id) => event(id, '_email.delivered'));
    await flow.stage.ports.events.append([...delivered, event('m1', '_email.open')]);
    const id = await flow.journey(draft());
    const { assumed } = await simulate(id, { days: 1, openRate: 'historical', clickRate: 0.5 });
    expect(assumed).toEqual({ openRate: 0.25, clickRate: 0.5, historicalMessages: 4 });
  });

  it('lets the events of the past start a journey again', async () => {
    const report = (endpoint: string, type: string) =>
      flow.call(`/v1/apps/${flow.applicationId}/events`, 'POST', {
        BatchItem: {
          [endpoint]: {
            Endpoint: {},
            Events: { one: { EventType: type, Timestamp: flow.stage.clock.now().toISOString() } },
          },
        },
      });
    await report('p20', 'signed_up');
    await report('p21', 'signed_up');
    await report('p22', 'other');
    flow.stage.clock.advance(DAY);
    const EventFilter = { FilterType: 'ENDPOINT', Dimensions: { EventType: { Values: ['signed_up'] } } };
    const id = await flow.journey({ ...draft(), StartCondition: { EventStartCondition: { EventFilter } } });
    const { days } = await simulate(id, { days: 4 });
    expect(days.map(({ entered }) => entered)).toEqual([0, 0, 0, 2]);
  });

  it('changes nothing of a journey that is under way', async () => {
    await flow.call(`/v1/templates/not-made-yet/email`, 'POST', { Subject: 'x', HtmlPart: 'x' });
    const id = await flow.journey({ ...draft(), State: 'ACTIVE', RefreshFrequency: 'P1D' });
    await flow.advance(6 * MINUTE);
    const before = await flow.rows('journey_transitions', 'journey_id, participant_id, hop, tick_id');
    const { total } = await simulate(id, { days: 7 });
    expect(total).toMatchObject({ entered: 190, messages: 380 });
    expect(await flow.rows('journey_transitions', 'journey_id, participant_id, hop, tick_id')).toEqual(
      before,
    );
    for (const table of ['simulation_transitions', 'simulation_messages', 'simulation_events']) {
      expect(await flow.rows(table, 'journey_id')).toEqual([]);
    }
  });

  it('that takes long goes on where it stopped, request by request, to the same end', async () => {
    const id = await flow.journey(draft());
    const { ports } = flow.stage;
    const start = flow.stage.clock.now().getTime();
    let looks = 0;
    const slow = { ...ports, clock: { now: () => new Date(start + 8000 * looks++) } };
    const states: string[] = [];
    let answer = await simulateJourney(slow, flow.applicationId, id, { days: 5 });
    for (states.push(answer.state); answer.state === 'RUNNING'; states.push(answer.state)) {
      answer = await getSimulation(slow, flow.applicationId, id, answer.simulationId);
    }
    const inOneGo = await simulate(id, { days: 5 });
    expect(states.length).toBeGreaterThan(1);
    expect(answer.total).toEqual(inOneGo.total);
    expect(answer.days.map(({ activities }) => activities)).toEqual(
      inOneGo.days.map(({ activities }) => activities),
    );
    expect(await flow.rows('simulation_transitions', 'journey_id')).toEqual([]);
  });

  it.each([
    [{ days: 0 }, 'days'],
    [{ days: 366 }, 'days'],
    [{ openRate: 1.5 }, 'openRate: is 1.5; it must be a number from 0 to 1, or \\"historical\\"'],
    [{ clickRate: 'often' }, 'clickRate: is \\"often\\"; it must be a number'],
  ])('refuses %j', async (body, message) => {
    const id = await flow.journey(draft());
    await expect(simulate(id, body)).rejects.toThrow(message);
  });

  it('says what a draft lacks', async () => {
    const id = await flow.journey({});
    await expect(simulate(id)).rejects.toThrow(
      `Journey ${id} cannot be simulated: StartCondition is missing; it needs a SegmentStartCondition or an EventStartCondition; Activities are missing`,
    );
  });

  it('of another journey, or of none, is not found', async () => {
    const id = await flow.journey(draft());
    const { simulationId } = await simulate(id, { days: 1 });
    const again = await flow.call<SimulationAnswer>(`/journeys/${id}/simulations/${simulationId}`);
    expect(again.simulationId).toBe(simulationId);
    await expect(flow.call(`/journeys/${id}/simulations/none`)).rejects.toThrow('not found');
    await expect(flow.call('/journeys/none/participants')).rejects.toThrow('Journey none not found');
  });
});

/** Runs `touchpoint …words` on the stage. */
async function touchpoint(...words: string[]) {
  const lines: string[] = [];
  const complaints: string[] = [];
  const env = {
    TOUCHPOINT_ENDPOINT: flow.stage.endpoint,
    TOUCHPOINT_ACCESS_KEY_ID: flow.stage.key.keyId,
    TOUCHPOINT_SECRET_ACCESS_KEY: flow.stage.key.secret,
  };
  const terminal = {
    interactive: false,
    line: (text = '') => lines.push(text),
    status: () => undefined,
    paint: (_: unknown, text: string) => text,
  };
  const status = await runCommandLine(words, env, terminal, (line) => complaints.push(line));
  return { status, lines, complaints };
}

describe('touchpoint', () => {
  it('prints the days of a simulated journey', async () => {
    const id = await flow.journey({ ...draft(), Name: 'Second try' });
    const { status, lines, complaints } = await touchpoint('simulate', 'journey', id, '--days', '30');
    const day = (later: number) =>
      new Date(flow.stage.clock.now().getTime() + later * DAY).toISOString().slice(0, 16).replace('T', ' ');
    expect([status, complaints]).toEqual([0, []]);
    expect(lines).toEqual([
      'Second try, 30 days, assuming 0 % opened, 0 % clicked',
      '',
      'DAY  FROM                  ENTERED  LEFT  INSIDE  MESSAGES  HELD BACK  IN read',
      `  1  ${day(0)} UTC      190     0     190       190          0      190`,
      `  3  ${day(2)} UTC        0   190       0       190          0        0`,
      ` 30  ${day(29)} UTC        0     0       0         0          0        0`,
      'Days on which nothing changes are left out.',
      '',
      'ACTIVITY  ENTERED  LEFT  MESSAGES  HELD BACK  WAYS',
      'first         190   190       190          0',
      'read          190   190         0          0  Branch_FALSE 190',
      'again         190   190       190          0',
      '',
      '190 enter, 190 leave, 380 messages',
    ]);
  });

  it('prints whom a campaign would reach', async () => {
    const { Id } = await flow.call<{ Id: string }>(`/v1/apps/${flow.applicationId}/campaigns`, 'POST', {
      Name: 'sale',
      SegmentId: everyone,
      Schedule: { StartTime: '2099-01-01T00:00:00Z' },
      MessageConfiguration: { EmailMessage: { Title: 'Sale', HtmlBody: '<p>Sale</p>' } },
    });
    const { status, lines, complaints } = await touchpoint('simulate', 'campaign', Id);
    expect([status, complaints]).toEqual([0, []]);
    expect(lines).toEqual([
      '200 in the segment, 190 targeted; held back: 10 ENDPOINT_OPT_OUT',
      '',
      'OUTCOME           ENDPOINTS',
      'targeted                190',
      'ENDPOINT_OPT_OUT         10',
    ]);
  });

  it('lists journeys, counts participants and tells a story', async () => {
    const { lines: list } = await touchpoint('journeys');
    const active = list.find((line) => line.includes(' ACTIVE ')) ?? '';
    const id = active.split(/ {2,}/)[2] as string;
    const { lines: counts } = await touchpoint('journeys', id);
    const { lines: story } = await touchpoint('journeys', id, 'p50');
    expect(list[0]).toMatch(/^JOURNEY +STATE +ID +APPLICATION$/);
    expect(counts).toEqual([
      'ACTIVE',
      'ACTIVITY  KIND              ENTERED  LEFT  INSIDE',
      'first     EMAIL                 190   190       0',
      'read      ConditionalSplit      190     0     190',
      'again     EMAIL                   0     0       0',
    ]);
    expect(story[0]).toBe('p50 in journey');
    expect(story.some((line) => / first \(EMAIL\)$/.test(line))).toBe(true);
    expect(story.some((line) => line.endsWith('_journey.send SUCCESS'))).toBe(true);
    expect(story.at(-1)).toMatch(/^ {4}is here; may go on at /);
  });

  it('says how a simulation is asked for', async () => {
    expect(await touchpoint('simulate', 'segment', 'x')).toMatchObject({
      status: 2,
      complaints: [
        'touchpoint simulate: a journey or a campaign, not segment',
        expect.stringContaining('usage: touchpoint simulate journey ID'),
      ],
    });
    expect((await touchpoint('simulate', 'journey', 'x', '--open-rate', 'often')).complaints[0]).toBe(
      'touchpoint simulate: --open-rate is often; it must be a number',
    );
    expect((await touchpoint('simulate', 'campaign', 'x')).complaints).toEqual([
      'touchpoint simulate: no application has the campaign x',
    ]);
  });
});
