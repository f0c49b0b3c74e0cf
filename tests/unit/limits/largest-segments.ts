import { compileSegment, ENDPOINT_COLUMNS } from '../../../src/compiler/segment.ts';
import type { SegmentDimensions } from '../../../src/core/segments/segment.ts';
import type { GroupNode, SegmentNode } from '../../../src/core/segments/segment-graph.ts';
import { MAX_SEGMENT_BYTES } from '../../../src/core/segments/source-segments.ts';
import { statementBytes } from '../../../src/core/statement.ts';

export const CONTEXT = { applicationId: 'a'.repeat(32), at: new Date('2026-11-20T12:00:00Z') };

const name = (index: number) => `${'n'.repeat(46)}${String(index).padStart(4, '0')}`;
const attributes = (type: 'INCLUSIVE' | 'EXCLUSIVE' | 'CONTAINS' | 'BETWEEN', values: readonly string[]) =>
  Object.fromEntries(
    Array.from({ length: 100 / values.length }, (_, index) => [
      name(index),
      { AttributeType: type, Values: [...values] },
    ]),
  );
const day = '2026-06-01T00:00:00.000Z';

/** Criteria of a hundred values, as many as one segment may have, in the ways in which they take much text. */
const CRITERIA: Readonly<Record<string, SegmentDimensions>> = {
  'attributes that are a value': { Attributes: attributes('INCLUSIVE', ['x'.repeat(100)]) },
  'attributes that are no value': { UserAttributes: attributes('EXCLUSIVE', ['x'.repeat(100)]) },
  'attributes that contain a value of three bytes a character': {
    Attributes: attributes('CONTAINS', ['字'.repeat(100)]),
  },
  'values that are all quotes': { Attributes: attributes('INCLUSIVE', ["'".repeat(100)]) },
  'attributes between dates': { UserAttributes: attributes('BETWEEN', [day, day]) },
  'a list of values': {
    Attributes: {
      [name(0)]: { Values: Array.from({ length: 100 }, (_, index) => String(index).padEnd(100, 'x')) },
    },
  },
  metrics: {
    Metrics: Object.fromEntries(
      Array.from({ length: 100 }, (_, index) => [
        name(index),
        { ComparisonOperator: 'GREATER_THAN' as const, Value: -1.2345678901234567e-200 },
      ]),
    ),
  },
};

export const bytesOf = (node: SegmentNode) => statementBytes(compileSegment(node, CONTEXT, ENDPOINT_COLUMNS));

/** One segment for each way: based on as many others as it may have, and as long as a segment may be. */
export const LARGEST_SEGMENTS = Object.entries(CRITERIA).map(([way, dimensions]) => {
  const leaf: SegmentNode = segment([
    { sources: [], sourceType: 'ALL', dimensions: [dimensions], type: 'ALL' },
  ]);
  let largest = leaf;
  for (let sources = 2; sources <= 25; sources += 1) {
    const next = basedOn(Array.from({ length: sources }, () => leaf));
    if (bytesOf(next) > MAX_SEGMENT_BYTES) break;
    largest = next;
  }
  return [way, largest] as const;
});

function basedOn(sources: readonly SegmentNode[]): SegmentNode {
  const groups: GroupNode[] = [];
  for (let first = 0; first < sources.length; first += 5) {
    const some = sources.slice(first, first + 5);
    groups.push({ sources: some, sourceType: 'NONE', dimensions: [], type: 'NONE' });
  }
  return segment(groups);
}

function segment(groups: readonly GroupNode[]): SegmentNode {
  return { kind: 'dimensional', groups, include: 'NONE' };
}
