import type { Ports } from '../../ports/ports.ts';
import { ensureSegment } from '../segments/ensure-segment.ts';
import type { SegmentDimensions } from '../segments/segment.ts';
import { segmentSizes } from '../segments/segment-size.ts';
import { segmentsNamed } from '../segments/segments.ts';
import { done, keep } from './rfm-run.ts';
import type { RfmState, SegmentSize } from './rfm-state.ts';
import { pinpointName, SEGMENT_PREFIX, segmentNames } from './segment-tables.ts';

/** The guidance's three rules as it writes them (aws-solutions 4.4). */
const GUIDANCE_SEGMENTS: Record<string, SegmentDimensions> = {
  Champions: metrics('GREATER_THAN_OR_EQUAL', 3, 3, 3),
  Dormant: metrics('LESS_THAN_OR_EQUAL', 2, 2, 2),
  Volatile: {
    Metrics: {
      RScore: { ComparisonOperator: 'LESS_THAN', Value: 1.5 },
      FScore: { ComparisonOperator: 'GREATER_THAN', Value: 1.5 },
      MScore: { ComparisonOperator: 'GREATER_THAN', Value: 1.5 },
    },
  },
};

/**
 * State `Segment`: makes the dynamic segments `_RFM_…`, or brings them up to date. A segment of
 * another table that an earlier upload made stays, by label, so that campaigns that use it do not break;
 * it then holds whom the guidance's rules gave that label last.
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
  const byRule = settings.table === 'guidance' ? GUIDANCE_SEGMENTS : {};
  const names =
    settings.table === 'guidance'
      ? Object.keys(GUIDANCE_SEGMENTS)
      : segmentNames(settings.table, done(state, 'cluster').clusters);
  for (const name of names) {
    await ensureSegment(ports, applicationId, pinpointName(name), byRule[name] ?? labelled(name));
  }
  const current = names.map(pinpointName);
  for (const other of await segmentsNamed(ports, applicationId, SEGMENT_PREFIX)) {
    const guidanceName = Object.keys(GUIDANCE_SEGMENTS).find((name) => pinpointName(name) === other);
    if (!current.includes(other) && guidanceName) {
      await ensureSegment(ports, applicationId, other, labelled(guidanceName)); // its score rules do not fit the new scores
    }
  }
  return current;
}

function labelled(name: string): SegmentDimensions {
  return { Attributes: { RFMSegment: { AttributeType: 'INCLUSIVE', Values: [name] } } };
}

function metrics(
  operator: 'GREATER_THAN_OR_EQUAL' | 'LESS_THAN_OR_EQUAL',
  r: number,
  f: number,
  m: number,
): SegmentDimensions {
  const rule = (Value: number) => ({ ComparisonOperator: operator, Value });
  return { Metrics: { RScore: rule(r), FScore: rule(f), MScore: rule(m) } };
}
