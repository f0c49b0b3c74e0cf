import type { OutgoingMessage } from '../../core/messages/outgoing.ts';
import type { Channel, Handover } from '../../ports/channels.ts';
import { failureOf } from './sending-failure.ts';

/** Requests under way at one time: what one function's connections to a service carry well. */
export const REQUESTS_AT_ONCE = 25;

/** A channel whose service takes one message a request. */
export function eachMessage(tracks: boolean, send: (message: OutgoingMessage) => Promise<Handover>): Channel {
  return {
    window: REQUESTS_AT_ONCE,
    idempotent: false, // no service of AWS takes a token of ours with a message
    tracks,
    send: (messages) =>
      Promise.all(messages.map((message) => send(message).catch((error: unknown) => failureOf(error)))),
  };
}

/** The content of a message given to the channel of its kind. @throws Error for another kind */
export function contentOf<K extends OutgoingMessage['content']['kind']>(
  { messageId, content }: OutgoingMessage,
  kind: K,
): Extract<OutgoingMessage['content'], { kind: K }> {
  if (content.kind !== kind) throw new Error(`Message ${messageId} is of kind ${content.kind}, not ${kind}`);
  return content as Extract<OutgoingMessage['content'], { kind: K }>;
}
