import type { OutgoingMessage } from '../../core/messages/outgoing.ts';
import type { AcceptedMessage, Channel, Handover } from '../../ports/channels.ts';
import type { Clock } from '../../ports/clock.ts';
import { asEmail, mimeMessage } from '../mail/mime-message.ts';
import { refusalOfUnsendable } from '../mail/smtp-answer.ts';
import { type SmtpTimeouts, smtpConnections } from '../mail/smtp-connections.ts';
import type { SmtpServer } from '../mail/smtp-url.ts';

/** Messages a connection: while one waits for the server's answer, the next are written. Ours. */
const MESSAGES_A_CONNECTION = 5;
/** RFC 5321 4.5.3.2 allows a server ten minutes after the end of a message; a minute is what senders wait. */
const TIMEOUTS: SmtpTimeouts = { connection: 10_000, greeting: 15_000, socket: 60_000 };

export interface SmtpChannelOptions {
  readonly server: SmtpServer;
  /** Dates the messages. */
  readonly clock: Clock;
  readonly timeouts?: Partial<SmtpTimeouts>;
  /** Told what the server took, before the answer; a message whose process ends in between is in doubt anyway. */
  readonly onAccepted?: (messages: readonly AcceptedMessage[]) => Promise<void>;
  readonly onReportFailure?: (error: unknown) => void;
}

export interface SmtpChannel extends Channel {
  /** Ends the connections. */
  close(): void;
}

/** E-mail by any SMTP server. */
export function smtpChannel(options: SmtpChannelOptions): SmtpChannel {
  const { server, clock } = options;
  const connections = smtpConnections(server, { ...TIMEOUTS, ...options.timeouts });

  async function sendOne(message: OutgoingMessage): Promise<Handover> {
    try {
      return await connections.send(await mimeMessage(asEmail(message), clock.now()));
    } catch (error) {
      return refusalOfUnsendable(error);
    }
  }

  async function report(messages: readonly OutgoingMessage[], answers: readonly Handover[]): Promise<void> {
    const at = clock.now();
    const accepted = messages.filter((_, index) => answers[index]?.kind === 'accepted');
    if (accepted.length === 0) return;
    await options
      .onAccepted?.(accepted.map((message) => ({ message, at })))
      .catch((error) => options.onReportFailure?.(error));
  }

  return {
    window: server.connections * MESSAGES_A_CONNECTION,
    idempotent: false,
    tracks: false,
    async send(messages) {
      const answers = await Promise.all(messages.map(sendOne));
      await report(messages, answers);
      return answers;
    },
    close: connections.close,
  };
}
