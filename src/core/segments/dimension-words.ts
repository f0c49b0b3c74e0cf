import type { AttributeDimension, ComparisonOperator, SegmentDimensions, SetDimension } from './segment.ts';

const COMPARED: Readonly<Record<ComparisonOperator, string>> = {
  EQUAL: '=',
  GREATER_THAN: '>',
  GREATER_THAN_OR_EQUAL: '≥',
  LESS_THAN: '<',
  LESS_THAN_OR_EQUAL: '≤',
};
const HOURS = { HR_24: '24 hours', DAY_7: '7 days', DAY_14: '14 days', DAY_30: '30 days' } as const;

/** Criteria as a person would say them: `CLVTier is High and Stage is Renewal`. */
export function dimensionsInWords(dimensions: SegmentDimensions): string {
  const { Attributes, UserAttributes, Metrics, Demographic, Location, Behavior } = dimensions;
  const words = [
    ...Object.entries({ ...Attributes, ...UserAttributes }).map(([name, one]) => attributeInWords(name, one)),
    ...Object.entries(Metrics ?? {}).map(
      ([name, { ComparisonOperator, Value }]) => `${name} ${COMPARED[ComparisonOperator]} ${Value}`,
    ),
    ...Object.entries(Demographic ?? {}).map(([name, one]) => setInWords(name, one)),
    ...(Location?.Country ? [setInWords('Country', Location.Country)] : []),
    ...(Location?.GPSPoint ? [`Within ${Location.GPSPoint.RangeInKilometers} km`] : []),
    ...(Behavior?.Recency
      ? [
          `${Behavior.Recency.RecencyType === 'ACTIVE' ? 'Active' : 'Not active'} in the last ${HOURS[Behavior.Recency.Duration]}`,
        ]
      : []),
  ];
  return words.length === 0 ? 'Everyone' : words.join(' and ');
}

const VERBS: Readonly<Record<NonNullable<AttributeDimension['AttributeType']>, string>> = {
  INCLUSIVE: 'is',
  EXCLUSIVE: 'is not',
  CONTAINS: 'contains',
  BEFORE: 'is before',
  AFTER: 'is after',
  ON: 'is on',
  BETWEEN: 'is between',
  NOT_BETWEEN: 'is not between',
};

function attributeInWords(name: string, { Values, AttributeType = 'INCLUSIVE' }: AttributeDimension): string {
  const isRange = AttributeType.endsWith('BETWEEN');
  return `${name} ${VERBS[AttributeType]} ${Values.join(isRange ? ' and ' : ' or ')}`;
}

function setInWords(name: string, { Values, DimensionType }: SetDimension): string {
  return `${name} is ${DimensionType === 'EXCLUSIVE' ? 'not ' : ''}${Values.join(' or ')}`;
}
