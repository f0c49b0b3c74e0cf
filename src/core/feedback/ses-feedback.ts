import type { Ports } from '../../ports/ports.ts';
import { tagsOfSes } from '../channels/provider-tags.ts';
import type { StoredEvent } from '../events/event-record.ts';
import {
  type EmailFeedback,
  emailEvent,
  type MessageTrace,
  renderingFailureEvent,
  type SentMail,
} from '../events/feedback-events.ts';
import type { NewSuppression } from '../suppression/suppression.ts';
import type { SesEvent, SesRecipient } from './ses-event.ts';
import { traceOfTags } from './trace-tags.ts';

/** What one notice leads to. */
export interface FeedbackOutcome {
  readonly applicationId: string;
  readonly event: StoredEvent;
  readonly suppressions: readonly NewSuppression[];
}

/** Of `link_tags`: the recipient followed the link that unsubscribes (pinpoint-events-kpis.md 1.5). */
export const UNSUBSCRIBE_LINK_TAG = 'unsubscribeLinkTag';

/**
 * @returns `undefined` for a mail that is not ours, and for kinds that Pinpoint has no event for
 *   (delays of a mail that SES still tries to deliver)
 */
export function sesOutcome(ports: Pick<Ports, 'stage'>, event: SesEvent): FeedbackOutcome | undefined {
  const trace = traceOfTags(tagsOfSes(event.mail.tags));
  const stored = trace && recordOf(ports, trace, event);
  if (!trace || !stored) return undefined;
  return {
    applicationId: trace.application_id,
    event: stored,
    suppressions: suppressionsOf(event),
  };
}

function recordOf(
  ports: Pick<Ports, 'stage'>,
  trace: MessageTrace,
  event: SesEvent,
): StoredEvent | undefined {
  if (event.eventType === 'Rendering Failure') {
    const error = event.failure?.errorMessage ?? 'SES could not render the template';
    return renderingFailureEvent(ports, trace, { at: new Date(event.mail.timestamp), error });
  }
  const feedback = feedbackOf(event);
  return feedback && emailEvent(ports, trace, mailOf(event), feedback);
}

/** Pinpoint's facets have SES's members in other words. */
function feedbackOf({ eventType, mail, ...event }: SesEvent): EmailFeedback | undefined {
  const { delivery, bounce, complaint, open, click, reject, subscription } = event;
  if (eventType === 'Send') return { kind: 'send', at: new Date(mail.timestamp) };
  if (eventType === 'Reject') {
    return { kind: 'rejected', at: new Date(mail.timestamp), reject: given({ reason: reject?.reason }) };
  }
  if (delivery) return deliveredOf(delivery);
  if (bounce) return bouncedOf(bounce);
  if (complaint) return complainedOf(complaint);
  if (open) return { kind: 'open', at: new Date(open.timestamp), open: visitorOf(open) };
  if (click) return clickedOf(click);
  if (subscription) return unsubscribedOf(subscription);
  return undefined;
}

function deliveredOf(delivery: NonNullable<SesEvent['delivery']>): EmailFeedback {
  return {
    kind: 'delivered',
    at: new Date(delivery.timestamp),
    delivery: given({
      smtp_response: delivery.smtpResponse,
      reporting_mta: delivery.reportingMTA,
      recipients: delivery.recipients && [...delivery.recipients],
      processing_time_millis: delivery.processingTimeMillis,
    }),
  };
}

function bouncedOf(bounce: NonNullable<SesEvent['bounce']>): EmailFeedback {
  return {
    kind: isHard(bounce) ? 'hardbounce' : 'softbounce',
    at: new Date(bounce.timestamp),
    bounce: {
      bounce_type: bounce.bounceType,
      bounce_sub_type: bounce.bounceSubType,
      bounced_recipients: bounce.bouncedRecipients.map((recipient) => ({
        email_address: recipient.emailAddress,
        ...given({
          action: recipient.action,
          status: recipient.status,
          diagnostic_code: recipient.diagnosticCode,
        }),
      })),
      ...given({ feedback_id: bounce.feedbackId, reporting_mta: bounce.reportingMTA }),
    },
  };
}

