/** One row of an answer, by the names of its columns. */
export type Row = Readonly<Record<string, unknown>>;
