import { describe, expect, it } from '@jest/globals';
import { validateSegment } from '../../../src/core/segments/validate-segment.ts';

const dimensions = (Dimensions: unknown) => ({ Dimensions });
const attribute = (Plan: unknown) => dimensions({ Attributes: { Plan } });
const groups = (...Groups: unknown[]) => ({ SegmentGroups: { Groups } });
const gps = (GPSPoint: unknown) => dimensions({ Location: { GPSPoint } });
const coordinates = { Latitude: 1, Longitude: 2 };
const values = (count: number) => Array.from({ length: count }, (_, index) => `v${index}`);

const REFUSED: readonly [why: string, body: unknown, message: string][] = [
  ['no body', undefined, 'WriteSegmentRequest is missing'],
  ['a body that is no object', [], 'WriteSegmentRequest is []; it must be an object'],
  [
    'both ways of saying whom',
    { Dimensions: {}, SegmentGroups: {} },
    'Dimensions and SegmentGroups are both given; a segment has one of them',
  ],
  ['a name that is no text', { Name: 5 }, 'Name is 5; it must be a string'],
  ['tags that are no texts', { tags: { a: 1 } }, 'tags.a is 1; it must be a string'],
  ['dimensions that are no object', dimensions('all'), 'Dimensions is all; it must be an object'],
  ['a criterion without values', attribute({}), 'Dimensions.Attributes.Plan.Values is missing'],
  [
    'a criterion with no value',
    attribute({ Values: [] }),
    'Dimensions.Attributes.Plan.Values are empty; at least one is needed',
  ],
  [
    'values that are no list',
    attribute({ Values: 'gold' }),
    'Dimensions.Attributes.Plan.Values is gold; it must be a list',
  ],
  [
    'a value that is no text',
    attribute({ Values: ['a', 7] }),
    'Dimensions.Attributes.Plan.Values[1] is 7; it must be a string',
  ],
  [
    'a value over 100 characters',
    attribute({ Values: ['é'.repeat(101)] }),
    `Dimensions.Attributes.Plan.Values hold ${'é'.repeat(20)}…, a value of 101 characters; at most 100 are allowed`,
  ],
  [
    'an unknown attribute type',
    attribute({ Values: ['a'], AttributeType: 'inclusive' }),
    'Dimensions.Attributes.Plan.AttributeType is inclusive; it must be one of INCLUSIVE, EXCLUSIVE, CONTAINS, BEFORE, AFTER, ON, BETWEEN, NOT_BETWEEN',
  ],
  [
    'a date comparator with no instant',
    attribute({ Values: ['2026-06-01'], AttributeType: 'BEFORE' }),
    'Dimensions.Attributes.Plan.Values hold 2026-06-01; BEFORE needs instants such as 2026-06-01T00:00:00Z',
  ],
  [
    'a day that the calendar does not have',
    attribute({ Values: ['2026-02-30T00:00:00Z'], AttributeType: 'ON' }),
    'Dimensions.Attributes.Plan.Values hold 2026-02-30T00:00:00Z; ON needs instants such as 2026-06-01T00:00:00Z',
  ],
  [
    'BETWEEN with one value',
    attribute({ Values: ['2026-06-01T00:00:00Z'], AttributeType: 'BETWEEN' }),
    'Dimensions.Attributes.Plan.Values are 1; BETWEEN needs exactly two',
  ],
  [
    'NOT_BETWEEN with three values',
    attribute({ Values: Array(3).fill('2026-06-01T00:00:00Z'), AttributeType: 'NOT_BETWEEN' }),
    'Dimensions.Attributes.Plan.Values are 3; NOT_BETWEEN needs exactly two',
  ],
  [
    'the same rules for user attributes',
    dimensions({ UserAttributes: { Topic: { Values: ['x'], AttributeType: 'AFTER' } } }),
    'Dimensions.UserAttributes.Topic.Values hold x; AFTER needs instants such as 2026-06-01T00:00:00Z',
  ],
  [
    'an unknown dimension type',
    dimensions({ Demographic: { Channel: { Values: ['EMAIL'], DimensionType: 'ANY' } } }),
    'Dimensions.Demographic.Channel.DimensionType is ANY; it must be one of INCLUSIVE, EXCLUSIVE',
  ],
  [
    'a metric without an operator',
    dimensions({ Metrics: { orders: { Value: 3 } } }),
    'Dimensions.Metrics.orders.ComparisonOperator is missing',
  ],
  [
    'an unknown operator',
    dimensions({ Metrics: { orders: { Value: 3, ComparisonOperator: '>' } } }),
    'Dimensions.Metrics.orders.ComparisonOperator is >; it must be one of EQUAL, GREATER_THAN, GREATER_THAN_OR_EQUAL, LESS_THAN, LESS_THAN_OR_EQUAL',
  ],
  [
    'a metric whose value is no number',
    dimensions({ Metrics: { orders: { Value: '3', ComparisonOperator: 'EQUAL' } } }),
    'Dimensions.Metrics.orders.Value is 3; it must be a number',
  ],
  [
    'an unknown duration',
    dimensions({ Behavior: { Recency: { Duration: 'DAY_1', RecencyType: 'ACTIVE' } } }),
    'Dimensions.Behavior.Recency.Duration is DAY_1; it must be one of HR_24, DAY_7, DAY_14, DAY_30',
  ],
  [
    'a recency without its type',
    dimensions({ Behavior: { Recency: { Duration: 'DAY_7' } } }),
    'Dimensions.Behavior.Recency.RecencyType is missing',
  ],
  [
    'a point without a range',
    gps({ Coordinates: coordinates }),
    'Dimensions.Location.GPSPoint.RangeInKilometers is missing',
  ],
  [
    'a negative range',
    gps({ Coordinates: coordinates, RangeInKilometers: -1 }),
    'Dimensions.Location.GPSPoint.RangeInKilometers is -1; it must be at least 0',
  ],
  [
    'a point without coordinates',
    gps({ RangeInKilometers: 1 }),
    'Dimensions.Location.GPSPoint.Coordinates is missing',
  ],
  [
    'a latitude beyond the pole',
    gps({ Coordinates: { Latitude: 91, Longitude: 0 }, RangeInKilometers: 1 }),
    'Dimensions.Location.GPSPoint.Coordinates.Latitude is 91; it must be between -90 and 90',
  ],
  [
    'more than five groups',
    groups({}, {}, {}, {}, {}, {}),
    'SegmentGroups.Groups are 6; at most 5 are allowed',
  ],
  [
    'more than five sources',
    groups({ SourceSegments: values(6).map((Id) => ({ Id })) }),
    'SegmentGroups.Groups[0].SourceSegments are 6; at most 5 are allowed',
  ],
  [
    'a source without an id',
    groups({}, { SourceSegments: [{ Version: 1 }] }),
    'SegmentGroups.Groups[1].SourceSegments[0].Id is missing',
  ],
  [
    'a source version that is no whole number',
    groups({ SourceSegments: [{ Id: 'x', Version: 1.5 }] }),
    'SegmentGroups.Groups[0].SourceSegments[0].Version is 1.5; it must be a whole number',
  ],
  [
    'a source version below one',
    groups({ SourceSegments: [{ Id: 'x', Version: 0 }] }),
    'SegmentGroups.Groups[0].SourceSegments[0].Version is 0; it must be at least 1',
  ],
  [
    'an unknown selector of groups',
    { SegmentGroups: { Include: 'SOME' } },
    'SegmentGroups.Include is SOME; it must be one of ALL, ANY, NONE',
  ],
  [
    'an unknown selector of sources',
    groups({ SourceType: 'any' }),
    'SegmentGroups.Groups[0].SourceType is any; it must be one of ALL, ANY, NONE',
  ],
  [
    'an unknown selector of dimensions',
    groups({ Type: 1 }),
    'SegmentGroups.Groups[0].Type is 1; it must be one of ALL, ANY, NONE',
  ],
  [
    'a broken criterion inside a group',
    groups({ Dimensions: [{}, { Metrics: { orders: {} } }] }),
    'SegmentGroups.Groups[0].Dimensions[1].Metrics.orders.ComparisonOperator is missing',
  ],
  [
    'more than 100 values in one place',
    attribute({ Values: values(101) }),
    'Dimensions hold 101 values; at most 100 are allowed',
  ],
  [
    'more than 100 values over all groups and kinds of criteria',
    groups(
      {
        Dimensions: [
          { Attributes: { A: { Values: values(50) } }, UserAttributes: { B: { Values: values(47) } } },
        ],
      },
      {
        Dimensions: [
          {
            Metrics: { m: { ComparisonOperator: 'EQUAL', Value: 1 } },
            Behavior: { Recency: { Duration: 'DAY_7', RecencyType: 'ACTIVE' } },
          },
          {
            Location: {
              Country: { Values: ['PT'] },
              GPSPoint: { Coordinates: coordinates, RangeInKilometers: 1 },
            },
          },
        ],
      },
    ),
    'SegmentGroups hold 101 values; at most 100 are allowed',
  ],
];

