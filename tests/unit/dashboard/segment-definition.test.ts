import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { newKey } from '../../../dashboard/src/views/segments/definition/criterion.ts';
import {
  type Definition,
  newDefinition,
  newGroup,
  readDefinition,
  writeDefinition,
} from '../../../dashboard/src/views/segments/definition/definition.ts';
import { criterionAt, problemsOf } from '../../../dashboard/src/views/segments/definition/problems.ts';
import { sentenceText } from '../../../dashboard/src/views/segments/definition/sentences.ts';
import { reasonAgainst } from '../../../src/core/errors.ts';
import { SELECTORS } from '../../../src/core/segments/segment.ts';
import { validateSegment } from '../../../src/core/segments/validate-segment.ts';
import { dimensions } from '../segments/arbitraries.ts';

/** As it comes from the stage: without members that are undefined. */
const asJson = <T>(value: T): T => JSON.parse(JSON.stringify(value));
const sparse = { requiredKeys: [] as never[] };
const selector = fc.constantFrom(...SELECTORS);
const group = fc.record(
  {
    SourceSegments: fc.array(
      fc.oneof(
        fc.record({ Id: fc.string({ minLength: 1 }) }),
        fc.record({ Id: fc.string({ minLength: 1 }), Version: fc.integer({ min: 1, max: 99 }) }),
      ),
      { maxLength: 3 },
    ),
    SourceType: selector,
    Dimensions: fc.array(dimensions, { maxLength: 3 }),
    Type: selector,
  },
  sparse,
);
const definitions: fc.Arbitrary<object> = fc.oneof(
  dimensions.map((item) => ({ Dimensions: item })),
  fc
    .record({ Groups: fc.array(group, { maxLength: 3 }), Include: selector }, sparse)
    .map((list) => ({ SegmentGroups: list })),
  fc.constant({}),
);
/** Anything that JSON can say. */
const json = fc.jsonValue({ maxDepth: 4 });
const members = [
  'Attributes',
  'UserAttributes',
  'Metrics',
  'Demographic',
  'Location',
  'Behavior',
  'Recency',
  'GPSPoint',
  'Country',
  'Channel',
  'Values',
  '__proto__',
  'constructor',
];
const wildDimensions = fc.dictionary(
  fc.constantFrom(...members),
  fc.oneof(
    json,
    fc.dictionary(
      fc.constantFrom(...members),
      fc.oneof(json, fc.dictionary(fc.constantFrom(...members), json)),
    ),
  ),
);

const read = (value: unknown) => readDefinition(value) as Definition;
const criteriaOf = ({ groups = [] }: Definition) =>
  groups.flatMap(({ blocks = [] }) => blocks.flatMap(({ criteria }) => criteria));

