import type { DocumentKey } from '../../ports/document-store.ts';
import type { Ports } from '../../ports/ports.ts';
import { applicationPartition } from '../apps/partition.ts';
import { noteChange } from '../definitions/changed-definitions.ts';
import { allDocuments } from '../documents.ts';
import { PlatformError } from '../errors.ts';
import type { StoredSegment } from './segment.ts';
import { noteUncounted } from './uncounted.ts';

/**
 * How segments are stored. The newest version is at `segment#{id}`; each older one at
 * `segment-version#{id}#{version}`, put there just before the newest is replaced, so that a crash
 * between the two writes loses nothing. Tags are kept by `src/core/tags`.
 */

const LATEST = 'segment#';
const VERSION_DIGITS = 10;
/** Stops a writer that never gets its turn. */
const MAX_ATTEMPTS = 20;

function latestKey(applicationId: string, segmentId: string): DocumentKey {
  return { partition: applicationPartition(applicationId), sort: `${LATEST}${segmentId}` };
}

/** Versions sort as text in the order of their numbers. */
export function versionSort(version: number): string {
  return String(version).padStart(VERSION_DIGITS, '0');
}

function versionPrefix(segmentId: string): string {
  return `segment-version#${segmentId}#`;
}

function versionKey(applicationId: string, segmentId: string, version: number): DocumentKey {
  return {
    partition: applicationPartition(applicationId),
    sort: versionPrefix(segmentId) + versionSort(version),
  };
}

/** @returns `undefined` when there is no such segment or version; the latest when `version` is absent */
export async function findSegment(
  { documents }: Ports,
  applicationId: string,
  segmentId: string,
  version?: number,
): Promise<StoredSegment | undefined> {
  const latest = await documents.get<StoredSegment>(latestKey(applicationId, segmentId));
  if (latest === undefined || version === undefined || latest.value.Version === version) return latest?.value;
  return (await documents.get<StoredSegment>(versionKey(applicationId, segmentId, version)))?.value;
}

/** @throws PlatformError `NotFound` */
export async function requireSegment(
  ports: Ports,
  applicationId: string,
  segmentId: string,
  version?: number,
): Promise<StoredSegment> {
  const found = await findSegment(ports, applicationId, segmentId, version);
  if (found !== undefined) return found;
  throw segmentNotFound(applicationId, segmentId, version);
}

export function segmentNotFound(applicationId: string, segmentId: string, version?: number): PlatformError {
  const which = version === undefined ? segmentId : `${segmentId} version ${version}`;
  return new PlatformError('NotFound', `Segment ${which} not found in application ${applicationId}`);
}

/** The latest version of every segment of an application, in no order of meaning. */
export async function latestSegments(
  { documents }: Pick<Ports, 'documents'>,
  applicationId: string,
): Promise<StoredSegment[]> {
  const found = await allDocuments<StoredSegment>(documents, applicationPartition(applicationId), LATEST);
  return found.map(({ value }) => value);
}

/** All versions of a segment, in no order of meaning. */
export async function versionsOf({ documents }: Ports, latest: StoredSegment): Promise<StoredSegment[]> {
  const partition = applicationPartition(latest.ApplicationId);
  const older = await allDocuments<StoredSegment>(documents, partition, versionPrefix(latest.Id));
  return [latest, ...older.map(({ value }) => value).filter(({ Version }) => Version !== latest.Version)];
}

/**
 * Stores a segment's next version, or its first.
 * @param decide gets the latest version and says the next, or returns it unchanged: then nothing is
 *   written. It may be called again when another writer came between.
 * @throws PlatformError `Conflict` when others were faster every time
 */
export async function storeVersion(
  ports: Ports,
  applicationId: string,
  segmentId: string,
  decide: (latest: StoredSegment | undefined) => StoredSegment,
): Promise<StoredSegment> {
  const { documents } = ports;
  const key = latestKey(applicationId, segmentId);
  for (let attempt = 1; ; attempt += 1) {
    const found = await documents.get<StoredSegment>(key);
    const next = decide(found?.value);
    if (next === found?.value) return next;
    await noteChange(ports, { applicationId, kind: 'segment', id: segmentId });
    await noteUncounted(ports, applicationId, segmentId);
    if (found !== undefined) {
      await documents.put(versionKey(applicationId, segmentId, found.value.Version), found.value);
    }
    try {
      await documents.put(key, next, { ifVersion: found?.version ?? 'absent' });
      return next;
    } catch (error) {
      const isLate = error instanceof PlatformError && error.code === 'Conflict';
      if (!isLate || attempt === MAX_ATTEMPTS) throw error;
    }
  }
}

/** Deletes the segment with all its versions, the latest first: without it the rest is not found. */
export async function removeVersions({ documents }: Ports, segment: StoredSegment): Promise<void> {
  const { ApplicationId, Id } = segment;
  await documents.delete(latestKey(ApplicationId, Id));
  const partition = applicationPartition(ApplicationId);
  for (const { key } of await allDocuments(documents, partition, versionPrefix(Id)))
    await documents.delete(key);
}

/** Where a segment's application is found when only the segment's id is known. */
const APPLICATION_OF = 'segments';

export async function rememberApplication({ documents }: Ports, segmentId: string, applicationId: string) {
  await documents.put({ partition: APPLICATION_OF, sort: segmentId }, { ApplicationId: applicationId });
}

export async function forgetApplication(
  { documents }: Pick<Ports, 'documents'>,
  segmentId: string,
): Promise<void> {
  await documents.delete({ partition: APPLICATION_OF, sort: segmentId });
}

/** @throws PlatformError `NotFound` */
export async function applicationOf({ documents }: Ports, segmentId: string): Promise<string> {
  const found = await documents.get<{ ApplicationId: string }>({
    partition: APPLICATION_OF,
    sort: segmentId,
  });
  if (found === undefined) throw new PlatformError('NotFound', `Segment ${segmentId} not found`);
  return found.value.ApplicationId;
}
