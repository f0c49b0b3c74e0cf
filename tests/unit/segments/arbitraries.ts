import fc from 'fast-check';
import type { ChannelType, Endpoint } from '../../../src/core/endpoints/endpoint.ts';
import {
  ATTRIBUTE_TYPES,
  type AttributeDimension,
  type AttributeType,
  COMPARISON_OPERATORS,
  DIMENSION_TYPES,
  RECENCY_TYPES,
  SELECTORS,
  type SegmentDimensions,
  type SetDimension,
} from '../../../src/core/segments/segment.ts';
import type { GroupNode, ImportedNode, SegmentNode } from '../../../src/core/segments/segment-graph.ts';
import type { Member } from './evaluate.ts';

/** Random endpoints and segments over few words, so that criteria match some endpoints and not others. */

export const APPLICATION = 'a'.repeat(32);
export const AT = new Date('2026-11-15T12:00:00.000Z');

const WORDS = ['gold', 'Gold', 'gold-plus', 'old', 'silver', '', "o'clock", 'ação', '%', '$1', 'NULL'];
const DATES = [
  '2026-06-01T00:00:00Z',
  '2026-06-01T23:59:59.999Z',
  '2026-06-01T23:30:00-02:00',
  '2026-05-31T22:30:00-0230',
  '2026-06-02T00:00:00.000Z',
  '2026-06-01T00:00:00.123456+00:00',
  '1999-12-31T23:59:59+14:00',
];
const NO_DATES = [
  'not a date',
  '2026-06-01',
  '2026-06-01T00:00:00',
  '2026-06-01 00:00:00Z',
  '2026-02-30T00:00:00Z',
  '2026-13-01T00:00:00Z',
  '2026-06-01T24:00:00Z',
  '2026-06-01T00:00Z',
  '2026-6-1T00:00:00Z',
  '2026-06-01T00:00:00Z Europe/Lisbon',
  'infinity',
];
const NAMES = ['Plan', 'Joined', "it's", 'a.b'];
const COUNTRIES = ['PT', 'pt', 'PRT', 'ES', 'esp', 'US', 'Atlantis'];
const CHANNELS: ChannelType[] = ['EMAIL', 'SMS', 'GCM'];
const PLATFORMS = ['iOS', 'ios', 'Android', ''];
const NUMBERS = [0, 1, 2.5, 3, 3.5, -1, 1e9];
const DEGREES = [38.7, 38.8, 41.1, -9.1, 0, 89.9];

const instants = fc.constantFrom(
  '2026-11-15T12:00:00.000Z',
  '2026-11-14T12:00:00.000Z',
  '2026-11-14T11:59:59.999Z',
  '2026-11-08T12:00:00.000Z',
  '2026-11-01T11:59:59.999Z',
  '2026-10-16T12:00:00.000Z',
  '2026-10-16T11:59:59.000Z',
  '2027-01-01T00:00:00.000Z',
);

const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

const lists = fc.dictionary(
  fc.constantFrom(...NAMES),
  fc.array(fc.constantFrom(...WORDS, ...DATES, ...NO_DATES), { maxLength: 3 }),
  { maxKeys: 4 },
);

export function endpoints(id: fc.Arbitrary<string>): fc.Arbitrary<Endpoint> {
  return fc.record({
    ApplicationId: fc.constant(APPLICATION),
    Id: id,
    Address: optional(fc.constant('someone@example.com')),
    ChannelType: optional(fc.constantFrom(...CHANNELS)),
    OptOut: fc.constantFrom('ALL', 'NONE'),
    EndpointStatus: fc.constantFrom('ACTIVE', 'INACTIVE'),
    Attributes: lists,
    Metrics: fc.dictionary(fc.constantFrom(...NAMES), fc.constantFrom(...NUMBERS), { maxKeys: 3 }),
    Demographic: fc.record({
      AppVersion: optional(fc.constantFrom('1.0', '2.0')),
      Make: optional(fc.constantFrom('Acme', 'Zenith')),
      Model: optional(fc.constantFrom('x', 'y')),
      Platform: optional(fc.constantFrom(...PLATFORMS)),
    }),
    Location: fc.record({
      Country: optional(fc.constantFrom(...COUNTRIES)),
      Latitude: optional(fc.constantFrom(...DEGREES)),
      Longitude: optional(fc.constantFrom(...DEGREES, 179.9, -180)),
    }),
    User: fc.record({
      UserId: optional(fc.constantFrom('u1', 'u2', 'u3', 'U1')),
      UserAttributes: optional(lists),
    }),
    CohortId: fc.constantFrom('0', '99'),
    CreationDate: instants,
    EffectiveDate: instants,
  });
}

/** What the imported segments of a world may be; every import of the graphs below is one of them. */
export const IMPORTS: readonly ImportedNode[] = [
  { kind: 'imported', id: 'registered', version: 1, mayHoldUsers: false },
  { kind: 'imported', id: 'copied', version: 1, mayHoldUsers: true },
  { kind: 'imported', id: 'copied', version: 2, mayHoldUsers: false },
  { kind: 'imported', id: 'users', version: 1, mayHoldUsers: true },
  { kind: 'imported', id: 'empty', version: 1, mayHoldUsers: true },
];

