import { afterAll, beforeAll } from '@jest/globals';
import { athenaTransactionLoader } from '../../src/adapters/aws/athena-transaction-loader.ts';
import { folderObjectStore } from '../../src/adapters/local/folder-object-store.ts';
import { activityStatements } from '../../src/runtime/activity-statements.ts';
import { readNamedQueries } from '../../src/runtime/named-queries.ts';
import { openDynamoDbEndpointStage } from '../contracts/dynamodb-endpoint-stage.ts';
import { endpointStoreContract } from '../contracts/endpoint-store.contract.ts';
import { segmentMembersContract } from '../contracts/segment-members.contract.ts';
import { type DynamoDbInMemory, openDynamoDb } from '../contracts/state-table.ts';
import { transactionLoaderContract } from '../contracts/transaction-loader.contract.ts';
import { openTrinoLake, type TrinoLake } from './trino-lake.ts';

/*
 * What reaches the lake in files, as on AWS: the merges of endpoint changes and of members of segments, and an upload's
 * transactions, from the files that our adapters write.
 */
let dynamoDb: DynamoDbInMemory;
let trino: TrinoLake;
let stage: Awaited<ReturnType<typeof openDynamoDbEndpointStage>>;
beforeAll(async () => {
  trino = await openTrinoLake();
  dynamoDb = await openDynamoDb();
  stage = await openDynamoDbEndpointStage({
    client: dynamoDb.client,
    table: await dynamoDb.createStateTable(),
    home: trino.home,
    lake: { engine: trino.engine, withConnection: async () => undefined as never }, // its tables are there
  });
});
afterAll(() => dynamoDb.close());

endpointStoreContract('dynamodb and Trino', async () => stage);
segmentMembersContract('dynamodb and Trino', async () => stage);

const named = readNamedQueries(new URL('../../queries', import.meta.url).pathname);
transactionLoaderContract('streamed for Athena on Trino', async () => {
  const stores = { uploads: folderObjectStore(trino.home, 'uploads'), lake: trino.bucket };
  const queries = trino.engine;
  const loader = athenaTransactionLoader({ stores, queries, ...activityStatements(named.bind) });
  return { loader, ...stores, queries };
});
