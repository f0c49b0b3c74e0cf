import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FlowWay, JourneyFlow } from '../../src/core/journeys/flow.ts';
import type { Exit, Stay } from '../../src/core/journeys/stays.ts';
import { type JourneyHome, journeyHome } from '../flows/journey-home.ts';

/** A journey of 60: a fifth is held out, the rest gets an offer, and after three days who has not opened it a reminder. */
const CUSTOMERS = 60;
const DAY = 24 * 3_600_000;
const START = '2026-11-02T08:00:00Z';

interface Move {
  [column: string]: string | number | Date | null;
  participant_id: string;
  from_activity: string | null;
  activity: string | null;
  branch: string | null;
  entered_at: Date;
  hop: number;
}
interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly html: string;
}

let home: JourneyHome;
let app: string;
let journeyId: string;
let runId: string;
let moves: Move[];

const call = <T>(path: string, method?: string, body?: unknown) => home.call<T>(path, method, body);
const flow = (query = '') => call<JourneyFlow>(`/journeys/${journeyId}/flow${query}`);
const stays = (query = '') => call<{ items: Stay[]; next?: string }>(`/journeys/${journeyId}/stays${query}`);
const exits = (query = '') => call<{ items: Exit[] }>(`/journeys/${journeyId}/exits${query}`);

/** Who is held out is a matter of the journey's id, so each kind of person is several. */
const hasPhoneOnly = (index: number) => index % 10 === 1;
const hasOptedOut = (index: number) => index === 2;
const isSuppressed = (index: number) => index % 10 === 3;

function endpoint(index: number) {
  const isPhone = hasPhoneOnly(index);
  return {
    Id: `Person-${index}`,
    ChannelType: isPhone ? 'SMS' : 'EMAIL',
    Address: isPhone ? `+120255501${index}` : `person${index}@example.com`,
    OptOut: hasOptedOut(index) ? 'ALL' : 'NONE',
    User: { UserId: `user/${index}` },
  };
}

beforeAll(async () => {
  home = await journeyHome(START);
  const { Id } = await call<{ Id: string }>('/v1/apps', 'POST', { Name: 'shop' });
  app = Id;
  await call(`/v1/apps/${app}/channels/email`, 'PUT', {
    Enabled: true,
    FromAddress: 'shop@example.com',
    Identity: 'arn:aws:ses:us-east-1:000000000000:identity/example.com',
  });
  for (const name of ['offer', 'reminder']) {
    await call(`/v1/templates/${name}/email`, 'POST', { Subject: name, HtmlPart: `<p>${name}</p>` });
  }
  const Item = Array.from({ length: CUSTOMERS }, (_, index) => endpoint(index));
  await call(`/v1/apps/${app}/endpoints`, 'PUT', { Item });
  for (let index = 0; index < CUSTOMERS; index++) {
    if (!isSuppressed(index)) continue;
    await call('/suppressions', 'PUT', { app, channel: 'EMAIL', address: `person${index}@example.com` });
  }
  const segment = await call<{ Id: string }>(`/v1/apps/${app}/segments`, 'POST', {
    Name: 'Everyone',
    Dimensions: {},
  });
  const opened = { EventType: { DimensionType: 'INCLUSIVE', Values: ['_email.open'] } };
  ({ Id: journeyId } = await call<{ Id: string }>(`/v1/apps/${app}/journeys`, 'POST', {
    Name: 'Offer',
    State: 'ACTIVE',
    StartActivity: 'some',
    StartCondition: { SegmentStartCondition: { SegmentId: segment.Id } },
    Activities: {
      some: { Holdout: { Percentage: 20, NextActivity: 'offer' } },
      offer: { EMAIL: { TemplateName: 'offer', NextActivity: 'seen' } },
      seen: {
        Description: 'Seen in time?',
        ConditionalSplit: {
          Condition: {
            Conditions: [{ EventCondition: { MessageActivity: 'offer', Dimensions: opened } }],
          },
          EvaluationWaitTime: { WaitFor: 'P3D' },
          FalseActivity: 'remind',
        },
      },
      remind: { EMAIL: { TemplateName: 'reminder' } },
    },
  }));
  await home.advance(10 * 60_000);
  const { items } = await call<{ items: Mail[] }>('/local/mailbox?subject=offer');
  for (const { html } of items.slice(0, 7)) {
    const pixel = /<img[^>]* src="([^"]+)"/.exec(html)?.[1] ?? '';
    await call(pixel.replaceAll('&amp;', '&'));
  }
  await home.advance(4 * DAY);
  runId = (await flow()).runs[0]?.id ?? '';
  moves = await home.ports().queries.query<Move>({ text: 'select * from journey_transitions', values: [] });
});
afterAll(() => home.close());

