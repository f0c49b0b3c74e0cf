import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REQUESTS_AT_ONCE } from '../../src/adapters/aws/each-message.ts';
import { TURN_MS } from '../../src/core/messages/send-chunk.ts';

/* What the model takes from the product itself: its files and constants. */

const ROOT = join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
function numberIn(file: string, pattern: RegExp): number {
  const found = pattern.exec(read(file))?.[1];
  if (found === undefined) throw new Error(`${file} has nothing like ${pattern}`);
  return Number(found);
}

export const DAYS = 30;
export const MINUTES = DAYS * 24 * 60;

/** `journeyMinutes` of the stack (serverless.yml). */
export const JOURNEY_MINUTES = numberIn('serverless.yml', /journeyMinutes: (\d+)/);
/** How often a campaign that answers events looks for them (src/core/campaigns/listening.ts). */
export const LISTEN_MINUTES = 1;
/** Of the clock (resources/clock.yml). */
export const CLOCK_MINUTES = numberIn('resources/clock.yml', /rate\((\d+) minute/);
/** `eventSeconds` of the stack: for so long Firehose gathers events before it writes a file. */
export const EVENT_SECONDS = numberIn('serverless.yml', /eventSeconds: (\d+)/);
/** The same of changes of endpoints. */
export const CHANGE_SECONDS = numberIn('resources/event-streams.yml', /IntervalInSeconds: (\d+)/);
export const BUFFER_BYTES = numberIn('resources/event-streams.yml', /SizeInMBs: (\d+)/) * 1024 ** 2;
/** Changes of endpoints that one function takes. */
export const CHANGES_A_BATCH = numberIn('functions/endpoint-stream/function.yml', /batchSize: (\d+)/);
export const CHUNKS_AT_ONCE = numberIn(
  'stepfunctions/deliver.yml',
  /SendChunks:[\s\S]*?MaxConcurrency: (\d+)/,
);
export const MESSAGES_A_GROUP = REQUESTS_AT_ONCE;
export const TURN_SECONDS = TURN_MS / 1000;

/** GB that a function has. */
export function memoryOf(name: string): number {
  const own = /^memorySize: (\d+)/m.exec(read(`functions/${name}/function.yml`))?.[1];
  return Number(own ?? numberIn('resources/provider.yml', /^memorySize: (\d+)/m)) / 1024;
}

/** Statements that a tick of a journey runs, beside the merge of endpoints (src/core/journeys/ticks.ts, finish-batch.ts). */
export const TICK_STATEMENTS = [
  'entry counts',
  'moves',
  'messages',
  'rows',
  'audience',
  'due',
  'open runs',
] as const;
/** And a run of a campaign (src/core/campaigns/runs.ts). */
export const RUN_STATEMENTS = ['decision', 'rows', 'audience'] as const;
/** Transitions of a deliver execution: Decide, Chunk, SendChunks, Finish; and of a turn of a chunk: Send, IsFinished, AwaitTurn. */
export const EXECUTION_TRANSITIONS = 4;
export const TURN_TRANSITIONS = 3;

/**
 * Bytes of Parquet a row, by the columns that are read, measured on two million generated events, messages and endpoints
 * (bench/generated-events.ts) written by DuckDB with Snappy.
 */
export const BYTES = {
  event: 166,
  /** Message, endpoint, type, origin and arrival. */
  eventOfReport: 35,
  /** Endpoint, journey, activity, type and arrival. */
  eventOfJourney: 30,
  message: 104,
  endpoint: 150, // 76 generated, without attributes; with ten of them about so much
  endpointKeys: 67,
  /** Id, channel, address, opt-out, status, user. */
  endpointOfSending: 60,
  endpointOfSegment: 60,
  transition: 90,
} as const;
