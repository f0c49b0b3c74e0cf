import type { Ports } from '../../ports/ports.ts';
import { suppress } from '../suppression/suppression.ts';
import { type InboundText, stopTexts } from './inbound-text.ts';
import type { SesEvent } from './ses-event.ts';
import { sesOutcome } from './ses-feedback.ts';
import type { SmsEvent } from './sms-event.ts';
import { smsOutcome } from './sms-feedback.ts';

/** What a provider tells of a message, in its own words. */
export type MessageFeedback =
  | { readonly provider: 'ses'; readonly event: SesEvent }
  | { readonly provider: 'sms'; readonly event: SmsEvent };

/** The same, or a text message that somebody sent to one of our numbers. */
export type ProviderFeedback = MessageFeedback | { readonly provider: 'inbound'; readonly text: InboundText };

/** What became of notices. */
export interface FeedbackReport {
  readonly recorded: number;
  /** Of messages that are not ours, and kinds of notice that Pinpoint has no event for. */
  readonly ignored: number;
}

/**
 * Puts a provider's notices on record as Pinpoint's events, and suppresses addresses that bounced for
 * good, complained or unsubscribed. Notices may come again and in any order: the outcome is the same.
 * Addresses are suppressed first, so that a notice which is delivered again after a fault loses nothing.
 */
export async function recordFeedback(
  ports: Ports,
  feedback: readonly ProviderFeedback[],
): Promise<FeedbackReport> {
  const outcomes = feedback.flatMap((notice) => {
    if (notice.provider === 'inbound') return [];
    const { provider, event } = notice;
    return (provider === 'ses' ? sesOutcome(ports, event) : smsOutcome(ports, event)) ?? [];
  });
  let recorded = outcomes.length;
  for (const notice of feedback) {
    if (notice.provider === 'inbound' && (await stopTexts(ports, notice.text))) recorded += 1;
  }
  for (const { applicationId, suppressions } of outcomes) {
    for (const suppression of suppressions) await suppress(ports, applicationId, suppression);
  }
  if (outcomes.length > 0) await ports.events.append(outcomes.map(({ event }) => event));
  return { recorded, ignored: feedback.length - recorded };
}
