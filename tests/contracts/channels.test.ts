import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import { openMailbox } from '../../src/adapters/local/mailbox-channel.ts';
import { settableClock } from '../../src/adapters/local/settable-clock.ts';
import { smtpChannel } from '../../src/adapters/local/smtp-channel.ts';
import { readSmtpUrl } from '../../src/adapters/mail/smtp-url.ts';
import type { MessageContent } from '../../src/core/messages/outgoing.ts';
import { openMailServer } from '../unit/channels/mail-server.ts';
import { channelContract } from './channels.contract.ts';

const folder = mkdtempSync(join(tmpdir(), 'touchpoint-channels-'));
const closing: (() => unknown)[] = [];
afterAll(async () => {
  for (const close of closing) await close();
  rmSync(folder, { recursive: true });
});

const EMAIL: MessageContent = {
  kind: 'EMAIL',
  from: 'Shop <shop@example.com>',
  subject: 'Hello',
  html: '<p>Hello</p>',
  text: 'Hello',
  headers: [],
};

let mailboxes = 0;
for (const [channelType, content] of [
  ['EMAIL', EMAIL],
  ['SMS', { kind: 'SMS', body: 'Hello', messageType: 'TRANSACTIONAL' }],
] as const) {
  channelContract(`mailbox, ${channelType}`, { idempotent: true, tracks: false }, async () => {
    const file = join(folder, `mailbox-${mailboxes++}.db`);
    const mailbox = openMailbox({ file, clock: settableClock(new Date('2026-03-01T09:00:00Z')) });
    closing.push(() => mailbox.close());
    return {
      channel: mailbox.channel,
      channelType,
      content,
      ...(channelType === 'EMAIL' && { refusedAddress: 'no address' }),
      received: async () => mailbox.list({}, 100).items.map(({ to }) => to),
    };
  });
}

channelContract('SMTP', { idempotent: false, tracks: false }, async () => {
  const server = await openMailServer();
  const channel = smtpChannel({
    server: readSmtpUrl(`${server.url}?connections=2`),
    clock: settableClock(new Date('2026-03-01T09:00:00Z')),
  });
  closing.push(
    () => channel.close(),
    () => server.close(),
  );
  return {
    channel,
    channelType: 'EMAIL',
    content: EMAIL,
    refusedAddress: 'refused@example.com',
    received: async () => server.receipts.flatMap(({ envelope }) => envelope.to),
    vanish: server.close,
  };
});
