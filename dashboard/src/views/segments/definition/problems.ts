import { type Criterion, DATE_COMPARISONS, pathOf, RANGE_COMPARISONS } from './criterion.ts';
import { type Definition, pathOfBlock } from './definition.ts';

/** An instant as the stage reads one: with seconds and a zone. */
const INSTANT =
  /^[12]\d{3}-[01]\d-[0-3]\dT([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-](0\d|1[0-4]):?[0-5]\d)$/;

/** What keeps conditions from being asked, by their key: what is not entered yet, and two that stand at one place. */
export function problemsOf({ groups = [] }: Definition): ReadonlyMap<number, string> {
  const problems = new Map<number, string>();
  for (const { criteria } of groups.flatMap(({ blocks = [] }) => blocks)) {
    const places = new Set<string>();
    for (const criterion of criteria) {
      const place = JSON.stringify(pathOf(criterion));
      const problem = places.has(place)
        ? 'This is asked twice in one block. Remove one, or add another block.'
        : problemOf(criterion);
      places.add(place);
      if (problem) problems.set(criterion.key, problem);
    }
  }
  return problems;
}

/** The key of the condition that the stage's refusal is about, by the path that it names. */
export function criterionAt(definition: Definition, member: string | undefined): number | undefined {
  if (member === undefined) return undefined;
  const found = (definition.groups ?? []).flatMap(({ blocks = [] }, group) =>
    blocks.flatMap(({ criteria }, block) =>
      criteria.map((criterion) => ({
        key: criterion.key,
        path: [pathOfBlock(definition, group, block), ...pathOf(criterion)].join('.'),
      })),
    ),
  );
  // a name may itself be the beginning of another, or hold dots
  const about = found.filter(({ path }) => member === path || member.startsWith(`${path}.`));
  return about.sort((a, b) => b.path.length - a.path.length)[0]?.key;
}

function problemOf(criterion: Criterion): string | undefined {
  switch (criterion.kind) {
    case 'attribute':
    case 'userAttribute': {
      const { name, comparison = 'INCLUSIVE', values } = criterion;
      if (name === '') return 'Choose an attribute.';
      if (RANGE_COMPARISONS.includes(comparison) && values.length !== 2) return 'Enter both ends.';
      if (values.length === 0) return 'Enter at least one value.';
      const bad = DATE_COMPARISONS.includes(comparison) && values.find((value) => !INSTANT.test(value));
      if (bad === '') return 'Enter a date.';
      return bad ? `${bad} is not a date and time such as 2026-06-01T00:00:00Z.` : undefined;
    }
    case 'metric':
      if (criterion.name === '') return 'Choose a metric.';
      return criterion.value === undefined ? 'Enter a number.' : undefined;
    case 'set':
      return criterion.values.length === 0 ? 'Choose at least one.' : undefined;
    case 'place': {
      const { latitude, longitude, kilometres } = criterion;
      if (latitude === undefined || longitude === undefined) return 'Enter latitude and longitude.';
      if (Math.abs(latitude) > 90) return 'Latitude lies between −90 and 90.';
      if (Math.abs(longitude) > 180) return 'Longitude lies between −180 and 180.';
      if (kilometres === undefined) return 'Enter a distance.';
      return kilometres < 0 ? 'A distance is not negative.' : undefined;
    }
    default:
      return undefined;
  }
}
