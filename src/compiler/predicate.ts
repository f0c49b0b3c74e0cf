import { join, type Sql, sql } from './sql.ts';

/**
 * A condition on one row, or one that is known before any row is seen.
 *
 * A condition may be null, which a WHERE takes for false. `all` and `any` keep that: they are true
 * for just the rows for which they would be with false in place of null. Only a negation would turn
 * null into something else, so `not` replaces it, and nothing else in a segment negates. This leaves
 * plain comparisons at the top, which an engine can use to skip blocks of a table.
 */
export type Predicate = Sql | boolean;

/** True when every one is; true of none. */
export function all(predicates: readonly Predicate[]): Predicate {
  if (predicates.includes(false)) return false;
  return combined(predicates, sql` and `, true);
}

/** True when one of them is; false of none. */
export function any(predicates: readonly Predicate[]): Predicate {
  if (predicates.includes(true)) return true;
  return combined(predicates, sql` or `, false);
}

/** True of every row for which `predicate` is false or null. */
export function not(predicate: Predicate): Predicate {
  return typeof predicate === 'boolean' ? !predicate : sql`not coalesce(${predicate}, false)`;
}

/** The predicates as a WHERE clause, empty when they always hold. */
export function where(predicates: readonly Predicate[]): Sql {
  const condition = all(predicates);
  if (condition === true) return sql``;
  return condition === false ? sql` where false` : sql` where ${condition}`;
}

function combined(predicates: readonly Predicate[], operator: Sql, none: boolean): Predicate {
  const [first, ...rest] = predicates.filter((predicate) => typeof predicate !== 'boolean');
  if (first === undefined) return none;
  return rest.length === 0 ? first : sql`(${join([first, ...rest], operator)})`;
}
