import type { Ports } from '../../ports/ports.ts';
import { PlatformError } from '../errors.ts';
import { findSegment } from '../segments/segment-documents.ts';
import { importedIn, type SegmentNode } from '../segments/segment-graph.ts';
import { resolveSegment } from '../segments/source-segments.ts';
import { definitionFaults } from './definition-rules.ts';
import type { JourneyDefinition, JourneyProgress, StoredJourney } from './journey.ts';
import { type KeptSegments, keepLive, keepSegments, liveJourneys } from './journey-documents.ts';
import { referenceFaults, segmentsAskedBy } from './reference-rules.ts';
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
  await keepSegments(ports, stored, segments);
  await keepLive(ports, stored);
  return { progress: firstProgress(segments, now) };
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

/**
 * The segments that a journey refers to, as they are now.
 * @throws PlatformError `BadRequest` for one that is not there any more
 */
export async function segmentsOf(
  ports: Ports,
  applicationId: string,
  definition: JourneyDefinition,
): Promise<KeptSegments> {
  const asked = new Set(
    Object.values(definition.Activities ?? {}).flatMap((activity) =>
      segmentsAskedBy(activity).map(({ segmentId }) => segmentId),
    ),
  );
  const nodes: Record<string, SegmentNode> = {};
  for (const id of asked) nodes[id] = await requireNode(ports, applicationId, id);
  const entryId = entrySegment(definition);
  if (entryId === undefined) return { asked: nodes };
  return { asked: nodes, entry: await requireNode(ports, applicationId, entryId) };
}

export function entrySegment({ StartCondition }: JourneyDefinition): string | undefined {
  const { SegmentStartCondition, EventStartCondition } = StartCondition ?? {};
  return SegmentStartCondition?.SegmentId ?? (EventStartCondition?.SegmentId || undefined);
}

/** @returns `undefined` when the segment, or one that it is based on, is not there any more */
export async function findNode(
  ports: Ports,
  applicationId: string,
  segmentId: string,
): Promise<SegmentNode | undefined> {
  const segment = await findSegment(ports, applicationId, segmentId);
  if (segment === undefined) return undefined;
  try {
    return await resolveSegment(ports, segment);
  } catch (error) {
    if (error instanceof PlatformError && error.code === 'BadRequest') return undefined;
    throw error;
  }
}

async function requireNode(ports: Ports, applicationId: string, segmentId: string): Promise<SegmentNode> {
  const node = await findNode(ports, applicationId, segmentId);
  if (node !== undefined) return node;
  throw new PlatformError('BadRequest', `Segment ${segmentId} not found in application ${applicationId}`);
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
