import type { QueryHeader } from '../statement.ts';

/** Columns and parameters that say who a person is. */
const NAMING_A_PERSON: ReadonlySet<string> = new Set([
  'address',
  'attribute_value',
  'customer_id',
  'destination',
  'endpoint_id',
  'given_id',
  'participant_id',
  'user_id',
]);

/** Whether a named query tells of single persons, by what its header says it takes and returns. */
export function tellsOfPersons({
  columns,
  parameters,
}: Pick<QueryHeader, 'columns' | 'parameters'>): boolean {
  return [...columns, ...parameters].some(({ name }) => NAMING_A_PERSON.has(name));
}
