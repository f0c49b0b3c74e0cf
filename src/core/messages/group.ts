import type { DecidedMessage } from '../events/engine-events.ts';
import type { Outcome } from './outcome.ts';
import type { OutgoingMessage } from './outgoing.ts';

/** Lines of a chunk that are handed over together: `[from, from + messages.length)`. */
export interface Group {
  readonly from: number;
  readonly messages: readonly DecidedMessage[];
  /** One a message, where it is known. */
  readonly outcomes: (Outcome | undefined)[];
  /** What is handed over, of messages without an outcome; emptied when all of it was. */
  readonly outgoing: (OutgoingMessage | undefined)[];
}

export const endOf = ({ from, messages }: Group): number => from + messages.length;

/** Places of messages without an outcome. */
export function pendingOf({ outcomes }: Group): number[] {
  const pending: number[] = [];
  outcomes.forEach((outcome, place) => {
    if (outcome === undefined) pending.push(place);
  });
  return pending;
}
