import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import { athenaTables } from '../../src/adapters/aws/athena-erasure.ts';
import { athenaTransactionLoader } from '../../src/adapters/aws/athena-transaction-loader.ts';
import { dynamoDbEndpointStore } from '../../src/adapters/aws/dynamodb-endpoint-store.ts';
import { fileTableEraser } from '../../src/adapters/aws/erase-file-table.ts';
import { keptResults } from '../../src/adapters/aws/kept-results.ts';
import { kmsSecretBox } from '../../src/adapters/aws/kms-secret-box.ts';
import { s3ObjectStore } from '../../src/adapters/aws/s3-object-store.ts';
import { aslWorkflowEngine } from '../../src/adapters/local/asl-workflow-engine.ts';
import { cryptoIds } from '../../src/adapters/local/crypto-ids.ts';
import { openDuckDbLake } from '../../src/adapters/local/duckdb-lake.ts';
import { folderObjectStore } from '../../src/adapters/local/folder-object-store.ts';
import { duckDbType } from '../../src/adapters/local/hive-type.ts';
import { mergeChanges, mergeMembers, removeMembers } from '../../src/compiler/endpoint-changes.ts';
import { duckDbErasure } from '../../src/compiler/erasure-dialect.ts';
import type { ObjectStore } from '../../src/ports/object-store.ts';
import type { Ports } from '../../src/ports/ports.ts';
import type { QueryEngine } from '../../src/ports/query-engine.ts';
import { activityStatements } from '../../src/runtime/activity-statements.ts';
import { deliverHandlers } from '../../src/runtime/deliver-handlers.ts';
import { eraseHandlers } from '../../src/runtime/erase-handlers.ts';
import { fileErasures, rowErasure } from '../../src/runtime/erasure-statements.ts';
import { jobHandlers } from '../../src/runtime/job-handlers.ts';
import { readNamedQueries } from '../../src/runtime/named-queries.ts';
import { rfmHandlers } from '../../src/runtime/rfm-handlers.ts';
import { openDynamoDbEndpointStage } from '../contracts/dynamodb-endpoint-stage.ts';
import { stateTableDefinition } from '../contracts/state-table.ts';
import { readTransactionFiles } from '../contracts/transaction-files.ts';
import { readable } from '../trino/readable-bytes.ts';
import type { Emulator } from './moto.ts';

const HOUR = 3_600_000;
const VALUES = 'erasures/values/values.ndjson';
/** What Athena alone understands. */
const MAINTENANCE = /^(?:alter table|optimize|vacuum) /;
/** Tables of files in the lake bucket, with the types of their paths' parts. */
const FILE_TABLES = {
  events: `'application_id': varchar, 'arrival_date': varchar`,
  endpoint_changes: `'change_date': varchar`,
};

/**
 * The ports as the stack has them: objects on S3, state and endpoints on DynamoDB, secrets at KMS, all of it moto's. DuckDB
 * stands for Athena: it reads a copy of the lake bucket in a folder, and what it unloads is put into the bucket.
 * The machines run in this process.
 */
