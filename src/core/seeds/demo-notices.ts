import { sesTags } from '../channels/provider-tags.ts';
import type { ProviderFeedback } from '../feedback/feedback.ts';
import type { SesEvent } from '../feedback/ses-event.ts';
import { UNSUBSCRIBE_LINK_TAG } from '../feedback/ses-feedback.ts';
import type { Reading } from './demo-readers.ts';

/** An e-mail of the demo company that was handed over. */
export interface DemoMail {
  readonly messageId: string;
  readonly address: string;
  readonly from: string;
  readonly subject: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly sentAt: Date;
}

const MINUTE_MS = 60_000;
const DELIVERED_MS = 1200;
const SHOP = 'https://shop.example/offers';
const PREFERENCES = 'https://shop.example/preferences';

/** What a provider tells, and when. */
export interface DemoNotice {
  readonly at: Date;
  readonly feedback: ProviderFeedback;
}

/** What of it has been told by then. */
export function toldBy(now: Date, notices: readonly DemoNotice[]): ProviderFeedback[] {
  return notices.filter(({ at }) => at <= now).map(({ feedback }) => feedback);
}

/** What SES would tell of an e-mail whose reader does this. */
export function noticesOf(mail: DemoMail, reading: Reading): DemoNotice[] {
  const { messageId, address, from, subject, tags, sentAt } = mail;
  const head: SesEvent['mail'] = {
    timestamp: sentAt.toISOString(),
    messageId,
    source: from,
    destination: [address],
    commonHeaders: { subject },
    tags: Object.fromEntries(sesTags(tags).map(({ Name, Value }) => [Name, [Value]])),
  };
  const after = (minutes: number) => new Date(sentAt.getTime() + minutes * MINUTE_MS);
  const notices: DemoNotice[] = [];
  const tell = (at: Date, event: Omit<SesEvent, 'mail'>) =>
    notices.push({ at, feedback: { provider: 'ses', event: { mail: head, ...event } } });

  tell(sentAt, { eventType: 'Send' });
  const soon = new Date(sentAt.getTime() + DELIVERED_MS);
  const timestamp = soon.toISOString();
  if (reading.bounces) {
    const bouncedRecipients = [
      {
        emailAddress: address,
        action: 'failed',
        status: '5.1.1',
        diagnosticCode: 'smtp; 550 5.1.1 user unknown',
      },
    ];
    tell(soon, {
      eventType: 'Bounce',
      bounce: { timestamp, bounceType: 'Permanent', bounceSubType: 'General', bouncedRecipients },
    });
  } else {
    const delivery = { timestamp, processingTimeMillis: DELIVERED_MS, recipients: [address] };
    tell(soon, { eventType: 'Delivery', delivery });
  }
  for (const minutes of reading.opensAt ?? []) {
    const at = after(minutes);
    tell(at, { eventType: 'Open', open: { timestamp: at.toISOString() } });
  }
  if (reading.clicksAt !== undefined) {
    const at = after(reading.clicksAt);
    tell(at, { eventType: 'Click', click: { timestamp: at.toISOString(), link: SHOP } });
  }
  if (reading.unsubscribesAt !== undefined) {
    const at = after(reading.unsubscribesAt);
    const linkTags = { [UNSUBSCRIBE_LINK_TAG]: ['true'] };
    tell(at, {
      eventType: 'Click',
      click: { timestamp: at.toISOString(), link: PREFERENCES, linkTags },
    });
  }
  if (reading.complainsAt !== undefined) {
    const at = after(reading.complainsAt);
    const complainedRecipients = [{ emailAddress: address }];
    tell(at, { eventType: 'Complaint', complaint: { timestamp: at.toISOString(), complainedRecipients } });
  }
  return notices;
}
