import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { readViews } from '../../src/runtime/named-queries.ts';
import { createFileTable, createIcebergTable, fileTables, icebergTables } from './lake-schema.ts';
import { type TrinoClient, trinoClient } from './trino-client.ts';

export interface LakeOnS3 {
  readonly trino: TrinoClient;
  readonly database: string;
  /** The catalog of Iceberg tables. */
  readonly iceberg: string;
}

/**
 * The lake's tables and views on the Trino that `TOUCHPOINT_TRINO` names, every file of them in a bucket of S3 at the place
 * that the stack says.
 * @param endpoint of an S3 that has the buckets `lake` and `metastore`
 */
export async function openLakeOnS3(endpoint: string, lake: string, metastore: string): Promise<LakeOnS3> {
  const base = process.env.TOUCHPOINT_TRINO;
  if (!base) throw new Error('TOUCHPOINT_TRINO must name a Trino: npm run test:trino does');
  const run = randomUUID().slice(0, 8);
  const [hive, iceberg, database] = [`s3_${run}`, `s3_iceberg_${run}`, 'lake'];
  const s3 = {
    'hive.metastore.catalog.dir': `s3://${metastore}/catalog`,
    'fs.native-s3.enabled': true,
    's3.endpoint': endpoint,
    's3.region': 'us-east-1',
    's3.path-style-access': true,
    's3.aws-access-key': 'test',
    's3.aws-secret-key': 'test',
  };
  const trino = trinoClient(base, database, hive);
  const createCatalog = (name: string, connector: string, options: object) => {
    const lines = Object.entries({ ...options, ...s3 }).map(([key, value]) => `"${key}" = '${value}'`);
    return trino(`create catalog ${name} using ${connector} with (${lines.join(', ')})`);
  };
  await createCatalog(iceberg, 'iceberg', {
    'iceberg.catalog.type': 'TESTING_FILE_METASTORE',
    'iceberg.expire-snapshots.min-retention': '0s',
    'iceberg.remove-orphan-files.min-retention': '0s',
  });
  await createCatalog(hive, 'hive', {
    'hive.metastore': 'file',
    'hive.iceberg-catalog-name': iceberg,
    'hive.partition-projection-enabled': true,
    'hive.ignore-absent-partitions': true,
    'hive.non-managed-table-creates-enabled': true,
    'hive.non-managed-table-writes-enabled': true,
  });
  await trino(`create schema ${database}`);
  const uri = `s3://${lake}/`;
  for (const table of icebergTables()) {
    const name = `${iceberg}.${database}.${table.name}`;
    await trino(createIcebergTable({ ...table, name }, `${uri}tables/${table.name}/`));
  }
  for (const table of fileTables()) await trino(createFileTable(table, database, uri));
  for (const { name, body } of readViews(join(import.meta.dirname, '../../queries')))
    await trino(`create view ${name} as ${body}`);
  return { trino, database, iceberg };
}
