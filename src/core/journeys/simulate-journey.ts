import { z } from 'zod';
import type { Ports } from '../../ports/ports.ts';
import { requireApp } from '../apps/apps.ts';
import { applicationPartition } from '../apps/partition.ts';
import { PlatformError } from '../errors.ts';
import { parse } from '../parse.ts';
import { definitionFaults } from './definition-rules.ts';
import type { StoredJourney } from './journey.ts';
import { requireJourney } from './journey-documents.ts';
import { segmentsOf } from './journey-segments.ts';
import { type SimulatedDay, simulatedDays } from './simulated-days.ts';
import { beginSimulation, continueSimulation, forgetSimulation, type Simulation } from './simulation.ts';

const DAY_MS = 24 * 3_600_000;
const MAX_DAYS = 365;
const DEFAULT_DAYS = 30;
/** Where the request says nothing of them. */
const DEFAULT_RATE = 0;
/** How far back `historical` looks; Pinpoint kept metrics for as long. */
const HISTORY_DAYS = 90;
/** So much work is done in one request, which must end before the gateway's 30 seconds do. */
const TURN_MS = 15_000;
/** A result that nobody asks for is forgotten. */
const KEPT_MS = DAY_MS;

const rate = z
  .custom<number | 'historical'>((value) => value === 'historical' || isShare(value), {
    error: ({ input }) => `is ${JSON.stringify(input)}; it must be a number from 0 to 1, or "historical"`,
  })
  .meta({ anyOf: [{ type: 'number', minimum: 0, maximum: 1 }, { const: 'historical' }] })
  .nullish();
/** What `simulateJourney` takes. */
export const simulationRequest = z.object({
  days: z.int().min(1).max(MAX_DAYS).nullish(),
  openRate: rate,
  clickRate: rate,
});

/** What a simulation of a journey has found, or how far it has come. */
export interface SimulationAnswer {
  readonly simulationId: string;
  /** `RUNNING`: ask again, which takes it further. */
  readonly state: 'RUNNING' | 'DONE';
  readonly journeyId: string;
  readonly applicationId: string;
  readonly name: string;
  /** ISO 8601, UTC: the instant at which the journey is supposed to be published. */
  readonly from: string;
  readonly assumed: {
    readonly openRate: number;
    readonly clickRate: number;
    /** E-mails delivered in the last 90 days, from which historical rates are taken. */
    readonly historicalMessages?: number;
  };
  /** Moments at which something was due. */
  readonly ticks: number;
  readonly total: {
    readonly entered: number;
    readonly left: number;
    readonly inside: number;
    readonly messages: number;
    readonly held: Readonly<Record<string, number>>;
  };
  readonly days: readonly SimulatedDay[];
}

interface StoredSimulation {
  readonly journeyId: string;
  readonly simulation?: Simulation;
  readonly historicalMessages?: number;
  /** Once it is over. */
  readonly answer?: SimulationAnswer;
}

/**
 * Says what a journey would do in the coming days, were it published now, given how many open and
 * click: the ticks that it would make, on tables of their own and a faster clock. Nothing is sent, and
 * nothing real changes. A draft can be simulated as soon as its definition is whole.
 * @param body `{ days, openRate, clickRate }`, not yet checked
 * @throws PlatformError `NotFound`, `BadRequest` naming all that is missing in the definition
 */
export async function simulateJourney(
  ports: Ports,
  applicationId: string,
  journeyId: string,
  body: unknown,
): Promise<SimulationAnswer> {
  const request = parse(simulationRequest, body ?? {}, 'The simulation');
  await requireApp(ports, applicationId);
  const stored = await requireJourney(ports, applicationId, journeyId);
  const now = ports.clock.now();
  refuseUnfinished(stored, now);
  const segments = await segmentsOf(ports, applicationId, stored.journey);
  const history = await historyOf(ports, applicationId, request);
  const rateOf = (given: number | 'historical' | null | undefined, past: number) =>
    given === 'historical' ? past : (given ?? DEFAULT_RATE);
  const simulation = beginSimulation(stored, segments, {
    simulationId: `sim${ports.ids.resourceId()}`,
    days: request.days ?? DEFAULT_DAYS,
    rates: { open: rateOf(request.openRate, history.open), click: rateOf(request.clickRate, history.click) },
    now,
  });
  return takeTurn(ports, {
    journeyId,
    simulation,
    ...(history.messages !== undefined && { historicalMessages: history.messages }),
  });
}

/**
 * Takes a simulation further, or gives its result again.
 * @throws PlatformError `NotFound`
 */
