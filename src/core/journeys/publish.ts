import type { Ports } from '../../ports/ports.ts';
import { PlatformError } from '../errors.ts';
import { importedIn } from '../segments/segment-graph.ts';
import { definitionFaults } from './definition-rules.ts';
import type { JourneyProgress, StoredJourney } from './journey.ts';
import { type KeptSegments, keepLive, keepSegments, liveJourneys } from './journey-documents.ts';
import { segmentsOf } from './journey-segments.ts';
import { referenceFaults } from './reference-rules.ts';
import { statementFaults } from './statement-fault.ts';
import { isByEvent } from './timeline.ts';

/** Source: quotas. Closed journeys count, as do those that pause. */
const MAX_LIVE = 50;
const MAX_LIVE_BY_EVENT = 20;

/** What a journey gets when it is published. */
export interface Publishing {
  readonly progress: JourneyProgress;
}

/**
 * Checks a journey with everything that it refers to, and keeps what it needs from then on; the
 * caller then stores it as active.
 * @throws PlatformError `BadRequest` naming everything that is wrong with it
 */
export async function preparePublishing(ports: Ports, stored: StoredJourney): Promise<Publishing> {
  const { journey, defaults } = stored;
  const now = ports.clock.now();
  refuseFaults(journey.Id, [
    ...definitionFaults(journey, defaults, now),
    ...(await referenceFaults(ports, journey.ApplicationId, journey)),
    ...(await quotaFaults(ports, stored)),
  ]);
  const segments = await segmentsOf(ports, journey.ApplicationId, journey);
  const progress = firstProgress(segments, now);
  refuseFaults(journey.Id, statementFaults({ ...stored, progress }, segments, now));
  await keepSegments(ports, stored, segments);
  await keepLive(ports, stored);
  return { progress };
}

/** @throws PlatformError `BadRequest` unless there are none */
export function refuseFaults(journeyId: string, faults: readonly string[]): void {
  if (faults.length === 0) return;
  throw new PlatformError('BadRequest', `Journey ${journeyId} cannot be published: ${faults.join('; ')}`, {
    faults,
  });
}

export function firstProgress({ entry }: KeptSegments, now: Date): JourneyProgress {
  const ofUsers = entry !== undefined && importedIn(entry).some(({ mayHoldUsers }) => mayHoldUsers);
  return {
    publishedAt: now.toISOString(),
    participants: ofUsers ? 'user' : 'endpoint',
    ticks: 0,
    pauses: [],
    entering: [],
    passes: 0,
    openRuns: [],
  };
}

async function quotaFaults(ports: Ports, { journey }: StoredJourney): Promise<string[]> {
  const live = (await liveJourneys(ports)).filter(
    ({ journey: other }) => other.Id !== journey.Id && other.State !== 'DRAFT',
  );
  const byEvent = live.filter(({ journey: other }) => isByEvent(other)).length;
  const faults: string[] = [];
  if (live.length >= MAX_LIVE)
    faults.push(`State is ACTIVE as of ${live.length} others; ${MAX_LIVE} may be at one time`);
  if (isByEvent(journey) && byEvent >= MAX_LIVE_BY_EVENT) {
    faults.push(
      `StartCondition is an event as of ${byEvent} others; ${MAX_LIVE_BY_EVENT} may be at one time`,
    );
  }
  return faults;
}
