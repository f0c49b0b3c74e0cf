import { athenaTypeOf } from '../adapters/aws/athena-catalog.ts';
import type { RowErasure } from '../adapters/aws/athena-erasure.ts';
import type { FileTableStatements } from '../adapters/aws/erase-file-table.ts';
import type { DuckDbLake } from '../adapters/local/duckdb-lake.ts';
import { duckDbType } from '../adapters/local/hive-type.ts';
import { ERASED_TABLES, type ErasedTable, IMPERSONAL_TABLES } from '../compiler/erased-tables.ts';
import { dropApplicationRows, eraseRows, erasureStatements } from '../compiler/erasure.ts';
import { athenaErasure, duckDbErasure, type ErasureDialect } from '../compiler/erasure-dialect.ts';
import { FILE_TABLES, filesWithPersons, rowsOfFiles } from '../compiler/erasure-files.ts';

/** The statements of an erasure in DuckDB. */
export function duckDbErasureStatements(lake: Pick<DuckDbLake, 'columnsOf'>) {
  const types = new Map(lake.columnsOf('events').map(({ name, type }) => [name, type]));
  return erasureStatements(duckDbErasure((column) => duckDbType(types.get(column) ?? column)));
}

/** Of the tables that Athena changes in place: all but those that are files. */
export function rowErasure(dialect: ErasureDialect): RowErasure<ErasedTable> {
  const { count, countApplications } = erasureStatements(dialect);
  const isFiles = ({ name }: ErasedTable) => FILE_TABLES.some((files) => files.name === name);
  return {
    tables: ERASED_TABLES.filter((table) => !isFiles(table)),
    count,
    countApplications,
    erase: (table) => eraseRows(table, dialect),
    dropApplications: dropApplicationRows,
    impersonal: IMPERSONAL_TABLES,
  };
}

/** Of the tables that are files. @param dialect once the types of `events` are known */
export function fileErasures(dialect: () => Promise<ErasureDialect>): FileTableStatements[] {
  return FILE_TABLES.map((table) => ({
    ...table,
    find: (applicationId) => filesWithPersons(table, applicationId),
    rowsOf: async (part, columns) => rowsOfFiles(table, part, columns, await dialect()),
  }));
}

/** Athena's dialect. @param hiveTypeOf a column of `events`, as Glue has its type */
export function athenaErasureDialect(hiveTypeOf: (column: string) => string): ErasureDialect {
  // Members of mails are called `from` and `to`, which are words of SQL.
  const quoted = (type: string) => athenaTypeOf(type.replaceAll(/(\w+):/g, '"$1":')).replaceAll('":', '" ');
  return athenaErasure((column) => quoted(hiveTypeOf(column)));
}
