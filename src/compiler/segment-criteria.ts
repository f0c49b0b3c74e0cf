import { countrySpellings } from '../core/segments/countries.ts';
import { INSTANT_PATTERN, parseInstant } from '../core/segments/instant.ts';
import type {
  AttributeDimension,
  ComparisonOperator,
  DemographicMember,
  GpsPoint,
  MetricDimension,
  SegmentDimensions,
  SetDimension,
} from '../core/segments/segment.ts';
import { all, any, not, type Predicate } from './predicate.ts';
import type { SegmentContext } from './segment-context.ts';
import { recencyPredicate } from './segment-recency.ts';
import { identifier, join, type Sql, sql } from './sql.ts';

/** Mean radius of the earth (IUGG). */
const EARTH_RADIUS_KM = 6371.0088;
const DEGREES_PER_RADIAN = 180 / Math.PI;
const MS_PER_DAY = 86_400_000;
const MS_PER_SECOND = 1000;

/** Criteria on rows with the columns of `endpoints`, evaluated at an instant. */
export function dimensionsPredicate(dimensions: SegmentDimensions, context: SegmentContext): Predicate {
  const { Attributes, UserAttributes, Metrics, Demographic, Location, Behavior } = dimensions;
  const predicates: Predicate[] = [];
  if (Behavior?.Recency !== undefined) predicates.push(recencyPredicate(Behavior.Recency, context));
  for (const [member, criterion] of Object.entries(Demographic ?? {})) {
    predicates.push(demographicPredicate(member as DemographicMember, criterion));
  }
  if (Location?.Country !== undefined) predicates.push(countryPredicate(Location.Country));
  if (Location?.GPSPoint !== undefined) predicates.push(gpsPredicate(Location.GPSPoint));
  for (const [name, criterion] of Object.entries(Metrics ?? {})) {
    predicates.push(metricPredicate(name, criterion));
  }
  for (const [name, criterion] of Object.entries(Attributes ?? {})) {
    predicates.push(attributePredicate(sql`element_at(attributes, ${name})`, criterion));
  }
  for (const [name, criterion] of Object.entries(UserAttributes ?? {})) {
    predicates.push(attributePredicate(sql`element_at(user_attributes, ${name})`, criterion));
  }
  return all(predicates);
}

/** @param list the endpoint's values; null when it has no attribute of that name */
export function attributePredicate(list: Sql, { AttributeType, Values }: AttributeDimension): Predicate {
  switch (AttributeType ?? 'INCLUSIVE') {
    case 'INCLUSIVE':
      return holdsOne(list, Values);
    case 'EXCLUSIVE':
      return not(holdsOne(list, Values));
    case 'CONTAINS':
      return anyElement(list, any(Values.map((value) => sql`strpos(element, ${value}) > 0`)));
    default:
      return anyElement(list, datePredicate(AttributeType, Values));
  }
}

/**
 * One value is the common case, and faster without a lambda. An empty one goes the long way: DuckDB
 * simplifies `contains(…, '')` to true, as if it were about texts, whatever the list.
 */
function holdsOne(list: Sql, values: readonly string[]): Predicate {
  const [first, ...rest] = values;
  if (first && rest.length === 0) return sql`contains(${list}, ${first})`;
  return anyElement(list, sql`element in (${commas(values)})`);
}

/** Athena's any_match, said with the one lambda function that both engines spell alike. */
function anyElement(list: Sql, predicate: Predicate): Predicate {
  if (typeof predicate === 'boolean') return predicate;
  return sql`cardinality(filter(${list}, element -> ${predicate})) > 0`;
}

