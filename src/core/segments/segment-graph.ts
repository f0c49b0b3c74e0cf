import type {
  ImportDefinition,
  SegmentDefinition,
  SegmentDimensions,
  Selector,
  StoredSegment,
} from './segment.ts';

/** What Pinpoint calls bare user ids among the channels of an import. */
const FROM_USER = 'ENDPOINTS_FROM_USER';

/** An imported segment; its members are the rows of `segment_members` with this id and version. */
export interface ImportedNode {
  readonly kind: 'imported';
  readonly id: string;
  readonly version: number;
  /** Whether some rows may be bare user ids; without, the user ids of endpoints need not be read. */
  readonly mayHoldUsers: boolean;
}

export interface GroupNode {
  /** None: every endpoint of the application. */
  readonly sources: readonly SegmentNode[];
  readonly sourceType: Selector;
  /** None: no further criteria. */
  readonly dimensions: readonly SegmentDimensions[];
  readonly type: Selector;
}

/** A dimensional segment with its sources in place of their ids. Without groups it holds everyone. */
export interface DimensionalNode {
  readonly kind: 'dimensional';
  readonly groups: readonly GroupNode[];
  readonly include: Selector;
}

/** A segment's definition with everything that it depends on, as the compiler needs it. */
export type SegmentNode = ImportedNode | DimensionalNode;

/**
 * The node of one segment version, defaults filled in.
 * @param sources the nodes of group `index`, in its order
 * @remarks The selectors' default `ALL` is ours: pinpoint-segments.md 4.
 */
export function segmentNode(
  segment: StoredSegment | (SegmentDefinition & { readonly SegmentType: 'DIMENSIONAL' }),
  sources: (index: number) => readonly SegmentNode[],
): SegmentNode {
  if (segment.SegmentType === 'IMPORT') {
    return {
      kind: 'imported',
      id: segment.Id,
      version: segment.MembersVersion ?? segment.Version,
      mayHoldUsers: mayHoldUsers(segment.ImportDefinition),
    };
  }
  const { Dimensions, SegmentGroups } = segment;
  const groups =
    Dimensions === undefined
      ? (SegmentGroups?.Groups ?? []).map((group, index) => ({
          sources: sources(index),
          sourceType: group.SourceType ?? 'ALL',
          dimensions: group.Dimensions ?? [],
          type: group.Type ?? 'ALL',
        }))
      : [{ sources: [], sourceType: 'ALL' as const, dimensions: [Dimensions], type: 'ALL' as const }];
  return { kind: 'dimensional', groups, include: SegmentGroups?.Include ?? 'ALL' };
}

/** Every imported segment that a node is or is based on; one that is reached twice comes twice. */
export function importedIn(node: SegmentNode): ImportedNode[] {
  if (node.kind === 'imported') return [node];
  return node.groups.flatMap(({ sources }) => sources.flatMap(importedIn));
}

/** No, when every member was counted under the channel of an endpoint. */
function mayHoldUsers(definition: ImportDefinition | undefined): boolean {
  if (definition?.ChannelCounts === undefined) return true;
  const { [FROM_USER]: users = 0, ...channels } = definition.ChannelCounts;
  const endpoints = Object.values(channels).reduce((total, count) => total + count, 0);
  return users > 0 || endpoints !== definition.Size;
}
