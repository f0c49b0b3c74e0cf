import { FirehoseClient } from '@aws-sdk/client-firehose';
import { changeLines, type StreamRecord, sendChanges } from '../adapters/aws/endpoint-change-stream.ts';

/** Lambda's answer for a stream: from where to come again; nothing when all was taken. */
export interface StreamAnswer {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/**
 * Sends the changes of endpoints in a batch of the table's stream on their way into the lake.
 * @param env the function's environment; `TOUCHPOINT_CHANGE_STREAM` names the delivery stream
 */
export function awsEndpointStream(env: Readonly<Record<string, string | undefined>>) {
  const client = new FirehoseClient({});
  const streamName = env.TOUCHPOINT_CHANGE_STREAM;
  if (!streamName) throw new Error('TOUCHPOINT_CHANGE_STREAM is not set');
  return async (records: readonly StreamRecord[]): Promise<StreamAnswer> => {
    const failed = await sendChanges(client, streamName, changeLines(records));
    return { batchItemFailures: failed === undefined ? [] : [{ itemIdentifier: failed }] };
  };
}
