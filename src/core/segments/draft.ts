import type { Ports } from '../../ports/ports.ts';
import { requireApp } from '../apps/apps.ts';
import { firstVersion } from './next-version.ts';
import type { StoredSegment } from './segment.ts';
import { type Reach, reachOf } from './segment-reach.ts';
import { type EndpointSummary, previewStored } from './segment-size.ts';
import { checkSources } from './source-segments.ts';
import { validateSegment } from './validate-segment.ts';

/** Stands for the id of a segment that was never saved. */
const UNSAVED = 'unsaved';

/** A definition that somebody is still writing. */
export interface Draft {
  readonly applicationId: string;
  /** The segment that it would be a version of, so that it cannot be based on itself; absent for a new one. */
  readonly segmentId?: string;
  /** A WriteSegmentRequest, not yet checked. One without criteria is everyone. */
  readonly body: unknown;
}

/**
 * What a definition would hold if it were saved now; nothing is stored.
 * @throws PlatformError `NotFound` for the application; `BadRequest` for every rule that saving it would break,
 *   the member's path in `details.member`
 */
export async function countDraft(ports: Ports, draft: Draft): Promise<Reach> {
  return reachOf(ports, await readDraft(ports, draft));
}

/** The first endpoints of it by their id, and how many there are. @throws PlatformError as `countDraft` */
export async function previewDraft(
  ports: Ports,
  draft: Draft,
  limit: number,
): Promise<{ total: number; items: EndpointSummary[] }> {
  return previewStored(ports, await readDraft(ports, draft), limit);
}

async function readDraft(ports: Ports, { applicationId, segmentId, body }: Draft): Promise<StoredSegment> {
  const request = validateSegment(body);
  await requireApp(ports, applicationId);
  await checkSources(ports, applicationId, request, segmentId);
  return firstVersion(ports, applicationId, segmentId ?? UNSAVED, request);
}
