import { type AthenaClient, MetadataException } from '@aws-sdk/client-athena';
import type { Ids } from '../../ports/ids.ts';
import type { LakeColumn, LakeSchema } from '../../ports/lake-schema.ts';
import type { QueryEngine } from '../../ports/query-engine.ts';
import { tableColumns } from './athena-table-columns.ts';

export interface AthenaLakeSchemaOptions {
  readonly athena: AthenaClient;
  readonly workGroup: string;
  readonly database: string;
  readonly queries: QueryEngine;
  readonly ids: Ids;
  /** Tables of plain files: CloudFormation gives them their columns, and no statement changes their rows. */
  readonly fileTables: readonly string[];
}

/** The LakeSchema port on Athena, whose ALTER TABLE writes an Iceberg table's metadata anew. */
export function athenaLakeSchema(options: AthenaLakeSchemaOptions): LakeSchema {
  const { queries, ids, fileTables } = options;
  const run = (text: string) => queries.run({ text, values: [] }, ids.resourceId());
  return {
    async columnsOf(table) {
      try {
        const columns = await tableColumns(options.athena, { ...options, table });
        return columns.map(({ name }) => name.toLowerCase());
      } catch (error) {
        if (error instanceof MetadataException && /EntityNotFound/.test(error.message)) return [];
        throw error;
      }
    },
    async addColumns(table, columns) {
      if (fileTables.includes(table)) {
        const names = columns.map(({ name }) => name).join(', ');
        throw new Error(
          `CloudFormation did not give ${table} its columns ${names} (resources/event-lake.yml)`,
        );
      }
      await run(`alter table ${table} add columns (${columns.map(spelt).join(', ')})`);
    },
    async fill(table, { column, value, where }) {
      if (fileTables.includes(table)) return false;
      await run(`update ${table} set ${column} = ${value} where ${where}`);
      return true;
    },
  };
}

/** Of a definition: Hive's words, as DDL has them in Athena. */
const spelt = ({ name, type }: LakeColumn) => `${name} ${type}`;
