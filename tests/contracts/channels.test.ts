import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PinpointClient } from '@aws-sdk/client-pinpoint';
import { PinpointSMSVoiceV2Client } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { afterAll } from '@jest/globals';
import { awsChannels } from '../../src/adapters/aws/aws-channels.ts';
import { openMailbox } from '../../src/adapters/local/mailbox-channel.ts';
import { settableClock } from '../../src/adapters/local/settable-clock.ts';
import { smtpChannel } from '../../src/adapters/local/smtp-channel.ts';
import { webhookFunctions } from '../../src/adapters/local/webhook-functions.ts';
import { readSmtpUrl } from '../../src/adapters/mail/smtp-url.ts';
import { customChannel } from '../../src/core/channels/custom-channel.ts';
import type { MessageContent } from '../../src/core/messages/outgoing.ts';
import { openAwsMessaging } from '../unit/channels/aws-messaging.ts';
import { openHttpServer } from '../unit/channels/http-server.ts';
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
  channelContract(
    `mailbox, ${channelType}`,
    { idempotent: true, tracks: false, refuses: channelType === 'EMAIL', remote: false },
    async () => {
      const file = join(folder, `mailbox-${mailboxes++}.db`);
      const mailbox = openMailbox({ file, clock: settableClock(new Date('2026-03-01T09:00:00Z')) });
      closing.push(() => mailbox.close());
      return {
        channel: mailbox.channel,
        channelType,
        content: () => content,
        ...(channelType === 'EMAIL' && { refusedAddress: 'no address' }),
        received: async () => mailbox.list({}, 100).items.map(({ to }) => to),
      };
    },
  );
}

channelContract('SMTP', { idempotent: false, tracks: false, refuses: true, remote: true }, async () => {
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
    content: () => EMAIL,
    refusedAddress: 'refused@example.com',
    received: async () => server.receipts.flatMap(({ envelope }) => envelope.to),
    vanish: server.close,
  };
});

channelContract('webhook', { idempotent: false, tracks: false, refuses: false, remote: true }, async () => {
  const server = await openHttpServer(() => ({ body: '{}' }));
  closing.push(server.close);
  return {
    channel: customChannel({
      functions: webhookFunctions({ secret: async () => 's3cret', loopback: true }),
      pause: async () => undefined,
    }),
    channelType: 'CUSTOM',
    content: (address) => ({
      kind: 'CUSTOM',
      deliveryUri: server.url,
      payload: {},
      endpoint: { Address: address },
      endpointId: address,
    }),
    received: async () => server.requests.flatMap(({ body }) => Object.keys(JSON.parse(body).Endpoints)),
    vanish: server.close,
  };
});

for (const [kind, channelType, content] of [
  ['EMAIL', 'EMAIL', EMAIL],
  ['SMS', 'SMS', { kind: 'SMS', body: 'Hello', messageType: 'TRANSACTIONAL' }],
  ['VOICE', 'VOICE', { kind: 'VOICE', body: 'Hello', originationNumber: '+4930' }],
  ['PUSH', 'GCM', { kind: 'PUSH', message: { Body: 'Hello' } }],
] as const) {
  channelContract(
    `AWS, ${kind}`,
    { idempotent: false, tracks: false, refuses: true, remote: true },
    async () => {
      const aws = await openAwsMessaging();
      const config = aws.client;
      const channels = awsChannels({
        ses: new SESv2Client(config),
        sms: new PinpointSMSVoiceV2Client(config),
        push: new PinpointClient(config),
        custom: { window: 1, idempotent: false, tracks: false, send: async () => [] },
        clock: settableClock(new Date('2026-03-01T09:00:00Z')),
        emailTracks: false,
      });
      closing.push(aws.close);
      return {
        channel: channels[kind],
        channelType,
        content: () => content,
        refusedAddress: channelType === 'EMAIL' ? 'refused@example.com' : '+999',
        received: async () => aws.taken.map(({ to }) => to),
        vanish: aws.close,
      };
    },
  );
}
