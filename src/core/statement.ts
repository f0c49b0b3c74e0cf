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

/** What a parameter takes besides its type; instants and days are written as in ISO 8601. */
export interface ParameterRule {
  /** The only values. */
  readonly oneOf?: readonly (string | number | boolean)[];
  /** The least and the greatest value; both are allowed. */
  readonly from?: string | number;
  readonly to?: string | number;
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
