import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { simpleParser } from 'mailparser';
import { type Mailbox, openMailbox } from '../../../src/adapters/local/mailbox-channel.ts';
import { settableClock } from '../../../src/adapters/local/settable-clock.ts';
import type { AcceptedMessage } from '../../../src/ports/channels.ts';
import { email } from './messages.ts';

const folder = mkdtempSync(join(tmpdir(), 'touchpoint-mailbox-'));
afterAll(() => rmSync(folder, { recursive: true }));
const opened: Mailbox[] = [];
afterEach(async () => {
  for (const mailbox of opened.splice(0)) await mailbox.close();
});

const AT = new Date('2026-03-01T09:30:00Z');
let files = 0;
const newFile = () => join(folder, `${files++}.db`);

function open(file = newFile(), onReportFailure?: (error: unknown) => void) {
  const clock = settableClock(AT);
  const mailbox = openMailbox({ file, clock, onReportFailure });
  opened.push(mailbox);
  return { mailbox, clock, send: mailbox.channel.send };
}

const ids = (messages: readonly AcceptedMessage[]) => messages.map(({ message }) => message.messageId);

describe('a mailbox', () => {
  it('shows an e-mail as a client would, and its source as a server would have got it', async () => {
    const { mailbox, send } = open();
    const headers = [{ name: 'List-Unsubscribe', value: '<https://t.example.com/u/abc>' }];
    await send([
      email({ tags: { campaign_id: 'c1' } }, { subject: 'Grüße', replyTo: ['help@example.com'], headers }),
    ]);
    expect(mailbox.read('m1')).toEqual({
      messageId: 'm1',
      applicationId: 'shop',
      channel: 'EMAIL',
      channelType: 'EMAIL',
      to: 'ada@example.com',
      from: 'Shop <shop@example.com>',
      replyTo: ['help@example.com'],
      subject: 'Grüße',
      html: '<p>Hello</p>',
      text: 'Hello',
      headers: { 'List-Unsubscribe': '<https://t.example.com/u/abc>' },
      tags: { campaign_id: 'c1' },
      sentAt: AT.toISOString(),
    });
    const source = (await mailbox.source('m1')) as string;
    expect(await simpleParser(source)).toMatchObject({ subject: 'Grüße', html: '<p>Hello</p>', date: AT });
    expect(await mailbox.source('m1')).toBe(source);
    expect([mailbox.read('m2'), await mailbox.source('m2')]).toEqual([undefined, undefined]);
  });

  it('shows what other channels would have been given', async () => {
    const { mailbox, send } = open();
    const base = { applicationId: 'shop', tags: {} };
    await send([
      {
        ...base,
        messageId: 's',
        channelType: 'SMS',
        address: '+491700001',
        content: { kind: 'SMS', body: 'Hi', messageType: 'PROMOTIONAL', senderId: 'SHOP' },
      },
      {
        ...base,
        messageId: 'p',
        channelType: 'GCM',
        address: 'token',
        content: { kind: 'PUSH', message: { Title: 'Sale', Body: 'Now' } },
      },
      {
        ...base,
        messageId: 'v',
        channelType: 'VOICE',
        address: '+491700002',
        content: { kind: 'VOICE', body: '<speak>Hi</speak>', originationNumber: '+4930' },
      },
    ]);
    expect(mailbox.read('s')).toMatchObject({ channel: 'SMS', from: 'SHOP', text: 'Hi', headers: {} });
    expect(mailbox.read('p')).toMatchObject({
      channel: 'PUSH',
      channelType: 'GCM',
      subject: 'Sale',
      text: 'Now',
    });
    expect(mailbox.read('v')).toMatchObject({ channel: 'VOICE', from: '+4930', text: '<speak>Hi</speak>' });
    expect(JSON.parse((await mailbox.source('s')) as string)).toMatchObject({ content: { body: 'Hi' } });
  });

  it('keeps a whole MIME message byte for byte', async () => {
    const { mailbox, send } = open();
    const raw = Buffer.from('Subject: Own\r\n =?UTF-8?Q?=C3=BC?=\r\nFrom: a@example.com\r\n\r\nbody\r\n');
    await send([email({}, { raw })]);
    expect(await mailbox.source('m1')).toBe(raw.toString());
    expect(mailbox.read('m1')).toMatchObject({ subject: 'Own =?UTF-8?Q?=C3=BC?=' });
  });

  it('finds messages by application, address, part of the subject and channel, newest first', async () => {
    const { mailbox, send } = open();
    await send([
      email({ messageId: 'a', address: 'Ada@Example.com' }, { subject: 'Your RENEWAL is near' }),
      email({ messageId: 'b', address: 'bob@example.com' }, { subject: 'Your renewal is near' }),
      email({ messageId: 'c', applicationId: 'other' }, { subject: '100% off' }),
    ]);
    const found = (filter: object) => mailbox.list(filter, 10).items.map(({ messageId }) => messageId);
    expect(found({})).toEqual(['c', 'b', 'a']);
    expect(found({ applicationId: 'shop' })).toEqual(['b', 'a']);
    expect(found({ to: 'ada@example.COM', applicationId: 'shop' })).toEqual(['a']);
    expect(found({ subject: 'renewal' })).toEqual(['b', 'a']);
    expect(found({ subject: '%' })).toEqual(['c']);
    expect(found({ channel: 'email' })).toEqual(['c', 'b', 'a']);
    expect(found({ channel: 'SMS' })).toEqual([]);
  });

  it('gives pages that neither repeat nor leave out, also when messages come in between', async () => {
    const { mailbox, send } = open();
    await send([1, 2, 3, 4, 5].map((n) => email({ messageId: `m${n}` })));
    const first = mailbox.list({}, 2);
    await send([email({ messageId: 'm6' })]);
    const second = mailbox.list({}, 2, first.next);
    const third = mailbox.list({}, 2, second.next);
    const seen = [first, second, third].flatMap(({ items }) => items.map(({ messageId }) => messageId));
    expect(seen).toEqual(['m5', 'm4', 'm3', 'm2', 'm1']);
    expect([first.total, second.total, third.next]).toEqual([5, 6, undefined]);
  });

  it('keeps the first of two messages with one id, and its instant', async () => {
    const { mailbox, clock, send } = open();
    await send([email({}, { subject: 'first' })]);
    clock.advance(1000);
    await send([email({}, { subject: 'second' })]);
    expect(mailbox.list({}, 10)).toMatchObject({
      total: 1,
      items: [{ subject: 'first', sentAt: AT.toISOString() }],
    });
  });

  it('keeps its messages for the next process', async () => {
    const file = newFile();
    const first = open(file);
    await first.send([email()]);
    await first.mailbox.close();
    opened.splice(0);
    expect(open(file).mailbox.read('m1')).toMatchObject({ subject: 'Hello' });
  });
});

