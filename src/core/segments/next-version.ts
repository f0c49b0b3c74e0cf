import type { Ports } from '../../ports/ports.ts';
import { arnOf } from '../arn.ts';
import { putTags, type Tags } from '../tags/tags.ts';
import type { Segment, SegmentDefinition, StoredSegment } from './segment.ts';
import { rememberApplication } from './segment-documents.ts';
import { hasDefinition, type WriteSegment } from './validate-segment.ts';

/** Version 1 of a dimensional segment. */
export function firstVersion(
  { stage, clock }: Pick<Ports, 'stage' | 'clock'>,
  applicationId: string,
  segmentId: string,
  request: WriteSegment,
): StoredSegment {
  const now = clock.now().toISOString();
  return {
    ApplicationId: applicationId,
    Arn: arnOf(stage, `apps/${applicationId}/segments/${segmentId}`),
    CreationDate: now,
    Id: segmentId,
    LastModifiedDate: now,
    ...(request.Name !== undefined && { Name: request.Name }),
    ...definitionOf(request),
    SegmentType: 'DIMENSIONAL',
    Version: 1,
  };
}

/**
 * The version after `latest`. A request without criteria keeps the old ones, one without a name the
 * old name; an imported segment has no criteria.
 */
export function nextVersion(latest: StoredSegment, request: WriteSegment, at: Date): StoredSegment {
  const { Dimensions: _, SegmentGroups: __, ...rest } = latest;
  const isReplaced = hasDefinition(request) && latest.SegmentType === 'DIMENSIONAL';
  return {
    ...rest,
    ...definitionOf(isReplaced ? request : latest),
    ...(request.Name !== undefined && { Name: request.Name }),
    LastModifiedDate: at.toISOString(),
    Version: latest.Version + 1,
  };
}

/**
 * Writes what is found by way of a new segment, before the segment itself is: its tags, and its
 * application for whoever has only the id.
 * @throws PlatformError `BadRequest` when a tag breaks the rules
 */
export async function prepareNew(ports: Ports, first: StoredSegment, tags: Tags = {}): Promise<void> {
  await putTags(ports, first.Arn, tags);
  await rememberApplication(ports, first.Id, first.ApplicationId);
}

/** The segment as Pinpoint answers it. Tags belong to the segment, not to a version. */
export function segmentResponse(segment: StoredSegment, tags: Tags): Segment {
  const { MembersVersion: _, ...shown } = segment;
  return { ...shown, tags };
}

/** At most one of the two members. */
export function definitionOf({ Dimensions, SegmentGroups }: SegmentDefinition): SegmentDefinition {
  if (Dimensions !== undefined) return { Dimensions };
  return SegmentGroups === undefined ? {} : { SegmentGroups };
}
