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