describe('a definition in the builder', () => {
  it('comes out as it went in', () => {
    fc.assert(
      fc.property(definitions.map(asJson), (definition) => {
        expect(writeDefinition(read(definition))).toEqual(definition);
      }),
      { numRuns: 500 },
    );
  });

  it('has a form for everything that Pinpoint knows, and nothing to complain about', () => {
    fc.assert(
      fc.property(definitions.map(asJson), (definition) => {
        fc.pre(reasonAgainst(() => validateSegment(definition)) === undefined); // a hundred values at most
        const state = read(definition);
        const withoutForm = criteriaOf(state).filter(({ kind }) => kind === 'raw');
        expect(withoutForm.map((criterion) => 'value' in criterion && criterion.value)).toEqual(
          withoutForm.map(() => ({})),
        );
        expect([...problemsOf(state).values()]).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('loses nothing of what it has no form for', () => {
    fc.assert(
      fc.property(wildDimensions, (item) => {
        const definition = { SegmentGroups: { Groups: [{ Dimensions: [item] }] } };
        expect(JSON.stringify(sorted(writeDefinition(read(definition))))).toBe(
          JSON.stringify(sorted(definition)),
        );
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['a list', []],
    ['both kinds at once', { Dimensions: {}, SegmentGroups: {} }],
    ['a member that Pinpoint does not have', { SegmentGroups: { Groups: [{ Weight: 3 }] } }],
    ['a selector that Pinpoint does not have', { SegmentGroups: { Include: 'SOME' } }],
    ['a source without an id', { SegmentGroups: { Groups: [{ SourceSegments: [{}] }] } }],
  ])('is left to its JSON when it is %s', (_, definition) => {
    expect(readDefinition(definition)).toBeUndefined();
  });

  it('stays one block for as long as it is one, and becomes groups with the second', () => {
    const state = read({ Dimensions: { Attributes: { Plan: { Values: ['gold'] } } } });
    expect(Object.keys(writeDefinition(state))).toEqual(['Dimensions']);
    const more = { ...state, groups: [...(state.groups ?? []), newGroup()] };
    expect(writeDefinition(more)).toEqual({
      SegmentGroups: {
        Groups: [{ Dimensions: [{ Attributes: { Plan: { Values: ['gold'] } } }] }, { Dimensions: [{}] }],
      },
    });
    expect(writeDefinition(newDefinition())).toEqual({ Dimensions: {} });
  });

  it('reads as sentences', () => {
    const definition = {
      Dimensions: {
        Attributes: {
          Plan: { Values: ['gold', 'silver', ''] },
          Joined: { AttributeType: 'BETWEEN', Values: ['2026-06-01T00:00:00Z', '2026-07-01T00:00:00Z'] },
        },
        UserAttributes: { Stage: { AttributeType: 'EXCLUSIVE', Values: ['Renewal'] } },
        Metrics: { RScore: { ComparisonOperator: 'GREATER_THAN_OR_EQUAL', Value: 4 } },
        Demographic: { Channel: { Values: ['EMAIL', 'SMS'] } },
        Location: {
          Country: { DimensionType: 'EXCLUSIVE', Values: ['PT'] },
          GPSPoint: { Coordinates: { Latitude: 38.7, Longitude: -9.1 }, RangeInKilometers: 50 },
        },
        Behavior: { Recency: { Duration: 'DAY_7', RecencyType: 'INACTIVE' } },
        Weather: 'sunny',
      },
    };
    expect(criteriaOf(read(definition)).map(sentenceText)).toEqual([
      'Plan is gold, silver or (empty)',
      expect.stringMatching(/^Joined is between .*2026.* UTC and .*2026.* UTC$/),
      'User’s Stage is not Renewal',
      'RScore is at least 4',
      'Channel is E-mail or Text message',
      'Country is not PT',
      'Located within 50 km of 38.7, -9.1',
      'Not active in the last 7 days',
      'Weather is "sunny"',
    ]);
  });

  it('says what is missing, and what is asked twice in one block', () => {
    const blank = [
      { key: 1, kind: 'attribute', name: '', values: [] },
      { key: 2, kind: 'attribute', name: 'Plan', values: [] },
      { key: 3, kind: 'attribute', name: 'Plan', values: ['gold'] },
      { key: 4, kind: 'attribute', name: 'Joined', comparison: 'BETWEEN', values: ['2026-06-01T00:00:00Z'] },
      { key: 5, kind: 'userAttribute', name: 'Joined', comparison: 'ON', values: ['soon'] },
      { key: 6, kind: 'metric', name: 'RScore', comparison: 'EQUAL' },
      { key: 7, kind: 'place', latitude: 91, longitude: 0, kilometres: 1 },
      { key: 8, kind: 'set', member: 'Channel', values: ['SMS'] },
    ] as const;
    const state: Definition = {
      shape: 'dimensions',
      groups: [{ key: newKey(), blocks: [{ key: newKey(), criteria: blank }] }],
    };
    expect(Object.fromEntries(problemsOf(state))).toEqual({
      1: 'Choose an attribute.',
      2: 'Enter at least one value.',
      3: 'This is asked twice in one block. Remove one, or add another block.',
      4: 'Enter both ends.',
      5: 'soon is not a date and time such as 2026-06-01T00:00:00Z.',
      6: 'Enter a number.',
      7: 'Latitude lies between −90 and 90.',
    });
  });

  it('finds the condition that a refusal of the stage is about, dots in names included', () => {
    const blocks = [
      { Attributes: { a: { Values: ['x'] }, 'a.b': { Values: ['y'] } } },
      { Attributes: { a: { Values: ['z'] } } },
    ];
    const state = read({ SegmentGroups: { Groups: [{ Dimensions: blocks }] } });
    const [first, dotted, second] = criteriaOf(state);
    const at = (rest: string) => criterionAt(state, `SegmentGroups.Groups[0].Dimensions${rest}`);
    expect([at('[0].Attributes.a.Values'), at('[0].Attributes.a.b.Values'), at('[1].Attributes.a')]).toEqual([
      first?.key,
      dotted?.key,
      second?.key,
    ]);
    expect([criterionAt(state, 'Name'), criterionAt(state, undefined)]).toEqual([undefined, undefined]);
    const plain = read({ Dimensions: { Metrics: { RScore: { ComparisonOperator: 'EQUAL', Value: 1 } } } });
    expect(criterionAt(plain, 'Dimensions.Metrics.RScore.Value')).toBe(criteriaOf(plain)[0]?.key);
  });
});

/** Members in the order of their names, which JSON does not care about. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => [name, sorted(member)]);
}