describe('validateSegment', () => {
  it.each(REFUSED)('refuses %s', (_, body, message) => {
    expect(() => validateSegment(body)).toThrow(expect.objectContaining({ code: 'BadRequest', message }));
  });

  it('accepts each limit itself', () => {
    const group = { SourceSegments: values(5).map((Id) => ({ Id, Version: 1 })), Dimensions: [] };
    expect(() => validateSegment(groups(group, {}, {}, {}, {}))).not.toThrow();
    expect(() => validateSegment(attribute({ Values: values(99).concat('é'.repeat(100)) }))).not.toThrow();
  });

  it('leaves out members that Pinpoint does not know, and takes null for absent', () => {
    const body = {
      Name: null,
      Extra: 1,
      Dimensions: {
        Attributes: { Plan: { Values: ['a'], AttributeType: null, Extra: 1 }, Other: null },
        Behavior: { Extra: 1 },
        Metrics: null,
      },
      SegmentGroups: null,
    };
    expect(validateSegment(body)).toEqual({
      Dimensions: { Attributes: { Plan: { Values: ['a'] } }, Behavior: {} },
    });
  });

  it('keeps attribute names as they are, whatever they are called', () => {
    const body = JSON.parse('{"Dimensions":{"Attributes":{"__proto__":{"Values":["a"]}}}}');
    expect(JSON.stringify(validateSegment(body))).toBe(JSON.stringify(body));
  });
});
