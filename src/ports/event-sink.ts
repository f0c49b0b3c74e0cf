import type { StoredEvent } from '../core/events/event-record.ts';

/** Appends to the lake's `events`. What is in the table counts once per `event_id`, for every reader that asks so. */
export interface EventSink {
  /**
   * Resolves when the events are durable: a crash right after loses none. Locally they are in the
   * table for the next query; on AWS Firehose brings them there within about a minute
   * (`Ports.stage.eventLagSeconds`).
   * @throws PlatformError `Throttled` when the stream asks to slow down; nothing may be assumed stored
   */
  append(events: readonly StoredEvent[]): Promise<void>;
}
