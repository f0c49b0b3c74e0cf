/** What was made, and when the questions' periods end. */
export interface Asked {
  readonly applicationId: string;
  /** Of the last thirty days. */
  readonly campaignId: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** What a page asks for, and what a person would ask DuckDB for the same numbers. */
export interface Question {
  readonly name: string;
  readonly path: string;
  /** The same as the page asks it: an answer that is a minute old will do. */
  readonly fresh: string;
  readonly bare: readonly string[];
  /** The numbers in the stage's answer. */
  told(body: unknown): unknown;
  /** The same of the bare side's rows, a list for each statement. */
  numbers(answers: unknown): unknown;
}

export type Cell = string | number | boolean | null;
export type Row = readonly Cell[];

export const DAY_MS = 86_400_000;
export const FRESHNESS_SECONDS = 60;
/** How long after a message what its reader does counts as its conversion. */
export const WINDOW_HOURS = 168;
/** Of an event, as the product has it. */
export const AMOUNT = `coalesce(metrics['amount'], metrics['_item_price'] * coalesce(metrics['_quantity'], 1), try_cast(attributes['amount'] as double), 0)`;
export const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);
export const number = (value: unknown) => Number(value ?? 0);

interface NamedOptions {
  readonly query: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** Columns that are compared; those of the bare statement, in its order. */
  readonly columns: readonly string[];
  readonly bare: string;
}

export function named(name: string, { query, parameters, columns, bare }: NamedOptions): Question {
  const path = `/queries/${query}?${new URLSearchParams({ ...parameters, limit: '10000' })}`;
  const sorted = (rows: Row[]) =>
    rows.map((row) => row.map((cell) => (cell === null ? '' : String(cell)))).sort();
  return {
    name,
    path,
    fresh: `${path}&maxAge=${FRESHNESS_SECONDS}`,
    bare: [bare],
    told: (body) =>
      sorted(
        (body as { rows: Record<string, Cell>[] }).rows.map((row) => columns.map((key) => row[key] ?? null)),
      ),
    numbers: (answers) => sorted((answers as Row[][])[0] ?? []),
  };
}
