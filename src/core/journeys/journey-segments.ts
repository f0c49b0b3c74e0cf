import type { Ports } from '../../ports/ports.ts';
import { PlatformError } from '../errors.ts';
import { findSegment } from '../segments/segment-documents.ts';
import type { SegmentNode } from '../segments/segment-graph.ts';
import { resolveSegment } from '../segments/source-segments.ts';
import type { JourneyDefinition } from './journey.ts';
import type { KeptSegments } from './journey-documents.ts';
import { segmentsAskedBy } from './reference-rules.ts';

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
