import { createHash } from 'node:crypto';
import type {
  Dwell,
  EventDimensions,
  JourneyEntry,
  JourneyPause,
  JourneyPlan,
  JourneyTick,
  MessageActivity,
  PlannedActivity,
  PlannedCondition,
} from '../../../src/core/journeys/journey-plan.ts';
import type { SegmentNode } from '../../../src/core/segments/segment-graph.ts';

/**
 * A journey followed one participant at a time, written from pinpoint-campaigns-journeys.md 2.3 to 2.7
 * and the doc comments of the plan, without looking at the SQL.
 */

export interface Person {
  readonly id: string;
  readonly user: string | null;
  readonly channel: string;
  readonly address: string | null;
  readonly optOut: 'ALL' | 'NONE';
  readonly status: 'ACTIVE' | 'INACTIVE';
  readonly zone: string | null;
  /** The only attribute that conditions ask for. */
  readonly plan: string;
}

export interface Happening {
  readonly endpoint: string;
  readonly user: string | null;
  readonly type: string;
  /** `3.1`: made by the platform. */
  readonly version: string;
  readonly run: string | null;
  readonly activity: string | null;
  readonly link: string;
  readonly arrival: number;
}

export interface Transition {
  readonly run: string;
  readonly participant: string;
  readonly endpoint: string | null;
  readonly user: string | null;
  readonly from: string | null;
  readonly activity: string | null;
  readonly branch: string | null;
  readonly tick: string;
  readonly hop: number;
  readonly entered: number;
  readonly due: number | null;
}

export interface Message {
  readonly batch: string;
  readonly id: string;
  readonly campaign: string | null;
  readonly journey: string | null;
  readonly run: string;
  readonly activity: string;
  readonly participant: string | null;
  readonly endpoint: string;
  readonly reason: string | null;
  readonly decided: number;
}

/** What the lake holds when a tick is decided. */
export interface World {
  readonly people: readonly Person[];
  readonly suppressed: readonly { readonly channel: string; readonly address: string }[];
  readonly events: readonly Happening[];
  readonly transitions: readonly Transition[];
  readonly messages: readonly Message[];
}

const DAY = 24 * 60 * 60 * 1000;

/** The transitions that a tick adds. */
export function interpretMoves(plan: JourneyPlan, tick: JourneyTick, world: World): Transition[] {
  if (world.transitions.some((transition) => transition.tick === tick.tickId)) return [];
  const inside = [...latest(world.transitions).values()].filter(({ activity }) => activity !== null);
  const added: Transition[] = [];
  for (const position of inside) {
    if (position.due !== null && position.due > tick.now.getTime()) continue;
    added.push(...walk(plan, tick, world, position, false));
  }
  for (const { entered: transition } of tick.entry === undefined
    ? []
    : enter(plan, tick, tick.entry, world)) {
    if (transition !== undefined) added.push(transition, ...walk(plan, tick, world, transition, true));
  }
  return added;
}

/** How many participants do not enter, by reason. */
export function interpretRefusals(plan: JourneyPlan, tick: JourneyTick, entry: JourneyEntry, world: World) {
  const counts: Record<string, number> = {};
  const before = { ...world, transitions: world.transitions.filter((item) => item.tick !== tick.tickId) };
  for (const { refusal } of enter(plan, tick, entry, before)) {
    counts[refusal ?? 'entered'] = (counts[refusal ?? 'entered'] ?? 0) + 1;
  }
  return counts;
}

/** The last transition of each participant of each run. */
function latest(transitions: readonly Transition[]): Map<string, Transition> {
  const found = new Map<string, Transition>();
  for (const transition of [...transitions].sort((a, b) => a.hop - b.hop)) {
    found.set(`${transition.run} ${transition.participant}`, transition);
  }
  return found;
}

