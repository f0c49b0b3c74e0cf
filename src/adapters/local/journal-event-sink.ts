import { PlatformError } from '../../core/errors.ts';
import type { EventSink } from '../../ports/event-sink.ts';

/** The EventSink port on a journal beside the lake. */
export function journalEventSink(): EventSink {
  return {
    append: async () => {
      throw new PlatformError('Internal', 'Events cannot be stored yet');
    },
  };
}
