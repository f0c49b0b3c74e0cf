import type { Endpoint } from '../../../src/core/endpoints/endpoint.ts';
import type {
  AttributeDimension,
  MetricDimension,
  SegmentDimensions,
  Selector,
  SetDimension,
} from '../../../src/core/segments/segment.ts';
import type { GroupNode, ImportedNode, SegmentNode } from '../../../src/core/segments/segment-graph.ts';

/**
 * Segments evaluated the slow and plain way, as sets of rows and one row at a time. Written from
 * the reference alone, to have something to compare the compiled SQL with.
 */

/** One row of `segment_members`: a stored endpoint, a copy of one that was not stored, or a bare user. */
export interface Member {
  segmentId: string;
  version: number;
  registered: boolean;
  endpointId?: string;
  userId?: string;
  copy?: Endpoint;
}

export interface World {
  endpoints: Endpoint[];
  members: Member[];
  /** Epoch milliseconds of the last event that an application reported, by endpoint id in lower case. */
  reported: ReadonlyMap<string, number>;
  at: Date;
}

/** A stored endpoint, or a copy of one with the imported segment that holds it. */
interface Row {
  id: string;
  endpoint: Endpoint;
  copyOf?: string;
}

const versionOf = (node: { id: string; version: number }) => `${node.id} ${node.version}`;

/** Ids, lower case, of the segment's endpoints. */
export function evaluate(node: SegmentNode, world: World): Set<string> {
  const { endpoints, members } = world;
  const stored: Row[] = endpoints.map((endpoint) => ({ id: endpoint.Id.toLowerCase(), endpoint }));
  const used = importedIn(node);
  const rows = [...stored];
  for (const { segmentId: id, version, copy } of members) {
    const copyOf = versionOf({ id, version });
    if (copy !== undefined && used.has(copyOf))
      rows.push({ id: copy.Id.toLowerCase(), endpoint: copy, copyOf });
  }

  const rowsOf = (item: SegmentNode): Set<Row> =>
    item.kind === 'imported'
      ? imported(item, () => true)
      : combine(
          item.include,
          item.groups.map((group) => rowsOfGroup(group)),
        );

  function rowsOfGroup(group: GroupNode): Set<Row> {
    const passes = ({ endpoint }: Row) => {
      const results = group.dimensions.map((dimensions) => matches(dimensions, endpoint, world));
      if (results.length === 0) return true;
      if (group.type === 'ALL') return !results.includes(false);
      return group.type === 'ANY' ? results.includes(true) : !results.includes(true);
    };
    const [source] = group.sources;
    if (source?.kind === 'imported' && group.sourceType !== 'NONE') return imported(source, passes);
    return new Set([...combine(group.sourceType, group.sources.map(rowsOf))].filter(passes));
  }

  function imported(item: ImportedNode, passes: (row: Row) => boolean): Set<Row> {
    const own = members.filter((member) => member.segmentId === item.id && member.version === item.version);
    const ids = new Set(
      own.filter((m) => m.registered && m.endpointId !== undefined).map((m) => m.endpointId),
    );
    const users = new Set(own.filter((m) => m.endpointId === undefined).map((m) => m.userId));
    const found = stored.filter(
      (row) =>
        (ids.has(row.id) ||
          (row.endpoint.User.UserId !== undefined && users.has(row.endpoint.User.UserId))) &&
        passes(row),
    );
    const copied = new Set(
      rows.filter((row) => row.copyOf === versionOf(item) && passes(row)).map((row) => row.id),
    );
    return new Set([...found, ...rows.filter((row) => copied.has(row.id))]);
  }

  function combine(selector: Selector, sets: Set<Row>[]): Set<Row> {
    const [first, ...rest] = sets;
    if (first === undefined) return new Set(stored);
    if (selector === 'ALL') return new Set([...first].filter((row) => rest.every((set) => set.has(row))));
    const union = new Set(sets.flatMap((set) => [...set]));
    if (selector === 'ANY') return union;
    const ids = new Set([...union].map((row) => row.id));
    return new Set(stored.filter((row) => !ids.has(row.id)));
  }

  return new Set([...rowsOf(node)].map((row) => row.id));
}

function importedIn(node: SegmentNode): Set<string> {
  if (node.kind === 'imported') return new Set([versionOf(node)]);
  return new Set(node.groups.flatMap((group) => group.sources.flatMap((source) => [...importedIn(source)])));
}

