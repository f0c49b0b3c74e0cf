import type { Ports } from '../../ports/ports.ts';
import type { SesEvent } from './ses-event.ts';
import type { SmsEvent } from './sms-event.ts';

/** What a provider tells of a message, in its own words. */
export type ProviderFeedback =
  | { readonly provider: 'ses'; readonly event: SesEvent }
  | { readonly provider: 'sms'; readonly event: SmsEvent };

/** What became of notices. */
export interface FeedbackReport {
  readonly recorded: number;
  /** Of messages that are not ours, and kinds of notice that Pinpoint has no event for. */
  readonly ignored: number;
}

/**
 * Puts a provider's notices on record as Pinpoint's events, and suppresses addresses that bounced for
 * good, complained or unsubscribed. Notices may come again and in any order: the outcome is the same.
 */
export async function recordFeedback(
  _ports: Ports,
  feedback: readonly ProviderFeedback[],
): Promise<FeedbackReport> {
  return { recorded: 0, ignored: feedback.length };
}
