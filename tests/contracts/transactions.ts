import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';

type Write = NonNullable<TransactWriteCommandInput['TransactItems']>[number];
type Item = Record<string, unknown>;

/**
 * Teaches a client TransactWriteItems, which dynalite does not know: transactions take turns, look
 * at all their conditions, and write only when each holds. Only the conditions that our adapter uses
 * are known. `tests/aws` runs the same contract where transactions are real.
 */
export function withTransactions(client: DynamoDBDocumentClient): DynamoDBDocumentClient {
  let last: Promise<unknown> = Promise.resolve();
  const send = (command: unknown, ...rest: unknown[]) => {
    if (!(command instanceof TransactWriteCommand)) return client.send(command as never, ...(rest as []));
    const turn = last.then(() => transact(client, command.input.TransactItems ?? []));
    last = turn.catch(() => undefined);
    return turn;
  };
  return new Proxy(client, {
    get: (target, name) => (name === 'send' ? send : Reflect.get(target, name)),
  });
}

async function transact(client: DynamoDBDocumentClient, writes: readonly Write[]): Promise<object> {
  if (writes.length > 100) throw new Error(`A transaction takes 100 writes, not ${writes.length}`);
  const keys = writes.map((write) => JSON.stringify(keyOf(write)));
  if (new Set(keys).size < keys.length) throw new Error('A transaction touches an item once');
  const codes = await Promise.all(
    writes.map(async (write) => ((await holds(client, write)) ? 'None' : REFUSED)),
  );
  if (codes.includes(REFUSED)) {
    throw new TransactionCanceledException({
      $metadata: {},
      message: 'Transaction cancelled',
      CancellationReasons: codes.map((Code) => ({ Code })),
    });
  }
  for (const { Put, Delete } of writes) {
    if (Put) await client.send(new PutCommand({ TableName: Put.TableName, Item: Put.Item }));
    if (Delete) await client.send(new DeleteCommand({ TableName: Delete.TableName, Key: Delete.Key }));
  }
  return {};
}

const REFUSED = 'ConditionalCheckFailed';

function keyOf({ Put, Delete, ConditionCheck }: Write): Item {
  const { pk, sk } = Put?.Item ?? Delete?.Key ?? ConditionCheck?.Key ?? {};
  return { pk, sk };
}

async function holds(client: DynamoDBDocumentClient, write: Write): Promise<boolean> {
  const { TableName, ConditionExpression, ExpressionAttributeValues } = (write.Put ??
    write.Delete ??
    write.ConditionCheck) as {
    TableName: string;
    ConditionExpression: string;
    ExpressionAttributeValues?: Item;
  };
  const { Item } = await client.send(new GetCommand({ TableName, Key: keyOf(write), ConsistentRead: true }));
  if (ConditionExpression === 'attribute_not_exists(pk)') return Item === undefined;
  if (ConditionExpression === 'revision = :revision') {
    return Item?.revision === ExpressionAttributeValues?.[':revision'];
  }
  throw new Error(`The condition ${ConditionExpression} is not known here`);
}
