/** Athena's names of the types that a parameter can have. */
export type SqlType = 'varchar' | 'bigint' | 'double' | 'boolean' | 'timestamp' | 'date';

export interface BoundValue {
  readonly type: SqlType;
  /** Timestamps and dates are `Date`s (UTC); a bigint is a safe integer. */
  readonly value: string | number | boolean | Date | null;
}

/** Athena's SQL with one `?` for each value, in order. Text is never made from values. */
export interface Statement {
  readonly text: string;
  readonly values: readonly BoundValue[];
}

/** Athena takes no longer text of a statement, its values included: bytes of UTF-8. Source: User Guide, Service quotas; it cannot be raised. */
export const MAX_STATEMENT_BYTES = 262_144;

/** A literal of any other type is shorter: `timestamp '2026-11-20 12:00:00.000'`, a double with its exponent. */
const LONGEST_PLAIN_LITERAL = 36;

/** @returns bytes that the text has at most once the values stand in it as literals */
export function statementBytes({ text, values }: Statement): number {
  const literals = values.reduce(
    (total, { value }) => total + (typeof value === 'string' ? quotedBytes(value) : LONGEST_PLAIN_LITERAL),
    0,
  );
  return Buffer.byteLength(text) + literals;
}

/** Quotes around it, and each quote in it twice. */
function quotedBytes(value: string): number {
  return Buffer.byteLength(value) + (value.split("'").length - 1) + 2;
}

/** What a parameter takes besides its type; instants and days are written as in ISO 8601. */
export interface ParameterRule {
  /** The only values. */
  readonly oneOf?: readonly (string | number | boolean)[];
  /** The least and the greatest value; both are allowed. */
  readonly from?: string | number;
  readonly to?: string | number;
  /** Whether a text must be a day of the calendar, `2026-11-24`, as days of partitions are written. */
  readonly day?: true;
  /** Taken when none is given; `null` for one that is optional. Absent: one must be given. */
  readonly default?: string | number | boolean | null;
}

export interface QueryParameter extends ParameterRule {
  readonly name: string;
  readonly type: SqlType;
  readonly description: string;
}

export interface ReturnedColumn {
  readonly name: string;
  /** Athena's name of the type, such as `map(varchar, double)`. */
  readonly type: string;
  /** What stands in brackets behind the type: unit, or what null means. */
  readonly note?: string;
}

/** What the header of a file of `queries/` says. */
export interface QueryHeader {
  readonly name: string;
  /** Folder below `queries/`; absent of text that lies in none. */
  readonly area?: string;
  readonly grain: string;
  readonly parameters: readonly QueryParameter[];
  /** Columns with their types and units. */
  readonly returns: string;
  /** The same, read. */
  readonly columns: readonly ReturnedColumn[];
  readonly reads: string;
}
