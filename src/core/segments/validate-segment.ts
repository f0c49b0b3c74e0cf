import { countValues, readDimensions } from './read-dimensions.ts';
import {
  isGiven,
  optional,
  readList,
  readMap,
  readNumber,
  readObject,
  readOneOf,
  readText,
  refusal,
} from './read-member.ts';
import {
  SELECTORS,
  type SegmentDefinition,
  type SegmentGroup,
  type SegmentGroupList,
  type SegmentReference,
} from './segment.ts';

/** Source of the limits: Pinpoint quotas (2026 page; older pages allow fewer groups). */
export const MAX_GROUPS = 5;
/** Per group; the quota page does not say whether it means a group or a segment. */
export const MAX_SOURCES = 5;
/** Over all groups and criteria of one segment. */
export const MAX_VALUES = 100;

/** A WriteSegmentRequest after its rules have been checked. */
export interface WriteSegment extends SegmentDefinition {
  Name?: string;
  /** `src/core/tags` checks their rules. */
  tags?: Record<string, string>;
}

/**
 * Checks everything about a WriteSegmentRequest that it shows by itself; what depends on other
 * segments is checked by `checkSources`.
 * @returns the request without members that Pinpoint does not know
 * @throws PlatformError `BadRequest` naming the member and its value
 * @remarks Source: pinpoint-segments.md 2-4.
 */
export function validateSegment(body: unknown): WriteSegment {
  const given = readObject(body, 'WriteSegmentRequest');
  if (isGiven(given.Dimensions) && isGiven(given.SegmentGroups)) {
    throw refusal('Dimensions', 'and SegmentGroups are both given; a segment has one of them');
  }
  const segment: WriteSegment = {};
  const name = optional(given.Name, 'Name', readText);
  if (name !== undefined) segment.Name = name;
  if (isGiven(given.Dimensions)) segment.Dimensions = readDimensions(given.Dimensions, 'Dimensions');
  if (isGiven(given.SegmentGroups)) segment.SegmentGroups = readGroups(given.SegmentGroups, 'SegmentGroups');
  if (isGiven(given.tags)) segment.tags = readMap(given.tags, 'tags', readText);
  checkValueCount(segment);
  return segment;
}

/** Whether the request says whom the segment holds. `Dimensions: {}` does: everyone. */
export function hasDefinition(segment: SegmentDefinition): boolean {
  return segment.Dimensions !== undefined || segment.SegmentGroups !== undefined;
}

/** Whether the request narrows the segment at all; empty objects do not. */
export function hasCriteria(segment: SegmentDefinition): boolean {
  const groups = segment.SegmentGroups?.Groups ?? [];
  return groups.length > 0 || allDimensions(segment).some((dimensions) => countValues(dimensions) > 0);
}

/** Every SegmentDimensions of the segment, those of its sources left out. */
export function allDimensions({ Dimensions, SegmentGroups }: SegmentDefinition) {
  if (Dimensions !== undefined) return [Dimensions];
  return (SegmentGroups?.Groups ?? []).flatMap((group) => group.Dimensions ?? []);
}

function checkValueCount(segment: SegmentDefinition): void {
  const values = allDimensions(segment).reduce((total, dimensions) => total + countValues(dimensions), 0);
  if (values > MAX_VALUES) {
    const member = segment.Dimensions === undefined ? 'SegmentGroups' : 'Dimensions';
    throw refusal(member, `hold ${values} values; at most ${MAX_VALUES} are allowed`);
  }
}

function readGroups(value: unknown, path: string): SegmentGroupList {
  const given = readObject(value, path);
  const list: SegmentGroupList = {};
  if (isGiven(given.Groups)) {
    list.Groups = readAtMost(MAX_GROUPS, given.Groups, `${path}.Groups`).map((group, index) =>
      readGroup(group, `${path}.Groups[${index}]`),
    );
  }
  const include = optional(given.Include, `${path}.Include`, readOneOf(SELECTORS));
  if (include !== undefined) list.Include = include;
  return list;
}

function readGroup(value: unknown, path: string): SegmentGroup {
  const given = readObject(value, path);
  const group: SegmentGroup = {};
  if (isGiven(given.SourceSegments)) {
    const at = `${path}.SourceSegments`;
    group.SourceSegments = readAtMost(MAX_SOURCES, given.SourceSegments, at).map((source, index) =>
      readReference(source, `${at}[${index}]`),
    );
  }
  const sourceType = optional(given.SourceType, `${path}.SourceType`, readOneOf(SELECTORS));
  if (sourceType !== undefined) group.SourceType = sourceType;
  if (isGiven(given.Dimensions)) {
    const at = `${path}.Dimensions`;
    group.Dimensions = readList(given.Dimensions, at).map((item, index) =>
      readDimensions(item, `${at}[${index}]`),
    );
  }
  const type = optional(given.Type, `${path}.Type`, readOneOf(SELECTORS));
  if (type !== undefined) group.Type = type;
  return group;
}

function readReference(value: unknown, path: string): SegmentReference {
  const given = readObject(value, path);
  const id = readText(given.Id, `${path}.Id`);
  const version = optional(given.Version, `${path}.Version`, (item, at) => readNumber(item, at, 1));
  if (version === undefined) return { Id: id };
  if (!Number.isInteger(version))
    throw refusal(`${path}.Version`, `is ${version}; it must be a whole number`);
  return { Id: id, Version: version };
}

function readAtMost(most: number, value: unknown, path: string): readonly unknown[] {
  const list = readList(value, path);
  if (list.length > most) throw refusal(path, `are ${list.length}; at most ${most} are allowed`);
  return list;
}
