import type { Ports } from '../../ports/ports.ts';
import { requireApp } from '../apps/apps.ts';
import type { Journey, JourneyProgress, Pause, StoredJourney } from './journey.ts';
import { changeJourney, letGo } from './journey-documents.ts';
import { readStateRequest } from './journey-members.ts';
import { cancelRuns } from './journey-runs.ts';
import { conflict } from './journeys.ts';

/** A journey that pauses does so for at least so long. Source: pinpoint-campaigns-journeys.md 2.2. */
const SHORTEST_PAUSE_MS = 5 * 60_000;

/**
 * Pauses, resumes or cancels a journey.
 * @param body a JourneyStateRequest, not yet checked
 * @throws PlatformError `NotFound`, `BadRequest`, `Conflict` for a change that its state does not allow
 */
export async function updateJourneyState(
  ports: Ports,
  applicationId: string,
  journeyId: string,
  body: unknown,
): Promise<Journey> {
  const { State } = readStateRequest(body);
  await requireApp(ports, applicationId);
  const now = ports.clock.now();
  const change = { ACTIVE: resumed, PAUSED: paused, CANCELLED: cancelled }[State];
  const stored = await changeJourney(ports, applicationId, journeyId, (found) => {
    const { journey, progress } = change(found, now);
    return { ...found, progress, journey: { ...journey, LastModifiedDate: now.toISOString() } };
  });
  if (State === 'CANCELLED') {
    await cancelRuns(ports, stored);
    if (stored.progress?.tick === undefined) await letGo(ports, journeyId); // else when it is done
  }
  return stored.journey;
}

interface Changed {
  readonly journey: Journey;
  readonly progress: JourneyProgress;
}

function paused({ journey, progress }: StoredJourney, now: Date): Changed {
  if (journey.State !== 'ACTIVE' || progress === undefined) throw conflict(journey, 'cannot be paused');
  if (journey.RefreshFrequency === undefined) {
    throw conflict(journey, 'has no RefreshFrequency; only journeys that have one can be paused');
  }
  const pauses = [...progress.pauses, { from: now.toISOString() }];
  return { journey: { ...journey, State: 'PAUSED' }, progress: { ...progress, pauses } };
}

function resumed({ journey, progress }: StoredJourney, now: Date): Changed {
  const open = progress?.pauses.at(-1);
  if (journey.State !== 'PAUSED' || progress === undefined || open === undefined) {
    throw conflict(journey, 'is not paused and cannot be resumed');
  }
  const earliest = new Date(Date.parse(open.from) + SHORTEST_PAUSE_MS);
  if (now < earliest) {
    throw conflict(journey, `can be resumed five minutes after it was paused, at ${earliest.toISOString()}`);
  }
  const closed: Pause = { from: open.from, to: now.toISOString() };
  return {
    journey: { ...journey, State: 'ACTIVE' },
    progress: { ...progress, pauses: joined([...progress.pauses.slice(0, -1), closed]) },
  };
}

function cancelled({ journey, progress }: StoredJourney): Changed {
  const { State } = journey;
  if (progress === undefined || !['ACTIVE', 'PAUSED', 'CLOSED'].includes(State)) {
    throw conflict(journey, 'cannot be cancelled');
  }
  return { journey: { ...journey, State: 'CANCELLED' }, progress: { ...progress, entering: [] } };
}

/** A pause that begins when the one before ends is one with it. */
function joined(pauses: readonly Pause[]): Pause[] {
  const all: Pause[] = [];
  for (const pause of pauses) {
    const before = all.at(-1);
    if (before?.to === pause.from) all.splice(-1, 1, { ...pause, from: before.from });
    else all.push(pause);
  }
  return all;
}
