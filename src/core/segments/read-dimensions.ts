import { parseInstant } from './instant.ts';
import {
  optional,
  readList,
  readMap,
  readNumber,
  readObject,
  readOneOf,
  readText,
  refusal,
} from './read-member.ts';
import {
  ATTRIBUTE_TYPES,
  type AttributeDimension,
  type AttributeType,
  COMPARISON_OPERATORS,
  DEMOGRAPHIC_MEMBERS,
  DIMENSION_TYPES,
  type GpsPoint,
  type MetricDimension,
  RECENCY_HOURS,
  RECENCY_TYPES,
  type RecencyDuration,
  type SegmentDimensions,
  type SetDimension,
} from './segment.ts';

/** Characters of one criterion value. Source: Pinpoint quotas. */
const MAX_VALUE_LENGTH = 100;

const DATE_TYPES: readonly AttributeType[] = ['BEFORE', 'AFTER', 'ON', 'BETWEEN', 'NOT_BETWEEN'];
const RANGE_TYPES: readonly AttributeType[] = ['BETWEEN', 'NOT_BETWEEN'];

/**
 * Reads one SegmentDimensions; members that Pinpoint does not know are left out.
 * @param path where it stands in the request, for errors
 * @throws PlatformError `BadRequest` naming the member and its value
 * @remarks Source: pinpoint-segments.md 3. That a criterion needs at least one value is ours.
 */
export function readDimensions(value: unknown, path: string): SegmentDimensions {
  const given = readObject(value, path);
  return present({
    Attributes: optional(given.Attributes, `${path}.Attributes`, readAttributes),
    UserAttributes: optional(given.UserAttributes, `${path}.UserAttributes`, readAttributes),
    Metrics: optional(given.Metrics, `${path}.Metrics`, (map, at) => readMap(map, at, readMetric)),
    Demographic: optional(given.Demographic, `${path}.Demographic`, readDemographic),
    Location: optional(given.Location, `${path}.Location`, readLocation),
    Behavior: optional(given.Behavior, `${path}.Behavior`, readBehavior),
  });
}

/** How many values the criteria hold; a metric, a recency and a GPS point count one each. */
export function countValues(dimensions: SegmentDimensions): number {
  const { Attributes, UserAttributes, Metrics, Demographic, Location, Behavior } = dimensions;
  const lists = [Attributes, UserAttributes, Demographic].flatMap((map) => Object.values(map ?? {}));
  if (Location?.Country !== undefined) lists.push(Location.Country);
  const single = [Location?.GPSPoint, Behavior?.Recency].filter((criterion) => criterion !== undefined);
  const values = lists.reduce((total, criterion) => total + criterion.Values.length, 0);
  return values + Object.keys(Metrics ?? {}).length + single.length;
}

function readAttributes(value: unknown, path: string): Record<string, AttributeDimension> {
  return readMap(value, path, readAttribute);
}

function readAttribute(value: unknown, path: string): AttributeDimension {
  const given = readObject(value, path);
  const type = optional(given.AttributeType, `${path}.AttributeType`, readOneOf(ATTRIBUTE_TYPES));
  const values = readValues(given.Values, `${path}.Values`);
  if (type !== undefined && DATE_TYPES.includes(type)) {
    const unread = values.find((text) => parseInstant(text) === undefined);
    if (unread !== undefined) {
      throw refusal(`${path}.Values`, `hold ${unread}; ${type} needs instants such as 2026-06-01T00:00:00Z`);
    }
  }
  if (type !== undefined && RANGE_TYPES.includes(type) && values.length !== 2) {
    throw refusal(`${path}.Values`, `are ${values.length}; ${type} needs exactly two`);
  }
  return present({ Values: values, AttributeType: type });
}

function readSet(value: unknown, path: string): SetDimension {
  const given = readObject(value, path);
  return present({
    Values: readValues(given.Values, `${path}.Values`),
    DimensionType: optional(given.DimensionType, `${path}.DimensionType`, readOneOf(DIMENSION_TYPES)),
  });
}

function readValues(value: unknown, path: string): string[] {
  const values = readList(value, path).map((item, index) => readText(item, `${path}[${index}]`));
  if (values.length === 0) throw refusal(path, 'are empty; at least one is needed');
  const long = values.find((text) => [...text].length > MAX_VALUE_LENGTH);
  if (long !== undefined) {
    throw refusal(
      path,
      `hold ${long.slice(0, 20)}…, a value of ${[...long].length} characters; at most ${MAX_VALUE_LENGTH} are allowed`,
    );
  }
  return values;
}

function readMetric(value: unknown, path: string): MetricDimension {
  const given = readObject(value, path);
  const operator = readOneOf(COMPARISON_OPERATORS);
  return {
    ComparisonOperator: operator(given.ComparisonOperator, `${path}.ComparisonOperator`),
    Value: readNumber(given.Value, `${path}.Value`),
  };
}

function readDemographic(value: unknown, path: string): SegmentDimensions['Demographic'] {
  const given = readObject(value, path);
  return present(
    Object.fromEntries(
      DEMOGRAPHIC_MEMBERS.map((name) => [name, optional(given[name], `${path}.${name}`, readSet)]),
    ),
  );
}

function readLocation(value: unknown, path: string): SegmentDimensions['Location'] {
  const given = readObject(value, path);
  return present({
    Country: optional(given.Country, `${path}.Country`, readSet),
    GPSPoint: optional(given.GPSPoint, `${path}.GPSPoint`, readGpsPoint),
  });
}

function readGpsPoint(value: unknown, path: string): GpsPoint {
  const given = readObject(value, path);
  const at = `${path}.Coordinates`;
  const coordinates = readObject(given.Coordinates, at);
  return {
    Coordinates: {
      Latitude: readNumber(coordinates.Latitude, `${at}.Latitude`, -90, 90),
      Longitude: readNumber(coordinates.Longitude, `${at}.Longitude`, -180, 180),
    },
    RangeInKilometers: readNumber(given.RangeInKilometers, `${path}.RangeInKilometers`, 0),
  };
}

function readBehavior(value: unknown, path: string): SegmentDimensions['Behavior'] {
  return present({ Recency: optional(readObject(value, path).Recency, `${path}.Recency`, readRecency) });
}

function readRecency(value: unknown, path: string) {
  const given = readObject(value, path);
  const duration = readOneOf(Object.keys(RECENCY_HOURS) as RecencyDuration[]);
  return {
    Duration: duration(given.Duration, `${path}.Duration`),
    RecencyType: readOneOf(RECENCY_TYPES)(given.RecencyType, `${path}.RecencyType`),
  };
}

/** The object without its undefined members, so that what is stored is what was sent. */
function present<T extends object>(members: T): T {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as T;
}