function matches(dimensions: SegmentDimensions, endpoint: Endpoint, { at, reported }: World): boolean {
  const { Attributes, UserAttributes, Metrics, Demographic, Location, Behavior } = dimensions;
  for (const [name, criterion] of Object.entries(Attributes ?? {})) {
    if (!attributeHolds(endpoint.Attributes[name] ?? [], criterion)) return false;
  }
  for (const [name, criterion] of Object.entries(UserAttributes ?? {})) {
    if (!attributeHolds(endpoint.User.UserAttributes?.[name] ?? [], criterion)) return false;
  }
  for (const [name, criterion] of Object.entries(Metrics ?? {})) {
    if (!metricHolds(endpoint.Metrics[name], criterion)) return false;
  }
  const { AppVersion, Channel, DeviceType, Make, Model, Platform } = Demographic ?? {};
  const { Demographic: own } = endpoint;
  if (!setHolds(own.AppVersion, AppVersion)) return false;
  if (!setHolds(own.Make, Make)) return false;
  if (!setHolds(own.Model, Model)) return false;
  if (!setHolds(own.Platform, Platform)) return false;
  if (!setHolds(own.Platform, DeviceType)) return false;
  if (!setHolds(endpoint.ChannelType, Channel, (text) => text.toUpperCase())) return false;
  if (!setHolds(endpoint.Location.Country, Location?.Country, country)) return false;
  if (Location?.GPSPoint !== undefined) {
    const { Latitude, Longitude } = endpoint.Location;
    if (Latitude === undefined || Longitude === undefined) return false;
    const { Coordinates, RangeInKilometers } = Location.GPSPoint;
    if (
      kilometers([Latitude, Longitude], [Coordinates.Latitude, Coordinates.Longitude]) > RangeInKilometers
    ) {
      return false;
    }
  }
  if (Behavior?.Recency !== undefined) {
    const hours = { HR_24: 24, DAY_7: 168, DAY_14: 336, DAY_30: 720 }[Behavior.Recency.Duration];
    const last = Math.max(
      Date.parse(endpoint.EffectiveDate),
      reported.get(endpoint.Id.toLowerCase()) ?? Number.NEGATIVE_INFINITY,
    );
    const active = last >= at.getTime() - hours * 3_600_000;
    if (active !== (Behavior.Recency.RecencyType === 'ACTIVE')) return false;
  }
  return true;
}

function attributeHolds(elements: string[], { AttributeType, Values }: AttributeDimension): boolean {
  const some = (test: (element: string, value: string) => boolean) =>
    elements.some((element) => Values.some((value) => test(element, value)));
  const onDates = (test: (element: number, value: number) => boolean) =>
    some((element, value) => !Number.isNaN(instant(element)) && test(instant(element), instant(value)));
  const within = (element: string) =>
    instant(element) >= instant(Values[0] as string) && instant(element) <= instant(Values[1] as string);
  switch (AttributeType) {
    case 'EXCLUSIVE':
      return !some((element, value) => element === value);
    case 'CONTAINS':
      return some((element, value) => element.includes(value));
    case 'BEFORE':
      return onDates((element, value) => element < value);
    case 'AFTER':
      return onDates((element, value) => element > value);
    case 'ON':
      return onDates((element, value) => day(element) === day(value));
    case 'BETWEEN':
      return elements.some((element) => !Number.isNaN(instant(element)) && within(element));
    case 'NOT_BETWEEN':
      return elements.some((element) => !Number.isNaN(instant(element)) && !within(element));
    default:
      return some((element, value) => element === value);
  }
}

function metricHolds(metric: number | undefined, { ComparisonOperator, Value }: MetricDimension): boolean {
  if (metric === undefined) return false;
  switch (ComparisonOperator) {
    case 'EQUAL':
      return metric === Value;
    case 'GREATER_THAN':
      return metric > Value;
    case 'GREATER_THAN_OR_EQUAL':
      return metric >= Value;
    case 'LESS_THAN':
      return metric < Value;
    case 'LESS_THAN_OR_EQUAL':
      return metric <= Value;
  }
}

function setHolds(
  field: string | undefined,
  criterion: SetDimension | undefined,
  level = (text: string) => text,
): boolean {
  if (criterion === undefined) return true;
  const equal = field !== undefined && criterion.Values.map(level).includes(level(field));
  return criterion.DimensionType === 'EXCLUSIVE' ? !equal : equal;
}

/** Only the countries that the tests use. */
function country(code: string): string {
  const upper = code.toUpperCase();
  return { PRT: 'PT', ESP: 'ES', USA: 'US' }[upper] ?? upper;
}

/** Only texts of the form `YYYY-MM-DDThh:mm:ss[.fff](Z|±hh:mm)` are instants, if the day exists; no hour 24. */
function instant(text: string): number {
  if (!/^\d{4}-\d\d-\d\dT(?!24)\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)$/.test(text)) return Number.NaN;
  const date = new Date(`${text.slice(0, 10)}T00:00:00Z`);
  if (Number.isNaN(date.getTime()) || !date.toISOString().startsWith(text.slice(0, 10))) return Number.NaN;
  return Date.parse(text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
}

function day(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** By the spherical law of cosines, which is another formula than the compiler's. */
function kilometers([latA, lonA]: [number, number], [latB, lonB]: [number, number]): number {
  const [a, b, turn] = [latA, latB, lonB - lonA].map((degrees) => (degrees * Math.PI) / 180) as [
    number,
    number,
    number,
  ];
  const cosine = Math.sin(a) * Math.sin(b) + Math.cos(a) * Math.cos(b) * Math.cos(turn);
  return 6371.0088 * Math.acos(Math.min(1, Math.max(-1, cosine)));
}
