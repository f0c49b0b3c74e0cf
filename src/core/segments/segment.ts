/** How sets are combined: all of them, any of them, or everyone outside all of them. */
export const SELECTORS = ['ALL', 'ANY', 'NONE'] as const;
export type Selector = (typeof SELECTORS)[number];

/** `NOT_BETWEEN` stands in the web reference only, not in the SDK. */
export const ATTRIBUTE_TYPES = [
  'INCLUSIVE',
  'EXCLUSIVE',
  'CONTAINS',
  'BEFORE',
  'AFTER',
  'ON',
  'BETWEEN',
  'NOT_BETWEEN',
] as const;
export type AttributeType = (typeof ATTRIBUTE_TYPES)[number];

export const DIMENSION_TYPES = ['INCLUSIVE', 'EXCLUSIVE'] as const;
export type DimensionType = (typeof DIMENSION_TYPES)[number];

export const COMPARISON_OPERATORS = [
  'EQUAL',
  'GREATER_THAN',
  'GREATER_THAN_OR_EQUAL',
  'LESS_THAN',
  'LESS_THAN_OR_EQUAL',
] as const;
export type ComparisonOperator = (typeof COMPARISON_OPERATORS)[number];

export const RECENCY_TYPES = ['ACTIVE', 'INACTIVE'] as const;
export type RecencyType = (typeof RECENCY_TYPES)[number];

/** Length of each recency window, in hours. */
export const RECENCY_HOURS = { HR_24: 24, DAY_7: 7 * 24, DAY_14: 14 * 24, DAY_30: 30 * 24 } as const;
export type RecencyDuration = keyof typeof RECENCY_HOURS;

export interface AttributeDimension {
  Values: string[];
  /** `INCLUSIVE` when absent. */
  AttributeType?: AttributeType;
}

export interface SetDimension {
  Values: string[];
  /** `INCLUSIVE` when absent. */
  DimensionType?: DimensionType;
}

export interface MetricDimension {
  ComparisonOperator: ComparisonOperator;
  Value: number;
}

export const DEMOGRAPHIC_MEMBERS = [
  'AppVersion',
  'Channel',
  'DeviceType',
  'Make',
  'Model',
  'Platform',
] as const;
export type DemographicMember = (typeof DEMOGRAPHIC_MEMBERS)[number];

export interface GpsPoint {
  Coordinates: { Latitude: number; Longitude: number };
  RangeInKilometers: number;
}

/** Criteria, ANDed; the `Values` inside one criterion are ORed. None at all: every endpoint. */
export interface SegmentDimensions {
  Attributes?: Record<string, AttributeDimension>;
  UserAttributes?: Record<string, AttributeDimension>;
  Metrics?: Record<string, MetricDimension>;
  Demographic?: Partial<Record<DemographicMember, SetDimension>>;
  Location?: { Country?: SetDimension; GPSPoint?: GpsPoint };
  Behavior?: { Recency?: { Duration: RecencyDuration; RecencyType: RecencyType } };
}

/** A segment that another one is based on; the latest version when `Version` is absent. */
export interface SegmentReference {
  Id: string;
  Version?: number;
}

/** Selectors are `ALL` when absent. */
export interface SegmentGroup {
  SourceSegments?: SegmentReference[];
  SourceType?: Selector;
  Dimensions?: SegmentDimensions[];
  Type?: Selector;
}

export interface SegmentGroupList {
  Groups?: SegmentGroup[];
  Include?: Selector;
}

/** Whom a dimensional segment holds. At most one member is set; with neither it is everyone. */
export interface SegmentDefinition {
  Dimensions?: SegmentDimensions;
  SegmentGroups?: SegmentGroupList;
}

/** Where an imported segment came from (SegmentImportResource). */
export interface ImportDefinition {
  ExternalId: string;
  Format: 'CSV' | 'JSON';
  RoleArn: string;
  S3Url: string;
  /** Endpoints that were imported. */
  Size: number;
  ChannelCounts?: Record<string, number>;
}

/** One version of a segment, as Pinpoint answers it (SegmentResponse). */
export interface Segment extends SegmentDefinition {
  ApplicationId: string;
  Arn: string;
  /** ISO 8601, UTC, milliseconds; the same in every version. */
  CreationDate: string;
  Id: string;
  ImportDefinition?: ImportDefinition;
  LastModifiedDate: string;
  Name?: string;
  SegmentType: 'DIMENSIONAL' | 'IMPORT';
  /** From 1, one more with every update. */
  Version: number;
  tags?: Record<string, string>;
}

/** A segment version as it is stored. Tags are stored apart. */
export interface StoredSegment extends Omit<Segment, 'tags'> {
  /** Of an imported segment: the version whose rows of `segment_members` are its members. A new name makes none. */
  MembersVersion?: number;
}
