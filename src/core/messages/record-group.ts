import type { Ports } from '../../ports/ports.ts';
import { customDeliveredEvent, quietTimeOverEvent, sendEvent } from '../events/engine-events.ts';
import type { StoredEvent } from '../events/event-record.ts';
import { renderingFailureEvent } from '../events/feedback-events.ts';
import type { MessageBatch } from './batch.ts';
import { traceOf } from './compose-group.ts';
import type { Group } from './group.ts';
import { insist } from './insist.ts';
import { asSendOutcome, type Outcome } from './outcome.ts';

/**
 * Appends the events of a group whose outcomes are all known. Their ids follow from the messages, so
 * that events appended twice count once.
 */
export async function recordGroup(
  ports: Ports,
  batch: MessageBatch,
  { messages, outcomes }: Pick<Group, 'messages' | 'outcomes'>,
): Promise<void> {
  const events: StoredEvent[] = [];
  const { kind } = batch.origin;
  for (const [place, message] of messages.entries()) {
    const outcome = outcomes[place] as Outcome;
    if (message.waited) events.push(quietTimeOverEvent(ports, batch, message));
    events.push(sendEvent(ports, batch, message, asSendOutcome(outcome, kind, message.channel_type)));
    if (kind === 'journey' && outcome.status === 'SUCCESS' && outcome.deliveryType === 'CUSTOM') {
      events.push(customDeliveredEvent(ports, batch, message, outcome.answered ?? {}));
    }
    if (outcome.unrendered && message.channel_type === 'EMAIL') {
      const failure = { at: ports.clock.now(), error: outcome.detail ?? '' };
      events.push(renderingFailureEvent(ports, traceOf(batch, message), failure));
    }
  }
  await insist(ports, () => ports.events.append(events));
}