/** Follows one participant from where it is as far as it gets. */
function walk(
  plan: JourneyPlan,
  tick: JourneyTick,
  world: World,
  from: Transition,
  isNew: boolean,
): Transition[] {
  const moves: Transition[] = [];
  let position = from;
  for (;;) {
    const activity = plan.activities.find(({ id }) => id === position.activity);
    if (activity === undefined) return moves;
    const hasJustCome = isNew || position !== from;
    const due = dueOf(plan, tick, world, activity, position, !hasJustCome);
    if (due > tick.now.getTime()) return moves;
    if (asksForEvents(activity) && due > tick.now.getTime() - (tick.eventLagMs ?? 0)) return moves;
    const isMessage = activity.kind === 'message';
    const { branch, next } = isMessage
      ? {
          branch: plan.waitForQuietTime && !hasJustCome ? 'QUIET_TIME_WAIT_FINISHED' : null,
          next: activity.next,
        }
      : choose(plan, tick, world, activity, position, due);
    const entered = isMessage ? tick.now.getTime() : due;
    const target = plan.activities.find(({ id }) => id === next);
    const moved: Transition = {
      ...position,
      from: activity.id,
      activity: target?.id ?? null,
      branch,
      tick: tick.tickId,
      hop: position.hop + 1,
      entered,
      due: null,
    };
    position =
      target === undefined ? moved : { ...moved, due: dueOf(plan, tick, world, target, moved, false) };
    moves.push(position);
  }
}

function dueOf(
  plan: JourneyPlan,
  tick: JourneyTick,
  world: World,
  activity: PlannedActivity,
  position: Transition,
  wasThere: boolean,
): number {
  if (activity.kind === 'message') {
    const arrived = wasThere ? outOfPause(position.due ?? position.entered, tick.pauses) : position.entered;
    const closed = plan.waitForQuietTime ? closedUntil(plan, tick, world, activity, position.participant) : 0;
    return Math.max(arrived, closed);
  }
  if ('dwell' in activity) return leaves(activity.dwell, position.entered, tick.pauses);
  return outOfPause(position.entered, tick.pauses);
}

/** A timer runs while the journey is not paused; a date is a date, but nothing happens inside a pause. */
function leaves({ afterMs, until }: Dwell, entered: number, pauses: readonly JourneyPause[]): number {
  let at = outOfPause(entered, pauses);
  let left = afterMs;
  for (const pause of pauses) {
    const from = pause.from.getTime();
    if (from < at) continue;
    if (at + left < from) break;
    left -= from - at;
    at = pause.to.getTime();
  }
  return Math.max(at + left, until === undefined ? 0 : outOfPause(until.getTime(), pauses));
}

function outOfPause(instant: number, pauses: readonly JourneyPause[]): number {
  const pause = pauses.find(({ from, to }) => from.getTime() <= instant && instant < to.getTime());
  return pause === undefined ? instant : pause.to.getTime();
}

/** All endpoints of a user, or the one endpoint. */
function endpointsOf(world: World, participant: string): Person[] {
  return world.people.filter(({ id, user }) =>
    participant.startsWith('user:') ? user === participant.slice(5) : id === participant,
  );
}

function zoneOf({ zone }: Person, { zones = [] }: JourneyTick) {
  return zones.find(({ name }) => zone !== null && name.toLowerCase() === zone.toLowerCase());
}

function closedUntil(
  _plan: JourneyPlan,
  tick: JourneyTick,
  world: World,
  { type, channelTypes }: MessageActivity,
  participant: string,
): number {
  const ends = endpointsOf(world, participant)
    .filter(({ channel }) => channelTypes.includes(channel))
    .map((person) => zoneOf(person, tick)?.closedUntil?.[type]?.getTime() ?? 0);
  return Math.max(0, ...ends);
}

function asksForEvents(activity: PlannedActivity): boolean {
  if (activity.kind === 'conditional') return activity.conditions.some(({ kind }) => kind === 'event');
  return activity.kind === 'multi' && activity.branches.some(({ condition }) => condition.kind === 'event');
}

interface Choice {
  readonly branch: string;
  readonly next?: string | undefined;
}

function choose(
  plan: JourneyPlan,
  tick: JourneyTick,
  world: World,
  activity: Exclude<PlannedActivity, { kind: 'message' }>,
  position: Transition,
  due: number,
): Choice {
  const holds = (condition: PlannedCondition) => isTrue(plan, tick, world, condition, position, due);
  switch (activity.kind) {
    case 'wait': {
      const until = activity.dwell.until?.getTime();
      const isOver = until !== undefined && outOfPause(until, tick.pauses) <= position.entered;
      return { branch: isOver ? 'WAIT_SKIPPED' : 'WAIT_FINISHED', next: activity.next };
    }
    case 'conditional': {
      const isYes =
        activity.operator === 'ALL' ? activity.conditions.every(holds) : activity.conditions.some(holds);
      return isYes
        ? { branch: 'Branch_TRUE', next: activity.whenTrue }
        : { branch: 'Branch_FALSE', next: activity.whenFalse };
    }
    case 'multi': {
      const found = activity.branches.findIndex(({ condition }) => holds(condition));
      const index = found < 0 ? activity.branches.length : found;
      return {
        branch: `Branch_${index + 1}`,
        next: found < 0 ? activity.otherwise : activity.branches[found]?.next,
      };
    }
    case 'random': {
      let draw = lot(plan, activity.id, position.participant);
      const index = activity.branches.findIndex(({ percentage }) => {
        draw -= percentage;
        return draw < 0;
      });
      return { branch: `Branch_${index + 1}`, next: activity.branches[index]?.next };
    }
    case 'holdout':
      return lot(plan, activity.id, position.participant) < activity.percentage
        ? { branch: 'HOLDOUT' }
        : { branch: 'PASSED', next: activity.next };
  }
}

