import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, type CreateTableCommandInput, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import dynalite from 'dynalite';
import { parse } from 'yaml';
import { withTransactions } from './transactions.ts';

/** DynamoDB as dynalite plays it, on a free port, with the table that `resources/state.yml` describes. */
export interface DynamoDbInMemory {
  readonly client: DynamoDBDocumentClient;
  /** A fresh, empty table; gives its name. */
  createStateTable(): Promise<string>;
  close(): Promise<void>;
}

export async function openDynamoDb(): Promise<DynamoDbInMemory> {
  const server: Server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const plain = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    retryMode: 'standard',
    maxAttempts: 1,
  });
  let tables = 0;
  return {
    client: withTransactions(DynamoDBDocumentClient.from(plain)),
    async createStateTable() {
      const TableName = `state-${++tables}`;
      await plain.send(new CreateTableCommand({ TableName, ...stateTableDefinition() }));
      return TableName;
    },
    async close() {
      plain.destroy();
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

/** The part of the stack's table definition that dynalite understands. */
export function stateTableDefinition(): Omit<CreateTableCommandInput, 'TableName'> {
  const passThrough = ['!Ref', '!Sub', '!GetAtt'].map((tag) => ({ tag, resolve: (text: string) => text }));
  const file = new URL('../../resources/state.yml', import.meta.url);
  const { Resources } = parse(readFileSync(file, 'utf8'), { customTags: passThrough });
  const { AttributeDefinitions, KeySchema, GlobalSecondaryIndexes, BillingMode } =
    Resources.StateTable.Properties;
  return { AttributeDefinitions, KeySchema, GlobalSecondaryIndexes, BillingMode };
}
