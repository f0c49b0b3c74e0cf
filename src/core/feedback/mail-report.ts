import type { Ports } from '../../ports/ports.ts';
import { sesTags } from '../channels/provider-tags.ts';
import { PlatformError } from '../errors.ts';
import { linkSigner } from '../messages/tracking-key.ts';
import { readUnsubscribeToken, type UnsubscribeLink } from '../messages/tracking-token.ts';
import { type FeedbackReport, recordFeedback } from './feedback.ts';
import { type Fields, type MimeReport, readMimeReport } from './mime-report.ts';
import type { SesEvent } from './ses-event.ts';
import { tagsOfTrace } from './trace-tags.ts';

/** Our page in a List-Unsubscribe: its token says which message it was, and to whom, and nobody else could write it. */
const TOKEN = /\/u\/([\w.-]+)>/;

/**
 * Takes a mail that came back to the sender: a bounce (RFC 3464), or a complaint in the abuse reporting format
 * (RFC 5965). Which message it is about is told by the signed List-Unsubscribe of the mail that it repeats, so
 * that nobody can make an address bounce that he was not written to at. The same report again changes nothing.
 * @returns nothing recorded for reports of a delay or a delivery, and of mails that are not ours
 * @throws PlatformError `BadRequest` when it is no such report
 */
export async function receiveMailReport(ports: Ports, mail: string): Promise<FeedbackReport> {
  const report = readMimeReport(mail);
  if (report?.kind !== 'delivery-status' && report?.kind !== 'feedback-report') {
    throw new PlatformError(
      'BadRequest',
      'The body is no mail of type multipart/report about a delivery (delivery-status) or a complaint (feedback-report)',
    );
  }
  const { key } = await linkSigner(ports);
  const token = TOKEN.exec(report.original.get('list-unsubscribe') ?? '')?.[1];
  const message = token === undefined ? undefined : readUnsubscribeToken(key, token);
  const event = message && eventOf(report, message, ports.clock.now());
  if (!event) return { recorded: 0, ignored: 1 };
  return recordFeedback(ports, [{ provider: 'ses', event }]);
}

function eventOf(report: MimeReport, message: UnsubscribeLink, now: Date): SesEvent | undefined {
  const mail = mailOf(report, message);
  const timestamp = instantOf(report, message, now).toISOString();
  const recipient = { emailAddress: message.address };
  if (report.kind === 'feedback-report') {
    const [told] = report.groups;
    const complaintFeedbackType = told?.get('feedback-type');
    const userAgent = told?.get('user-agent');
    return {
      eventType: 'Complaint',
      mail,
      complaint: {
        timestamp,
        complainedRecipients: [recipient],
        ...(complaintFeedbackType && { complaintFeedbackType }),
        ...(userAgent && { userAgent }),
      },
    };
  }
  const failed = report.groups.find((group) => group.get('action')?.toLowerCase() === 'failed');
  if (!failed) return undefined;
  const status = failed.get('status') ?? '';
  const diagnosticCode = failed.get('diagnostic-code');
  const reportingMTA = report.groups[0]?.get('reporting-mta');
  return {
    eventType: 'Bounce',
    mail,
    bounce: {
      timestamp,
      ...kindOfBounce(status),
      bouncedRecipients: [
        {
          ...recipient,
          action: 'failed',
          ...(status && { status }),
          ...(diagnosticCode && { diagnosticCode }),
        },
      ],
      ...(reportingMTA && { reportingMTA }),
    },
  };
}

/**
 * In SES's words. For good is what the address itself is the cause of; a full mailbox (x.2.2), and what is refused
 * for its sender, its size or its content (5.3.4, 5.6, 5.7), may be delivered another day.
 */
function kindOfBounce(status: string): { bounceType: string; bounceSubType: string } {
  const transient = (bounceSubType: string) => ({ bounceType: 'Transient', bounceSubType });
  if (/^\d\.2\.2\b/.test(status)) return transient('MailboxFull');
  if (/^5\.3\.4\b/.test(status)) return transient('MessageTooLarge');
  if (/^5\.6\b/.test(status)) return transient('ContentRejected');
  if (!/^5\./.test(status) || /^5\.7\b/.test(status)) return transient('General');
  return { bounceType: 'Permanent', bounceSubType: /^5\.1\.[12]\b/.test(status) ? 'NoEmail' : 'General' };
}

/** When the report was written, as far as that can be: between the sending and now. */
function instantOf({ fields }: MimeReport, { sentAt }: UnsubscribeLink, now: Date): Date {
  const written = Date.parse(fields.get('date') ?? '');
  if (Number.isNaN(written)) return sentAt;
  return new Date(Math.min(Math.max(written, sentAt.getTime()), now.getTime()));
}

function mailOf({ original }: MimeReport, { trace, address, sentAt }: UnsubscribeLink): SesEvent['mail'] {
  const subject = valueIn(original, 'subject');
  return {
    timestamp: sentAt.toISOString(),
    messageId: trace.message_id,
    source: valueIn(original, 'from') ?? '',
    destination: [address],
    commonHeaders: subject !== undefined && trace.campaign_id === undefined ? { subject } : {},
    tags: Object.fromEntries(sesTags(tagsOfTrace(trace)).map(({ Name, Value }) => [Name, [Value]])),
  };
}

const valueIn = (fields: Fields, name: string) => fields.get(name) || undefined;
