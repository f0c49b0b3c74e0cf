import {
  type FirehoseClient,
  PutRecordBatchCommand,
  type PutRecordBatchCommandOutput,
} from '@aws-sdk/client-firehose';
import { PlatformError } from '../../core/errors.ts';
import type { EventSink } from '../../ports/event-sink.ts';
import { firehoseRequests } from './firehose-requests.ts';

export interface FirehoseEventSinkOptions {
  readonly client: FirehoseClient;
  readonly streamName: string;
  /** Waits between attempts. */
  pause(milliseconds: number): Promise<void>;
}

/** Firehose takes no more bytes in one request (4 MiB). */
export const BYTES_PER_REQUEST = 4 * 1024 * 1024;
/** One record may have no more: 1,000 KiB. */
const BYTES_PER_RECORD = 1000 * 1024;
/** Attempts at a record; the waits between them double from the first, to six seconds in all. */
const ATTEMPTS = 7;
const FIRST_WAIT_MS = 100;
/** What Firehose answers when it asks to slow down, of a whole request. */
const BUSY = new Set(['ServiceUnavailableException', 'ThrottlingException', 'LimitExceededException']);

/** The EventSink port on Firehose, which makes Parquet of the records (resources/event-streams.yml). */
export function firehoseEventSink(options: FirehoseEventSinkOptions): EventSink {
  return {
    async append(events) {
      const records = events.map((event) => Buffer.from(`${JSON.stringify(event)}\n`));
      const tooLarge = records.findIndex(({ byteLength }) => byteLength > BYTES_PER_RECORD);
      if (tooLarge >= 0) {
        throw new PlatformError(
          'BadRequest',
          `Event ${events[tooLarge]?.event_id} has ${records[tooLarge]?.byteLength} bytes; at most ${BYTES_PER_RECORD} are allowed`,
        );
      }
      const requests = firehoseRequests(records, ({ byteLength }) => byteLength, BYTES_PER_REQUEST);
      for (const request of requests) await send(options, request);
    },
  };
}

/** Sends records until all are taken: again only those that were refused. */
async function send(
  { client, streamName, pause }: FirehoseEventSinkOptions,
  request: readonly Buffer[],
): Promise<void> {
  let waiting = request;
  for (let attempt = 1; ; attempt++) {
    const Records = waiting.map((Data) => ({ Data }));
    const answer = await client
      .send(new PutRecordBatchCommand({ DeliveryStreamName: streamName, Records }))
      .catch((error) => {
        throw BUSY.has(error.name)
          ? new PlatformError('Throttled', `Firehose is busy: ${error.message}`, {}, { cause: error })
          : error;
      });
    const refused = refusedOf(answer, waiting);
    if (refused.length === 0) return;
    if (attempt === ATTEMPTS) {
      throw new PlatformError(
        'Throttled',
        `Firehose did not take ${refused.length} of ${request.length} events`,
      );
    }
    waiting = refused;
    await pause(FIRST_WAIT_MS * 2 ** (attempt - 1));
  }
}

function refusedOf(
  { FailedPutCount, RequestResponses = [] }: PutRecordBatchCommandOutput,
  sent: readonly Buffer[],
) {
  if (FailedPutCount === 0) return [];
  if (RequestResponses.length !== sent.length) {
    throw new PlatformError(
      'Internal',
      `Firehose answered ${RequestResponses.length} of ${sent.length} records`,
    );
  }
  return sent.filter((_, index) => RequestResponses[index]?.ErrorCode !== undefined);
}