/** Instants are compared in seconds since 1970; elements that are none never match. */
function datePredicate(type: AttributeDimension['AttributeType'], values: readonly string[]): Predicate {
  const seconds = sql`to_unixtime(try(from_iso8601_timestamp(element)))`;
  const instants = values.map((value) => parseInstant(value) ?? Number.NaN);
  const earliest = Math.min(...instants);
  const latest = Math.max(...instants);
  const [from = Number.NaN, to = Number.NaN] = instants;
  const holds = (): Predicate => {
    switch (type) {
      case 'BEFORE':
        return sql`${seconds} < ${latest / MS_PER_SECOND}`;
      case 'AFTER':
        return sql`${seconds} > ${earliest / MS_PER_SECOND}`;
      case 'BETWEEN':
        return sql`${seconds} between ${from / MS_PER_SECOND} and ${to / MS_PER_SECOND}`;
      case 'NOT_BETWEEN':
        return sql`${seconds} not between ${from / MS_PER_SECOND} and ${to / MS_PER_SECOND}`;
      default:
        return any(instants.map((instant) => onDayOf(seconds, instant)));
    }
  };
  // The pattern says what a text must be; it comes second because it costs most.
  return sql`case when ${holds()} then regexp_like(element, ${INSTANT_PATTERN}) else false end`;
}

function onDayOf(seconds: Sql, instant: number): Sql {
  const midnight = Math.floor(instant / MS_PER_DAY) * MS_PER_DAY;
  const from = midnight / MS_PER_SECOND;
  return sql`(${seconds} >= ${from} and ${seconds} < ${(midnight + MS_PER_DAY) / MS_PER_SECOND})`;
}

const OPERATORS: Record<ComparisonOperator, Sql> = {
  EQUAL: sql`=`,
  GREATER_THAN: sql`>`,
  GREATER_THAN_OR_EQUAL: sql`>=`,
  LESS_THAN: sql`<`,
  LESS_THAN_OR_EQUAL: sql`<=`,
};

export function metricPredicate(name: string, { ComparisonOperator, Value }: MetricDimension): Predicate {
  return sql`element_at(metrics, ${name}) ${OPERATORS[ComparisonOperator]} ${Value}`;
}

/** Endpoints have no device type; `DeviceType` is compared with the platform. The choice is ours. */
const DEMOGRAPHIC_COLUMNS: Record<DemographicMember, Sql> = {
  AppVersion: identifier('demographic_app_version'),
  Channel: identifier('channel_type'),
  DeviceType: identifier('demographic_platform'),
  Make: identifier('demographic_make'),
  Model: identifier('demographic_model'),
  Platform: identifier('demographic_platform'),
};

/** Channel types are stored in upper case, so only the criterion's case must be levelled. */
function demographicPredicate(member: DemographicMember, criterion: SetDimension): Predicate {
  const { Values } = criterion;
  const values = member === 'Channel' ? Values.map((value) => value.toUpperCase()) : Values;
  return setPredicate(DEMOGRAPHIC_COLUMNS[member], values, criterion);
}

function countryPredicate(criterion: SetDimension): Predicate {
  return setPredicate(sql`upper(location_country)`, criterion.Values.flatMap(countrySpellings), criterion);
}

function setPredicate(column: Sql, values: readonly string[], { DimensionType }: SetDimension): Predicate {
  const equal =
    values.length === 1 ? sql`${column} = ${commas(values)}` : sql`${column} in (${commas(values)})`;
  return DimensionType === 'EXCLUSIVE' ? not(equal) : equal;
}

function commas(values: readonly string[]): Sql {
  return join(
    values.map((value) => sql`${value}`),
    sql`, `,
  );
}

/**
 * Great-circle distance by the haversine. The range's own haversine is worked out here, so that no row
 * needs an arc sine; a band of latitudes comes first, which costs almost nothing.
 */
function gpsPredicate({ Coordinates, RangeInKilometers }: GpsPoint): Predicate {
  const { Latitude, Longitude } = Coordinates;
  const angle = RangeInKilometers / EARTH_RADIUS_KM;
  const band = angle * DEGREES_PER_RADIAN + 1e-6; // a hair more, for rounding
  const most = angle >= Math.PI ? 2 : Math.sin(angle / 2) ** 2; // 2: nothing on earth is farther
  const eastWest = sql`power(sin(radians(location_longitude - ${Longitude}) / 2), 2)`;
  const northSouth = sql`power(sin(radians(location_latitude - ${Latitude}) / 2), 2)`;
  const cosine = Math.cos(Latitude / DEGREES_PER_RADIAN);
  return all([
    sql`location_latitude between ${Latitude - band} and ${Latitude + band}`,
    sql`${northSouth} + ${cosine} * cos(radians(location_latitude)) * ${eastWest} <= ${most}`,
  ]);
}
