import { compileJourneyMessages } from '../../compiler/journey-messages.ts';
import { compileJourneyDue, compileJourneyMoves } from '../../compiler/journey-moves.ts';
import {
  type AssumedRates,
  compileAssumedEvents,
  compileForgetting,
  compileLeavingMessages,
  compileReplayedEvents,
} from '../../compiler/simulation.ts';
import type { Ports } from '../../ports/ports.ts';
import { getSettings } from '../apps/settings.ts';
import { bringSuppressionsToLake } from '../suppression/suppressed-rows.ts';
import type { Journey, JourneyProgress, StoredJourney } from './journey.ts';
import type { KeptSegments } from './journey-documents.ts';
import type { JourneyPlan } from './journey-plan.ts';
import { segmentsOf } from './journey-segments.ts';
import { planOf } from './plan.ts';
import { firstProgress } from './publish.ts';
import { type PublishedJourney, tickInputs } from './tick-inputs.ts';
import { begun, finished } from './tick-states.ts';
import { dueAt, isByEvent, lookAt } from './timeline.ts';

const TABLES = {
  transitions: 'simulation_transitions',
  messages: 'simulation_messages',
  events: 'simulation_events',
} as const;
const DAY_MS = 24 * 3_600_000;
/** Ticks at the very instants at which something is due; from then on they are spread over what is left. */
const EXACT_TICKS = 150;
/** Ticks that the rest may take. */
const SPREAD_TICKS = 100;
/** How far apart an event journey looks for events. */
const LOOK_MS = 3_600_000;

/** A simulation under way: as a document it outlives the request that began it. */
export interface Simulation {
  readonly simulationId: string;
  readonly journeyId: string;
  readonly journeyName: string;
  readonly days: number;
  readonly rates: AssumedRates;
  /** ISO 8601: the instant at which the journey is supposed to be published. */
  readonly start: string;
  readonly ticks: number;
  readonly runs: readonly string[];
  /** The journey under the simulation's id. */
  readonly stored: StoredJourney;
}

/** The journey as if it were published now; a start that has passed is left out. */
export function beginSimulation(
  { journey, defaults }: StoredJourney,
  segments: KeptSegments,
  { simulationId, days, rates, now }: { simulationId: string; days: number; rates: AssumedRates; now: Date },
): Simulation {
  const { StartTime, EndTime, ...schedule } = journey.Schedule ?? {};
  const simulated: Journey = {
    ...journey,
    Id: simulationId,
    State: 'ACTIVE',
    Schedule: {
      ...schedule,
      ...(StartTime !== undefined && StartTime > now.toISOString() && { StartTime }),
      ...(EndTime !== undefined && EndTime > now.toISOString() && { EndTime }),
    },
  };
  return {
    simulationId,
    journeyId: journey.Id,
    journeyName: journey.Name,
    days,
    rates,
    start: now.toISOString(),
    ticks: 0,
    runs: [],
    stored: { journey: simulated, defaults, progress: firstProgress(segments, now) },
  };
}

/**
 * Makes ticks until the days are over, or for as long as `goOn` says.
 * @returns the simulation as it stands then, and whether it is over
 */
export async function continueSimulation(
  ports: Ports,
  simulation: Simulation,
  goOn: () => boolean,
): Promise<{ simulation: Simulation; isOver: boolean }> {
  const { journey } = simulation.stored;
  await ports.endpoints.refreshLake();
  await bringSuppressionsToLake(ports, journey.ApplicationId);
  const segments = await segmentsOf(ports, journey.ApplicationId, journey);
  const settings = await getSettings(ports, journey.ApplicationId);
  const plan = { ...planOf(simulation.stored, segments, settings), drawnAs: simulation.journeyId };
  if (simulation.ticks === 0) await replayEvents(ports, simulation, plan);
  let current = simulation;
  for (;;) {
    const now = nextTick(current);
    if (now === undefined) return { simulation: current, isOver: true };
    if (!goOn()) return { simulation: current, isOver: false };
    current = await simulateTick(ports, current, plan, segments, now);
  }
}

