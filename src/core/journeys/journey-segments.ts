import type { Ports } from '../../ports/ports.ts';
import type { DefinitionKey } from '../definitions/definition-name.ts';
import { asDeleted, keptNames, type ReadNames } from '../definitions/kept-names.ts';
import { PlatformError } from '../errors.ts';
import { findSegment } from '../segments/segment-documents.ts';
import type { SegmentNode } from '../segments/segment-graph.ts';
import { segmentNames } from '../segments/segment-names.ts';
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
  const nodes: Record<string, SegmentNode> = {};
  for (const id of askedBySplits(definition)) nodes[id] = await requireNode(ports, applicationId, id);
  const entryId = entrySegment(definition);
  if (entryId === undefined) return { asked: nodes };
  return { asked: nodes, entry: await requireNode(ports, applicationId, entryId) };
}

function askedBySplits({ Activities = {} }: JourneyDefinition): ReadonlySet<string> {
  const asked = Object.values(Activities).flatMap(segmentsAskedBy);
  return new Set(asked.map(({ segmentId }) => segmentId));
}

/**
 * Names of segments by id, for what people read of journeys: of those that a journey refers to and that were deleted,
 * the last one, with a word on it.
 */
export async function segmentNamesFor(
  ports: Ports,
  applicationId: string,
  definitions: readonly JourneyDefinition[],
  read?: ReadNames,
): Promise<Map<string, string>> {
  const names = await segmentNames(ports, applicationId);
  const asked = definitions.flatMap((definition) => [
    ...askedBySplits(definition),
    ...[entrySegment(definition) ?? []].flat(),
  ]);
  const gone = [...new Set(asked)].filter((id) => !names.has(id));
  const keys = gone.map((id): DefinitionKey => ({ applicationId, kind: 'segment', id }));
  const kept = await keptNames(ports, keys, read);
  for (const id of gone) {
    const name = kept.of('segment', id);
    if (name !== undefined) names.set(id, asDeleted(name));
  }
  return names;
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
