import { compileSimulatedMessages, compileSimulatedMoves } from '../../compiler/simulation.ts';
import type { Ports } from '../../ports/ports.ts';
import type { JourneyPlan } from './journey-plan.ts';
import type { Simulation } from './simulation.ts';

/** What happens in 24 hours of a simulation; the first day is 1. */
export interface SimulatedDay {
  readonly day: number;
  /** ISO 8601, UTC: when the day begins. */
  readonly from: string;
  /** Participants who enter the journey and leave it, and who are inside when the day is over. */
  readonly entered: number;
  readonly left: number;
  readonly inside: number;
  /** Messages sent. */
  readonly messages: number;
  /** Messages held back, by reason. */
  readonly held: Readonly<Record<string, number>>;
  readonly activities: readonly SimulatedActivity[];
}

/** One activity on one day; those that nobody has come to yet are left out. */
export interface SimulatedActivity {
  readonly activity: string;
  readonly entered: number;
  readonly left: number;
  readonly inside: number;
  /** Messages sent. */
  readonly messages: number;
  readonly held: Readonly<Record<string, number>>;
  /** Ways taken, by counter (`Branch_TRUE` …). */
  readonly branches: Readonly<Record<string, number>>;
}

const DAY_MS = 24 * 3_600_000;

type MoveRow = {
  day: number;
  activity: string | null;
  from_activity: string | null;
  branch: string | null;
  participants: number;
};
type MessageRow = { day: number; activity: string; reason: string | null; messages: number };

/** Counts a simulation's days. */
export async function simulatedDays(ports: Ports, simulation: Simulation): Promise<SimulatedDay[]> {
  const { stored, simulationId, days } = simulation;
  const start = new Date(simulation.start);
  const which = { applicationId: stored.journey.ApplicationId, journeyId: simulationId } as JourneyPlan;
  const moves = await ports.queries.query<MoveRow>(compileSimulatedMoves(which, start));
  const messages = await ports.queries.query<MessageRow>(compileSimulatedMessages(which, start));
  const order = Object.keys(stored.journey.Activities ?? {});
  return Array.from({ length: days }, (_, day) => dayOf(day, start, order, moves, messages));
}

function dayOf(
  day: number,
  start: Date,
  order: readonly string[],
  moves: readonly MoveRow[],
  messages: readonly MessageRow[],
): SimulatedDay {
  const until = moves.filter((move) => move.day <= day);
  const today = until.filter((move) => move.day === day);
  const sent = messages.filter((message) => message.day === day);
  const isEntry = ({ from_activity }: MoveRow) => from_activity === null;
  const isExit = ({ activity }: MoveRow) => activity === null;
  const activities = order
    .filter((id) => until.some(({ activity }) => activity === id))
    .map((id) => activityOf(id, until, today, sent));
  return {
    day: day + 1,
    from: new Date(start.getTime() + day * DAY_MS).toISOString(),
    entered: participants(today.filter(isEntry)),
    left: participants(today.filter(isExit)),
    inside: participants(until.filter(isEntry)) - participants(until.filter(isExit)),
    messages: sentOf(sent),
    held: heldOf(sent),
    activities,
  };
}

function activityOf(
  id: string,
  until: readonly MoveRow[],
  today: readonly MoveRow[],
  messages: readonly MessageRow[],
): SimulatedActivity {
  const into = ({ activity }: MoveRow) => activity === id;
  const outOf = ({ from_activity }: MoveRow) => from_activity === id;
  const own = messages.filter(({ activity }) => activity === id);
  const branches: Record<string, number> = {};
  for (const { branch, participants: count } of today.filter(outOf)) {
    if (branch !== null) branches[branch] = (branches[branch] ?? 0) + count;
  }
  return {
    activity: id,
    entered: participants(today.filter(into)),
    left: participants(today.filter(outOf)),
    inside: participants(until.filter(into)) - participants(until.filter(outOf)),
    messages: sentOf(own),
    held: heldOf(own),
    branches,
  };
}

function participants(rows: readonly MoveRow[]): number {
  return rows.reduce((total, row) => total + row.participants, 0);
}

function sentOf(rows: readonly MessageRow[]): number {
  return rows.reduce((total, { reason, messages }) => (reason === null ? total + messages : total), 0);
}

function heldOf(rows: readonly MessageRow[]): Record<string, number> {
  const held: Record<string, number> = {};
  for (const { reason, messages } of rows) {
    if (reason !== null) held[reason] = (held[reason] ?? 0) + messages;
  }
  return held;
}
