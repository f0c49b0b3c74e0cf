import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { DuckDbLake } from '../../../src/adapters/local/duckdb-lake.ts';
import { compileJourneyDue, compileJourneyMoves } from '../../../src/compiler/journey-moves.ts';
import type { JourneyPause, JourneyPlan, JourneyTick } from '../../../src/core/journeys/journey-plan.ts';
import { temporaryLake } from '../segments/lake-rows.ts';
import { arrivalOf, everyone, happenings, journeyPlans, people, START } from './arbitraries.ts';
import type { Happening, Person } from './interpret.ts';
import { journeyLake } from './journey-lake.ts';

const HOUR = 60 * 60 * 1000;
const END = START + 8 * 24 * HOUR;

type Due = { inside: number; next_due: Date | null };

/** Journeys without messages, whose participants all enter at once: nothing in them depends on when a tick comes. */
describe('a journey without messages', () => {
  let lake: DuckDbLake;
  let remove: () => Promise<void>;
  let applications = 0;

  beforeAll(async () => {
    ({ lake, remove } = await temporaryLake());
  });
  afterAll(() => remove());

  async function open(given: JourneyPlan, persons: readonly Person[], events: readonly Happening[]) {
    applications += 1;
    const plan = { ...given, applicationId: `late-${applications}` };
    const stage = journeyLake(lake, plan.applicationId, plan.journeyId);
    await stage.replacePeople(persons);
    await stage.addEvents(events);
    const run = async (tick: JourneyTick) => lake.engine.run(compileJourneyMoves(plan, tick), tick.tickId);
    await run({ ...tickAt(START, []), entry: ENTRY });
    return {
      run,
      due: async (tick: JourneyTick) => {
        const [row] = await lake.engine.query<Due>(compileJourneyDue(plan, tick));
        return row as Due;
      },
      /** Without what depends on the tick, and on pauses that nobody knew of when the participant came. */
      left: async () =>
        (await stage.transitions()).map(({ tick: _tick, due: _due, ...rest }) => JSON.stringify(rest)).sort(),
    };
  }

  /** Ticks only when somebody is due, as the compiled question says, and not inside a pause. */
  async function punctually(stage: Awaited<ReturnType<typeof open>>, pause: JourneyPause): Promise<number> {
    for (let ticks = 0; ; ticks += 1) {
      const before = await stage.due(tickAt(START, []));
      const isBefore = before.next_due !== null && before.next_due < pause.from;
      const pauses = isBefore ? [] : [pause];
      const { inside, next_due } = await stage.due(tickAt(END, pauses));
      if (inside === 0 || next_due === null || next_due.getTime() > END) return ticks;
      await stage.run(tickAt(next_due.getTime(), pauses));
    }
  }

  it('moves everyone in one late tick to where punctual ticks would have, pauses and events considered', async () => {
    let compared = 0;
    const pauses = fc
      .tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 40 }))
      .map(([from, length]) => ({
        from: new Date(START + from * HOUR),
        to: new Date(START + (from + length) * HOUR),
      }));
    const arrivals = happenings.map((list) =>
      list.map((item): Happening => ({ ...item, user: null, arrival: arrivalOf(item.quarter, START, END) })),
    );
    await fc.assert(
      fc.asyncProperty(
        journeyPlans({ withMessages: false }),
        people,
        arrivals,
        pauses,
        async (plan, persons, events, pause) => {
          const late = await open(plan, persons, events);
          const punctual = await open(plan, persons, events);
          const ticks = await punctually(punctual, pause);
          await late.run(tickAt(END, [pause]));
          expect(await late.left()).toEqual(await punctual.left());
          compared += ticks;
        },
      ),
      { numRuns: 30, seed: 3 },
    );
    expect(compared).toBeGreaterThan(30); // punctual ticks that one late tick made up for
  }, 120_000);

  it('is said to be due when its first participant is, and to hold nobody when all have left', async () => {
    const plan: JourneyPlan = {
      ...PLAIN,
      activities: [{ kind: 'wait', id: 'a0', dwell: { afterMs: HOUR } }],
    };
    const stage = await open(plan, [PERSON], []);

    const before = await stage.due(tickAt(START, []));
    await stage.run(tickAt(START + HOUR, []));
    const after = await stage.due(tickAt(START + HOUR, []));

    expect(before).toEqual({ inside: 1, next_due: new Date(START + HOUR) });
    expect(after).toEqual({ inside: 0, next_due: null });
  });

  it('is due later by a pause, and by the time that events take when a split asks for them', async () => {
    const plan: JourneyPlan = {
      ...PLAIN,
      activities: [
        {
          kind: 'conditional',
          id: 'a0',
          dwell: { afterMs: 3 * HOUR },
          operator: 'ALL',
          conditions: [{ kind: 'event', messageActivity: 'a0', dimensions: {} }],
        },
      ],
    };
    const stage = await open(plan, [PERSON], []);
    const pause = { from: new Date(START + HOUR), to: new Date(START + 2 * HOUR) };

    const { next_due } = await stage.due({ ...tickAt(START + 2 * HOUR, [pause]), eventLagMs: 60_000 });

    expect(next_due).toEqual(new Date(START + 4 * HOUR + 60_000));
  });
});

const ENTRY = {
  kind: 'segment',
  runId: 'run-0',
  at: new Date(START),
  segment: everyone,
  byZone: false,
} as const;

function tickAt(now: number, pauses: readonly JourneyPause[]): JourneyTick {
  return { tickId: `tick-${now}`, now: new Date(now), eventsSince: new Date(START), pauses };
}

const PERSON: Person = {
  id: 'e1',
  user: null,
  channel: 'EMAIL',
  address: 'e1@x',
  optOut: 'NONE',
  status: 'ACTIVE',
  zone: null,
  plan: 'gold',
};

const PLAIN: JourneyPlan = {
  applicationId: '',
  journeyId: 'j1',
  participants: 'endpoint',
  activities: [],
  start: 'a0',
  reentry: { cap: 1, intervalMs: 0 },
  oneRun: false,
  caps: {},
  waitForQuietTime: false,
  zoneRequired: false,
};
