import { setTimeout as pause } from 'node:timers/promises';
import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  type DynamoDBDocumentClient,
  paginateQuery,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import type { Endpoint } from '../../core/endpoints/endpoint.ts';
import { PlatformError } from '../../core/errors.ts';
import type { EndpointChange, EndpointLookup } from '../../ports/endpoint-store.ts';
import {
  addressIndexKey,
  type EndpointItem,
  endpointOf,
  type ItemKey,
  itemKey,
  itemOf,
  userIndexKey,
} from './endpoint-items.ts';

/** DynamoDB's limits of one request. */
export const KEYS_PER_READ = 100;
export const WRITES_PER_TRANSACTION = 100;
/** Index queries under way at the same time. */
export const QUERIES_AT_ONCE = 25;
/** How often a change is decided anew because an endpoint changed meanwhile. */
const ATTEMPTS = 20;
const LONGEST_PAUSE_MS = 400;

type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** Reads and conditional writes of endpoints in the stage's table. */
export function endpointTable(client: DynamoDBDocumentClient, table: string) {
  /** Strongly consistent, in no order. */
  async function read(keys: readonly ItemKey[]): Promise<EndpointItem[]> {
    const items: EndpointItem[] = [];
    let wanted = [...new Map(keys.map(({ pk, sk }) => [`${pk}\n${sk}`, { pk, sk }])).values()];
    for (let wait = 10; wanted.length > 0; ) {
      const Keys = wanted.slice(0, KEYS_PER_READ);
      const { Responses, UnprocessedKeys } = await client.send(
        new BatchGetCommand({ RequestItems: { [table]: { Keys, ConsistentRead: true } } }),
      );
      items.push(...((Responses?.[table] ?? []) as EndpointItem[]));
      const left = (UnprocessedKeys?.[table]?.Keys ?? []) as ItemKey[];
      wanted = [...left, ...wanted.slice(KEYS_PER_READ)];
      if (left.length > 0) wait = await pauseAbout(wait);
    }
    return items;
  }

  /** Keys in an index, which follows the table within moments. */
  async function indexed(index: 'byUser' | 'byAddress', key: string): Promise<ItemKey[]> {
    const attribute = index === 'byUser' ? 'userKey' : 'addressKey';
    const keys: ItemKey[] = [];
    const pages = paginateQuery(
      { client },
      {
        TableName: table,
        IndexName: index,
        KeyConditionExpression: `${attribute} = :key`,
        ExpressionAttributeValues: { ':key': key },
      },
    );
    for await (const { Items = [] } of pages) keys.push(...(Items as ItemKey[]));
    return keys;
  }

  async function find(
    applicationId: string,
    { ids, userIds, addresses }: EndpointLookup,
  ): Promise<EndpointItem[]> {
    const userKeys = userIds.map((userId) => userIndexKey(applicationId, userId));
    const addressKeys = addresses.map(({ channelType, address }) =>
      addressIndexKey(applicationId, channelType, address),
    );
    const keys = ids.map((id) => itemKey(applicationId, id));
    const queries = [
      ...userKeys.map((key) => () => indexed('byUser', key)),
      ...addressKeys.map((key) => () => indexed('byAddress', key)),
    ];
    for (let first = 0; first < queries.length; first += QUERIES_AT_ONCE) {
      const answers = await Promise.all(
        queries.slice(first, first + QUERIES_AT_ONCE).map((query) => query()),
      );
      keys.push(...answers.flat());
    }
    const items = await read(keys);
    // What an index still names although it has moved on is none of what was asked for.
    const wanted = new Set([...keys.slice(0, ids.length).map(({ sk }) => sk), ...userKeys, ...addressKeys]);
    return items.filter((item) =>
      [item.sk, item.userKey, item.addressKey].some((name) => name !== undefined && wanted.has(name)),
    );
  }

  /** @returns the items as written */
  async function write(
    applicationId: string,
    found: readonly EndpointItem[],
    { put, remove }: EndpointChange,
    now: Date,
  ): Promise<EndpointItem[]> {
    const before = new Map(found.map((item) => [item.sk, item]));
    const items = put.map((endpoint) =>
      itemOf(endpoint, before.get(itemKey(applicationId, endpoint.Id).sk)?.revision ?? 0, now),
    );
    const removed = remove.flatMap((id) => before.get(itemKey(applicationId, id).sk) ?? []);
    const touched = new Set([...items, ...removed].map(({ sk }) => sk));
    if (touched.size === 0) return [];
    const unchanged = found.filter(({ sk }) => !touched.has(sk));
    const writes: TransactItem[] = [
      ...unchanged.map((item) => ({
        ConditionCheck: { TableName: table, Key: keyOf(item), ...asRead(item) },
      })),
      ...items.map((item) => ({ Put: { TableName: table, Item: item, ...asRead(before.get(item.sk)) } })),
      ...removed.map((item) => ({ Delete: { TableName: table, Key: keyOf(item), ...asRead(item) } })),
    ];
    for (let first = 0; first < writes.length; first += WRITES_PER_TRANSACTION) {
      const TransactItems = writes.slice(first, first + WRITES_PER_TRANSACTION);
      await client.send(new TransactWriteCommand({ TransactItems }));
    }
    return items;
  }

  return {
    read,
    find,

    /**
     * As `EndpointStore.change`, in one transaction. A change of more than 100 endpoints takes
     * several; if one of them fails for good the caller is told, and may ask for the whole again.
     */
    async change(
      applicationId: string,
      lookup: EndpointLookup,
      now: () => Date,
      decide: (found: readonly Endpoint[]) => EndpointChange,
    ): Promise<{ readonly change: EndpointChange; readonly items: readonly EndpointItem[] }> {
      for (let attempt = 1, wait = 10; ; attempt++) {
        const found = await find(applicationId, lookup);
        const change = decide(found.map(endpointOf));
        try {
          return { change, items: await write(applicationId, found, change, now()) };
        } catch (error) {
          if (!isConflict(error)) throw error;
          if (attempt === ATTEMPTS) {
            const message = `Endpoints of application ${applicationId} change too fast`;
            throw new PlatformError('Conflict', message, { ...lookup }, { cause: error });
          }
          wait = await pauseAbout(wait);
        }
      }
    },
  };
}

export type EndpointTable = ReturnType<typeof endpointTable>;

function keyOf({ pk, sk }: ItemKey): ItemKey {
  return { pk, sk };
}

/** The condition that an item is still as it was read. */
function asRead(item: EndpointItem | undefined) {
  if (!item) return { ConditionExpression: 'attribute_not_exists(pk)' };
  return {
    ConditionExpression: 'revision = :revision',
    ExpressionAttributeValues: { ':revision': item.revision },
  };
}

function isConflict(error: unknown): boolean {
  if (error instanceof ConditionalCheckFailedException) return true;
  if (!(error instanceof TransactionCanceledException)) return false;
  const codes = error.CancellationReasons?.map(({ Code }) => Code) ?? [];
  return codes.includes('ConditionalCheckFailed') || codes.includes('TransactionConflict');
}

/** Pauses, unevenly so that rivals do not meet again. @returns how long to pause next time */
async function pauseAbout(milliseconds: number): Promise<number> {
  await pause(milliseconds * (0.5 + Math.random()));
  return Math.min(milliseconds * 2, LONGEST_PAUSE_MS);
}
