import { compileSegment, ENDPOINT_COLUMNS } from '../../compiler/segment.ts';
import type { Ports } from '../../ports/ports.ts';
import { PlatformError } from '../errors.ts';
import { statementBytes } from '../statement.ts';
import { countValues } from './read-dimensions.ts';
import { refusal } from './read-member.ts';
import type { SegmentDefinition, SegmentReference, StoredSegment } from './segment.ts';
import { findSegment, latestSegments } from './segment-documents.ts';
import { type SegmentNode, segmentNode } from './segment-graph.ts';
import { allDimensions } from './validate-segment.ts';

/** Levels of segments over each other, the segment itself being one. Source: Pinpoint quotas; how to count is ours. */
export const MAX_DEPTH = 5;
/** Values in a segment with all its sources, one that is reached twice counting twice. The limit is ours. */
export const MAX_VALUES_WITH_SOURCES = 2500;
/**
 * Bytes of the statement that gives a segment's endpoints, its sources' criteria and all values included. What asks
 * for more than one segment, or for more of each than its endpoints (a campaign's run, an overlap), then has room
 * beside it in what Athena takes. The limit is ours.
 */
export const MAX_SEGMENT_BYTES = 100_000;

/**
 * Checks what a definition says about other segments.
 * @param segmentId of the segment that is updated; absent for a new one
 * @throws PlatformError `BadRequest` for a source that does not exist, an imported source beside
 *   another source or group, a segment that reaches itself, too many levels or values
 * @remarks Source: pinpoint-segments.md 4.
 */
export async function checkSources(
  ports: Ports,
  applicationId: string,
  definition: SegmentDefinition,
  segmentId?: string,
): Promise<void> {
  const groups = definition.SegmentGroups?.Groups ?? [];
  const find = finder(ports, applicationId);
  for (const [index, group] of groups.entries()) {
    const path = `SegmentGroups.Groups[${index}].SourceSegments`;
    for (const [position, reference] of (group.SourceSegments ?? []).entries()) {
      const source = await find(reference);
      if (source === undefined) {
        const which = reference.Version === undefined ? '' : ` version ${reference.Version}`;
        throw refusal(
          `${path}[${position}]`,
          `is segment ${reference.Id}${which}, which application ${applicationId} does not have`,
        );
      }
      if (source.SegmentType !== 'IMPORT') continue;
      if (group.SourceSegments?.length !== 1) {
        throw refusal(
          path,
          `hold the imported segment ${source.Id}; it must be the only source of its group`,
        );
      }
      if (groups.length !== 1) {
        throw refusal(path, `hold the imported segment ${source.Id}; its group must be the only one`);
      }
    }
  }
  const { depth, values } = await measure(definition, find, segmentId === undefined ? [] : [segmentId]);
  const above =
    segmentId === undefined ? 0 : levelsAbove(await latestSegments(ports, applicationId), segmentId);
  if (depth + above > MAX_DEPTH) {
    throw refusal(
      'SegmentGroups',
      `make ${depth + above} levels of segments; at most ${MAX_DEPTH} are allowed`,
    );
  }
  if (values > MAX_VALUES_WITH_SOURCES) {
    throw refusal(
      'SegmentGroups',
      `hold ${values} values with those of their sources; at most ${MAX_VALUES_WITH_SOURCES} are allowed`,
    );
  }
  const bytes = bytesOf(await resolve({ ...definition, SegmentType: 'DIMENSIONAL' }, find));
  if (bytes > MAX_SEGMENT_BYTES) {
    const member = definition.Dimensions === undefined ? 'SegmentGroups' : 'Dimensions';
    throw refusal(member, tooLong(bytes));
  }
}

/**
 * Brings a segment and everything that it depends on together. A source without a version is its
 * latest one at this moment.
 * @throws PlatformError `BadRequest` when a source was deleted meanwhile, or the limits do not hold any more
 */
