import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { dynamoDbDocumentStore } from '../../src/adapters/aws/dynamodb-document-store.ts';
import { dynamoDbEndpointStore } from '../../src/adapters/aws/dynamodb-endpoint-store.ts';
import type { DuckDbLake } from '../../src/adapters/local/duckdb-lake.ts';
import { folderObjectStore } from '../../src/adapters/local/folder-object-store.ts';
import { createTable, readLakeTables } from '../../src/adapters/local/lake-tables.ts';
import { settableClock } from '../../src/adapters/local/settable-clock.ts';
import { mergeChanges, mergeMembers, removeMembers } from '../../src/compiler/endpoint-changes.ts';
import type { MemberRow } from './segment-members.contract.ts';

const TODAY = new Date('2026-03-01T09:30:00.123Z');
const varchar = (value: string) => ({ type: 'varchar', value }) as const;

export interface DynamoDbEndpointStageOptions {
  readonly client: DynamoDBDocumentClient;
  /** An empty table as `resources/state.yml` describes it. */
  readonly table: string;
  /** Holds the folder `lake`, which is the lake's. */
  readonly home: string;
  readonly lake: Pick<DuckDbLake, 'engine' | 'withConnection'>;
}

/**
 * The endpoint store as it runs on AWS, with the folder store in S3's place and DuckDB in Athena's:
 * the external tables of `resources/event-lake.yml` are views over the same files.
 */
export async function openDynamoDbEndpointStage({ client, table, home, lake }: DynamoDbEndpointStageOptions) {
  const files = folderObjectStore(home, 'lake');
  const clock = settableClock(TODAY);
  const external = [
    ['endpoint_changes', 'change_date', 'endpoint_changes'],
    ['imported_changes', 'change_date', 'staged/imported_changes'],
    ['staged_members', 'batch_id', 'staged/members'],
  ] as const;
  const columns = readLakeTables(new URL('../../resources/lake-tables.yml', import.meta.url)).find(
    ({ name }) => name === 'endpoints',
  );
  const change = [
    { name: 'revision', type: 'bigint' },
    { name: 'removed', type: 'boolean' },
  ];
  await lake.withConnection(async (connection) => {
    for (const [name, partition, folder] of external) {
      const all = { name: `${name}_columns`, columns: [...change, ...(columns?.columns ?? [])] };
      await connection.run(createTable(all));
      const types = (await connection.runAndReadAll(`describe ${name}_columns`)).getRows();
      const given = types.map(([column, type]) => `'${column}': '${type}'`).join(', ');
      await files.put(`${folder}/${partition}=0/empty.ndjson.gz`, '');
      await connection.run(`create view ${name} as select * from read_ndjson('${home}/lake/${folder}/*/*.gz',
        columns = {${given}}, hive_partitioning = true, hive_types = {'${partition}': 'varchar'})`);
    }
  });
  const documents = dynamoDbDocumentStore(client, table, clock);
  const merges: string[] = [];
  const store = dynamoDbEndpointStore({
    client,
    table,
    lake: files,
    documents,
    queries: lake.engine,
    clock,
    mergeChanges(since) {
      merges.push(since);
      return mergeChanges(since);
    },
    mergeMembers,
    removeMembers,
  });
  return {
    store,
    documents,
    lake: files,
    clock,
    table,
    merges,
    async members(applicationId: string, segmentId: string, version: number) {
      const text = `select * from segment_members
        where application_id = ? and segment_id = ? and segment_version = cast(? as bigint)`;
      const values = [
        varchar(applicationId),
        varchar(segmentId),
        { type: 'bigint', value: version } as const,
      ];
      return (await lake.engine.query({ text, values })) as unknown as MemberRow[];
    },
  };
}
