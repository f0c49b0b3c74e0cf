import type { MessageFeedback } from '../core/feedback/feedback.ts';
import { simulatedFeedback } from '../core/feedback/simulator.ts';
import type { AcceptedMessage } from '../ports/channels.ts';

/**
 * What can be told of a message that an SMTP server took: that it was sent, and, as long as nobody tells
 * otherwise, that it was delivered there. Bounces come back to the sender's own mailbox (`mail-report.ts`).
 */
export function smtpFeedback(accepted: AcceptedMessage): MessageFeedback[] {
  return simulatedFeedback(accepted).flatMap((notice): MessageFeedback[] => {
    if (notice.provider !== 'ses') return [];
    const { event } = notice;
    if (event.eventType === 'Send') return [notice];
    if (event.eventType !== 'Delivery' || !event.delivery) return [];
    const { timestamp, recipients } = event.delivery;
    return [{ provider: 'ses', event: { ...event, delivery: { timestamp, recipients } } }];
  });
}