function complainedOf(complaint: NonNullable<SesEvent['complaint']>): EmailFeedback {
  return {
    kind: 'complaint',
    at: new Date(complaint.timestamp),
    complaint: {
      complained_recipients: complaint.complainedRecipients.map(({ emailAddress }) => ({
        email_address: emailAddress,
      })),
      ...given({
        feedback_id: complaint.feedbackId,
        user_agent: complaint.userAgent,
        complaint_feedback_type: complaint.complaintFeedbackType,
      }),
    },
  };
}

function clickedOf(click: NonNullable<SesEvent['click']>): EmailFeedback {
  const { link, linkTags } = click;
  return {
    kind: unsubscribes(click) ? 'unsubscribe' : 'click',
    at: new Date(click.timestamp),
    click: { link, ...visitorOf(click), ...(linkTags && { link_tags: copied(linkTags) }) },
  };
}

/** SES's own subscription management: the recipient used List-Unsubscribe of a contact list. */
function unsubscribedOf({ timestamp, source }: NonNullable<SesEvent['subscription']>): EmailFeedback {
  return { kind: 'unsubscribe', at: new Date(timestamp), click: { link: source ?? '' } };
}

/** Hard bounces, complaints and unsubscribes; a soft bounce may be delivered another day. */
function suppressionsOf({ mail, bounce, complaint, click, subscription }: SesEvent): NewSuppression[] {
  if (bounce && isHard(bounce)) return suppressing('BOUNCE', bounce.bouncedRecipients, bounce.timestamp);
  if (complaint && complaint.complaintFeedbackType !== 'not-spam') {
    return suppressing('COMPLAINT', complaint.complainedRecipients, complaint.timestamp);
  }
  const left = subscription ?? (click && unsubscribes(click) ? click : undefined);
  const recipients = mail.destination.map((emailAddress) => ({ emailAddress }));
  return left ? suppressing('UNSUBSCRIBE', recipients, left.timestamp) : [];
}

function suppressing(
  reason: NewSuppression['reason'],
  recipients: readonly SesRecipient[],
  timestamp: string,
): NewSuppression[] {
  return recipients
    .filter(({ emailAddress }) => emailAddress !== '')
    .map(({ emailAddress }) => ({
      channelType: 'EMAIL',
      address: bareAddress(emailAddress),
      reason,
      at: new Date(timestamp),
    }));
}

function mailOf({ mail }: SesEvent): SentMail {
  const subject = mail.commonHeaders?.subject;
  return {
    providerMessageId: mail.messageId,
    sentAt: new Date(mail.timestamp),
    from: mail.source ?? '',
    to: mail.destination,
    headers: (mail.headers ?? []).map(({ name, value }) => ({ name, value })),
    headersTruncated: mail.headersTruncated ?? false,
    ...(subject !== undefined && { subject }),
  };
}

function isHard({ bounceType }: NonNullable<SesEvent['bounce']>): boolean {
  return bounceType === 'Permanent'; // SES advises to take `Undetermined` for a soft one
}

function unsubscribes({ linkTags }: NonNullable<SesEvent['click']>): boolean {
  return linkTags?.[UNSUBSCRIBE_LINK_TAG] !== undefined;
}

function visitorOf({ ipAddress, userAgent }: { ipAddress?: string; userAgent?: string }) {
  return given({ ip_address: ipAddress, user_agent: userAgent });
}

function copied(tags: Readonly<Record<string, readonly string[]>>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(tags).map(([name, values]) => [name, [...values]]));
}

/** `Ana <ana@example.com>` without the name. */
function bareAddress(text: string): string {
  return /<([^<>]+)>\s*$/.exec(text)?.[1] ?? text;
}

type Given<T> = { [Name in keyof T]?: Exclude<T[Name], undefined> };

function given<T extends Record<string, unknown>>(members: T): Given<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Given<T>;
}
