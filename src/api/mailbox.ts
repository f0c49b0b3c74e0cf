import { PlatformError } from '../core/errors.ts';
import type { MailboxQuery, ReadableMailbox } from '../core/messages/readable-mailbox.ts';
import { object, text, whole } from './json-schema.ts';
import { MAILBOX_FILTER, MAILBOX_ITEM, MAILBOX_PAGE, mailboxPaging } from './mailbox-schemas.ts';
import type { Route } from './route.ts';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 500;

/**
 * `GET /local/mailbox?app=&to=&subject=&channel=&limit=&next=` → `{ total, items, next }`, newest first;
 * `GET /local/mailbox/{messageId}`, and `…/source` as it would have gone over the wire;
 * `DELETE /local/mailbox` with the same filters → `{ removed }`.
 */
export function mailboxRoutes(mailbox: ReadableMailbox): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/local/mailbox',
      scope: 'report-admin',
      doc: {
        summary: 'Messages in the mailbox of a local stage, newest first',
        query: [...MAILBOX_FILTER, ...mailboxPaging(DEFAULT_LIMIT, MAX_LIMIT)],
        answers: { 200: { description: 'A page', schema: MAILBOX_PAGE } },
      },
      handle: async (_ports, { query }) =>
        mailbox.list(
          readFilter(query),
          Math.min(readNumber(query, 'limit') ?? DEFAULT_LIMIT, MAX_LIMIT),
          readNumber(query, 'next'),
        ),
    },
    {
      method: 'DELETE',
      path: '/local/mailbox',
      scope: 'admin',
      doc: {
        summary: 'Removes messages from the mailbox of a local stage',
        query: MAILBOX_FILTER,
        answers: { 200: { description: 'How many there were', schema: object({ removed: whole }) } },
      },
      handle: async (_ports, { query }) => ({ removed: mailbox.remove(readFilter(query)) }),
    },
    {
      method: 'GET',
      path: '/local/mailbox/{messageId}',
      scope: 'report-admin',
      doc: {
        summary: 'One message in the mailbox of a local stage',
        answers: { 200: { description: 'The message', schema: MAILBOX_ITEM } },
      },
      handle: async (_ports, { labels }) =>
        mailbox.read(labels.messageId as string) ?? unknown(labels.messageId as string),
    },
    {
      method: 'GET',
      path: '/local/mailbox/{messageId}/source',
      scope: 'report-admin',
      doc: {
        summary: 'A message as it would have gone over the wire',
        answers: {
          200: {
            description: 'MIME of an e-mail, JSON of everything else',
            type: 'text/plain',
            schema: text,
          },
        },
      },
      async handle(_ports, { labels }) {
        const source = await mailbox.source(labels.messageId as string);
        if (source === undefined) return unknown(labels.messageId as string);
        return new Response(source, { headers: { 'content-type': 'text/plain; charset=utf-8' } });
      },
    },
  ];
}

function unknown(messageId: string): never {
  throw new PlatformError('NotFound', `Message ${messageId} is not in the mailbox`);
}

function readFilter(query: URLSearchParams): MailboxQuery {
  const given = (name: string) => query.get(name) || undefined;
  return {
    applicationId: given('app'),
    to: given('to'),
    subject: given('subject'),
    channel: given('channel'),
  };
}

function readNumber(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  if (!/^0*[1-9]\d{0,14}$/.test(text)) {
    throw new PlatformError('BadRequest', `${name} is ${text}; it must be a whole number from 1 on`);
  }
  return Number(text);
}
