import type { Selector } from '../core/segments/segment.ts';
import type { GroupNode, ImportedNode, SegmentNode } from '../core/segments/segment-graph.ts';
import { all, any, not, type Predicate } from './predicate.ts';
import type { SegmentContext } from './segment-context.ts';
import { dimensionsPredicate } from './segment-criteria.ts';
import { copies, isCopy, isStoredMember } from './segment-members.ts';
import { sql } from './sql.ts';

/** Rows of one table that belong to a segment. Both tables have the endpoint columns. */
export interface SegmentBranch {
  readonly table: 'endpoints' | 'segment_members';
  readonly condition: Predicate;
}

/** Which rows of one kind belong to a segment, a group or a source. */
type Membership = (row: RowKind) => Predicate;

/** A stored endpoint; or, with `copyOf`, a copy that this imported segment holds. */
interface RowKind {
  readonly copyOf?: ImportedNode;
}

const STORED: RowKind = {};

/** What every part of one segment's compilation knows. */
interface Compilation extends SegmentContext {
  /** Every imported segment version in the whole graph. */
  readonly imported: readonly ImportedNode[];
}

/**
 * The rows of a segment, no endpoint id twice: those of `endpoints`, and for each imported segment
 * in the graph the copies of endpoints that were imported without being stored.
 *
 * Criteria look at the row's own columns: current data for a stored endpoint, the copy for a copy.
 * To be in an imported segment by a copy is a matter of the id, so it holds for every row of that
 * id. "Everyone", and with it a complement, means stored endpoints, less each id that what is
 * excluded holds in whichever row. An id with several rows in the segment is given as a copy.
 * @remarks Source: pinpoint-segments.md 4; how stored endpoints and copies meet is ours.
 */
export function segmentBranches(node: SegmentNode, context: SegmentContext): SegmentBranch[] {
  const { applicationId } = context;
  const compilation = { ...context, imported: importedNodes(node) };
  const member = membership(node, compilation);
  const held = heldCopies(member, compilation);
  const isHeld = held.map(({ imported, condition }) => isCopy(imported, applicationId, condition));
  const stored: SegmentBranch = {
    table: 'endpoints',
    condition: all([sql`application_id = ${applicationId}`, member(STORED), ...isHeld.map(not)]),
  };
  const copied = held.map(({ imported, condition }, index): SegmentBranch => {
    const notEarlier = isHeld.slice(0, index).map(not);
    return {
      table: 'segment_members',
      condition: all([copies(imported, applicationId, condition), ...notEarlier]),
    };
  });
  return [stored, ...copied];
}

function membership(node: SegmentNode, compilation: Compilation): Membership {
  if (node.kind === 'imported') return importedMembership(node, true, compilation);
  const groups = node.groups.map((group) => groupMembership(group, compilation));
  return combine(node.include, groups, compilation);
}

function groupMembership(group: GroupNode, compilation: Compilation): Membership {
  const filter = filterOf(group, compilation);
  const [only, ...others] = group.sources;
  if (only?.kind === 'imported' && others.length === 0 && group.sourceType !== 'NONE') {
    return importedMembership(only, filter, compilation);
  }
  const sources = group.sources.map((source) => membership(source, compilation));
  const base = combine(group.sourceType, sources, compilation);
  return (row) => all([base(row), filter]);
}

/** Members of an imported segment that pass a filter, which is asked of the copy where there is one. */
function importedMembership(
  node: ImportedNode,
  filter: Predicate,
  { applicationId }: Compilation,
): Membership {
  return ({ copyOf }) => {
    if (copyOf !== undefined && isSame(copyOf, node)) return filter;
    const copied = isCopy(node, applicationId, filter);
    return copyOf === undefined ? any([all([isStoredMember(node, applicationId), filter]), copied]) : copied;
  };
}

/** Sets combined. Of none it is everyone, whatever the selector. */
function combine(selector: Selector, sets: readonly Membership[], compilation: Compilation): Membership {
  const { applicationId } = compilation;
  return (row) => {
    const isStored = row.copyOf === undefined;
    if (sets.length === 0) return isStored;
    if (selector === 'ALL') return all(sets.map((set) => set(row)));
    const union: Membership = (kind) => any(sets.map((set) => set(kind)));
    if (selector === 'ANY') return union(row);
    if (!isStored) return false;
    const held = heldCopies(union, compilation);
    return not(
      any([union(row), ...held.map((item) => isCopy(item.imported, applicationId, item.condition))]),
    );
  };
}

/** The imported segments of the graph that hold copies in the set, each with the condition on a copy. */
function heldCopies(set: Membership, { imported }: Compilation) {
  return imported
    .map((node) => ({ imported: node, condition: set({ copyOf: node }) }))
    .filter(({ condition }) => condition !== false);
}

function filterOf({ dimensions, type }: GroupNode, context: SegmentContext): Predicate {
  const predicates = dimensions.map((item) => dimensionsPredicate(item, context));
  if (predicates.length === 0 || type === 'ALL') return all(predicates);
  return type === 'ANY' ? any(predicates) : not(any(predicates));
}

/** Every imported segment version that the node reaches, once. */
function importedNodes(node: SegmentNode): ImportedNode[] {
  if (node.kind === 'imported') return [node];
  const found = node.groups.flatMap((group) => group.sources.flatMap(importedNodes));
  return found.filter((item, index) => found.findIndex((other) => isSame(other, item)) === index);
}

function isSame(a: ImportedNode, b: ImportedNode): boolean {
  return a.id === b.id && a.version === b.version;
}
