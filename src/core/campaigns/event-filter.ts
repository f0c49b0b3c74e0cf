import { z } from 'zod';
import { readDimensions } from '../segments/read-dimensions.ts';
import type { AttributeDimension, MetricDimension, SetDimension } from '../segments/segment.ts';

/** Which events: all three ANDed. */
export interface EventDimensions {
  EventType?: SetDimension;
  Attributes?: Record<string, AttributeDimension>;
  Metrics?: Record<string, MetricDimension>;
}

/** `SYSTEM`: events that the platform makes. `ENDPOINT`: those that applications report. */
export const FILTER_TYPES = ['SYSTEM', 'ENDPOINT', 'USER'] as const;

/** What a campaign of frequency `EVENT` or `IN_APP_EVENT` answers to (CampaignEventFilter). */
export interface EventFilter {
  Dimensions: EventDimensions;
  /** `USER` stands in the web reference only; taken for `ENDPOINT`. */
  FilterType: (typeof FILTER_TYPES)[number];
}

const eventDimensions = z.object({
  EventType: z
    .object({
      Values: z.array(z.string().min(1)).min(1),
      DimensionType: z.enum(['INCLUSIVE', 'EXCLUSIVE']).optional(),
    })
    .optional(),
  Attributes: z.unknown().optional(),
  Metrics: z.unknown().optional(),
});

/** A CampaignEventFilter's schema. Comparators are those of segments. @param path where it stands in the request, for errors */
export function eventFilterSchema(path: string): z.ZodType<EventFilter> {
  return z.object({
    Dimensions: eventDimensions.transform(({ EventType, ...given }): EventDimensions => {
      const { Attributes, Metrics } = readDimensions(given, `${path}.Dimensions`);
      return {
        ...(EventType !== undefined && { EventType }),
        ...(Attributes !== undefined && { Attributes }),
        ...(Metrics !== undefined && { Metrics }),
      };
    }),
    FilterType: z.enum(FILTER_TYPES),
  });
}
