import fc from 'fast-check';
import type {
  Dwell,
  EventDimensions,
  JourneyCaps,
  JourneyEntry,
  JourneyPause,
  JourneyPlan,
  MessageType,
  PlannedActivity,
  PlannedCondition,
  TickZone,
} from '../../../src/core/journeys/journey-plan.ts';
import type { SegmentNode } from '../../../src/core/segments/segment-graph.ts';
import type { Happening, Message, Person } from './interpret.ts';

/** Random journeys, people, events and ticks. All instants lie on quarters of an hour, so that they often meet. */

export const START = Date.UTC(2026, 10, 20);
const QUARTER = 15 * 60 * 1000;
const HOUR = 4 * QUARTER;
const DAY = 24 * HOUR;

const PUSH_SERVICES = ['GCM', 'APNS'];
const CHANNELS = ['EMAIL', 'EMAIL', 'SMS', 'GCM'];
const ZONES = ['Europe/Lisbon', 'America/New_York', 'Asia/Tokyo'];
const PLANS = ['gold', 'silver'];
const LINKS = ['https://a', 'https://b'];
const TYPES: readonly MessageType[] = ['EMAIL', 'SMS', 'PUSH', 'CUSTOM'];
const CHANNELS_OF: Record<MessageType, readonly string[]> = {
  EMAIL: ['EMAIL'],
  SMS: ['SMS'],
  PUSH: PUSH_SERVICES,
  CUSTOM: ['EMAIL', 'GCM'],
  CONTACT_CENTER: ['VOICE'],
};

const mostly = <T>(usual: T, rare: T): T[] => [rare, ...Array.from({ length: 7 }, () => usual)];

export const person = (id: string): fc.Arbitrary<Person> =>
  fc.record({
    id: fc.constant(id),
    user: fc.constantFrom(null, 'u1', 'u1', 'u2'),
    channel: fc.constantFrom(...CHANNELS),
    address: fc.constantFrom(null, 'A@x', 'a@x', 'a@x', 'a@x', `${id}@x`, `${id}@x`, `${id}@x`),
    optOut: fc.constantFrom(...mostly('NONE' as const, 'ALL' as const)),
    status: fc.constantFrom(...mostly('ACTIVE' as const, 'INACTIVE' as const)),
    zone: fc.constantFrom(null, 'europe/lisbon', 'America/New_York', 'Asia/Tokyo', 'Mars/Base'),
    plan: fc.constantFrom(...PLANS),
  });

export const PEOPLE = ['e1', 'e2', 'e3', 'e4', 'e5', 'e6'];
export const people = fc.tuple(...PEOPLE.map(person));

export const everyone: SegmentNode = { kind: 'dimensional', groups: [], include: 'ALL' };

export const segments: fc.Arbitrary<SegmentNode> = fc
  .constantFrom(undefined, undefined, ...PLANS)
  .map((value) => ({
    kind: 'dimensional',
    groups: [
      {
        sources: [],
        sourceType: 'ALL',
        dimensions: value === undefined ? [] : [{ Attributes: { Plan: { Values: [value] } } }],
        type: 'ALL',
      },
    ],
    include: 'ALL',
  }));

const eventTypes = ['_email.open', '_email.click'];
export const dimensions: fc.Arbitrary<EventDimensions> = fc.record(
  {
    EventType: fc.record(
      {
        Values: fc.uniqueArray(fc.constantFrom(...eventTypes), { minLength: 1, maxLength: 2 }),
        DimensionType: fc.constantFrom('INCLUSIVE' as const, 'EXCLUSIVE' as const),
      },
      { requiredKeys: ['Values'] },
    ),
    Attributes: fc.constantFrom(...LINKS).map((link) => ({ link: { Values: [link] } })),
  },
  { requiredKeys: [] },
);

export const instants = fc
  .integer({ min: 0, max: 5 * 96 })
  .map((quarters) => new Date(START + quarters * QUARTER));
const lengths = fc.constantFrom(0, QUARTER, HOUR, 3 * HOUR, DAY);
const dwells: fc.Arbitrary<Dwell> = fc.oneof(
  lengths.map((afterMs) => ({ afterMs })),
  instants.map((until) => ({ afterMs: 0, until })),
  fc.record({ afterMs: lengths, until: instants }),
);
const waits: fc.Arbitrary<Dwell> = fc.oneof(
  lengths.map((afterMs) => ({ afterMs })),
  instants.map((until) => ({ afterMs: 0, until })),
);

const ID = (index: number) => `a${index}`;

function conditions(count: number): fc.Arbitrary<PlannedCondition> {
  return fc.oneof(
    fc.record({
      kind: fc.constant('event' as const),
      messageActivity: fc.nat({ max: count - 1 }).map(ID),
      dimensions,
    }),
    segments.map((segment) => ({ kind: 'segment' as const, segment })),
    fc.constantFrom(...PLANS).map((value) => ({
      kind: 'dimensions' as const,
      dimensions: { Attributes: { Plan: { Values: [value] } } },
    })),
  );
}

