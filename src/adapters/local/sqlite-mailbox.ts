import { DatabaseSync } from 'node:sqlite';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { OutgoingMessage } from '../../core/messages/outgoing.ts';

/** A message that the mailbox took. */
export interface MailboxEntry {
  /** Rises with every message taken. */
  readonly position: number;
  readonly message: OutgoingMessage;
  readonly sentAt: Date;
}

/** What of a message is looked for; all that is given must hold. */
export interface MailboxFilter {
  readonly applicationId?: string;
  /** The whole address, in any case. */
  readonly to?: string;
  /** A part of the subject, in any case. */
  readonly subject?: string;
  /** `EMAIL`, `SMS`, `PUSH`, … or a channel type, such as `GCM`. */
  readonly channel?: string;
}

/** The messages of a mailbox, kept in one file. */
export interface MailboxStore {
  /** Keeps them, durable at return, unless one of that id is there. */
  take(messages: readonly OutgoingMessage[], at: Date): void;
  count(filter: MailboxFilter): number;
  /** Newest first, those taken before `before`. */
  list(filter: MailboxFilter, limit: number, before?: number): MailboxEntry[];
  find(messageId: string): MailboxEntry | undefined;
  /** Oldest first. */
  unreported(limit: number): MailboxEntry[];
  markReported(entries: readonly MailboxEntry[]): void;
  /** @returns how many there were; what is not reported yet stays */
  remove(filter: MailboxFilter): number;
  /**
   * Removes the messages that `isOf` names, reported or not, and writes the file anew without them.
   * @returns how many were of each name
   */
  erase(isOf: (entry: MailboxEntry) => string | undefined): Record<string, number>;
  close(): void;
}

interface Row {
  readonly position: number;
  readonly sent_at: number;
  readonly body: Uint8Array;
}

const ERASED_AT_ONCE = 500;

