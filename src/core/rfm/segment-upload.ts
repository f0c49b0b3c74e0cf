import type { Ports } from '../../ports/ports.ts';
import { ensureSegment } from '../segments/ensure-segment.ts';
import type { SegmentDimensions } from '../segments/segment.ts';
import { segmentSizes } from '../segments/segment-size.ts';
import { segmentsNamed } from '../segments/segments.ts';
import { rfmNames } from './rfm-names.ts';
import { done, keep } from './rfm-run.ts';
import type { RfmState, SegmentSize } from './rfm-state.ts';
import { prefixedName, SEGMENT_PREFIX, segmentNames } from './segment-tables.ts';

/** The guidance's three rules as it writes them (aws-solutions 4.4). @param mark what the metrics' names end with */
function guidanceSegments(mark: string): Record<string, SegmentDimensions> {
  const scores = (r: Rule, f: Rule, m: Rule): SegmentDimensions => ({
    Metrics: { [`RScore${mark}`]: r, [`FScore${mark}`]: f, [`MScore${mark}`]: m },
  });
  const rule = (ComparisonOperator: Rule['ComparisonOperator'], Value: number): Rule => ({
    ComparisonOperator,
    Value,
  });
  const [high, low, some] = [
    rule('GREATER_THAN_OR_EQUAL', 3),
    rule('LESS_THAN_OR_EQUAL', 2),
    rule('GREATER_THAN', 1.5),
  ] as const;
  return {
    Champions: scores(high, high, high),
    Dormant: scores(low, low, low),
    Volatile: scores(rule('LESS_THAN', 1.5), some, some),
  };
}

type Rule = NonNullable<SegmentDimensions['Metrics']>[string];

/**
 * State `Segment`: makes the dynamic segments `_RFM_…`, or brings them up to date. Segments of another
 * table are left as they are.
 */
export async function segmentUpload(
  ports: Ports,
  state: RfmState,
): Promise<NonNullable<RfmState['segment']>> {
  const { applicationId } = state;
  // An older file leaves the segments as the newer one made them.
  const names = done(state, 'publish').superseded
    ? await segmentsNamed(ports, applicationId, SEGMENT_PREFIX)
    : await defineSegments(ports, state);
  const segments: SegmentSize[] = [];
  for (const { segment, size = 0 } of await segmentSizes(ports, applicationId)) {
    const name = segment.Name ?? '';
    if (names.includes(name)) segments.push({ id: segment.Id, name, size });
  }
  segments.sort((a, b) => b.size - a.size || (a.name < b.name ? -1 : 1));
  return keep(ports, state, 'segment', { segments });
}

/** @returns the names of the chosen table's segments */
async function defineSegments(ports: Ports, state: RfmState): Promise<string[]> {
  const { applicationId, settings } = state;
  const { prefix, mark } = await rfmNames(ports, state);
  const byRule = settings.table === 'guidance' ? guidanceSegments(mark) : {};
  const names =
    settings.table === 'guidance'
      ? Object.keys(byRule)
      : segmentNames(settings.table, done(state, 'cluster').clusters);
  for (const name of names) {
    const dimensions = byRule[name] ?? labelled(name, mark);
    await ensureSegment(ports, applicationId, prefixedName(prefix, name), dimensions);
  }
  return names.map((name) => prefixedName(prefix, name));
}

function labelled(name: string, mark: string): SegmentDimensions {
  return { Attributes: { [`RFMSegment${mark}`]: { AttributeType: 'INCLUSIVE', Values: [name] } } };
}