export async function resolveSegment(ports: Ports, segment: StoredSegment): Promise<SegmentNode> {
  const find = finder(ports, segment.ApplicationId);
  const { values } = await measure(segment, find, [segment.Id]);
  if (values > MAX_VALUES_WITH_SOURCES) {
    throw new PlatformError(
      'BadRequest',
      `Segment ${segment.Id} holds ${values} values with those of its sources; at most ${MAX_VALUES_WITH_SOURCES} are allowed`,
    );
  }
  const node = await resolve(segment, find);
  const bytes = bytesOf(node);
  if (bytes > MAX_SEGMENT_BYTES)
    throw new PlatformError('BadRequest', `The criteria of segment ${segment.Id} ${tooLong(bytes)}`);
  return node;
}

const tooLong = (bytes: number) =>
  `make a statement of ${bytes} bytes with those of their sources; at most ${MAX_SEGMENT_BYTES} are allowed`;

/** Which application and when makes no difference to it. */
function bytesOf(node: SegmentNode): number {
  const context = { applicationId: 'a'.repeat(32), at: new Date(0) };
  return statementBytes(compileSegment(node, context, ENDPOINT_COLUMNS));
}

/** The segments whose latest version is based on this one. */
export function dependants(segments: readonly StoredSegment[], segmentId: string): StoredSegment[] {
  return segments.filter((segment) => references(segment).some(({ Id }) => Id === segmentId));
}

type Find = (reference: SegmentReference) => Promise<StoredSegment | undefined>;

/** Reads each segment once. */
function finder(ports: Ports, applicationId: string): Find {
  const found = new Map<string, Promise<StoredSegment | undefined>>();
  return ({ Id, Version }) => {
    const key = `${Id}#${Version ?? 'latest'}`;
    const known = found.get(key) ?? findSegment(ports, applicationId, Id, Version);
    found.set(key, known);
    return known;
  };
}

function references({ SegmentGroups }: SegmentDefinition): SegmentReference[] {
  return (SegmentGroups?.Groups ?? []).flatMap((group) => group.SourceSegments ?? []);
}

interface Measure {
  /** Levels of segments, the measured one included. */
  readonly depth: number;
  readonly values: number;
}

/** @param path ids from the top down to the measured definition's own */
async function measure(
  definition: SegmentDefinition,
  find: Find,
  path: readonly string[],
  known = new Map<StoredSegment, Measure>(),
): Promise<Measure> {
  const own = allDimensions(definition).reduce((total, dimensions) => total + countValues(dimensions), 0);
  let [depth, values] = [1, Math.max(own, 1)];
  for (const reference of references(definition)) {
    if (path.includes(reference.Id)) {
      const way = [...path.slice(path.indexOf(reference.Id)), reference.Id].join(' → ');
      throw new PlatformError('BadRequest', `Segment ${reference.Id} would be based on itself: ${way}`);
    }
    const source = await requireSource(reference, find);
    const measured = known.get(source) ?? (await measure(source, find, [...path, reference.Id], known));
    known.set(source, measured);
    depth = Math.max(depth, measured.depth + 1);
    values += measured.values;
  }
  return { depth, values };
}

/** A stored segment, or a definition that is about to be one. */
type Resolvable = Parameters<typeof segmentNode>[0];

async function resolve(segment: Resolvable, find: Find): Promise<SegmentNode> {
  const groups = segment.SegmentGroups?.Groups ?? [];
  const sources: SegmentNode[][] = [];
  for (const group of groups) {
    const nodes: SegmentNode[] = [];
    for (const reference of group.SourceSegments ?? []) {
      nodes.push(await resolve(await requireSource(reference, find), find));
    }
    sources.push(nodes);
  }
  return segmentNode(segment, (index) => sources[index] ?? []);
}

async function requireSource(reference: SegmentReference, find: Find): Promise<StoredSegment> {
  const source = await find(reference);
  if (source !== undefined) return source;
  const which =
    reference.Version === undefined ? reference.Id : `${reference.Id} version ${reference.Version}`;
  throw new PlatformError('BadRequest', `The source segment ${which} does not exist`);
}

/** How many levels of segments are based on this one. */
function levelsAbove(
  segments: readonly StoredSegment[],
  segmentId: string,
  seen: readonly string[] = [],
): number {
  const above = dependants(segments, segmentId).filter(({ Id }) => !seen.includes(Id));
  return Math.max(0, ...above.map(({ Id }) => 1 + levelsAbove(segments, Id, [...seen, segmentId])));
}
