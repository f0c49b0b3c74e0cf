import type { MailboxItem, MailboxPage } from '../core/messages/readable-mailbox.ts';
import { instant, list, mapOf, named, object, said, text, whole } from './json-schema.ts';
import { limitOf } from './parameters.ts';
import type { RouteParameter } from './route.ts';

export const MAILBOX_ITEM = named(
  'MailboxItem',
  object<MailboxItem>(
    {
      messageId: text,
      applicationId: text,
      channel: said(text, 'EMAIL, SMS, VOICE, PUSH or CUSTOM'),
      channelType: text,
      to: text,
      from: text,
      replyTo: list(text),
      subject: text,
      html: text,
      text: said(text, 'the text part of an e-mail, the body of everything else'),
      headers: mapOf(text),
      content: said({}, 'what the provider of another channel would have been given'),
      tags: mapOf(text),
      sentAt: instant,
    },
    ['from', 'replyTo', 'subject', 'html', 'text', 'content'],
  ),
);

export const MAILBOX_PAGE = named(
  'MailboxPage',
  object<MailboxPage>(
    { total: whole, items: list(MAILBOX_ITEM), next: said(whole, 'of the next page; absent on the last') },
    ['next'],
  ),
);

export const MAILBOX_FILTER: readonly RouteParameter[] = [
  { name: 'app', description: 'id of an application', schema: text },
  { name: 'to', description: 'the whole address, in any case', schema: text },
  { name: 'subject', description: 'a part of the subject, in any case', schema: text },
  {
    name: 'channel',
    description: 'EMAIL, SMS, VOICE, PUSH, CUSTOM, or a channel type such as GCM',
    schema: text,
  },
];

export const mailboxPaging = (standard: number, most: number): readonly RouteParameter[] => [
  limitOf(standard, most),
  { name: 'next', description: 'that of the page before', schema: { ...whole, minimum: 1 } },
];
