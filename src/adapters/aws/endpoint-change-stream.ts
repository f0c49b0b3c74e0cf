import { type FirehoseClient, PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import { PlatformError } from '../../core/errors.ts';
import { changeLine, type EndpointItem } from './endpoint-items.ts';
import { firehoseRequests } from './firehose-requests.ts';

/** An item as the table's stream has it, in DynamoDB's typed JSON. */
export interface StreamImage {
  readonly json?: { readonly S?: string };
  readonly revision?: { readonly N?: string };
}

/** A record of the table's stream, as far as it is needed. */
export interface StreamRecord {
  readonly eventName?: string;
  readonly dynamodb?: {
    readonly SequenceNumber?: string;
    readonly NewImage?: StreamImage;
    readonly OldImage?: StreamImage;
  };
}

/** Firehose takes no more bytes in one request: 4 MiB, with room for the request itself. */
const BYTES_PER_REQUEST = 3_500_000;

/** A row of `endpoint_changes` and the place in the stream that it comes from. */
export interface ChangeLine {
  readonly sequence: string;
  readonly line: string;
}

/** Rows for the changes of endpoints among the records; other items have none. */
export function changeLines(records: readonly StreamRecord[]): ChangeLine[] {
  return records.flatMap(({ eventName, dynamodb = {} }) => {
    const removed = eventName === 'REMOVE';
    const image = removed ? dynamodb.OldImage : dynamodb.NewImage;
    if (image?.json?.S === undefined || image.revision?.N === undefined) return [];
    const item = { json: image.json.S, revision: Number(image.revision.N) } as EndpointItem;
    return [{ sequence: dynamodb.SequenceNumber ?? '', line: changeLine(item, removed) }];
  });
}

/**
 * Sends rows to the delivery stream, in order.
 * @returns the first place in the stream that was not taken; Lambda then comes again from there.
 *   What was taken behind it comes twice, which the revision makes harmless
 */
export async function sendChanges(
  client: FirehoseClient,
  streamName: string,
  lines: readonly ChangeLine[],
): Promise<string | undefined> {
  for (const request of requestsOf(lines)) {
    const Records = request.map(({ line }) => ({ Data: Buffer.from(`${line}\n`) }));
    const answer = await client.send(new PutRecordBatchCommand({ DeliveryStreamName: streamName, Records }));
    const results = answer.RequestResponses ?? [];
    if (results.length !== request.length) {
      throw new PlatformError('Internal', `Firehose answered ${results.length} of ${request.length} records`);
    }
    const refused = results.findIndex(({ ErrorCode }) => ErrorCode !== undefined);
    if (refused >= 0) return request[refused]?.sequence;
  }
  return undefined;
}

/** Cuts rows into requests that Firehose takes. */
export function requestsOf(lines: readonly ChangeLine[]): ChangeLine[][] {
  return firehoseRequests(lines, ({ line }) => Buffer.byteLength(line) + 1, BYTES_PER_REQUEST);
}
