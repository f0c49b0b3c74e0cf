/** One condition of a segment as the builder edits it. `key` tells it from others while it is edited. */
export type Criterion = { readonly key: number } & (
  | AttributeCriterion
  | MetricCriterion
  | SetCriterion
  | RecencyCriterion
  | PlaceCriterion
  | RawCriterion
);

export interface AttributeCriterion {
  readonly kind: 'attribute' | 'userAttribute';
  readonly name: string;
  /** Absent where the definition leaves it out, which means `INCLUSIVE`. */
  readonly comparison?: AttributeComparison;
  readonly values: readonly string[];
}

export interface MetricCriterion {
  readonly kind: 'metric';
  readonly name: string;
  readonly comparison: MetricComparison;
  /** Absent while nothing was entered. */
  readonly value?: number;
}

/** What is compared with a list: Pinpoint's demographics, and the country. */
export interface SetCriterion {
  readonly kind: 'set';
  readonly member: SetMember;
  readonly comparison?: 'INCLUSIVE' | 'EXCLUSIVE';
  readonly values: readonly string[];
}

export interface RecencyCriterion {
  readonly kind: 'recency';
  readonly type: 'ACTIVE' | 'INACTIVE';
  readonly duration: RecencyDuration;
}

/** A circle on the earth. Members are absent while nothing was entered. */
export interface PlaceCriterion {
  readonly kind: 'place';
  readonly latitude?: number;
  readonly longitude?: number;
  readonly kilometres?: number;
}

/** A part of a definition that the builder has no form for. It is shown as JSON and kept as it is. */
export interface RawCriterion {
  readonly kind: 'raw';
  /** Names from the SegmentDimensions down to it; none: it is the SegmentDimensions itself. */
  readonly path: readonly string[];
  readonly value: unknown;
}

export const ATTRIBUTE_COMPARISONS = [
  'INCLUSIVE',
  'EXCLUSIVE',
  'CONTAINS',
  'BEFORE',
  'AFTER',
  'ON',
  'BETWEEN',
  'NOT_BETWEEN',
] as const;
export type AttributeComparison = (typeof ATTRIBUTE_COMPARISONS)[number];

/** Comparisons whose values are instants. */
export const DATE_COMPARISONS: readonly string[] = ['BEFORE', 'AFTER', 'ON', 'BETWEEN', 'NOT_BETWEEN'];
/** Comparisons that take exactly two of them. */
export const RANGE_COMPARISONS: readonly string[] = ['BETWEEN', 'NOT_BETWEEN'];

export const METRIC_COMPARISONS = [
  'EQUAL',
  'GREATER_THAN',
  'GREATER_THAN_OR_EQUAL',
  'LESS_THAN',
  'LESS_THAN_OR_EQUAL',
] as const;
export type MetricComparison = (typeof METRIC_COMPARISONS)[number];

const DEMOGRAPHICS = ['Channel', 'Platform', 'AppVersion', 'Make', 'Model', 'DeviceType'] as const;
export const SET_MEMBERS = [...DEMOGRAPHICS, 'Country'] as const;
export type SetMember = (typeof SET_MEMBERS)[number];

export const RECENCY_DURATIONS = ['HR_24', 'DAY_7', 'DAY_14', 'DAY_30'] as const;
export type RecencyDuration = (typeof RECENCY_DURATIONS)[number];

let lastKey = 0;
/** A key that no other criterion, block or group has. */
export function newKey(): number {
  lastKey += 1;
  return lastKey;
}

type Members = Readonly<Record<string, unknown>>;

/** The conditions of one SegmentDimensions; nothing of it is lost. */
export function readDimensions(dimensions: unknown): Criterion[] {
  if (!isObject(dimensions)) return [raw([], dimensions)];
  return Object.entries(dimensions)
    .filter(([, content]) => content !== undefined)
    .flatMap(([container, content]) => readContainer(container, content));
}

/** The SegmentDimensions that the conditions make. Of two at one place the later one stands. */
export function writeDimensions(criteria: readonly Criterion[]): unknown {
  const root = new Map<string, unknown>();
  for (const criterion of criteria) {
    const [last, ...above] = [...pathOf(criterion)].reverse();
    if (last === undefined) return contentOf(criterion);
    let place = root;
    for (const name of above.reverse()) {
      const found = place.get(name);
      const next = found instanceof Map ? found : new Map<string, unknown>();
      place.set(name, next);
      place = next;
    }
    place.set(last, contentOf(criterion));
  }
  return plain(root);
}

/** Where the condition stands in its SegmentDimensions. */
export function pathOf(criterion: Criterion): readonly string[] {
  switch (criterion.kind) {
    case 'attribute':
      return ['Attributes', criterion.name];
    case 'userAttribute':
      return ['UserAttributes', criterion.name];
    case 'metric':
      return ['Metrics', criterion.name];
    case 'set':
      return [criterion.member === 'Country' ? 'Location' : 'Demographic', criterion.member];
    case 'recency':
      return ['Behavior', 'Recency'];
    case 'place':
      return ['Location', 'GPSPoint'];
    case 'raw':
      return criterion.path;
  }
}

