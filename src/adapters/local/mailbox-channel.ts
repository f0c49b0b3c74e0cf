import type { OutgoingMessage } from '../../core/messages/outgoing.ts';
import type { AcceptedMessage, Channel, Handover } from '../../ports/channels.ts';
import type { Clock } from '../../ports/clock.ts';
import { asEmail, checkEmail } from '../mail/mime-message.ts';
import { refusalOfUnsendable } from '../mail/smtp-answer.ts';
import { type MailboxReader, mailboxReader } from './read-mailbox.ts';
import { openMailboxStore } from './sqlite-mailbox.ts';

/** Messages kept on disk instead of being sent, for people to read. */
export interface Mailbox extends MailboxReader {
  /** Takes messages of every kind. */
  readonly channel: Channel;
  /**
   * From now on tells what was accepted, what earlier processes left untold first. A message is told
   * again when `accepted` rejects, or when the process ends before it resolves.
   */
  report(accepted: (messages: readonly AcceptedMessage[]) => Promise<void>): void;
  /** Resolves when everything accepted so far is reported, or cannot be for now. */
  settled(): Promise<void>;
  /** Waits for the report that is under way. */
  close(): Promise<void>;
}

/** How many messages one transaction takes. */
const WINDOW = 500;
const REPORTED_AT_ONCE = 500;

export interface MailboxOptions {
  readonly file: string;
  readonly clock: Clock;
  /** Told why a report failed; it is tried again with the next message, and by the next process. */
  readonly onReportFailure?: (error: unknown) => void;
}

/** Opens the mailbox in `file`, creating it when it is not there. */
export function openMailbox(options: MailboxOptions): Mailbox {
  const { clock } = options;
  const store = openMailboxStore(options.file);
  let tell: ((messages: readonly AcceptedMessage[]) => Promise<void>) | undefined;
  let telling: Promise<void> | undefined;
  let again = false;
  let closed = false;

  async function tellAll(): Promise<void> {
    for (;;) {
      const entries = closed ? [] : store.unreported(REPORTED_AT_ONCE);
      if (entries.length === 0) return;
      await tell?.(entries.map(({ message, sentAt }) => ({ message, at: sentAt })));
      store.markReported(entries);
    }
  }

  /** One at a time; what comes in meanwhile is looked for once more. */
  function startTelling(): void {
    if (!tell || closed) return;
    again = telling !== undefined;
    telling ??= tellAll()
      .catch((error) => options.onReportFailure?.(error))
      .finally(() => {
        telling = undefined;
        if (again) startTelling();
      });
  }

  return {
    ...mailboxReader(store),
    channel: {
      window: WINDOW,
      idempotent: true,
      tracks: false,
      async send(messages) {
        const at = clock.now();
        const answers = messages.map(judge);
        try {
          store.take(
            messages.filter((_, index) => answers[index]?.kind === 'accepted'),
            at,
          );
        } catch (error) {
          return answers.map((answer) => (answer.kind === 'accepted' ? notTaken(error) : answer));
        }
        startTelling();
        return answers;
      },
    },
    report(accepted) {
      tell = accepted;
      startTelling();
    },
    async settled() {
      while (telling) await telling;
    },
    async close() {
      closed = true;
      await telling;
      store.close();
    },
  };
}

/** E-mails that no server would take are refused here too, so that a laptop shows what a provider would say. */
function judge(message: OutgoingMessage): Handover {
  try {
    if (message.content.kind === 'EMAIL') checkEmail(asEmail(message));
    return { kind: 'accepted', providerMessageId: message.messageId };
  } catch (error) {
    return refusalOfUnsendable(error);
  }
}

/** The file could not be written: the transaction left nothing of them. */
function notTaken(error: unknown): Handover {
  return { kind: 'unavailable', reason: `The mailbox could not be written: ${(error as Error).message}` };
}