type Next = { readonly next?: string };

function activity(index: number, count: number, withMessages: boolean): fc.Arbitrary<PlannedActivity> {
  const id = ID(index);
  const target = fc
    .integer({ min: index + 1, max: Math.min(index + 4, count) })
    .map((next) => (next < count ? ID(next) : undefined));
  const next: fc.Arbitrary<Next> = target.map((to) => (to === undefined ? {} : { next: to }));
  const condition = conditions(count);
  const kinds: fc.Arbitrary<PlannedActivity>[] = [
    fc.tuple(waits, next).map(([dwell, to]) => ({ kind: 'wait', id, dwell, ...to })),
    fc
      .tuple(
        dwells,
        fc.constantFrom('ALL' as const, 'ANY' as const),
        fc.array(condition, { minLength: 1, maxLength: 3 }),
        target,
        target,
      )
      .map(([dwell, operator, asked, yes, no]) => ({
        kind: 'conditional',
        id,
        dwell,
        operator,
        conditions: asked,
        ...(yes && { whenTrue: yes }),
        ...(no && { whenFalse: no }),
      })),
    fc
      .tuple(dwells, fc.array(fc.tuple(condition, next), { minLength: 1, maxLength: 3 }), target)
      .map(([dwell, branches, otherwise]) => ({
        kind: 'multi',
        id,
        dwell,
        branches: branches.map(([asked, to]) => ({ condition: asked, ...to })),
        ...(otherwise && { otherwise }),
      })),
    fc.tuple(fc.integer({ min: 1, max: 98 }), next, next, next).map(([first, a, b, c]) => ({
      kind: 'random',
      id,
      branches: [
        { percentage: first, ...a },
        { percentage: 1, ...b },
        { percentage: 99 - first, ...c },
      ],
    })),
    fc
      .tuple(fc.integer({ min: 0, max: 100 }), next)
      .map(([percentage, to]) => ({ kind: 'holdout', id, percentage, ...to })),
  ];
  const messages = fc.tuple(fc.constantFrom(...TYPES), next).map(
    ([type, to]): PlannedActivity => ({
      kind: 'message',
      id,
      type,
      channelTypes: CHANNELS_OF[type],
      ...to,
    }),
  );
  return withMessages ? fc.oneof({ weight: 4, arbitrary: messages }, ...kinds) : fc.oneof(...kinds);
}

const cap = fc.constantFrom(0, 0, 1, 2);
const caps: fc.Arbitrary<JourneyCaps> = fc.record(
  {
    daily: cap,
    total: cap,
    timeframe: fc.record({ cap: fc.constantFrom(1, 2), days: fc.constantFrom(1, 3) }),
    projectDaily: cap,
  },
  { requiredKeys: [] },
);

export interface Shape {
  readonly withMessages: boolean;
}

export function journeyPlans({ withMessages }: Shape): fc.Arbitrary<JourneyPlan> {
  return fc.integer({ min: 2, max: 10 }).chain((count) =>
    fc.record({
      applicationId: fc.constant(''),
      journeyId: fc.constantFrom('j1', 'j2', 'j3'),
      participants: fc.constantFrom('endpoint' as const, 'user' as const),
      activities: fc.tuple(
        ...Array.from({ length: count }, (_, index) => activity(index, count, withMessages)),
      ),
      start: fc.constant(ID(0)),
      reentry: fc.record({ cap: fc.constantFrom(0, 1, 2), intervalMs: fc.constantFrom(0, HOUR, DAY) }),
      oneRun: fc.boolean(),
      caps,
      waitForQuietTime: fc.boolean(),
      zoneRequired: fc.boolean(),
    }),
  );
}

const closed = fc.dictionary(
  fc.constantFrom('EMAIL' as const, ...TYPES),
  fc.constantFrom(2 * QUARTER, 6 * HOUR),
  { minKeys: 1, maxKeys: 3 },
);
/** Lengths from the tick on. */
const zones = fc.option(
  fc.tuple(...ZONES.map((name) => fc.record({ name: fc.constant(name), closed, mayEnter: fc.boolean() }))),
  { nil: undefined },
);

export const happenings = fc.array(
  fc.record({
    endpoint: fc.constantFrom(...PEOPLE, 'gone'),
    type: fc.constantFrom(...eventTypes),
    version: fc.constantFrom('3.0', '3.1'),
    run: fc.constantFrom(null, 'run-0', 'run-0', 'run-1'),
    activity: fc.constantFrom(null, ID(0), ID(0), ID(1), ID(2)),
    link: fc.constantFrom(...LINKS),
    /** Of the time between two ticks. */
    quarter: fc.nat({ max: 400 }),
  }),
  { maxLength: 12 },
);

