import { createHash } from 'node:crypto';
import { domainToASCII } from 'node:url';
import MailComposer from 'nodemailer/lib/mail-composer';
import type { EmailContent, OutgoingMessage } from '../../core/messages/outgoing.ts';

/** What is wrong with an e-mail that no server would be right to take. */
export class UnsendableEmail extends Error {}

export type EmailMessage = OutgoingMessage & { readonly content: EmailContent };

/** A message as it goes over the wire. */
export interface MimeMessage {
  /** The bare address of the sender. */
  readonly from: string;
  readonly to: string;
  readonly bytes: Buffer;
}

/** Headers that the message is made of; a template's own headers cannot be one of them. */
const OURS = new Set([
  'bcc',
  'cc',
  'content-disposition',
  'content-transfer-encoding',
  'content-type',
  'date',
  'from',
  'message-id',
  'mime-version',
  'received',
  'reply-to',
  'return-path',
  'sender',
  'subject',
  'to',
  'x-touchpoint-message-id',
]);
/** RFC 5322's field names. */
const FIELD_NAME = /^[!-9;-~]+$/;
const LINE_BREAK = /[\r\n\0]/;
/** One address and nothing that an SMTP command or a header could be continued with. */
const ADDRESS = /^[^\s<>,;:"()[\]\\]+@[^\s<>,;:"()[\]\\@]+$/;

/** An e-mail whose addresses and headers are found good. */
interface CheckedEmail {
  readonly from: { readonly name: string; readonly address: string };
  readonly to: string;
  readonly replyTo: { readonly name: string; readonly address: string }[];
  readonly subject: string;
  readonly headers: { readonly key: string; readonly value: string }[];
}

/** @throws UnsendableEmail for a line break in a header, an address that is none, a header that is ours */
export function checkEmail({ address, content }: EmailMessage): CheckedEmail {
  return {
    to: checkedAddress('recipient', address),
    from: checkedSender(content.from),
    replyTo: (content.replyTo ?? []).map(checkedSender),
    subject: unbroken('Subject', content.subject.trim()),
    headers: ownHeaders(content),
  };
}

/**
 * Writes an e-mail as MIME: parts, encodings, our `Message-ID` and `X-Touchpoint-Message-Id`. The
 * same message at the same instant has the same bytes.
 * @throws UnsendableEmail as `checkEmail`
 */
export async function mimeMessage(message: EmailMessage, at: Date): Promise<MimeMessage> {
  const { content } = message;
  const { from, to, replyTo, subject, headers } = checkEmail(message);
  if (content.raw) return { from: from.address, to, bytes: Buffer.from(content.raw) };
  const domain = from.address.slice(from.address.lastIndexOf('@') + 1);
  const id = message.messageId.replace(/[^\w.:-]/g, '_');
  const composer = new MailComposer({
    from,
    to: { name: '', address: to },
    ...(replyTo.length > 0 && { replyTo }),
    subject,
    // A message of no part at all still needs a body.
    text: content.text ?? (content.html === undefined ? '' : undefined),
    html: content.html,
    messageId: `<${id}@${domain}>`,
    date: at,
    headers: [{ key: 'X-Touchpoint-Message-Id', value: id }, ...headers],
    baseBoundary: createHash('md5').update(message.messageId).digest('hex'),
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return { from: from.address, to, bytes: await composer.compile().build() };
}

/** @throws Error when the message is none: only e-mails are given to this room */
export function asEmail(message: OutgoingMessage): EmailMessage {
  if (message.content.kind === 'EMAIL') return { ...message, content: message.content };
  throw new Error(`Message ${message.messageId} is no e-mail but of the kind ${message.content.kind}`);
}

/**
 * @returns the address, its domain in ASCII, so that only a non-ASCII local part asks the server for SMTPUTF8
 * @throws UnsendableEmail when it is not one address, `local@domain`
 */
function checkedAddress(what: string, text: string): string {
  const address = text.trim();
  const at = address.lastIndexOf('@');
  const domain = ADDRESS.test(address) ? domainToASCII(address.slice(at + 1)) : '';
  if (domain === '') throw new UnsendableEmail(`The ${what} ${shown(text)} is not an e-mail address`);
  return `${address.slice(0, at)}@${domain}`;
}

/** `Name <address>`, `"Name" <address>` or an address; what stands in the last brackets is the address. */
function checkedSender(text: string): { name: string; address: string } {
  unbroken('sender', text);
  const [, named, address] = /^([^<>]*)<([^<>]*)>\s*$/.exec(text) ?? [];
  if (named === undefined || address === undefined)
    return { name: '', address: checkedAddress('sender', text) };
  const quoted = /^"((?:[^"\\]|\\.)*)"$/.exec(named.trim());
  const name = quoted ? (quoted[1] as string).replace(/\\(.)/g, '$1') : named.trim();
  return { name, address: checkedAddress('sender', address) };
}

function ownHeaders({ headers }: EmailContent): { key: string; value: string }[] {
  return headers.map(({ name, value }) => {
    if (!FIELD_NAME.test(name)) throw new UnsendableEmail(`The header name ${shown(name)} is not one`);
    if (OURS.has(name.toLowerCase())) throw new UnsendableEmail(`The header ${name} cannot be set`);
    return { key: name, value: unbroken(`header ${name}`, value.trim()) };
  });
}

function unbroken(what: string, text: string): string {
  if (LINE_BREAK.test(text)) throw new UnsendableEmail(`The ${what} ${shown(text)} has a line break`);
  return text;
}

const shown = (text: string) => JSON.stringify(text.slice(0, 100));