describe('what a mailbox accepted', () => {
  it('is reported once, with the instant of its acceptance', async () => {
    const { mailbox, send } = open();
    const told: AcceptedMessage[] = [];
    mailbox.report(async (accepted) => void told.push(...accepted));
    await send([email({ messageId: 'a' }), email({ messageId: 'x', address: 'nobody' })]);
    await send([email({ messageId: 'a' }), email({ messageId: 'b' })]);
    await mailbox.settled();
    expect(ids(told)).toEqual(['a', 'b']);
    expect(told[0]).toEqual({ message: email({ messageId: 'a' }), at: AT });
  });

  it('is reported by the next process when this one ended before', async () => {
    const file = newFile();
    const first = open(file);
    await first.send([email({ messageId: 'a' }), email({ messageId: 'b' })]);
    await first.mailbox.close();
    opened.splice(0);
    const told: AcceptedMessage[] = [];
    const second = open(file);
    second.mailbox.report(async (accepted) => void told.push(...accepted));
    await second.mailbox.settled();
    expect(ids(told)).toEqual(['a', 'b']);
  });

  it('is reported again when the report failed, with the next message', async () => {
    const failures: unknown[] = [];
    const { mailbox, send } = open(newFile(), (error) => failures.push(error));
    const told: string[][] = [];
    mailbox.report(async (accepted) => {
      told.push(ids(accepted));
      if (told.length === 1) throw new Error('disk full');
    });
    await send([email({ messageId: 'a' })]);
    await mailbox.settled();
    await send([email({ messageId: 'b' })]);
    await mailbox.settled();
    expect(told).toEqual([['a'], ['a', 'b']]);
    expect(failures).toEqual([new Error('disk full')]);
  });

  it('is reported also when it came while another report was under way', async () => {
    const { mailbox, send } = open();
    const told: string[] = [];
    let go: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      go = resolve;
    });
    mailbox.report(async (accepted) => {
      await gate;
      told.push(...ids(accepted));
    });
    await send([email({ messageId: 'a' })]);
    await send([email({ messageId: 'b' })]);
    go();
    await mailbox.settled();
    expect(told).toEqual(['a', 'b']);
  });

  it('is removed on request, but not before it is reported', async () => {
    const { mailbox, send } = open();
    await send([email({ messageId: 'a' }), email({ messageId: 'b', applicationId: 'other' })]);
    expect(mailbox.remove({})).toBe(0);
    mailbox.report(async () => undefined);
    await mailbox.settled();
    expect(mailbox.remove({ applicationId: 'shop' })).toBe(1);
    expect(mailbox.list({}, 10).items.map(({ messageId }) => messageId)).toEqual(['b']);
  });
});