export async function getSimulation(
  ports: Ports,
  applicationId: string,
  journeyId: string,
  simulationId: string,
): Promise<SimulationAnswer> {
  const found = await ports.documents.get<StoredSimulation>(keyOf(applicationId, simulationId));
  if (found === undefined || found.value.journeyId !== journeyId) {
    throw new PlatformError('NotFound', `Simulation ${simulationId} of journey ${journeyId} not found`);
  }
  return found.value.answer ?? takeTurn(ports, found.value);
}

async function takeTurn(ports: Ports, stored: StoredSimulation): Promise<SimulationAnswer> {
  const { simulation } = stored as { simulation: Simulation };
  const { ApplicationId } = simulation.stored.journey;
  const key = keyOf(ApplicationId, simulation.simulationId);
  const until = ports.clock.now().getTime() + TURN_MS;
  const expiresAt = new Date(until + KEPT_MS);
  try {
    const turn = await continueSimulation(ports, simulation, () => ports.clock.now().getTime() < until);
    const days = await simulatedDays(ports, turn.simulation);
    const answer = answerOf({ ...stored, simulation: turn.simulation }, days, turn.isOver);
    const { journeyId, historicalMessages } = stored;
    const next: StoredSimulation = turn.isOver
      ? { journeyId, answer }
      : { journeyId, historicalMessages, simulation: turn.simulation };
    await ports.documents.put(key, next, { expiresAt });
    if (turn.isOver) await forgetSimulation(ports, turn.simulation);
    return answer;
  } catch (error) {
    await forgetSimulation(ports, simulation);
    await ports.documents.delete(key);
    throw error;
  }
}

function answerOf(
  { journeyId, simulation, historicalMessages }: StoredSimulation,
  days: readonly SimulatedDay[],
  isOver: boolean,
): SimulationAnswer {
  const { simulationId, journeyName, start, rates, ticks, stored } = simulation as Simulation;
  const sum = (of: (day: SimulatedDay) => number) => days.reduce((total, day) => total + of(day), 0);
  const held: Record<string, number> = {};
  for (const [reason, count] of days.flatMap((day) => Object.entries(day.held))) {
    held[reason] = (held[reason] ?? 0) + count;
  }
  return {
    simulationId,
    state: isOver ? 'DONE' : 'RUNNING',
    journeyId,
    applicationId: stored.journey.ApplicationId,
    name: journeyName,
    from: start,
    assumed: {
      openRate: rates.open,
      clickRate: rates.click,
      ...(historicalMessages !== undefined && { historicalMessages }),
    },
    ticks,
    total: {
      entered: sum(({ entered }) => entered),
      left: sum(({ left }) => left),
      inside: days.at(-1)?.inside ?? 0,
      messages: sum(({ messages }) => messages),
      held,
    },
    days,
  };
}

/** What a draft may still lack, such as templates, a simulation does without. */
function refuseUnfinished({ journey, defaults }: StoredJourney, now: Date): void {
  const { StartTime: _past, ...Schedule } = journey.Schedule ?? {};
  const faults = definitionFaults({ ...journey, Schedule }, defaults, now).filter(
    (fault) => !fault.startsWith('Schedule.'),
  );
  if (faults.length === 0) return;
  throw new PlatformError('BadRequest', `Journey ${journey.Id} cannot be simulated: ${faults.join('; ')}`, {
    faults,
  });
}

/** How many of the e-mails delivered lately were opened and clicked; asked for only where the request wants it. */
async function historyOf(
  ports: Ports,
  applicationId: string,
  { openRate, clickRate }: z.output<typeof simulationRequest>,
): Promise<{ open: number; click: number; messages?: number }> {
  if (openRate !== 'historical' && clickRate !== 'historical') return { open: 0, click: 0 };
  const now = ports.clock.now();
  const day = (instant: Date) => instant.toISOString().slice(0, 10);
  const [row] = await ports.queries.query<{ delivered: number; opened: number; clicked: number }>(
    ports.named('email_response_rates', {
      application_id: applicationId,
      from_day: day(new Date(now.getTime() - HISTORY_DAYS * DAY_MS)),
      to_day: day(now),
    }),
  );
  const { delivered = 0, opened = 0, clicked = 0 } = row ?? {};
  const share = (part: number) => (delivered === 0 ? 0 : part / delivered);
  return { open: share(opened), click: share(clicked), messages: delivered };
}

function keyOf(applicationId: string, simulationId: string) {
  return { partition: applicationPartition(applicationId), sort: `simulation#${simulationId}` };
}

function isShare(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value <= 1;
}