export async function openStageOnMoto(emulator: Emulator) {
  const home = mkdtempSync(join(tmpdir(), 'touchpoint-moto-'));
  const { options } = emulator;
  const s3 = new S3Client({ ...options, forcePathStyle: true });
  const dynamoDb = DynamoDBDocumentClient.from(new DynamoDBClient(options), {
    marshallOptions: { removeUndefinedValues: true },
  });
  const kms = new KMSClient(options);
  const keyId = (await kms.send(new CreateKeyCommand({}))).KeyMetadata?.KeyId ?? '';
  const table = `state-${randomUUID()}`;
  await dynamoDb.send(new CreateTableCommand({ TableName: table, ...stateTableDefinition() }));
  const buckets = ['lake', 'uploads', 'archive'].map((name) => `${name}-${randomUUID()}`);
  const [lakeBucket = '', uploadBucket = '', archive = ''] = buckets;
  for (const Bucket of buckets) await s3.send(new CreateBucketCommand({ Bucket }));
  const VersioningConfiguration = { Status: 'Enabled' } as const;
  await s3.send(new PutBucketVersioningCommand({ Bucket: uploadBucket, VersioningConfiguration }));

  const duckDb = await openDuckDbLake({ file: ':memory:', lakeFolder: join(home, 'lake') });
  const { documents, clock } = await openDynamoDbEndpointStage({
    client: dynamoDb,
    table,
    home,
    lake: duckDb,
  });
  clock.set(new Date(Date.now() + HOUR)); // S3's own instants lie in the past
  const copy = folderObjectStore(home, 'lake');
  const lake = copied(s3ObjectStore(s3, lakeBucket), copy);
  await readTransactionFiles(duckDb, copy, join(home, 'lake'));
  await copy.put(VALUES, '');
  await duckDb.withConnection(async (connection) => {
    await connection.run('create table nothing_happened as select * from events limit 0'); // the columns of events
    await connection.run(`create view erased_values as select * from read_ndjson('${home}/lake/erasures/values/*', columns =
      {erasure_id: varchar, application_id: varchar, kind: varchar, value: varchar, salt: varchar, until: timestamp})`);
  });
  const queries: QueryEngine = {
    ...duckDb.engine,
    async run(statement, token) {
      if (!MAINTENANCE.test(statement.text)) await duckDb.engine.run(statement, token);
    },
    async unload(select, target) {
      for (const { key } of await lake.list(target.prefix)) await lake.delete(key);
      const keys = await duckDb.engine.unload(select, target);
      for (const key of keys) await s3ObjectStore(s3, lakeBucket).put(key, (await copy.get(key)) ?? '');
      return keys;
    },
  };
  const stores = { uploads: s3ObjectStore(s3, uploadBucket), lake };
  const endpoints = dynamoDbEndpointStore({
    ...{ client: dynamoDb, table, lake, documents, queries, clock },
    ...{ mergeChanges, mergeMembers, removeMembers },
  });
  const types = new Map(duckDb.columnsOf('events').map(({ name, type }) => [name, duckDbType(type)]));
  const dialect = duckDbErasure((column) => types.get(column) ?? column);
  const columnsOf = async (name: string) => {
    const rows = await queries.query<{ column_name: string }>({ text: `describe ${name}`, values: [] });
    return rows.map(({ column_name: column }) => column).filter((column) => column !== '$path');
  };
  const named = readNamedQueries(join(import.meta.dirname, '../../queries'));
  const base: Omit<Ports, 'workflows'> = {
    stage: {
      ...{ region: 'us-east-1', accountId: '123456789012', kind: 'aws', publicUrl: '', eventLagSeconds: 0 },
      ...{ inDoubt: 'set-aside', erasureDelaySeconds: 0, leaseSeconds: 0 },
    },
    ...stores,
    bucket: (name) => (name === lakeBucket ? lake : s3ObjectStore(s3, name)),
    ...{ documents, queries, endpoints, clock },
    executions: {} as Ports['executions'], // nobody asks
    named: named.bind,
    namedQueries: named.all,
    events: { append: async () => undefined }, // they come as files
    channels: {} as Ports['channels'], // nobody is written to
    functions: {} as Ports['functions'],
    checks: {} as Ports['checks'], // nobody looks
    erasable: [
      athenaTables({
        ...{ lake, queries, rows: rowErasure(dialect) },
        files: fileErasures(async () => dialect).map((statements) =>
          fileTableEraser({ lake, queries, statements, columnsOf }),
        ),
        refresh: () => endpoints.refreshLake(),
        pause: async () => undefined,
      }),
      keptResults({ lake, clock }),
    ],
    loader: athenaTransactionLoader({ stores, queries, ...activityStatements(named.bind) }),
    secrets: kmsSecretBox(kms, keyId),
    pause: async () => undefined,
    ids: cryptoIds(),
  };
  const ports = base as Ports & { workflows: ReturnType<typeof aslWorkflowEngine> };
  ports.workflows = aslWorkflowEngine({
    folder: join(import.meta.dirname, '../../stepfunctions'),
    handlers: {
      ...{ ...rfmHandlers(ports), ...jobHandlers(ports) },
      ...{ ...deliverHandlers(ports), ...eraseHandlers(ports) },
    },
    documents,
    clock,
  });

  /** Makes the rows of a SELECT files of a table in the lake bucket, as Firehose does. */
  async function deliver(name: keyof typeof FILE_TABLES, select: string): Promise<void> {
    const partitions = FILE_TABLES[name].replaceAll(/'|: varchar/g, '');
    const file = randomUUID();
    await duckDb.withConnection((connection) =>
      connection.run(
        `copy (${select}) to '${home}/lake/${name}' (format parquet, partition_by (${partitions}), filename_pattern '${file}', overwrite_or_ignore)`,
      ),
    );
    for (const { key } of await copy.list(`${name}/`))
      if (key.includes(file)) await s3ObjectStore(s3, lakeBucket).put(key, (await copy.get(key)) ?? '');
  }

  return {
    ...{ ports, clock, deliver, archive },
    /** From now on the table is its files. */
    async readFiles(name: keyof typeof FILE_TABLES): Promise<void> {
      await duckDb.exclusively(async (connection) => {
        await connection.run(`drop ${name === 'events' ? 'table' : 'view'} ${name}`);
        await connection.run(
          `create view ${name} as select * exclude (filename), filename as "$path" from read_parquet('${home}/lake/${name}/**/*.parquet',
            hive_partitioning = true, filename = true, union_by_name = true, hive_types = {${FILE_TABLES[name]}})`,
        );
      });
    },
    /** Objects in any bucket and of any version, and items of the state table, in which one of the texts can be read. */
    async readable(texts: readonly string[]): Promise<string[]> {
      const folder = join(home, `seen-${randomUUID()}`);
      const put = (path: string, body: Uint8Array | string) => {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), body);
      };
      for (const Bucket of buckets) {
        const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
        for (const { Key = '', VersionId } of Versions) {
          const id = VersionId === 'null' ? undefined : VersionId;
          const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key, VersionId: id }));
          put(join(Bucket.slice(0, -37), `${Key}@${VersionId}`), (await Body?.transformToByteArray()) ?? '');
        }
      }
      for await (const { Items = [] } of paginateScan({ client: dynamoDb }, { TableName: table }))
        for (const item of Items) put(join('state', randomUUID()), JSON.stringify(item));
      const found = await duckDb.withConnection((connection) => readable(connection, folder, texts));
      rmSync(folder, { recursive: true, force: true });
      return found;
    },
    async close() {
      await duckDb.close();
      rmSync(home, { recursive: true });
    },
  };
}

/** S3 is what counts; whoever writes there writes the copy too. */
function copied(s3: ObjectStore, copy: ObjectStore): ObjectStore {
  return {
    ...s3,
    async put(key, body) {
      await s3.put(key, body);
      await copy.put(key, (await s3.get(key)) ?? '');
    },
    async delete(key) {
      await s3.delete(key);
      if (key === VALUES)
        await copy.put(key, ''); // DuckDB wants a file where it reads none
      else await copy.delete(key);
    },
  };
}
