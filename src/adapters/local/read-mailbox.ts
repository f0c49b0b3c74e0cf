import type { OutgoingMessage } from '../../core/messages/outgoing.ts';
import type { MailboxItem, ReadableMailbox } from '../../core/messages/readable-mailbox.ts';
import { asEmail, mimeMessage } from '../mail/mime-message.ts';
import type { MailboxEntry, MailboxStore } from './sqlite-mailbox.ts';
import { subjectOf } from './sqlite-mailbox.ts';

/** Reads a mailbox for people; the MIME of an e-mail is made when it is asked for, the same bytes each time. */
export interface MailboxReader extends ReadableMailbox {
  /** As `MailboxStore.erase`. */
  erase(isOf: (message: OutgoingMessage) => string | undefined): Record<string, number>;
}

export function mailboxReader(store: MailboxStore): MailboxReader {
  return {
    list(filter, limit, before) {
      const found = store.list(filter, limit + 1, before);
      const page = found.slice(0, limit);
      const next = found.length > limit ? page.at(-1)?.position : undefined;
      return { total: store.count(filter), items: page.map(readMessage), next };
    },
    read(messageId) {
      const entry = store.find(messageId);
      return entry && readMessage(entry);
    },
    async source(messageId) {
      const entry = store.find(messageId);
      if (!entry) return undefined;
      const { message, sentAt } = entry;
      if (message.content.kind !== 'EMAIL') return JSON.stringify(message, undefined, 2);
      return (await mimeMessage(asEmail(message), sentAt)).bytes.toString();
    },
    remove: (filter) => store.remove(filter),
    erase: (isOf) => store.erase(({ message }) => isOf(message)),
  };
}

function readMessage({ message, sentAt }: MailboxEntry): MailboxItem {
  const { messageId, applicationId, content, channelType, address, tags } = message;
  return {
    messageId,
    applicationId,
    channel: content.kind,
    channelType,
    to: address,
    subject: subjectOf(message),
    ...partsOf(content),
    tags,
    sentAt: sentAt.toISOString(),
  };
}

type Parts = Pick<MailboxItem, 'from' | 'replyTo' | 'html' | 'text' | 'headers' | 'content'>;

function partsOf(content: OutgoingMessage['content']): Parts {
  switch (content.kind) {
    case 'EMAIL': {
      const { from, replyTo, html, text, headers } = content;
      return {
        from,
        replyTo,
        html,
        text,
        headers: Object.fromEntries(headers.map((h) => [h.name, h.value])),
      };
    }
    case 'SMS':
      return {
        from: content.originationNumber ?? content.senderId,
        text: content.body,
        headers: {},
        content,
      };
    case 'VOICE':
      return { from: content.originationNumber, text: content.body, headers: {}, content };
    case 'PUSH': {
      const { Body } = content.message;
      return { text: typeof Body === 'string' ? Body : undefined, headers: {}, content: content.message };
    }
    case 'CUSTOM':
      return { text: JSON.stringify(content.payload), headers: {}, content };
  }
}
