import { z } from 'zod';
import { PlatformError } from '../errors.ts';
import { readDimensions } from '../segments/read-dimensions.ts';
import { ATTRIBUTE_TYPES, COMPARISON_OPERATORS, DIMENSION_TYPES } from '../segments/segment.ts';
import { oneOf } from './member-shapes.ts';

/* Conditions of splits and of starts by an event (pinpoint-campaigns-journeys.md 1.2, 2.3, 2.7). */

const values = z.array(z.string()).min(1, 'needs at least one value');
const attribute = z.object({ Values: values, AttributeType: oneOf(ATTRIBUTE_TYPES).nullish() });

/** All parts are ANDed, the values of one of them ORed. */
export const eventDimensions = z.object({
  EventType: z.object({ Values: values, DimensionType: oneOf(DIMENSION_TYPES).nullish() }).nullish(),
  Attributes: z.record(z.string(), attribute).nullish(),
  Metrics: z
    .record(z.string(), z.object({ ComparisonOperator: oneOf(COMPARISON_OPERATORS), Value: z.number() }))
    .nullish(),
});

/** Read by the rules of segments, so that a split and a segment take the same criteria. */
const segmentDimensions = z.unknown().transform((value, context) => {
  try {
    return readDimensions(value, 'segmentDimensions');
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    context.addIssue(error.message.replace('segmentDimensions.', ''));
    return z.NEVER;
  }
});

const members = z.object({
  EventCondition: z
    .object({ MessageActivity: z.string().nullish(), Dimensions: eventDimensions.nullish() })
    .nullish(),
  SegmentCondition: z.object({ SegmentId: z.string().min(1) }).nullish(),
  segmentDimensions: segmentDimensions.optional(),
});

/** On the wire `segmentDimensions` begins with a small letter; the SDK's spelling is taken too. */
export const simpleCondition = z.preprocess((value) => {
  if (typeof value !== 'object' || value === null) return value;
  const { SegmentDimensions, segmentDimensions: own, ...rest } = value as Record<string, unknown>;
  const given = own ?? SegmentDimensions ?? undefined;
  return given === undefined ? rest : { ...rest, segmentDimensions: given };
}, members);
