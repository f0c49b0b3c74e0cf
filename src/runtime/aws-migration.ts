import { AthenaClient } from '@aws-sdk/client-athena';
import { athenaLakeSchema } from '../adapters/aws/athena-lake-schema.ts';
import { FILE_TABLES } from '../compiler/erasure-files.ts';
import type { MigrationPorts } from '../core/schema/migrate.ts';
import { awsPorts } from './aws.ts';
import { readAwsConfig } from './aws-config.ts';

/** What a migration reaches on AWS. @param env the function's environment */
export function migrationPorts(env: Readonly<Record<string, string | undefined>>): MigrationPorts {
  const { documents, queries, ids, clock } = awsPorts(env);
  const { workGroup, database } = readAwsConfig(env);
  const fileTables = FILE_TABLES.map(({ name }) => name);
  const athena = new AthenaClient({});
  return {
    documents,
    clock,
    schema: athenaLakeSchema({ athena, workGroup, database, queries, ids, fileTables }),
  };
}
