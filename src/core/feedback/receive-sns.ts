import type { Ports } from '../../ports/ports.ts';
import { PlatformError } from '../errors.ts';
import { type FeedbackReport, recordFeedback } from './feedback.ts';
import { noticeText } from './notice-text.ts';
import { readNotice } from './read-notice.ts';
import { checkSignature, isOfSns, readSnsMessage, type SnsMessage } from './sns-message.ts';

/** What taking messages of SNS needs beyond the ports. */
export interface SnsIntake {
  /** ARNs of the topics whose messages are taken; all others are refused. */
  readonly topics: readonly string[];
  /** The text at an https address; asked for addresses of SNS only. @throws for any status but 200 */
  readonly fetchText: (address: string) => Promise<string>;
}

/** How many certificates a process keeps; SNS has one a region. */
const CERTIFICATES_KEPT = 20;

/** @returns a receiver of messages that keeps the certificates it has fetched */
export function snsReceiver({ topics, fetchText }: SnsIntake) {
  const certificates = new Map<string, Promise<string>>();

  function certificate(address: string): Promise<string> {
    const known = certificates.get(address);
    if (known) return known;
    const fetched = fetchText(address);
    if (certificates.size >= CERTIFICATES_KEPT) certificates.clear();
    certificates.set(address, fetched);
    fetched.catch(() => certificates.delete(address));
    return fetched;
  }

  async function confirm({ MessageId, SubscribeURL }: SnsMessage): Promise<void> {
    if (!SubscribeURL || !isOfSns(SubscribeURL)) {
      throw new PlatformError(
        'Forbidden',
        `SNS message ${MessageId} is not accepted: it asks to confirm at ${SubscribeURL}, which is not SNS's`,
      );
    }
    await fetchText(SubscribeURL);
  }

  /**
   * Takes a message that SNS posted: confirms a subscription, or records the notice in it.
   * @throws PlatformError `BadRequest` when it is no SNS message or holds other JSON than a notice, `Forbidden`
   *   when its topic is none of ours or its signature is not SNS's
   */
  return async function receive(ports: Ports, value: unknown): Promise<FeedbackReport> {
    const message = readSnsMessage(value);
    if (!topics.includes(message.TopicArn)) {
      throw new PlatformError('Forbidden', `Messages of topic ${message.TopicArn} are not taken`);
    }
    await checkSignature(message, certificate, ports.clock.now());
    if (message.Type === 'SubscriptionConfirmation') await confirm(message);
    if (message.Type !== 'Notification') return { recorded: 0, ignored: 0 };
    const notice = noticeText(message.Message);
    return notice === undefined ? { recorded: 0, ignored: 1 } : recordFeedback(ports, [readNotice(notice)]);
  };
}
