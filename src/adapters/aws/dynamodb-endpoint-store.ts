import { randomUUID } from 'node:crypto';
import { type DynamoDBDocumentClient, paginateQuery } from '@aws-sdk/lib-dynamodb';
import type { Statement } from '../../core/statement.ts';
import type { Clock } from '../../ports/clock.ts';
import type { DocumentStore } from '../../ports/document-store.ts';
import type { EndpointStore, MemberTarget } from '../../ports/endpoint-store.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import type { QueryEngine } from '../../ports/query-engine.ts';
import { importEndpointFile } from './endpoint-import.ts';
import { type EndpointItem, endpointOf, itemKey, SHARDS, shardKey } from './endpoint-items.ts';
import { endpointTable } from './endpoint-table.ts';
import { lakeRefresh } from './lake-refresh.ts';
import { stageMembers } from './member-batch.ts';

export interface EndpointStoreOptions {
  readonly client: DynamoDBDocumentClient;
  readonly table: string;
  readonly lake: ObjectStore;
  readonly documents: DocumentStore;
  readonly queries: QueryEngine;
  readonly clock: Clock;
  /** Brings changes since a day (`YYYY-MM-DD`) into the lake's `endpoints`. */
  mergeChanges(since: string): Statement;
  /** Brings the rows of a batch of `staged_members` into an imported segment. */
  mergeMembers(applicationId: string, target: MemberTarget, batchId: string): Statement;
  /** Removes the members of all imported segments of an application. */
  removeMembers(applicationId: string): Statement;
}

/**
 * Endpoints in the stage's DynamoDB table. Who belongs to a user or an address is found by indexes
 * that follow the table within moments, as Pinpoint's own answers do; endpoints themselves are read
 * consistently. Changes reach the lake by the table's stream, those of a file also by themselves.
 */
export function dynamoDbEndpointStore(options: EndpointStoreOptions): EndpointStore {
  const { client, clock, lake, queries } = options;
  const table = endpointTable(client, options.table);
  const now = () => clock.now();

  async function removeShard(applicationId: string, pk: string): Promise<void> {
    const pages = paginateQuery(
      { client },
      {
        TableName: options.table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': pk },
        Limit: 100,
        ConsistentRead: true,
      },
    );
    for await (const { Items = [] } of pages) {
      const ids = (Items as EndpointItem[]).map(({ sk }) => sk);
      const lookup = { ids, userIds: [], addresses: [] };
      if (ids.length > 0) await table.change(applicationId, lookup, now, () => ({ put: [], remove: ids }));
    }
  }

  return {
    importFormat: 'ndjson',

    async get(applicationId, endpointId) {
      const [item] = await table.read([itemKey(applicationId, endpointId)]);
      return item && endpointOf(item);
    },

    async ofUser(applicationId, userId) {
      const items = await table.find(applicationId, { ids: [], userIds: [userId], addresses: [] });
      return items.sort((left, right) => (left.sk < right.sk ? -1 : 1)).map(endpointOf);
    },

    async change(applicationId, lookup, decide) {
      return (await table.change(applicationId, lookup, now, decide)).change;
    },

    importFile: (applicationId, key, at, named) =>
      importEndpointFile(table, lake, { applicationId, key, at, named, now }),

    async addMembers(applicationId, target, key, at) {
      const batchId = await stageMembers(lake, { applicationId, target, key, at });
      // Not the batch's id: a batch that came between may have replaced copies that come again.
      await queries.run(
        options.mergeMembers(applicationId, target, batchId),
        `members-${batchId}-${randomUUID()}`,
      );
    },

    async removeAll(applicationId) {
      for (let shard = 0; shard < SHARDS; shard++) {
        await removeShard(applicationId, shardKey(applicationId, shard));
      }
      await queries.run(options.removeMembers(applicationId), `no-members-${applicationId}-${randomUUID()}`);
    },

    refreshLake: lakeRefresh(options),
  };
}
