import type { Ports } from '../../ports/ports.ts';
import type { DecidedMessage } from '../events/engine-events.ts';
import { askRecommender, type Recommendation } from '../recommenders/recommend.ts';
import { type BatchComposers, isComposer } from './batch-composers.ts';
import type { Group } from './group.ts';

/**
 * Asks the recommenders of the templates that a group's messages are made with.
 * @returns an answer for each message whose template has one; `undefined` when none has
 */
export async function recommendationsOf(
  ports: Ports,
  composers: BatchComposers,
  { messages, outcomes }: Pick<Group, 'messages' | 'outcomes'>,
): Promise<Map<DecidedMessage, Recommendation> | undefined> {
  const asked = new Map<string, DecidedMessage[]>();
  for (const [place, message] of messages.entries()) {
    if (outcomes[place] !== undefined) continue;
    const composer = composers.known(message) ?? (await composers.compile(message));
    if (!isComposer(composer) || composer.recommenderId === undefined) continue;
    const others = asked.get(composer.recommenderId);
    if (others) others.push(message);
    else asked.set(composer.recommenderId, [message]);
  }
  if (asked.size === 0) return undefined;
  const answers = new Map<DecidedMessage, Recommendation>();
  for (const [recommenderId, group] of asked) {
    const recipients = group.map(({ endpoint_id: id, endpoint }) => ({ id, endpoint }));
    const answered = await askRecommender(ports, recommenderId, recipients);
    for (const message of group) answers.set(message, answered.get(message.endpoint_id) as Recommendation);
  }
  return answers;
}