/** 0 to 99. */
function lot({ journeyId }: JourneyPlan, activity: string, participant: string): number {
  const hash = createHash('md5').update(`${journeyId}/${activity}/${participant}`).digest('hex');
  return Number.parseInt(hash.slice(0, 8), 16) % 100;
}

function isTrue(
  plan: JourneyPlan,
  tick: JourneyTick,
  world: World,
  condition: PlannedCondition,
  position: Transition,
  due: number,
): boolean {
  const own = endpointsOf(world, position.participant);
  if (condition.kind === 'segment') return own.some((person) => isIn(person, condition.segment));
  if (condition.kind === 'dimensions') {
    return own.some(
      ({ plan: value }) => condition.dimensions.Attributes?.Plan?.Values.includes(value) ?? true,
    );
  }
  const since = lastEntry(plan, world, position);
  return world.events.some(
    (event) =>
      since !== undefined &&
      event.run === position.run &&
      event.activity === condition.messageActivity &&
      participantOf(plan, { id: event.endpoint, user: event.user }) === position.participant &&
      event.arrival >= Math.max(since, tick.eventsSince.getTime()) &&
      event.arrival <= due &&
      matches(event, condition.dimensions),
  );
}

/** Since when events count: in one long run since the last entry that an earlier tick made. */
function lastEntry(
  { oneRun }: JourneyPlan,
  { transitions }: World,
  position: Transition,
): number | undefined {
  if (!oneRun) return 0;
  const own = transitions.filter(
    ({ run, participant }) => run === position.run && participant === position.participant,
  );
  const last = own.filter(({ from }) => from === null).at(-1);
  const isNew = own.every(({ hop }) => hop < position.hop) && own.at(-1)?.activity === null;
  return isNew ? undefined : last?.entered;
}

function matches({ type, link }: Happening, { EventType, Attributes }: EventDimensions): boolean {
  const isOfType =
    EventType === undefined || EventType.Values.includes(type) === (EventType.DimensionType !== 'EXCLUSIVE');
  return isOfType && (Attributes?.link === undefined || Attributes.link.Values.includes(link));
}

/** The segments of these tests ask for one attribute at most. */
function isIn({ plan }: Person, segment: SegmentNode): boolean {
  if (segment.kind === 'imported') throw new Error('not used here');
  return segment.groups.every(({ dimensions }) =>
    dimensions.every(({ Attributes }) => Attributes?.Plan?.Values.includes(plan) ?? true),
  );
}

function participantOf({ participants }: JourneyPlan, { id, user }: Pick<Person, 'id' | 'user'>): string {
  return participants === 'user' && user !== null ? `user:${user}` : id;
}

interface Candidate {
  readonly entered?: Transition;
  readonly refusal?: string;
}

function enter(plan: JourneyPlan, tick: JourneyTick, entry: JourneyEntry, world: World): Candidate[] {
  const members = world.people.filter(({ id }) => {
    const person = world.people.find((other) => other.id === id) as Person;
    if (entry.segment !== undefined && !isIn(person, entry.segment)) return false;
    return entry.kind === 'segment' || arrivals(entry, world, person).length > 0;
  });
  const byParticipant = new Map<string, Person[]>();
  for (const person of members) {
    const key = participantOf(plan, person);
    byParticipant.set(key, [...(byParticipant.get(key) ?? []), person]);
  }
  return [...byParticipant].flatMap(([participant, people]) => {
    const own = world.transitions.filter((item) => item.participant === participant);
    const inRun = own.filter(({ run }) => run === entry.runId);
    if (entry.kind === 'segment' && inRun.length > 0) return [];
    return [candidate(plan, tick, entry, world, participant, people, own, inRun)];
  });
}

