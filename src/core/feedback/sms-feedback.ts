import type { Ports } from '../../ports/ports.ts';
import { tagsOfContext } from '../channels/provider-tags.ts';
import { type SmsFeedback, smsEvent } from '../events/feedback-events.ts';
import type { FeedbackOutcome } from './ses-feedback.ts';
import type { SmsEvent } from './sms-event.ts';
import { traceOfTags } from './trace-tags.ts';

const TEXT = 'TEXT_';
/** Not yet decided: the carrier has it, or is to get it. */
const UNDER_WAY = ['QUEUED', 'PENDING', 'SENT'];
const DELIVERED = ['SUCCESSFUL', 'DELIVERED'];
/** The recipient answered with the keyword that stops messages, and the provider keeps the list. */
const OPTED_OUT = 'OPTED_OUT';
const MILLICENTS_PER_DOLLAR = 100_000;

/** @returns `undefined` for a message that is not ours, and for events of other kinds than texts' */
export function smsOutcome(ports: Pick<Ports, 'stage'>, event: SmsEvent): FeedbackOutcome | undefined {
  const trace = traceOfTags(tagsOfContext(event.context));
  if (!trace || !event.eventType.startsWith(TEXT)) return undefined;
  const feedback = feedbackOf(event);
  const at = feedback.at;
  const optedOut = feedback.recordStatus === OPTED_OUT;
  return {
    applicationId: trace.application_id,
    event: smsEvent(ports, trace, feedback),
    suppressions: optedOut
      ? [{ channelType: 'SMS', address: event.destinationPhoneNumber, reason: 'OPT_OUT', at }]
      : [],
  };
}

function feedbackOf(event: SmsEvent): SmsFeedback {
  const status = event.messageStatus ?? event.eventType.slice(TEXT.length);
  const { totalMessagePrice, totalCarrierFee } = event;
  const price = totalMessagePrice === undefined ? undefined : totalMessagePrice + (totalCarrierFee ?? 0);
  return {
    kind: kindOf(status),
    at: new Date(event.eventTimestamp),
    recordStatus: UNDER_WAY.includes(status) ? 'PENDING' : status,
    providerMessageId: event.messageId,
    messageType: event.messageType === 'PROMOTIONAL' ? 'Promotional' : 'Transactional',
    originationNumber: event.originationPhoneNumber,
    destinationNumber: event.destinationPhoneNumber,
    countryCode: event.isoCountryCode,
    parts: event.totalMessageParts,
    ...(price !== undefined && { priceMillicents: Math.round(price * MILLICENTS_PER_DOLLAR) }),
  };
}

function kindOf(status: string): SmsFeedback['kind'] {
  if (UNDER_WAY.includes(status)) return 'BUFFERED';
  if (DELIVERED.includes(status)) return 'SUCCESS';
  return status === OPTED_OUT ? 'OPTOUT' : 'FAILURE';
}