/** Members of the imports, some of them of ids that are stored as well. */
export function members(storedIds: readonly string[]): fc.Arbitrary<Member[]> {
  const ids = fc.uniqueArray(fc.constantFrom(...storedIds, 'copy-1', 'copy-2', 'Copy-3', 'gone-1'), {
    maxLength: 30,
  });
  const stored = (segmentId: string, version: number) =>
    ids.map((list) =>
      list.map((id): Member => ({ segmentId, version, registered: true, endpointId: id.toLowerCase() })),
    );
  const copied = (version: number) =>
    ids.chain((list) =>
      fc
        .tuple(...list.map((id) => endpoints(fc.constant(id))))
        .map((copies) =>
          copies.map((copy): Member => ({ segmentId: 'copied', version, registered: false, copy })),
        ),
    );
  const users = fc
    .uniqueArray(fc.constantFrom('u1', 'u2', 'nobody'))
    .map((list) =>
      list.map((userId): Member => ({ segmentId: 'users', version: 1, registered: true, userId })),
    );
  // Version 2 holds some ids both ways, as after imports of both kinds.
  return fc
    .tuple(stored('registered', 1), copied(1), copied(2), stored('copied', 2), users)
    .map((parts) => parts.flat());
}

const attribute: fc.Arbitrary<AttributeDimension> = fc
  .tuple(optional(fc.constantFrom(...ATTRIBUTE_TYPES)), fc.array(fc.nat(), { minLength: 1, maxLength: 3 }))
  .map(([AttributeType, picks]) => {
    const isText = AttributeType === undefined || TEXT_TYPES.includes(AttributeType);
    const isRange = AttributeType === 'BETWEEN' || AttributeType === 'NOT_BETWEEN';
    const choices = isText ? [...WORDS, ...DATES] : DATES;
    const count = isRange ? [picks[0] ?? 0, (picks[0] ?? 0) + (picks[1] ?? 1)] : picks;
    return { AttributeType, Values: count.map((pick) => choices[pick % choices.length] as string) };
  });
const TEXT_TYPES: readonly AttributeType[] = ['INCLUSIVE', 'EXCLUSIVE', 'CONTAINS'];

const attributes = fc.dictionary(fc.constantFrom(...NAMES, 'Absent'), attribute, { maxKeys: 2 });

const oneOf = (values: readonly string[]): fc.Arbitrary<SetDimension> =>
  fc.record({
    Values: fc.array(fc.constantFrom(...values), { minLength: 1, maxLength: 3 }),
    DimensionType: optional(fc.constantFrom(...DIMENSION_TYPES)),
  });

const sparse = { requiredKeys: [] as never[] };

export const dimensions: fc.Arbitrary<SegmentDimensions> = fc.record(
  {
    Attributes: attributes,
    UserAttributes: attributes,
    Metrics: fc.dictionary(
      fc.constantFrom(...NAMES),
      fc.record({
        ComparisonOperator: fc.constantFrom(...COMPARISON_OPERATORS),
        Value: fc.constantFrom(...NUMBERS),
      }),
      { maxKeys: 2 },
    ),
    Demographic: fc.record(
      {
        AppVersion: oneOf(['1.0', '3.0']),
        Channel: oneOf(['email', 'SMS', 'VOICE']),
        DeviceType: oneOf(PLATFORMS),
        Make: oneOf(['Acme', 'acme']),
        Model: oneOf(['x', 'z']),
        Platform: oneOf(PLATFORMS),
      },
      sparse,
    ),
    Location: fc.record(
      {
        Country: oneOf(COUNTRIES),
        GPSPoint: fc.record({
          Coordinates: fc.record({
            Latitude: fc.constantFrom(...DEGREES),
            Longitude: fc.constantFrom(...DEGREES, -179.9),
          }),
          RangeInKilometers: fc.constantFrom(5, 300, 5000, 30_000),
        }),
      },
      sparse,
    ),
    Behavior: fc.record(
      {
        Recency: fc.record({
          Duration: fc.constantFrom('HR_24', 'DAY_7', 'DAY_14', 'DAY_30'),
          RecencyType: fc.constantFrom(...RECENCY_TYPES),
        }),
      },
      sparse,
    ),
  },
  sparse,
);

const selector = fc.constantFrom(...SELECTORS);

/** Segments up to four levels deep; an imported one is the only source of its group, as Pinpoint wants it. */
export const segments: fc.Arbitrary<SegmentNode> = fc.letrec<{ segment: SegmentNode; group: GroupNode }>(
  (tie) => ({
    segment: fc.record({
      kind: fc.constant('dimensional' as const),
      include: selector,
      groups: fc.array(tie('group'), { maxLength: 3, depthIdentifier: 'segment' }),
    }),
    group: fc.record({
      sources: fc.oneof(
        { depthIdentifier: 'segment', depthSize: 'small' },
        fc.constant([]),
        fc.constantFrom(...IMPORTS).map((node) => [node]),
        fc.array(tie('segment'), { maxLength: 3, depthIdentifier: 'segment' }),
      ),
      sourceType: selector,
      dimensions: fc.array(dimensions, { maxLength: 2 }),
      type: selector,
    }),
  }),
).segment;