/** By the raw rows of the lake, one by one. */
function takenBy(until: Date): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { from_activity, activity, branch, entered_at } of moves) {
    if (entered_at >= until) continue;
    const way = [from_activity, branch, activity].join(' ');
    counts[way] = (counts[way] ?? 0) + 1;
  }
  return counts;
}

function asCounts(ways: readonly FlowWay[], upToStep: number): Record<string, number> {
  const counts = ways.map(({ from, branch, to, taken }) => {
    const sum = taken.reduce(
      (total, { step, participants }) => (step <= upToStep ? total + participants : total),
      0,
    );
    return [[from, branch, to].join(' '), sum] as const;
  });
  return Object.fromEntries(counts.filter(([, sum]) => sum > 0));
}

/** Numbers of those who were not held out. */
function goneOn(): Set<number> {
  const passed = moves.filter(({ branch }) => branch === 'PASSED');
  return new Set(passed.map(({ participant_id }) => Number(participant_id.replace('person-', ''))));
}

describe('GET /journeys', () => {
  it('tells of each journey how many entered, are inside and finished', async () => {
    const draft = await call<{ Id: string; CreationDate: string }>(`/v1/apps/${app}/journeys`, 'POST', {
      Name: 'Later',
    });
    const { items } = await call<{ items: unknown[] }>(`/journeys?app=${app}`);
    const entered = moves.filter(({ from_activity }) => from_activity === null).length;
    expect(items).toEqual([
      {
        id: draft.Id,
        name: 'Later',
        state: 'DRAFT',
        createdAt: draft.CreationDate,
        entered: 0,
        inside: 0,
        finished: 0,
      },
      {
        id: journeyId,
        name: 'Offer',
        state: expect.stringMatching(/ACTIVE|COMPLETED/),
        createdAt: expect.any(String),
        publishedAt: expect.any(String),
        lastTickAt: expect.any(String),
        entered,
        inside: 0,
        finished: entered,
      },
    ]);
    expect(entered).toBe(CUSTOMERS - 1); // Pinpoint lets nobody enter who has opted out of everything
  });
});