/** Removes what the simulation left in the lake. */
export async function forgetSimulation(ports: Ports, { stored, simulationId }: Simulation): Promise<void> {
  for (const [index, statement] of compileForgetting(stored.journey.ApplicationId, simulationId).entries()) {
    await ports.queries.run(statement, `${simulationId}-forget-${index}`);
  }
}

/** @returns `undefined` when the days are over or nothing is due in them any more */
function nextTick({ stored, start, days, ticks }: Simulation): Date | undefined {
  const end = Date.parse(start) + days * DAY_MS;
  const last = Date.parse(stored.progress?.tickedAt ?? start);
  const look = lookAt(stored) && last + LOOK_MS;
  const dues = [dueAt(stored)?.getTime(), look].filter((due) => due !== undefined);
  const due = Math.min(...dues);
  if (dues.length === 0 || due > end) return undefined;
  const apart = ticks < EXACT_TICKS ? 0 : Math.ceil((days * DAY_MS) / SPREAD_TICKS);
  return new Date(Math.min(Math.max(due, last + apart), end));
}

async function simulateTick(
  ports: Ports,
  simulation: Simulation,
  plan: JourneyPlan,
  segments: KeptSegments,
  now: Date,
): Promise<Simulation> {
  const { simulationId, rates } = simulation;
  const runIds = [...simulation.runs];
  const newRunId = () => {
    runIds.push(`${simulationId}-run-${runIds.length + 1}`);
    return runIds.at(-1) as string;
  };
  const stored = begun(simulation.stored, { scheduledAt: now, now, eventLagMs: 0 }, newRunId);
  const progress = stored.progress as JourneyProgress;
  const { tick } = progress;
  if (tick === undefined) throw new Error(`Simulation ${simulationId} has no tick at ${now.toISOString()}`);
  const ticking: PublishedJourney = { ...stored, progress: { ...progress, openRuns: runIds } };
  const inputs = tickInputs(ticking, plan, tick, segments, { eventLagMs: 0, tables: TABLES });
  await ports.queries.run(compileJourneyMoves(plan, inputs), `${tick.batchId}-moves`);
  const [sends] = await ports.queries.query<{ leaving: number }>(compileLeavingMessages(plan, tick.batchId));
  if (sends?.leaving !== 0) {
    await ports.queries.run(compileJourneyMessages(plan, inputs), `${tick.batchId}-messages`);
    await ports.queries.run(compileAssumedEvents(plan, tick.batchId, rates), `${tick.batchId}-events`);
  }
  const [due] = await ports.queries.query<{ inside: number; next_due: Date | null }>(
    compileJourneyDue(plan, inputs),
  );
  const standing = {
    inside: due?.inside ?? 0,
    openRuns: runIds,
    oldestEntry: new Date(simulation.start),
    ...(due?.next_due && { movesAt: due.next_due }),
  };
  return {
    ...simulation,
    runs: runIds,
    ticks: simulation.ticks + 1,
    stored: finished(ticking, tick, standing, now),
  };
}

/** Events that started the journey, or would have, in as many days before come again in the days simulated. */
async function replayEvents(ports: Ports, simulation: Simulation, plan: JourneyPlan): Promise<void> {
  const { journey } = simulation.stored;
  const filter = journey.StartCondition?.EventStartCondition?.EventFilter;
  if (!isByEvent(journey) || filter === undefined) return;
  const to = new Date(simulation.start);
  const laterMs = simulation.days * DAY_MS;
  const statement = compileReplayedEvents(
    plan,
    { from: new Date(to.getTime() - laterMs), to, laterMs },
    { dimensions: filter.Dimensions, filterType: filter.FilterType },
  );
  await ports.queries.run(statement, `${simulation.simulationId}-replay`);
}
