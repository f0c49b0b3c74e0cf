import { compileJourneyMessages } from '../../compiler/journey-messages.ts';
import { compileEntryCounts, compileJourneyDue, compileJourneyMoves } from '../../compiler/journey-moves.ts';
import type { Ports } from '../../ports/ports.ts';
import { getSettings } from '../apps/settings.ts';
import { PlatformError } from '../errors.ts';
import { type BatchCounts, type BatchReference, batchKey } from '../messages/batch.ts';
import { inDecisionTurn } from '../schedule/lease.ts';
import { bringSuppressionsToLake } from '../suppression/suppressed-rows.ts';
import type { BegunTick, JourneyProgress, JourneyState, StoredJourney } from './journey.ts';
import { changeJourney, findJourney, letGo, liveJourneys } from './journey-documents.ts';
import type { JourneyPlan, JourneyTick } from './journey-plan.ts';
import { cancelRuns, noteEntry, settleRuns } from './journey-runs.ts';
import { haveEventsArrived } from './new-events.ts';
import { planOf } from './plan.ts';
import { batchOf } from './tick-batch.ts';
import { type PublishedJourney, segmentsNow, tickInputs } from './tick-inputs.ts';
import { begun, failed, finished, type Standing } from './tick-states.ts';
import { dueAt, isResting, lookAt, retryAt } from './timeline.ts';

/** The machine of `stepfunctions/deliver.yml`. */
const MACHINE = 'deliver';
const MS_PER_SECOND = 1000;

/**
 * Starts the deliver machine for every journey with a tick due; one tick a journey at a time. A tick
 * that had begun before a crash is started again under its name, which is once; one that failed is
 * tried again under a name of its own, since its batch knows what was done of it.
 * @returns how many were started
 * @throws the first error, when all journeys have had their turn
 */
