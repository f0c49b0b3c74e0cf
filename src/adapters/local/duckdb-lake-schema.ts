import type { DuckDBConnection } from '@duckdb/node-api';
import type { LakeSchema } from '../../ports/lake-schema.ts';
import { duckDbType } from './hive-type.ts';

/** The LakeSchema port on a connection that nobody else uses meanwhile. */
export function duckDbLakeSchema(connection: DuckDBConnection): LakeSchema {
  return {
    async columnsOf(table) {
      const found = await connection.runAndReadAll(
        'select lower(column_name) from duckdb_columns() where table_name = $1 and database_name = current_database()',
        [table],
      );
      return found.getRows().map(([name]) => String(name));
    },
    async addColumns(table, columns) {
      await connection.run('begin');
      try {
        for (const { name, type } of columns)
          await connection.run(`alter table ${table} add column ${name} ${duckDbType(type)}`);
        await connection.run('commit');
      } catch (error) {
        await connection.run('rollback');
        throw error;
      }
    },
    async fill(table, { column, value, where }) {
      await connection.run(`update ${table} set ${column} = ${value} where ${where}`);
      return true;
    },
  };
}
