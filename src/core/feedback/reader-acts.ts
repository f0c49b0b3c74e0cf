import type { Ports } from '../../ports/ports.ts';
import { findChannel } from '../channels/channel-settings.ts';
import { type EmailFeedback, emailEvent, type SentMail } from '../events/feedback-events.ts';
import { linkSigner } from '../messages/tracking-key.ts';
import {
  readClickToken,
  readTrackingToken,
  readUnsubscribeToken,
  type TrackedMessage,
  type UnsubscribeLink,
} from '../messages/tracking-token.ts';
import { findSuppression, suppress } from '../suppression/suppression.ts';
import { UNSUBSCRIBE_LINK_TAG } from './ses-feedback.ts';

/** Who asks, as far as the request says. */
export interface Reader {
  readonly ip_address?: string;
  readonly user_agent?: string;
}

/** Records that a mail's pixel was loaded. @returns whether the token is one of ours */
export async function recordOpen(ports: Ports, token: string, reader: Reader): Promise<boolean> {
  const { key } = await linkSigner(ports);
  const message = readTrackingToken(key, token);
  if (!message) return false;
  await record(ports, message, { kind: 'open', at: ports.clock.now(), open: reader });
  return true;
}

/** Where a link leads; records nothing. @returns `undefined` when the token is not one of ours */
export async function linkOf(ports: Ports, token: string): Promise<string | undefined> {
  const { key } = await linkSigner(ports);
  return readClickToken(key, token)?.link;
}

/** Records that a link was followed. Nothing for a token that is not ours. */
export async function recordClick(ports: Ports, token: string, reader: Reader): Promise<void> {
  const { key } = await linkSigner(ports);
  const clicked = readClickToken(key, token);
  if (!clicked) return;
  await record(ports, clicked, {
    kind: 'click',
    at: ports.clock.now(),
    click: { ...reader, link: clicked.link },
  });
}

/** What the unsubscribe page shows. */
export interface Subscription {
  readonly address: string;
  /** The template's own page, when it has one. */
  readonly link?: string;
  readonly isSubscribed: boolean;
}

/** Looks without changing anything. @returns `undefined` when the token is not one of ours */
export async function readSubscription(ports: Ports, token: string): Promise<Subscription | undefined> {
  const found = await readToken(ports, token);
  if (!found) return undefined;
  const { trace, address, link } = found;
  const suppression = await findSuppression(ports, trace.application_id, 'EMAIL', address);
  return { address, ...(link !== undefined && { link }), isSubscribed: suppression === undefined };
}

/**
 * Unsubscribes the address that the mail went to, whatever became of its endpoint, from all e-mail of
 * the application. A second time changes nothing and is not recorded again.
 * @returns as `readSubscription`
 */
export async function unsubscribe(
  ports: Ports,
  token: string,
  reader: Reader,
): Promise<Subscription | undefined> {
  const found = await readToken(ports, token);
  if (!found) return undefined;
  const { trace, address, link } = found;
  const now = ports.clock.now();
  const suppression = await suppress(ports, trace.application_id, {
    channelType: 'EMAIL',
    address,
    reason: 'UNSUBSCRIBE',
    at: now,
  });
  // The instant is part of the event's id.
  const at = suppression?.reason === 'UNSUBSCRIBE' ? new Date(suppression.suppressedAt) : now;
  const click = {
    ...reader,
    link: link ?? `${ports.stage.publicUrl}/u`,
    link_tags: { [UNSUBSCRIBE_LINK_TAG]: ['click'] },
  };
  await record(ports, found, { kind: 'unsubscribe', at, click }, address);
  return { address, ...(link !== undefined && { link }), isSubscribed: false };
}

async function readToken(ports: Ports, token: string): Promise<UnsubscribeLink | undefined> {
  const { key } = await linkSigner(ports);
  return readUnsubscribeToken(key, token);
}

async function record(
  ports: Ports,
  message: TrackedMessage,
  feedback: EmailFeedback,
  address?: string,
): Promise<void> {
  const mail = await mailOf(ports, message, address);
  await ports.events.append([emailEvent(ports, message.trace, mail, feedback)]);
}

/** Links are kept short, so the addresses are those that endpoint and channel have now. */
async function mailOf(
  ports: Ports,
  { trace, sentAt }: TrackedMessage,
  address: string | undefined,
): Promise<SentMail> {
  const { application_id, endpoint_id, message_id } = trace;
  const [endpoint, channel] = await Promise.all([
    address === undefined && endpoint_id !== undefined
      ? ports.endpoints.get(application_id, endpoint_id)
      : undefined,
    findChannel(ports, application_id, 'email'),
  ]);
  const to = address ?? endpoint?.Address;
  return {
    providerMessageId: message_id,
    sentAt,
    from: channel?.FromAddress ?? '',
    to: to === undefined ? [] : [to],
  };
}
