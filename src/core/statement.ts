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

export interface QueryParameter {
  readonly name: string;
  readonly type: SqlType;
  readonly description: string;
}

/** What the header of a file of `queries/` says. */
export interface QueryHeader {
  readonly name: string;
  readonly grain: string;
  readonly parameters: readonly QueryParameter[];
  /** Columns with their types and units. */
  readonly returns: string;
  readonly reads: string;
}