function contentOf(criterion: Criterion): unknown {
  switch (criterion.kind) {
    case 'attribute':
    case 'userAttribute':
      return present({ AttributeType: criterion.comparison, Values: criterion.values });
    case 'metric':
      return present({ ComparisonOperator: criterion.comparison, Value: criterion.value });
    case 'set':
      return present({ DimensionType: criterion.comparison, Values: criterion.values });
    case 'recency':
      return { Duration: criterion.duration, RecencyType: criterion.type };
    case 'place':
      return present({
        Coordinates: present({ Latitude: criterion.latitude, Longitude: criterion.longitude }),
        RangeInKilometers: criterion.kilometres,
      });
    case 'raw':
      return criterion.value;
  }
}

function readContainer(container: string, content: unknown): Criterion[] {
  const members = isObject(content) ? Object.entries(content).filter(([, value]) => value !== undefined) : [];
  if (members.length === 0) return [raw([container], content)]; // an empty object is kept as one
  return members.map(
    ([name, value]) => readCriterion(container, name, value) ?? raw([container, name], value),
  );
}

function readCriterion(container: string, name: string, value: unknown): Criterion | undefined {
  if (!isObject(value)) return undefined;
  switch (container) {
    case 'Attributes':
      return readAttribute('attribute', name, value);
    case 'UserAttributes':
      return readAttribute('userAttribute', name, value);
    case 'Metrics':
      return readMetric(name, value);
    case 'Demographic':
      return readSet(DEMOGRAPHICS, name, value);
    case 'Location':
      return name === 'GPSPoint' ? readPlace(value) : readSet(['Country'], name, value);
    case 'Behavior':
      return name === 'Recency' ? readRecency(value) : undefined;
    default:
      return undefined;
  }
}

function readAttribute(
  kind: AttributeCriterion['kind'],
  name: string,
  value: Members,
): Criterion | undefined {
  const { AttributeType, Values } = value;
  if (!hasOnly(value, ['AttributeType', 'Values']) || !isTexts(Values)) return undefined;
  if (AttributeType === undefined) return { key: newKey(), kind, name, values: Values };
  const comparison = ATTRIBUTE_COMPARISONS.find((known) => known === AttributeType);
  return comparison && { key: newKey(), kind, name, comparison, values: Values };
}

function readMetric(name: string, value: Members): Criterion | undefined {
  const comparison = METRIC_COMPARISONS.find((known) => known === value.ComparisonOperator);
  if (!hasOnly(value, ['ComparisonOperator', 'Value']) || !comparison) return undefined;
  if (!isNumber(value.Value)) return undefined;
  return { key: newKey(), kind: 'metric', name, comparison, value: value.Value };
}

function readSet(known: readonly SetMember[], name: string, value: Members): Criterion | undefined {
  const { DimensionType, Values } = value;
  const member = known.find((one) => one === name);
  if (!member || !hasOnly(value, ['DimensionType', 'Values']) || !isTexts(Values)) return undefined;
  if (DimensionType === undefined) return { key: newKey(), kind: 'set', member, values: Values };
  if (DimensionType !== 'INCLUSIVE' && DimensionType !== 'EXCLUSIVE') return undefined;
  return { key: newKey(), kind: 'set', member, comparison: DimensionType, values: Values };
}

function readRecency(value: Members): Criterion | undefined {
  const { Duration, RecencyType } = value;
  const duration = RECENCY_DURATIONS.find((known) => known === Duration);
  if (!duration || !hasOnly(value, ['Duration', 'RecencyType'])) return undefined;
  if (RecencyType !== 'ACTIVE' && RecencyType !== 'INACTIVE') return undefined;
  return { key: newKey(), kind: 'recency', type: RecencyType, duration };
}

function readPlace(value: Members): Criterion | undefined {
  const { Coordinates, RangeInKilometers } = value;
  if (!hasOnly(value, ['Coordinates', 'RangeInKilometers']) || !isObject(Coordinates)) return undefined;
  const { Latitude, Longitude } = Coordinates;
  if (!hasOnly(Coordinates, ['Latitude', 'Longitude'])) return undefined;
  if (!isNumber(Latitude) || !isNumber(Longitude) || !isNumber(RangeInKilometers)) return undefined;
  return {
    key: newKey(),
    kind: 'place',
    latitude: Latitude,
    longitude: Longitude,
    kilometres: RangeInKilometers,
  };
}

function raw(path: readonly string[], value: unknown): Criterion {
  return { key: newKey(), kind: 'raw', path, value };
}

/** Whether a part without a form says nothing at all, as `Attributes: {}` does. */
export function saysNothing(criterion: Criterion): boolean {
  return criterion.kind === 'raw' && isObject(criterion.value) && Object.keys(criterion.value).length === 0;
}

export function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function hasOnly(value: Members, known: readonly string[]): boolean {
  return Object.entries(value).every(([name, member]) => member === undefined || known.includes(name));
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

/** The object without its undefined members. */
export function present(members: Members): Members {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}

function plain(value: unknown): unknown {
  if (!(value instanceof Map)) return value;
  return Object.fromEntries([...value].map(([name, member]) => [name, plain(member)]));
}