function candidate(
  plan: JourneyPlan,
  tick: JourneyTick,
  entry: JourneyEntry,
  world: World,
  participant: string,
  people: readonly Person[],
  own: readonly Transition[],
  inRun: readonly Transition[],
): Candidate {
  const refusals = people.map((person) => endpointRefusal(person, tick, entry));
  const own0 = refusals.includes('ENDPOINT_TIMEZONE_MISMATCH')
    ? 'ENDPOINT_TIMEZONE_MISMATCH'
    : REFUSAL_ORDER.find((reason) => refusals.includes(reason));
  if (own0 !== undefined && own0 !== '') return { refusal: own0 };
  const entries = own.filter(({ from }) => from === null);
  if (entries.length > own.filter(({ activity }) => activity === null).length) {
    return { refusal: 'ACTIVE_ENDPOINT_REJECTED' };
  }
  const { cap, intervalMs } = plan.reentry;
  const last = Math.max(...entries.map(({ entered }) => entered));
  const instants = (
    entry.kind === 'segment'
      ? [entry.at.getTime()]
      : people.flatMap((person) => arrivals(entry, world, person))
  ).filter((instant) => entries.length === 0 || instant >= last + intervalMs);
  if (instants.length === 0 || (cap > 0 && entries.length >= cap)) return { refusal: 'REENTRY_CAP_EXCEEDED' };
  const first = people[0] as Person;
  const isUser = participant.startsWith('user:');
  const entered: Transition = {
    run: entry.runId,
    participant,
    endpoint: isUser ? null : first.id,
    user: first.user,
    from: null,
    activity: plan.start,
    branch: entry.kind === 'segment' ? 'SEGMENT' : 'EVENT',
    tick: tick.tickId,
    hop: Math.max(-1, ...inRun.map(({ hop }) => hop)) + 1,
    entered: outOfPause(Math.min(...instants), tick.pauses),
    due: null,
  };
  const start = plan.activities.find(({ id }) => id === plan.start) as PlannedActivity;
  return { entered: { ...entered, due: dueOf(plan, tick, world, start, entered, false) } };
}

const REFUSAL_ORDER = [
  '',
  'ENDPOINT_INACTIVE',
  'ENDPOINT_OPT_OUT',
  'ENDPOINT_MISSING_CHANNEL',
  'ENDPOINT_MISSING_ADDRESS',
  'ENDPOINT_MISSING_TIMEZONE',
];

function endpointRefusal(person: Person, tick: JourneyTick, entry: JourneyEntry): string {
  if (person.status === 'INACTIVE') return 'ENDPOINT_INACTIVE';
  if (person.optOut === 'ALL') return 'ENDPOINT_OPT_OUT';
  if (person.address === null) return 'ENDPOINT_MISSING_ADDRESS';
  if (entry.kind === 'event' || !entry.byZone) return '';
  const zone = zoneOf(person, tick);
  if (zone === undefined) return 'ENDPOINT_MISSING_TIMEZONE';
  return zone.mayEnter ? '' : 'ENDPOINT_TIMEZONE_MISMATCH';
}

function arrivals(entry: JourneyEntry, world: World, { id }: Person): number[] {
  if (entry.kind === 'segment') return [];
  return world.events
    .filter(
      (event) =>
        event.endpoint === id &&
        event.arrival > entry.after.getTime() &&
        event.arrival <= entry.upTo.getTime() &&
        (event.version === '3.1') === (entry.filterType === 'SYSTEM') &&
        matches(event, entry.dimensions),
    )
    .map(({ arrival }) => arrival);
}

