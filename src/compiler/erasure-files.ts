import type { Statement } from '../core/statement.ts';
import { ENDPOINT, ERASED_TABLES, ERASED_VALUES, type ErasedTable } from './erased-tables.ts';
import { ERASURE_ID, IS_ERASED, rowsWithPersons, stayingRows } from './erasure.ts';
import { type ErasureDialect, listed } from './erasure-dialect.ts';
import { identifier, join, sql } from './sql.ts';

/** A table that is files, one folder a partition: those with persons are written anew. */
export interface FileTable {
  readonly name: 'events' | 'endpoint_changes';
  /** Folder in the lake bucket, ending in `/`. */
  readonly prefix: string;
  /** Columns that are the path, in its order. */
  readonly partitions: readonly string[];
}

export const FILE_TABLES: readonly FileTable[] = [
  { name: 'events', prefix: 'events/', partitions: ['application_id', 'arrival_date'] },
  { name: 'endpoint_changes', prefix: 'endpoint_changes/', partitions: ['change_date'] },
];

const ENDPOINT_CHANGES: ErasedTable = {
  name: 'endpoint_changes',
  outcome: 'delete',
  endpoint: ENDPOINT,
  at: sql`stored.effective_date`,
  columns: {},
};

const fileTable = (name: FileTable['name']): ErasedTable =>
  name === 'endpoint_changes'
    ? ENDPOINT_CHANGES
    : (ERASED_TABLES.find((table) => table.name === name) as ErasedTable);

const OF_GONE_APPLICATION = sql`stored.application_id in (select value from ${identifier(ERASED_VALUES)} where kind = 'application')`;

/** A file's path is a column that is quoted, so it cannot be an `identifier`. */
const PATH = sql`stored."$path"`;

/**
 * `path`, `erasure_id`, `found`: the files with persons, and how many rows are whose.
 * @param applicationId of `events`, where the engine reads one application at a time
 */
export function filesWithPersons({ name, partitions }: FileTable, applicationId?: string): Statement {
  const table = fileTable(name);
  const within =
    applicationId === undefined
      ? sql`stored.${identifier(partitions[0] ?? '')} >= '2024-01-01'`
      : sql`stored.application_id = ${applicationId} and stored.arrival_date >= '2024-01-01'`;
  const isGone = applicationId === undefined ? sql` or ${OF_GONE_APPLICATION}` : sql``;
  return sql`select ${PATH} as path, ${ERASURE_ID} as erasure_id, count(*) as found
from ${rowsWithPersons(table, identifier(name))}
where ${within} and (${IS_ERASED}${isGone})
group by 1, 2
order by 1, 2`.statement();
}

/**
 * The rows of files, without their persons, as files have them.
 * @param values of the partition's columns
 * @param paths as `filesWithPersons` gave them
 */
export function rowsOfFiles(
  { name, partitions }: FileTable,
  { values, paths }: { readonly values: readonly string[]; readonly paths: readonly string[] },
  columns: readonly string[],
  dialect: ErasureDialect,
): Statement {
  const table = fileTable(name);
  const own = columns.filter((column) => !partitions.includes(column));
  const within = join(
    partitions.map((partition, index) => sql`stored.${identifier(partition)} = ${values[index] ?? ''}`),
    sql` and `,
  );
  const gone = name === 'endpoint_changes' ? sql` and not (${OF_GONE_APPLICATION})` : sql``;
  const where = sql`${within} and ${PATH} in (${listed(paths)})${gone}`;
  return stayingRows(table, own, { where, dialect }).statement();
}