describe('GET /journeys/{id}/flow', () => {
  it('names activities and ways in words', async () => {
    const { activities, ways, entry, name, participants } = await flow();
    expect({ entry, name, participants }).toEqual({
      entry: 'Everyone',
      name: 'Offer',
      participants: 'endpoint',
    });
    expect(activities).toEqual([
      { id: 'some', kind: 'Holdout', name: 'Hold out 20 %', sends: false },
      { id: 'offer', kind: 'EMAIL', name: 'E-mail offer', sends: true },
      {
        id: 'seen',
        kind: 'ConditionalSplit',
        name: 'Opened offer?',
        description: 'Seen in time?',
        waits: 'after 3 days',
        sends: false,
      },
      { id: 'remind', kind: 'EMAIL', name: 'E-mail reminder', sends: true },
    ]);
    expect(ways.map(({ from, to, branch, label }) => [from, to, branch, label])).toEqual([
      [null, 'some', 'SEGMENT', ''],
      ['some', null, 'HOLDOUT', 'Held out'],
      ['some', 'offer', 'PASSED', 'Goes on'],
      ['offer', 'seen', null, ''],
      ['offer', 'seen', 'QUIET_TIME_WAIT_FINISHED', 'After quiet time'],
      ['seen', null, 'Branch_TRUE', 'Yes'],
      ['seen', 'remind', 'Branch_FALSE', 'No'],
      ['remind', null, null, ''],
      ['remind', null, 'QUIET_TIME_WAIT_FINISHED', 'After quiet time'],
    ]);
  });

  it.each([10, 60, 1440])(
    'sums up, in steps of %d minutes, to the journey at any of their ends',
    async (minutes) => {
      const { ways, steps } = await flow(`?step=${minutes}`);
      expect(steps.minutes).toBe(minutes);
      const span = home.clock.now().getTime() - Date.parse(steps.from);
      expect(steps.count).toBe(Math.floor(span / (minutes * 60_000)) + 1);
      for (const step of [0, 1, Math.floor(steps.count / 2), steps.count - 2, steps.count - 1]) {
        const end = new Date(Date.parse(steps.from) + (step + 1) * minutes * 60_000);
        expect([step, asCounts(ways, step)]).toEqual([step, takenBy(end)]);
      }
      expect(ways.find(({ to, from }) => from === 'seen' && to === null)?.participants).toBe(7);
    },
  );

  it('begins where it is told to, and counts what came before to the first step', async () => {
    const origin = '2026-11-04T00:00:00+05:30';
    const { ways, steps } = await flow(`?step=1440&run=${runId}&origin=${encodeURIComponent(origin)}`);
    expect(steps).toEqual({ from: '2026-11-03T18:30:00.000Z', minutes: 1440, count: 3 });
    expect(asCounts(ways, 0)).toEqual(takenBy(new Date('2026-11-04T18:30:00Z')));
    expect(asCounts(ways, 2)).toEqual(takenBy(new Date('2027-01-01T00:00:00Z')));
  });

  it('tells what became of the messages of each activity', async () => {
    const { outcomes } = await flow('?step=1440');
    const messages = await home.ports().queries.query<{
      journey_activity_id: string;
      reason: string | null;
      decided_at: Date;
    }>({ text: 'select * from messages', values: [] });
    const counts: Record<string, number> = {};
    for (const { journey_activity_id, reason, decided_at } of messages) {
      const step = Math.floor((decided_at.getTime() - Date.parse(START)) / DAY);
      const outcome = [step, journey_activity_id, reason !== null, reason ?? 'SUCCESS'].join(' ');
      counts[outcome] = (counts[outcome] ?? 0) + 1;
    }
    const told = outcomes.map(({ step, activity, held, outcome, messages: count }) => [
      [step, activity, held, outcome].join(' '),
      count,
    ]);
    expect(Object.fromEntries(told)).toEqual(counts);
    const written = [...goneOn()].filter((index) => !hasPhoneOnly(index));
    expect(counts['0 offer true SUPPRESSED']).toBe(written.filter(isSuppressed).length || undefined);
  });

  it('draws a draft of which nobody took anything, also one that goes in circles', async () => {
    const { Id } = await call<{ Id: string }>(`/v1/apps/${app}/journeys`, 'POST', {
      Name: 'circle',
      StartActivity: 'a',
      Activities: {
        a: { Wait: { WaitTime: { WaitFor: 'P1DT6H' }, NextActivity: 'b' } },
        b: {
          RandomSplit: {
            Branches: [
              { Percentage: 60, NextActivity: 'a' },
              { Percentage: 40, NextActivity: 'gone' },
            ],
          },
        },
      },
    });
    const drawn = await call<JourneyFlow>(`/journeys/${Id}/flow`);
    expect(drawn.activities.map(({ name }) => name)).toEqual(['Wait 1 day 6 hours', 'Random split 60 / 40']);
    expect(drawn.ways.map(({ from, to, label, participants }) => [from, to, label, participants])).toEqual([
      [null, 'a', '', 0],
      ['a', 'b', '', 0],
      ['a', 'b', 'Already past', 0],
      ['b', 'a', '60 %', 0],
      ['b', null, '40 %', 0],
    ]);
  });

  it.each([
    ['step=0', 'The query: step: is 0; it must be a whole number from 1 to 525600'],
    [
      'origin=yesterday',
      'The query: origin: is yesterday; it must be an instant such as 2026-06-01T09:00:00Z',
    ],
    ['origin=2999-01-01T00:00:00Z', 'origin is 2999-01-01T00:00:00.000Z; it must not be in the future'],
    ['run=none', 'Run none of journey {id} not found'],
    ['app=none', 'Application none not found'],
  ])('refuses %s', async (query, message) => {
    await expect(flow(`?${query}`)).rejects.toThrow(message.replace('{id}', journeyId));
  });
});

