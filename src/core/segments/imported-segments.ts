import type { Ports } from '../../ports/ports.ts';
import { requireApp } from '../apps/apps.ts';
import { PlatformError } from '../errors.ts';
import type { Tags } from '../tags/tags.ts';
import { firstVersion, prepareNew } from './next-version.ts';
import type { ImportDefinition, StoredSegment } from './segment.ts';
import { findSegment, segmentNotFound, storeVersion } from './segment-documents.ts';

export interface ImportedSegment {
  /** An imported segment that gets a new version; with `version` 1, the id of the new segment. */
  readonly segmentId?: string;
  /**
   * The version that the import's rows of `segment_members` carry, from `nextImport`. When it is
   * given, a repeated call changes nothing, so a job chooses id and version first and keeps them.
   */
  readonly version?: number;
  /** The old name stays when absent. */
  readonly name?: string;
  readonly importDefinition: ImportDefinition;
  readonly tags?: Tags;
}

/**
 * Says which id and version an import into a segment makes, and under which version the rows of
 * `segment_members` are that it has so far, if any.
 * @param segmentId an imported segment, or absent for a new one
 * @throws PlatformError `NotFound` when there is no such segment, `BadRequest` when it is not imported
 */
export async function nextImport(
  ports: Ports,
  applicationId: string,
  segmentId?: string,
): Promise<{ segmentId: string; version: number; membersVersion?: number }> {
  if (segmentId === undefined) return { segmentId: ports.ids.resourceId(), version: 1 };
  const latest = await findSegment(ports, applicationId, segmentId);
  if (latest === undefined) throw segmentNotFound(applicationId, segmentId);
  refuseDimensional(latest);
  return { segmentId, version: latest.Version + 1, membersVersion: latest.MembersVersion };
}

/**
 * Makes an imported segment, or the next version of one, after its members were stored.
 * @throws PlatformError `NotFound` for the application or the segment, `BadRequest` when the segment
 *   is dimensional
 */
export async function defineImportedSegment(
  ports: Ports,
  applicationId: string,
  { segmentId, version, name, importDefinition, tags }: ImportedSegment,
): Promise<StoredSegment> {
  await requireApp(ports, applicationId);
  const id = segmentId ?? ports.ids.resourceId();
  const isNew = segmentId === undefined || version === 1;
  const first: StoredSegment = {
    ...firstVersion(ports, applicationId, id, { Name: name }),
    ImportDefinition: importDefinition,
    MembersVersion: 1,
    SegmentType: 'IMPORT',
  };
  const isFirst = isNew && (await findSegment(ports, applicationId, id)) === undefined;
  if (isFirst) await prepareNew(ports, first, tags);
  return storeVersion(ports, applicationId, id, (latest) => {
    if (latest === undefined) {
      if (!isNew) throw segmentNotFound(applicationId, id);
      return first;
    }
    refuseDimensional(latest);
    if (version !== undefined && latest.MembersVersion === version) return latest; // a repeated call
    const next = latest.Version + 1;
    return {
      ...latest,
      ...(name !== undefined && { Name: name }),
      ImportDefinition: importDefinition,
      LastModifiedDate: first.LastModifiedDate,
      MembersVersion: version ?? next, // a new name may have taken that number meanwhile
      Version: next,
    };
  });
}

function refuseDimensional({ Id, SegmentType }: StoredSegment): void {
  if (SegmentType === 'IMPORT') return;
  throw new PlatformError(
    'BadRequest',
    `Segment ${Id} is dimensional; only an imported segment takes an import`,
  );
}