/** Opens a mailbox, creating its file when it is not there. */
export function openMailboxStore(file: string): MailboxStore {
  const database = new DatabaseSync(file);
  database.exec(`
    pragma journal_mode = wal;
    pragma synchronous = normal; -- a killed process loses nothing that was committed
    pragma busy_timeout = 5000;
    pragma secure_delete = on;
    create table if not exists messages (
      position integer primary key autoincrement,
      message_id text not null unique,
      application_id text not null,
      kind text not null,
      channel_type text not null,
      address text not null, -- in lower case
      subject text not null, -- in lower case
      sent_at integer not null, -- epoch milliseconds
      reported integer not null default 0,
      body blob not null -- the message as JSON, deflated
    );
    create index if not exists messages_address on messages (address);
    create index if not exists messages_unreported on messages (position) where reported = 0;
  `);
  const insert = database.prepare(
    `insert or ignore into messages
       (message_id, application_id, kind, channel_type, address, subject, sent_at, body)
     values (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const byId = database.prepare('select position, sent_at, body from messages where message_id = ?');
  const waiting = database.prepare(
    'select position, sent_at, body from messages where reported = 0 order by position limit ?',
  );
  const page = database.prepare(
    'select position, sent_at, body from messages where position > ? order by position limit ?',
  );
  const report = database.prepare('update messages set reported = 1 where position = ?');

  function atOnce(work: () => void): void {
    database.exec('begin immediate');
    try {
      work();
      database.exec('commit');
    } catch (error) {
      database.exec('rollback');
      throw error;
    }
  }

  return {
    take(messages, at) {
      const rows = messages.map((message) => rowOf(message, at));
      atOnce(() => {
        for (const row of rows) insert.run(...row);
      });
    },
    count(filter) {
      const { where, values } = matching(filter);
      const counted = database.prepare(`select count(*) as n from messages where ${where}`).get(...values);
      return (counted as unknown as { n: number }).n;
    },
    list(filter, limit, before = Number.MAX_SAFE_INTEGER) {
      const { where, values } = matching(filter);
      const rows = database
        .prepare(
          `select position, sent_at, body from messages
           where ${where} and position < ? order by position desc limit ?`,
        )
        .all(...values, before, limit);
      return (rows as unknown as Row[]).map(entryOf);
    },
    find(messageId) {
      const row = byId.get(messageId) as unknown as Row | undefined;
      return row && entryOf(row);
    },
    unreported: (limit) => (waiting.all(limit) as unknown as Row[]).map(entryOf),
    markReported(entries) {
      atOnce(() => {
        for (const { position } of entries) report.run(position);
      });
    },
    remove(filter) {
      const { where, values } = matching(filter);
      const { changes } = database
        .prepare(`delete from messages where ${where} and reported = 1`)
        .run(...values);
      return Number(changes);
    },
    erase(isOf) {
      const removed: Record<string, number> = {};
      const drop = database.prepare('delete from messages where position = ?');
      for (let after = 0; ; ) {
        const rows = page.all(after, ERASED_AT_ONCE) as unknown as Row[];
        const last = rows.at(-1);
        if (!last) break;
        atOnce(() => {
          for (const row of rows) {
            const name = isOf(entryOf(row));
            if (name === undefined) continue;
            drop.run(row.position);
            removed[name] = (removed[name] ?? 0) + 1;
          }
        });
        after = last.position;
      }
      database.exec('vacuum; pragma wal_checkpoint(truncate)');
      return removed;
    },
    close: () => database.close(),
  };
}

/** What a person calls the message: the subject of an e-mail, the title of a push notification. */
export function subjectOf({ content }: OutgoingMessage): string | undefined {
  if (content.kind === 'EMAIL') return content.raw ? subjectOfRaw(content.raw) : content.subject;
  if (content.kind === 'PUSH')
    return typeof content.message.Title === 'string' ? content.message.Title : undefined;
  return undefined;
}

/** The header as it stands there: encoded words are not decoded. */
function subjectOfRaw(raw: Uint8Array): string | undefined {
  const [head = ''] = Buffer.from(raw)
    .toString('latin1')
    .split(/\r?\n\r?\n/, 1);
  return /^subject:[ \t]*(.*(?:\r?\n[ \t].*)*)/im.exec(head)?.[1]?.replace(/\r?\n[ \t]+/g, ' ');
}

function matching({ applicationId, to, subject, channel }: MailboxFilter) {
  const type = channel?.toUpperCase();
  const conditions: readonly [string, readonly (string | undefined)[]][] = [
    ['application_id = ?', [applicationId]],
    ['address = ?', [to?.toLowerCase()]],
    ['instr(subject, ?) > 0', [subject?.toLowerCase()]],
    ['(kind = ? or channel_type = ?)', [type, type]],
  ];
  const given = conditions.filter(([, [value]]) => value !== undefined);
  return {
    where: ['true', ...given.map(([condition]) => condition)].join(' and '),
    values: given.flatMap(([, values]) => values as string[]),
  };
}

function rowOf(message: OutgoingMessage, at: Date) {
  const { messageId, applicationId, channelType, address, content } = message;
  const subject = (subjectOf(message) ?? '').toLowerCase();
  // Level 1: texts made from one template shrink to a few per cent already.
  const body = deflateRawSync(textOf(message), { level: 1 });
  return [
    messageId,
    applicationId,
    content.kind,
    channelType,
    address.toLowerCase(),
    subject,
    at.getTime(),
    body,
  ] as const;
}

function entryOf({ position, sent_at, body }: Row): MailboxEntry {
  const message = JSON.parse(inflateRawSync(body).toString());
  if (typeof message.content.raw === 'string')
    message.content.raw = Buffer.from(message.content.raw, 'base64');
  return { position, message, sentAt: new Date(sent_at) };
}

function textOf(message: OutgoingMessage): string {
  const { content } = message;
  if (content.kind !== 'EMAIL' || !content.raw) return JSON.stringify(message);
  return JSON.stringify({
    ...message,
    content: { ...content, raw: Buffer.from(content.raw).toString('base64') },
  });
}
