import type { ProviderFeedback } from '../core/feedback/feedback.ts';
import { simulatedFeedback } from '../core/feedback/simulator.ts';
import type { AcceptedMessage } from '../ports/channels.ts';

/**
 * What can be told of a message that an SMTP server took: that it was sent, and, since nobody will
 * ever tell more, that it was delivered there. Bounces come back to the sender's own mailbox.
 */
export function smtpFeedback(accepted: AcceptedMessage): ProviderFeedback[] {
  return simulatedFeedback(accepted).flatMap((notice): ProviderFeedback[] => {
    if (notice.provider !== 'ses') return [];
    const { event } = notice;
    if (event.eventType === 'Send') return [notice];
    if (event.eventType !== 'Delivery' || !event.delivery) return [];
    const { timestamp, recipients } = event.delivery;
    return [{ provider: 'ses', event: { ...event, delivery: { timestamp, recipients } } }];
  });
}
