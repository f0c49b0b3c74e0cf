import { PlatformError } from '../../core/errors.ts';
import type { Statement } from '../../core/statement.ts';
import type { SqlRow } from '../../ports/query-engine.ts';

/** Ends the name of a column that holds another one as JSON. */
const AS_JSON = '_as_json';

/**
 * The same rows with each ambiguous column once more, as JSON text that can be read back.
 * @param columns names of the columns that are maps, arrays or rows
 */
export function withJsonColumns({ text, values }: Statement, columns: readonly string[]): Statement {
  const json = columns.map((name) => `json_format(cast("${name}" as json)) as "${name}${AS_JSON}"`);
  return { text: `select answer.*, ${json.join(', ')}\nfrom (\n${text}\n) as answer`, values };
}

/** Rows of `withJsonColumns`, with each ambiguous column read from its JSON. */
export function readJsonColumns(rows: readonly SqlRow[], columns: readonly string[]): SqlRow[] {
  return rows.map((row) => {
    const read = columns.map((name) => {
      const json = row[name + AS_JSON];
      return [name, typeof json === 'string' ? JSON.parse(json) : null];
    });
    const plain = Object.entries(row).filter(([name]) => !name.endsWith(AS_JSON));
    return { ...Object.fromEntries(plain), ...Object.fromEntries(read) } as SqlRow;
  });
}

/**
 * Brings the rows of `withJsonColumns` into the order of the statement's own answer, which a
 * subquery does not keep. Rows are matched by how all their columns are printed.
 * @param ordered rows of the statement itself
 * @throws PlatformError `Throttled` when the two differ, as they do when the table changed in between
 */
export function inOrderOf(ordered: readonly SqlRow[], rows: readonly SqlRow[]): SqlRow[] {
  const names = Object.keys(ordered[0] ?? {});
  const print = (row: SqlRow) => JSON.stringify(names.map((name) => row[name]));
  const waiting = Map.groupBy(rows, print);
  return ordered.map((row) => {
    const match = waiting.get(print(row))?.shift();
    if (match) return match;
    throw new PlatformError('Throttled', 'The tables changed while the query was answered');
  });
}
