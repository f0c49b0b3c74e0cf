import type { Ports } from '../../ports/ports.ts';
import { requireApp } from '../apps/apps.ts';
import { noteRemoval } from '../definitions/changed-definitions.ts';
import { segmentRows } from '../definitions/definition-rows.ts';
import { PlatformError } from '../errors.ts';
import { type Page, type PageRequest, pageOf } from '../paging.ts';
import { removeTags, tagsOf, tagsWithin } from '../tags/tags.ts';
import { countAtOnce } from './count-new.ts';
import { firstVersion, nextVersion, prepareNew, segmentResponse } from './next-version.ts';
import type { Segment } from './segment.ts';
import {
  forgetApplication,
  latestSegments,
  removeVersions,
  requireSegment,
  segmentNotFound,
  storeVersion,
  versionSort,
  versionsOf,
} from './segment-documents.ts';
import { forgetSizes } from './size-history.ts';
import { checkSources, dependants } from './source-segments.ts';
import { hasCriteria, validateSegment } from './validate-segment.ts';

export { ensureSegment } from './ensure-segment.ts';
export { defineImportedSegment, nextImport } from './imported-segments.ts';
export { countSegment, previewSegment, segmentSizes } from './segment-size.ts';

/**
 * Creates a dimensional segment.
 * @param body a WriteSegmentRequest, not yet checked
 * @throws PlatformError `NotFound` for the application, `BadRequest` for a broken rule
 */
export async function createSegment(ports: Ports, applicationId: string, body: unknown): Promise<Segment> {
  const request = validateSegment(body);
  await requireApp(ports, applicationId);
  await checkSources(ports, applicationId, request);
  const id = ports.ids.resourceId();
  const first = firstVersion(ports, applicationId, id, request);
  await prepareNew(ports, first, request.tags);
  const segment = await storeVersion(ports, applicationId, id, (found) => found ?? first);
  await countAtOnce(ports, segment);
  return segmentResponse(segment, request.tags ?? {});
}

/**
 * @param version the latest when absent
 * @throws PlatformError `NotFound` for the application, the segment or the version
 */
export async function getSegment(
  ports: Ports,
  applicationId: string,
  segmentId: string,
  version?: number,
): Promise<Segment> {
  await requireApp(ports, applicationId);
  const segment = await requireSegment(ports, applicationId, segmentId, version);
  return segmentResponse(segment, await tagsOf(ports, segment.Arn));
}

/** Latest versions, the newest segment first. @throws PlatformError `NotFound` for the application */
export async function listSegments(
  ports: Ports,
  applicationId: string,
  request: PageRequest,
): Promise<Page<Segment>> {
  await requireApp(ports, applicationId);
  const segments = await latestSegments(ports, applicationId);
  const page = pageOf(segments, ({ CreationDate, Id }) => `${CreationDate}#${Id}`, request);
  const tags = await tagsWithin(ports, applicationId);
  return { ...page, Item: page.Item.map((segment) => segmentResponse(segment, tags.get(segment.Arn) ?? {})) };
}

/** The newest version first. @throws PlatformError `NotFound` for the application or the segment */
export async function listSegmentVersions(
  ports: Ports,
  applicationId: string,
  segmentId: string,
  request: PageRequest,
): Promise<Page<Segment>> {
  await requireApp(ports, applicationId);
  const latest = await requireSegment(ports, applicationId, segmentId);
  const page = pageOf(await versionsOf(ports, latest), ({ Version }) => versionSort(Version), request);
  const tags = await tagsOf(ports, latest.Arn);
  return { ...page, Item: page.Item.map((segment) => segmentResponse(segment, tags)) };
}

/**
 * Stores a new version. A request without criteria keeps the old ones, one without a name the old
 * name; `Dimensions: {}` makes it everyone. `tags` are ignored, as Pinpoint ignores them since 2023.
 * @param body a WriteSegmentRequest, not yet checked
 * @throws PlatformError `NotFound`; `BadRequest` for a broken rule, or criteria for an imported segment
 */
export async function updateSegment(
  ports: Ports,
  applicationId: string,
  segmentId: string,
  body: unknown,
): Promise<Segment> {
  const request = validateSegment(body);
  await requireApp(ports, applicationId);
  const { SegmentType } = await requireSegment(ports, applicationId, segmentId);
  if (SegmentType === 'IMPORT' && hasCriteria(request)) {
    throw new PlatformError(
      'BadRequest',
      `Segment ${segmentId} is imported; its members cannot be given by criteria`,
    );
  }
  await checkSources(ports, applicationId, request, segmentId);
  const at = ports.clock.now();
  const segment = await storeVersion(ports, applicationId, segmentId, (found) => {
    if (found === undefined) throw segmentNotFound(applicationId, segmentId);
    return nextVersion(found, request, at);
  });
  await countAtOnce(ports, segment);
  return segmentResponse(segment, await tagsOf(ports, segment.Arn));
}

/**
 * Deletes a segment with all its versions. That one which others are based on cannot be deleted is
 * our choice: the reference is silent, and an audience would change unseen.
 * @returns the segment as it was
 * @throws PlatformError `NotFound`; `BadRequest` naming the segments that are based on it
 */
export async function deleteSegment(
  ports: Ports,
  applicationId: string,
  segmentId: string,
): Promise<Segment> {
  const segment = await getSegment(ports, applicationId, segmentId);
  const others = dependants(await latestSegments(ports, applicationId), segmentId);
  if (others.length > 0) {
    const names = others.map(({ Id, Name }) => (Name === undefined ? Id : `${Id} (${Name})`)).join(', ');
    throw new PlatformError('BadRequest', `Segment ${segmentId} is a source of ${names}`);
  }
  await noteRemoval(ports, { applicationId, kind: 'segment', id: segmentId }, segmentRows(segment));
  await removeVersions(ports, segment);
  await forgetSizes(ports, segment);
  await removeTags(ports, segment.Arn);
  await forgetApplication(ports, segmentId);
  return segment;
}

/** Names that begin with `prefix`, each once, of an application's segments. */
export async function segmentsNamed(ports: Ports, applicationId: string, prefix: string): Promise<string[]> {
  const names = (await latestSegments(ports, applicationId)).map(({ Name }) => Name ?? '');
  return [...new Set(names.filter((name) => name.startsWith(prefix)))].sort();
}