/** What happens from one tick to the next, and the tick. */
export interface Step {
  /** Quarters of an hour since the tick before. */
  readonly gap: number;
  readonly isPaused: boolean;
  readonly changed: readonly Person[];
  readonly happenings: readonly (Omit<Happening, 'arrival' | 'user'> & { readonly quarter: number })[];
  readonly zones?: readonly {
    readonly name: string;
    readonly closed: Readonly<Partial<Record<MessageType, number>>>;
    readonly mayEnter: boolean;
  }[];
  readonly entry?: {
    readonly kind: 'segment' | 'event';
    readonly run: string;
    readonly isLate: boolean;
    readonly segment: SegmentNode;
    readonly hasSegment: boolean;
    readonly byZone: boolean;
    readonly dimensions: EventDimensions;
    readonly filterType: 'SYSTEM' | 'ENDPOINT';
  };
}

const entries = fc.record({
  kind: fc.constantFrom('segment' as const, 'segment' as const, 'event' as const),
  run: fc.constantFrom('run-0', 'run-0', 'run-1', 'run-2'),
  isLate: fc.boolean(),
  segment: segments,
  hasSegment: fc.boolean(),
  byZone: fc.boolean(),
  dimensions,
  filterType: fc.constantFrom('SYSTEM' as const, 'ENDPOINT' as const),
});

const step = (entry: fc.Arbitrary<Step['entry']>) =>
  fc.record(
    {
      gap: fc.constantFrom(1, 2, 4, 4, 8, 12, 96, 100),
      isPaused: fc.boolean(),
      changed: fc.array(fc.constantFrom(...PEOPLE).chain(person), { maxLength: 2 }),
      happenings,
      zones,
      entry,
    },
    { requiredKeys: ['gap', 'isPaused', 'changed', 'happenings'] },
  ) as fc.Arbitrary<Step>;

/** Most begin with an entry of everyone who may. */
export const steps: fc.Arbitrary<Step[]> = fc
  .tuple(
    step(entries.map((entry) => ({ ...entry, kind: 'segment' as const, byZone: false }))),
    fc.array(step(fc.option(entries, { nil: undefined, freq: 3 })), { minLength: 1, maxLength: 6 }),
  )
  .map(([first, rest]) => [first, ...rest]);

/** Messages of before, of this journey, another one and a campaign. */
export const earlierMessages: fc.Arbitrary<Message[]> = fc.array(
  fc
    .record({
      of: fc.constantFrom('j1', 'j9', null),
      endpoint: fc.constantFrom(...PEOPLE),
      reason: fc.constantFrom(null, null, 'QUIET_TIME'),
      ago: fc.integer({ min: 1, max: 400 }),
    })
    .map(({ of, endpoint, reason, ago }, index = 0) => ({
      batch: `earlier-${of}-${ago}-${index}`,
      id: `m-${endpoint}-${ago}`,
      campaign: of === null ? 'c1' : null,
      journey: of,
      run: 'run-9',
      activity: 'a0',
      participant: of === null ? null : endpoint,
      endpoint,
      reason,
      decided: START - ago * QUARTER,
    })),
  { maxLength: 5 },
);

export const suppressions = fc.subarray([
  { channel: 'EMAIL', address: 'a@x' },
  { channel: 'EMAIL', address: 'e1@x' },
  { channel: 'SMS', address: 'e2@x' },
]);

export function tickZones(step: Step, now: number): readonly TickZone[] | undefined {
  return step.zones?.map(({ name, closed: lengthsClosed, mayEnter }) => ({
    name,
    mayEnter,
    closedUntil: Object.fromEntries(
      Object.entries(lengthsClosed).map(([type, length]) => [type, new Date(now + length)]),
    ),
  }));
}

export function tickEntry(step: Step, before: number, now: number): JourneyEntry | undefined {
  if (step.entry === undefined) return undefined;
  const { kind, run, isLate, segment, hasSegment, byZone, dimensions: asked, filterType } = step.entry;
  const late = Math.floor((before + now) / 2 / QUARTER) * QUARTER;
  if (kind === 'segment') return { kind, runId: run, at: new Date(isLate ? late : now), segment, byZone };
  return {
    kind,
    runId: run,
    after: new Date(isLate ? before - DAY : before),
    upTo: new Date(now),
    dimensions: asked,
    filterType,
    ...(hasSegment && { segment }),
  };
}

/** The middle half of the time between two ticks. */
export function pauseBetween(before: number, now: number): JourneyPause | undefined {
  const quarter = Math.floor((now - before) / 4 / QUARTER) * QUARTER;
  return quarter === 0 ? undefined : { from: new Date(before + quarter), to: new Date(before + 3 * quarter) };
}

export function arrivalOf(quarter: number, before: number, now: number): number {
  return before + (1 + (quarter % ((now - before) / QUARTER))) * QUARTER;
}
