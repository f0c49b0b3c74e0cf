import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { PlatformError } from '../../core/errors.ts';
import type { Clock } from '../../ports/clock.ts';
import {
  type Document,
  type DocumentKey,
  type DocumentStore,
  MAX_DOCUMENT_BYTES,
  type PutOptions,
  type QueryOptions,
} from '../../ports/document-store.ts';

/**
 * A document as an item of the stage's one table. `json` is text, since DynamoDB's numbers do not
 * reach as far as JSON's. `goneAt` (epoch milliseconds) is what readers obey; `expiresAt` (epoch
 * seconds, rounded up) is the table's TTL attribute, which removes the item some time later.
 */
interface DocumentItem {
  readonly pk: string;
  readonly sk: string;
  readonly json: string;
  readonly version: number;
  readonly goneAt?: number;
  readonly expiresAt?: number;
}

const DEFAULT_LIMIT = 1000;
const NOT_EXPIRED = '(attribute_not_exists(goneAt) OR goneAt > :now)';

/** Documents in the stage's DynamoDB table; reads are strongly consistent. */
export function dynamoDbDocumentStore(
  client: DynamoDBDocumentClient,
  table: string,
  clock: Clock,
): DocumentStore {
  const now = () => clock.now().getTime();

  async function put<T>(key: DocumentKey, value: T, options: PutOptions = {}): Promise<number> {
    const json = JSON.stringify(value);
    const bytes = Buffer.byteLength(json);
    if (bytes > MAX_DOCUMENT_BYTES) {
      const name = `${key.partition} ${key.sort}`;
      throw new PlatformError(
        'PayloadTooLarge',
        `Document ${name} has ${bytes} bytes; ${MAX_DOCUMENT_BYTES} fit`,
      );
    }
    if (options.ifVersion === 'absent') return create(key, json, options);
    if (options.ifVersion !== undefined) return replace(key, json, options);
    return replace(key, json, options).catch((error: unknown) => {
      if (!isConflict(error)) throw error;
      return create(key, json, options).catch((refused: unknown) => {
        if (isConflict(refused)) return put(key, value, options); // someone else created it meanwhile
        throw refused;
      });
    });
  }

  const create = (key: DocumentKey, json: string, options: PutOptions) =>
    write(key, json, options, '(attribute_not_exists(pk) OR goneAt <= :now)', ':one', { ':one': 1 });

  const replace = (key: DocumentKey, json: string, { ifVersion, expiresAt }: PutOptions) => {
    const held = ifVersion === undefined ? 'attribute_exists(pk)' : 'version = :held';
    const values = { ':one': 1, ...(ifVersion !== undefined && { ':held': ifVersion }) };
    return write(key, json, { expiresAt }, `${held} AND ${NOT_EXPIRED}`, 'version + :one', values);
  };

  async function write(
    key: DocumentKey,
    json: string,
    { expiresAt }: PutOptions,
    condition: string,
    version: string,
    values: Record<string, unknown>,
  ): Promise<number> {
    const until = expiresAt?.getTime();
    const expiry =
      until === undefined ? 'REMOVE goneAt, expiresAt' : ', goneAt = :goneAt, expiresAt = :expiresAt';
    const command = new UpdateCommand({
      TableName: table,
      Key: itemKey(key),
      ConditionExpression: condition,
      UpdateExpression: `SET json = :json, version = ${version} ${expiry}`,
      ExpressionAttributeValues: {
        ':json': json,
        ':now': now(),
        ...values,
        ...(until !== undefined && { ':goneAt': until, ':expiresAt': Math.ceil(until / 1000) }),
      },
      ReturnValues: 'UPDATED_NEW',
    });
    const { Attributes } = await client.send(command).catch(throwConflict(key));
    return (Attributes?.version as number | undefined) ?? 1; // emulators leave out what came to be as it was
  }

  return {
    async get<T>(key: DocumentKey) {
      const { Item } = await client.send(
        new GetCommand({ TableName: table, Key: itemKey(key), ConsistentRead: true }),
      );
      const item = Item as DocumentItem | undefined;
      return item && isLive(item, now()) ? asDocument<T>(key.partition, item) : undefined;
    },

    put,

    async delete(key, { ifVersion } = {}) {
      const condition =
        ifVersion === undefined
          ? {}
          : {
              ConditionExpression: `version = :held AND ${NOT_EXPIRED}`,
              ExpressionAttributeValues: { ':held': ifVersion, ':now': now() },
            };
      await client
        .send(new DeleteCommand({ TableName: table, Key: itemKey(key), ...condition }))
        .catch(throwConflict(key));
    },

    async query<T>(partition: string, sortPrefix: string, options: QueryOptions = {}) {
      const { limit = DEFAULT_LIMIT, after, descending = false } = options;
      const start = startBehind(sortPrefix, after, descending);
      if (start === 'past the end') return [];
      const found: Document<T>[] = [];
      let from: Record<string, unknown> | undefined =
        start === undefined ? undefined : itemKey({ partition, sort: start });
      do {
        const { Items = [], LastEvaluatedKey } = await client.send(
          new QueryCommand({
            TableName: table,
            KeyConditionExpression: `pk = :pk${sortPrefix && ' AND begins_with(sk, :prefix)'}`,
            ExpressionAttributeValues: {
              ':pk': itemKey({ partition, sort: '' }).pk,
              ...(sortPrefix && { ':prefix': sortPrefix }),
            },
            ScanIndexForward: !descending,
            ConsistentRead: true,
            Limit: limit - found.length,
            ExclusiveStartKey: from,
          }),
        );
        const live = (Items as DocumentItem[]).filter((item) => isLive(item, now()));
        found.push(...live.map((item) => asDocument<T>(partition, item)));
        from = LastEvaluatedKey;
      } while (from && found.length < limit);
      return found;
    },
  };
}

/** The prefix keeps documents apart from the endpoints, which live in the same table. */
const PARTITION_PREFIX = 'document#';

function itemKey({ partition, sort }: DocumentKey): { pk: string; sk: string } {
  return { pk: PARTITION_PREFIX + partition, sk: sort };
}

/** DynamoDB refuses to start outside the range that it is asked for, so that is settled here. */
function startBehind(prefix: string, after: string | undefined, descending: boolean) {
  if (after === undefined || after.startsWith(prefix)) return after;
  const isBefore = Buffer.compare(Buffer.from(after), Buffer.from(prefix)) < 0;
  return isBefore === descending ? 'past the end' : undefined;
}

function isLive(item: DocumentItem, now: number): boolean {
  return item.goneAt === undefined || item.goneAt > now;
}

function asDocument<T>(partition: string, item: DocumentItem): Document<T> {
  return { key: { partition, sort: item.sk }, value: JSON.parse(item.json) as T, version: item.version };
}

function isConflict(error: unknown): boolean {
  return error instanceof PlatformError && error.code === 'Conflict';
}

function throwConflict(key: DocumentKey): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    const message = `Document ${key.partition} ${key.sort} is not at the expected version`;
    throw new PlatformError('Conflict', message, { ...key }, { cause: error });
  };
}