/** The messages of a tick whose moves are in the world. */
export function interpretMessages(plan: JourneyPlan, tick: JourneyTick, world: World): Message[] {
  if (world.messages.some(({ batch }) => batch === tick.tickId)) return [];
  const rows = world.transitions
    .filter((transition) => transition.tick === tick.tickId)
    .flatMap((transition) => {
      const activity = plan.activities.find(({ id }) => id === transition.from);
      if (activity?.kind !== 'message') return [];
      return addressees(world, activity, transition).map((row) => ({
        ...row,
        transition,
        activity,
        quiet: quietReason(plan, tick, activity, row.person),
      }));
    })
    .sort((a, b) => a.transition.hop - b.transition.hop || (a.person.id < b.person.id ? -1 : 1));
  const held = rows.map(({ person, own, quiet }, index) => ({
    row: rows[index],
    person,
    own,
    quiet,
    cap: '',
  }));
  const sentTo = new Map<string, number>();
  for (const item of held) {
    const taken = sentTo.get(item.person.id) ?? 0;
    item.cap = endpointCap(plan, tick, world, item.person.id, taken);
    if (item.own === '' && item.quiet === '' && item.cap === '') sentTo.set(item.person.id, taken + 1);
  }
  const sentToday = new Map<string, number>();
  for (const item of held) {
    const { participant } = (item.row as (typeof rows)[number]).transition;
    const taken = sentToday.get(participant) ?? 0;
    const isFree = item.own === '' && item.quiet === '' && item.cap === '';
    if (item.cap === '' && isDailyCapReached(plan, tick, world, participant, taken)) item.cap = 'DAILY_CAP';
    if (isFree && item.cap === '') sentToday.set(participant, taken + 1);
  }
  return held.map(({ row, person, own, quiet, cap }) => {
    const { transition, activity } = row as (typeof rows)[number];
    const { run, participant, hop } = transition;
    return {
      batch: tick.tickId,
      id: createHash('md5').update(`${run}/${participant}/${person.id}/${activity.id}/${hop}`).digest('hex'),
      campaign: null,
      journey: plan.journeyId,
      run,
      activity: activity.id,
      participant,
      endpoint: person.id,
      reason: own || cap || quiet || null,
      decided: tick.now.getTime(),
    };
  });
}

/** The endpoints of the activity's channel, each with what in itself speaks against a message. */
function addressees(world: World, { channelTypes }: MessageActivity, { participant }: Transition) {
  const served = new Set<string>();
  return endpointsOf(world, participant)
    .filter(({ channel }) => channelTypes.includes(channel))
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map((person) => ({ person, own: ownReason(world, person, served) }));
}

function ownReason({ suppressed }: World, { optOut, address, channel }: Person, served: Set<string>): string {
  if (optOut === 'ALL') return 'ENDPOINT_OPT_OUT';
  if (address === null) return 'ENDPOINT_MISSING_ADDRESS';
  const key = channel === 'EMAIL' ? address.toLowerCase() : address;
  if (suppressed.some((item) => item.channel === channel && item.address === key)) return 'SUPPRESSED';
  if (served.has(`${channel} ${key}`)) return 'DUPLICATE_ADDRESS';
  served.add(`${channel} ${key}`);
  return '';
}

function quietReason(
  plan: JourneyPlan,
  tick: JourneyTick,
  { type }: MessageActivity,
  person: Person,
): string {
  if (tick.zones === undefined) return '';
  const zone = zoneOf(person, tick);
  if (zone === undefined) return plan.zoneRequired ? 'QUIET_TIME_MISSING_TIMEZONE' : '';
  return zone.closedUntil?.[type] === undefined ? '' : 'QUIET_TIME';
}

function endpointCap(
  plan: JourneyPlan,
  tick: JourneyTick,
  world: World,
  endpoint: string,
  taken: number,
): string {
  const { total, timeframe, projectDaily } = plan.caps;
  const earlier = world.messages.filter(
    (message) => message.endpoint === endpoint && message.reason === null,
  );
  const within = (days: number) => earlier.filter(({ decided }) => decided > tick.now.getTime() - days * DAY);
  const ofJourney = earlier.filter(({ journey }) => journey === plan.journeyId);
  if (total && ofJourney.length + taken >= total) return 'TOTAL_CAP';
  const ofJourneys = within(timeframe?.days ?? 0).filter(({ journey }) => journey !== null);
  if (timeframe?.cap && ofJourneys.length + taken >= timeframe.cap) return 'TIMEFRAME_CAP';
  const ofAll = within(1).filter(({ journey, campaign }) => journey !== null || campaign !== null);
  return projectDaily && ofAll.length + taken >= projectDaily ? 'DAILY_CAP' : '';
}

function isDailyCapReached(
  plan: JourneyPlan,
  tick: JourneyTick,
  world: World,
  participant: string,
  taken: number,
): boolean {
  const { daily } = plan.caps;
  if (!daily) return false;
  const today = world.messages.filter(
    (message) =>
      message.participant === participant &&
      message.journey === plan.journeyId &&
      message.reason === null &&
      message.decided > tick.now.getTime() - DAY,
  );
  return today.length + taken >= daily;
}
