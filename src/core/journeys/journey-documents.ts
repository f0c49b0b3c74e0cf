import type { DocumentKey } from '../../ports/document-store.ts';
import type { Ports } from '../../ports/ports.ts';
import { applicationPartition } from '../apps/partition.ts';
import { allDocuments, changeDocument } from '../documents.ts';
import { PlatformError } from '../errors.ts';
import type { SegmentNode } from '../segments/segment-graph.ts';
import type { JourneyRun, StoredJourney, StoredRun } from './journey.ts';

/*
 * How journeys are stored, all in their application's partition:
 * `journey#{id}`, `journey-segments#{id}`, `journey-run#{id}#{run}`. Two partitions more find them
 * from outside: `journeys` says to which application an id belongs, `journeys-live` holds those that
 * the clock tick has to look at. Of these an account has 50 at most, so each is read every time and
 * no index by instants has to be kept in step.
 */

const APPLICATION_OF = 'journeys';
const LIVE = 'journeys-live';
const JOURNEY = 'journey#';

interface LiveJourney {
  readonly applicationId: string;
}

function keyOf(applicationId: string, journeyId: string): DocumentKey {
  return { partition: applicationPartition(applicationId), sort: JOURNEY + journeyId };
}

export async function findJourney(
  { documents }: Ports,
  applicationId: string,
  journeyId: string,
): Promise<StoredJourney | undefined> {
  return (await documents.get<StoredJourney>(keyOf(applicationId, journeyId)))?.value;
}

/** @throws PlatformError `NotFound` */
export async function requireJourney(
  ports: Ports,
  applicationId: string,
  journeyId: string,
): Promise<StoredJourney> {
  const found = await findJourney(ports, applicationId, journeyId);
  if (found === undefined) throw journeyNotFound(applicationId, journeyId);
  return found;
}

/** In no order of meaning. */
export async function allJourneys(
  { documents }: Pick<Ports, 'documents'>,
  applicationId: string,
): Promise<StoredJourney[]> {
  const found = await allDocuments<StoredJourney>(documents, applicationPartition(applicationId), JOURNEY);
  return found.map(({ value }) => value);
}

/** Stores a new journey, which can then be found by its id alone. */
export async function addJourney({ documents }: Ports, stored: StoredJourney): Promise<void> {
  const { ApplicationId, Id } = stored.journey;
  await documents.put({ partition: APPLICATION_OF, sort: Id }, { ApplicationId });
  await documents.put(keyOf(ApplicationId, Id), stored, { ifVersion: 'absent' });
}

/**
 * @param change may be called again when another writer came between
 * @throws PlatformError `NotFound`
 */
export function changeJourney(
  { documents }: Ports,
  applicationId: string,
  journeyId: string,
  change: (stored: StoredJourney) => StoredJourney,
): Promise<StoredJourney> {
  return changeDocument<StoredJourney>(documents, keyOf(applicationId, journeyId), (found) => {
    if (found === undefined) throw journeyNotFound(applicationId, journeyId);
    return change(found);
  });
}

/** Removes a journey with its runs; the journey goes first, so that the rest is not found without it. */
export async function removeJourney({ documents }: Ports, { journey }: StoredJourney): Promise<void> {
  const { ApplicationId, Id } = journey;
  await documents.delete(keyOf(ApplicationId, Id));
  const partition = applicationPartition(ApplicationId);
  for (const { key } of await allDocuments(documents, partition, runPrefix(Id))) await documents.delete(key);
  await documents.delete(segmentsKey(ApplicationId, Id));
  await forgetJourney({ documents }, Id);
}

/** Nothing finds the journey from outside its application any more. */
export async function forgetJourney(
  { documents }: Pick<Ports, 'documents'>,
  journeyId: string,
): Promise<void> {
  await documents.delete({ partition: LIVE, sort: journeyId });
  await documents.delete({ partition: APPLICATION_OF, sort: journeyId });
}