export async function startDueJourneyTicks(ports: Ports): Promise<number> {
  const errors: unknown[] = [];
  let started = 0;
  for (const stored of await liveJourneys(ports)) {
    try {
      started += await startIfDue(ports, stored);
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw errors[0];
  return started;
}

/** @returns 1 when a new tick was started, else 0 */
async function startIfDue(ports: Ports, stored: StoredJourney): Promise<0 | 1> {
  const { journey, progress } = stored;
  if (progress?.tick === undefined && OVER.includes(journey.State)) {
    await letGo(ports, journey.Id);
    return 0;
  }
  const isNew = progress?.tick === undefined;
  const current = isNew ? await beginIfDue(ports, stored) : stored;
  const tick = current?.progress?.tick;
  const name = current?.progress && executionName(current.progress, ports.clock.now());
  if (tick === undefined || name === undefined) return 0;
  const { ApplicationId: applicationId } = journey;
  const reference: BatchReference = { applicationId, batchId: tick.batchId, kind: 'journey' };
  await ports.workflows.start(MACHINE, name, reference);
  return isNew ? 1 : 0;
}

const OVER: readonly JourneyState[] = ['COMPLETED', 'CANCELLED'];

/** @returns `undefined` while a tick that failed is not to be tried again yet */
function executionName(progress: JourneyProgress, now: Date): string | undefined {
  const { tick, failure } = progress;
  if (tick === undefined || failure === undefined) return tick?.batchId;
  const due = retryAt(progress);
  return due !== undefined && due <= now ? `${tick.batchId}-again-${failure.times}` : undefined;
}

/**
 * When any journey of any application has something to do next, for a clock that is moved by hand.
 * Looks for events are left out: while a clock jumps, nobody reports any.
 */
export async function nextJourneyDue(ports: Ports): Promise<Date | undefined> {
  const dates = (await liveJourneys(ports)).map(dueAt).filter((date) => date !== undefined);
  return dates.length === 0 ? undefined : new Date(Math.min(...dates.map(Number)));
}

/** A tick: moves every due participant, decides their messages, writes `batch.json`. Done again, it changes nothing. */
export async function decideJourneyTick(ports: Ports, reference: BatchReference): Promise<void> {
  const { applicationId, batchId } = reference;
  const found = await underWay(ports, reference);
  if (found === undefined) {
    if ((await ports.lake.get(batchKey(applicationId, batchId))) !== undefined) return;
    throw new PlatformError('NotFound', `Journey tick ${batchId} is not under way`);
  }
  const { stored, tick } = found;
  await inDecisionTurn(ports, applicationId, batchId, async () => {
    await ports.endpoints.refreshLake();
    await bringSuppressionsToLake(ports, applicationId);
    const { plan, inputs } = await compilerInputs(ports, stored, tick);
    await countEntry(ports, stored, plan, inputs);
    await ports.queries.run(compileJourneyMoves(plan, inputs), `${batchId}-moves`);
    await ports.queries.run(compileJourneyMessages(plan, inputs), `${batchId}-messages`);
    const batch = JSON.stringify(batchOf(stored.journey, plan, tick));
    await ports.lake.put(batchKey(applicationId, batchId), new TextEncoder().encode(batch));
  });
}

/** Notes what became of a tick's messages and lets the next tick begin. Done again, it changes nothing. */
export async function completeJourneyTick(
  ports: Ports,
  reference: BatchReference,
  _counts: BatchCounts,
): Promise<void> {
  const found = await underWay(ports, reference);
  if (found === undefined) return;
  const { stored, tick } = found;
  const standing = await standingAfter(ports, stored, tick);
  const finish = (latest: PublishedJourney) => finished(latest, tick, standing, ports.clock.now());
  // Runs first: once the tick is over, nobody comes back to them.
  if (stored.journey.State !== 'CANCELLED') await settleRuns(ports, stored, finish(stored));
  const { journey } = await changeTicking(ports, stored, tick, finish);
  if (journey.State === 'CANCELLED') await cancelRuns(ports, stored);
  if (OVER.includes(journey.State)) await letGo(ports, journey.Id);
}

/** Notes that a tick failed as a whole: it is tried again after a while, and what was done of it counts. */
export async function failJourneyTick(ports: Ports, reference: BatchReference, cause: string): Promise<void> {
  const found = await underWay(ports, reference);
  if (found === undefined) return;
  await changeTicking(ports, found.stored, found.tick, (stored) => failed(stored, cause, ports.clock.now()));
}

interface Ticking {
  readonly stored: PublishedJourney;
  readonly tick: BegunTick;
}

/** The journey whose tick a batch is, as long as the tick is under way. */
async function underWay(
  ports: Ports,
  { applicationId, batchId }: BatchReference,
): Promise<Ticking | undefined> {
  const stored = await findJourney(ports, applicationId, batchId.slice(0, batchId.lastIndexOf('-')));
  const tick = stored?.progress?.tick;
  if (stored?.progress === undefined || tick?.batchId !== batchId) return undefined;
  return { stored: { ...stored, progress: stored.progress }, tick };
}

/** Changes the journey unless its tick has come to an end meanwhile. */
function changeTicking(
  ports: Ports,
  { journey }: StoredJourney,
  tick: BegunTick,
  change: (stored: PublishedJourney) => StoredJourney,
): Promise<StoredJourney> {
  return changeJourney(ports, journey.ApplicationId, journey.Id, (stored) => {
    const { progress } = stored;
    return progress?.tick?.batchId === tick.batchId ? change({ ...stored, progress }) : stored;
  });
}

async function beginIfDue(ports: Ports, stored: StoredJourney): Promise<StoredJourney | undefined> {
  const now = ports.clock.now();
  const due = await dueBy(ports, stored, now);
  if (due === undefined) return undefined;
  const { ApplicationId, Id } = stored.journey;
  const eventLagMs = ports.stage.eventLagSeconds * MS_PER_SECOND;
  return changeJourney(ports, ApplicationId, Id, (latest) =>
    begun(latest, { scheduledAt: due, now, eventLagMs }, () => ports.ids.resourceId()),
  );
}

/** When the tick that a journey needs by now was due; `undefined` when it needs none. */
async function dueBy(ports: Ports, stored: StoredJourney, now: Date): Promise<Date | undefined> {
  if (isResting(stored, now, ports.stage.journeyRestSeconds)) return undefined;
  const due = dueAt(stored);
  if (due !== undefined && due <= now) return due;
  const look = lookAt(stored);
  const heardUpTo = new Date(now.getTime() - ports.stage.eventLagSeconds * MS_PER_SECOND);
  if (look === undefined || look > heardUpTo || stored.progress === undefined) return undefined;
  return (await haveEventsArrived(ports, { ...stored, progress: stored.progress }, heardUpTo))
    ? look
    : undefined;
}

async function compilerInputs(
  ports: Ports,
  stored: PublishedJourney,
  tick: BegunTick,
): Promise<{ plan: JourneyPlan; inputs: JourneyTick }> {
  const segments = await segmentsNow(ports, stored);
  const settings = await getSettings(ports, stored.journey.ApplicationId);
  const plan = planOf(stored, segments, settings);
  const eventLagMs = ports.stage.eventLagSeconds * MS_PER_SECOND;
  return { plan, inputs: tickInputs(stored, plan, tick, segments, { eventLagMs }) };
}

/** Counts the candidates that do not enter, by reason, before those that do have entered. */
async function countEntry(
  ports: Ports,
  stored: PublishedJourney,
  plan: JourneyPlan,
  inputs: JourneyTick,
): Promise<void> {
  if (inputs.entry === undefined) return;
  const rows = await ports.queries.query<{ reason: string | null; participants: number; estimated: number }>(
    compileEntryCounts(plan, inputs, inputs.entry),
  );
  const counts = rows.map(({ reason, participants }) => [reason ?? 'ENTERED', participants]);
  const estimated = rows.reduce((sum, row) => sum + row.estimated, 0);
  const candidates = {
    ...Object.fromEntries(counts),
    ...(estimated > 0 && { ENDPOINT_ESTIMATED_TIMEZONE: estimated }),
  };
  await noteEntry(ports, stored, inputs.entry.runId, { batchId: inputs.tickId, candidates });
}

async function standingAfter(ports: Ports, stored: PublishedJourney, tick: BegunTick): Promise<Standing> {
  const { plan, inputs } = await compilerInputs(ports, stored, tick);
  const { applicationId, journeyId } = plan;
  const [due] = await ports.queries.query<{ inside: number; next_due: Date | null }>(
    compileJourneyDue(plan, inputs),
  );
  const runs = await ports.queries.query<{ journey_run_id: string; oldest_entry: Date }>(
    ports.named('journey_open_runs', { application_id: applicationId, journey_id: journeyId }),
  );
  const oldest = Math.min(...runs.map(({ oldest_entry }) => oldest_entry.getTime()));
  return {
    inside: due?.inside ?? 0,
    openRuns: runs.map(({ journey_run_id }) => journey_run_id),
    ...(due?.next_due && { movesAt: due.next_due }),
    ...(runs.length > 0 && { oldestEntry: new Date(oldest) }),
  };
}
