import { afterAll, beforeAll } from '@jest/globals';
import { dynamoDbDocumentStore } from '../../src/adapters/aws/dynamodb-document-store.ts';
import { settableClock } from '../../src/adapters/local/settable-clock.ts';
import { documentStoreContract } from './document-store.contract.ts';
import { type DynamoDbInMemory, openDynamoDb } from './state-table.ts';

let dynamoDb: DynamoDbInMemory;
beforeAll(async () => {
  dynamoDb = await openDynamoDb();
});
afterAll(() => dynamoDb.close());

documentStoreContract('dynamodb', async () => {
  const clock = settableClock(new Date('2026-03-01T09:00:00Z'));
  return { store: dynamoDbDocumentStore(dynamoDb.client, await dynamoDb.createStateTable(), clock), clock };
});