/** @throws PlatformError `NotFound` */
export async function applicationOfJourney({ documents }: Ports, journeyId: string): Promise<string> {
  const found = await documents.get<{ ApplicationId: string }>({
    partition: APPLICATION_OF,
    sort: journeyId,
  });
  if (found === undefined) throw new PlatformError('NotFound', `Journey ${journeyId} not found`);
  return found.value.ApplicationId;
}

/** From now on every clock tick looks at the journey. To be called before it is published. */
export async function keepLive({ documents }: Ports, { journey }: StoredJourney): Promise<void> {
  const live: LiveJourney = { applicationId: journey.ApplicationId };
  await documents.put({ partition: LIVE, sort: journey.Id }, live);
}

/** No clock tick looks at the journey any more. To be called when it has come to its end. */
export async function letGo({ documents }: Ports, journeyId: string): Promise<void> {
  await documents.delete({ partition: LIVE, sort: journeyId });
}

/** Every journey that a clock tick has to look at; one whose application was deleted is let go. */
export async function liveJourneys(ports: Ports): Promise<StoredJourney[]> {
  const entries = await allDocuments<LiveJourney>(ports.documents, LIVE, '');
  const found = await Promise.all(
    entries.map(async ({ key, value }) => {
      const stored = await findJourney(ports, value.applicationId, key.sort);
      if (stored === undefined) await letGo(ports, key.sort);
      return stored;
    }),
  );
  return found.filter((stored) => stored !== undefined);
}

/** The segments of a journey as they were when it was published. */
export interface KeptSegments {
  /** Of its start, if it has one. */
  readonly entry?: SegmentNode;
  /** Those that its splits ask for, by id. */
  readonly asked: Readonly<Record<string, SegmentNode>>;
}

export async function keepSegments(
  { documents }: Ports,
  { journey }: StoredJourney,
  segments: KeptSegments,
): Promise<void> {
  await documents.put(segmentsKey(journey.ApplicationId, journey.Id), segments);
}

export async function keptSegments(
  { documents }: Ports,
  { journey }: StoredJourney,
): Promise<KeptSegments | undefined> {
  return (await documents.get<KeptSegments>(segmentsKey(journey.ApplicationId, journey.Id)))?.value;
}

export async function runsOf({ documents }: Ports, { journey }: StoredJourney): Promise<StoredRun[]> {
  const partition = applicationPartition(journey.ApplicationId);
  const found = await allDocuments<StoredRun>(documents, partition, runPrefix(journey.Id));
  return found.map(({ value }) => value);
}

export async function findRun(
  { documents }: Ports,
  { journey }: StoredJourney,
  runId: string,
): Promise<StoredRun | undefined> {
  return (await documents.get<StoredRun>(runKey(journey.ApplicationId, journey.Id, runId)))?.value;
}

/** @throws PlatformError `NotFound` */
export async function requireRun(ports: Ports, stored: StoredJourney, runId: string): Promise<StoredRun> {
  const found = await findRun(ports, stored, runId);
  if (found !== undefined) return found;
  throw new PlatformError('NotFound', `Run ${runId} of journey ${stored.journey.Id} not found`);
}

/** @param change gets `undefined` for a run that is not stored yet; it may be called again */
export function changeRun(
  { documents }: Ports,
  { journey }: StoredJourney,
  runId: string,
  change: (found: StoredRun | undefined) => StoredRun,
): Promise<StoredRun> {
  return changeDocument<StoredRun>(documents, runKey(journey.ApplicationId, journey.Id, runId), change);
}

export function isOver({ Status }: JourneyRun): boolean {
  return Status === 'COMPLETED' || Status === 'CANCELLED';
}

function runPrefix(journeyId: string): string {
  return `journey-run#${journeyId}#`;
}

function runKey(applicationId: string, journeyId: string, runId: string): DocumentKey {
  return { partition: applicationPartition(applicationId), sort: runPrefix(journeyId) + runId };
}

function segmentsKey(applicationId: string, journeyId: string): DocumentKey {
  return { partition: applicationPartition(applicationId), sort: `journey-segments#${journeyId}` };
}

function journeyNotFound(applicationId: string, journeyId: string): PlatformError {
  return new PlatformError('NotFound', `Journey ${journeyId} not found in application ${applicationId}`);
}
