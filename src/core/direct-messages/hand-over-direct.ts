import type { Handover } from '../../ports/channels.ts';
import type { Ports } from '../../ports/ports.ts';
import { answersOf } from '../messages/hand-over.ts';
import type { OutgoingMessage } from '../messages/outgoing.ts';

/**
 * Hands each message over once, each kind to its channel, never more at a time than the channel takes.
 * @returns answers by message id
 */
export async function handOverDirect(
  { channels }: Pick<Ports, 'channels'>,
  messages: readonly OutgoingMessage[],
): Promise<Map<string, Handover>> {
  const answers = new Map<string, Handover>();
  const byKind = Map.groupBy(messages, ({ content }) => content.kind);
  await Promise.all(
    [...byKind].map(async ([kind, all]) => {
      const { window } = channels[kind];
      for (let from = 0; from < all.length; from += window) {
        const group = all.slice(from, from + window);
        const answered = await answersOf(channels[kind].send(group));
        for (const [index, { messageId }] of group.entries()) answers.set(messageId, answered(index));
      }
    }),
  );
  return answers;
}