describe('GET /journeys/{id}/exits', () => {
  it('says from where how many left, and why', async () => {
    const { items } = await exits();
    const byWay: Record<string, number> = {};
    for (const { activity, branch, participants } of items) {
      byWay[[activity, branch, null].join(' ')] =
        (byWay[[activity, branch, null].join(' ')] ?? 0) + participants;
    }
    const left = Object.entries(takenBy(new Date('2999-01-01'))).filter(([way]) => way.endsWith(' '));
    expect(byWay).toEqual(Object.fromEntries(left));
    const told = items.map(({ activityName, reason, participants }) => [
      `${activityName}: ${reason}`,
      participants,
    ]);
    const gone = [...goneOn()];
    const phones = gone.filter(hasPhoneOnly).length;
    const suppressed = gone.filter(isSuppressed).length;
    const all = {
      'Hold out 20 %: HOLDOUT': CUSTOMERS - 1 - gone.length,
      'Opened offer?: END': 7,
      'E-mail reminder: NO_ENDPOINT': phones,
      'E-mail reminder: SUPPRESSED': suppressed,
      'E-mail reminder: END': gone.length - 7 - phones - suppressed,
    };
    expect(Object.fromEntries(told)).toEqual(
      Object.fromEntries(Object.entries(all).filter(([, participants]) => participants > 0)),
    );
  });

  it('leaves out what happened later', async () => {
    const { items } = await exits('?at=2026-11-03T00:00:00Z');
    expect(new Set(items.map(({ activity, reason }) => `${activity} ${reason}`))).toEqual(
      new Set(goneOn().size < CUSTOMERS - 1 ? ['some HOLDOUT'] : []),
    );
  });
});

describe('GET /journeys/{id}/stays', () => {
  it('lists everyone once, page by page, the latest move first', async () => {
    const all: Stay[] = [];
    for (let next: string | undefined = ''; next !== undefined; ) {
      const page: { items: Stay[]; next?: string } = await stays(`?limit=17${next && `&next=${next}`}`);
      all.push(...page.items);
      next = page.next;
    }
    const instants = all.map(({ movedAt }) => movedAt);
    expect(instants).toEqual([...instants].sort().reverse());
    expect(all.map(({ participantId }) => participantId).sort()).toEqual(
      [...new Set(moves.map(({ participant_id }) => participant_id))].sort(),
    );
  });

  it('finds those whom one reason made leave', async () => {
    const { items } = await stays('?state=left&activity=remind&reason=SUPPRESSED');
    const wanted = [...goneOn()].filter(isSuppressed).sort();
    expect(items.toSorted((a, b) => (a.endpointId < b.endpointId ? -1 : 1))).toEqual(
      wanted.map((index) => ({
        participantId: `person-${index}`,
        endpointId: `person-${index}`,
        userId: `user/${index}`,
        runId,
        state: 'left',
        activity: 'remind',
        activityName: 'E-mail reminder',
        movedAt: expect.any(String),
        reason: 'SUPPRESSED',
      })),
    );
  });

  it('finds by a part of an id, whatever its case, and shows where people were at an instant', async () => {
    const { items } = await stays('?search=USER/1&at=2026-11-03T00:00:00Z&state=inside');
    const wanted = [...goneOn()].map((index) => `person-${index}`).filter((id) => /^person-1\d?$/.test(id));
    expect(
      items
        .map(({ participantId, activity, dueAt }) => [participantId, activity, dueAt?.slice(0, 10)])
        .sort(),
    ).toEqual(wanted.sort().map((id) => [id, 'seen', '2026-11-05']));
  });

  it.each([
    ['limit=1001', 'The query: limit: is 1001; it must be a whole number from 1 to 1000'],
    ['state=gone', 'The query: state: Invalid option'],
    ['next=x', 'next is x; it must be that of the page before'],
    ['activity=none', 'Activity none not found in journey'],
  ])('refuses %s', async (query, message) => {
    await expect(stays(`?${query}`)).rejects.toThrow(message);
  });
});
