import type { NodemailerError } from 'nodemailer/lib/errors';
import type { Handover } from '../../ports/channels.ts';
import { UnsendableEmail } from './mime-message.ts';

/** SMTP's code for a message that breaks its rules. */
const UNSENDABLE = 554;
/** Replies that ask for patience: too many connections, mailbox busy or greylisted, no room, rate exceeded. */
const SLOW_DOWN = new Set([421, 450, 452, 454]);
/** "Bad sequence of commands": about the session, not about the message. */
const BAD_SEQUENCE = 503;
/** What the client says of a message before it asks the server. */
const OUR_REFUSALS = new Set(['EENVELOPE', 'EMESSAGE']);
/** Commands that are about one message; a refusal of another one concerns the connection. */
const OF_THE_MESSAGE = new Set(['MAIL FROM', 'RCPT TO', 'DATA', 'API']);

/**
 * What a failed hand-over over SMTP means.
 * @param dataEnded whether the end of the message may have left: then only a reply tells that it was not taken
 */
export function handoverOfSmtpError(error: NodemailerError, dataEnded: boolean): Handover {
  const { responseCode, response, command = '' } = error;
  const ofTheMessage = OF_THE_MESSAGE.has(command);
  if (responseCode) return answered(responseCode, (response || error.message).trim(), ofTheMessage);
  if (dataEnded)
    return { kind: 'in-doubt', reason: `No answer after the message was sent: ${error.message}` };
  if (ofTheMessage && OUR_REFUSALS.has(error.code ?? '')) {
    return { kind: 'refused', code: UNSENDABLE, reason: error.message };
  }
  return { kind: 'unavailable', reason: error.message };
}

/** The answer to an e-mail that no server would take. @throws the error itself when it is another one */
export function refusalOfUnsendable(error: unknown): Handover {
  if (!(error instanceof UnsendableEmail)) throw error;
  return { kind: 'refused', code: UNSENDABLE, reason: error.message };
}

function answered(code: number, reason: string, ofTheMessage: boolean): Handover {
  if (SLOW_DOWN.has(code)) return { kind: 'throttled', reason };
  if (code < 500 || code === BAD_SEQUENCE || !ofTheMessage) return { kind: 'unavailable', reason };
  return { kind: 'refused', code, reason };
}
