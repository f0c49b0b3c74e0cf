import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { settableClock } from '../../src/adapters/local/settable-clock.ts';
import { readSmtpUrl } from '../../src/adapters/mail/smtp-url.ts';
import { createApp } from '../../src/core/apps/apps.ts';
import type { OutgoingMessage } from '../../src/core/messages/outgoing.ts';
import { findSuppression } from '../../src/core/suppression/suppression.ts';
import { type LocalStage, type LocalStageOptions, openLocalStage } from '../../src/runtime/local.ts';
import { openHttpServer } from '../unit/channels/http-server.ts';
import { openMailServer } from '../unit/channels/mail-server.ts';
import { email } from '../unit/channels/messages.ts';

const AT = new Date('2026-03-01T09:30:00Z');
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function open(options: Partial<LocalStageOptions> = {}) {
  const home = mkdtempSync(join(tmpdir(), 'touchpoint-channels-'));
  closing.push(() => rmSync(home, { recursive: true }));
  const stage = await openLocalStage({ home, clock: settableClock(AT), ...options });
  closing.push(() => stage.close());
  const { Id } = await createApp(stage.ports, { Name: 'shop' });
  const to = (messageId: string, address: string): OutgoingMessage =>
    email({
      messageId,
      applicationId: Id,
      address,
      tags: { application_id: Id, message_id: messageId, endpoint_id: `endpoint-${messageId}` },
    });
  return { stage, Id, to };
}

async function eventsOf({ ports }: LocalStage, applicationId: string) {
  const rows = await ports.queries.query({
    text: `select distinct message_id, event_type from events where application_id = ?
      order by message_id, event_type`,
    values: [{ type: 'varchar', value: applicationId }],
  });
  return rows.map(({ message_id, event_type }) => `${message_id} ${event_type}`);
}

describe('the channels of a laptop', () => {
  it("answer in the mailbox as SES's simulator does, and suppress at once", async () => {
    const { stage, Id, to } = await open();
    const answers = await stage.ports.channels.EMAIL.send([
      to('a', 'ada@example.com'),
      to('b', 'bounce+1@simulator.amazonses.com'),
      to('c', 'complaint@simulator.amazonses.com'),
    ]);
    await stage.settled();
    expect(answers.map(({ kind }) => kind)).toEqual(['accepted', 'accepted', 'accepted']);
    expect(await eventsOf(stage, Id)).toEqual([
      'a _email.delivered',
      'a _email.send',
      'b _email.hardbounce',
      'b _email.send',
      'c _email.complaint',
      'c _email.delivered',
      'c _email.send',
    ]);
    const reasonOf = async (address: string) =>
      (await findSuppression(stage.ports, Id, 'EMAIL', address))?.reason;
    expect(await Promise.all(['ada@example.com', 'bounce+1@simulator.amazonses.com'].map(reasonOf))).toEqual([
      undefined,
      'BOUNCE',
    ]);
  });

  it('send e-mail to an SMTP server where there is one, and everything else to the mailbox', async () => {
    const server = await openMailServer();
    closing.push(() => server.close());
    const { stage, Id, to } = await open({ smtp: readSmtpUrl(server.url) });
    await stage.ports.channels.EMAIL.send([
      to('a', 'ada@example.com'),
      to('b', 'bounce@simulator.amazonses.com'),
      to('c', 'refused@example.com'),
    ]);
    const sms: OutgoingMessage = {
      ...to('d', '+4917012345'),
      channelType: 'SMS',
      content: { kind: 'SMS', body: 'Hi', messageType: 'TRANSACTIONAL' },
    };
    await stage.ports.channels.SMS.send([sms]);
    await stage.settled();
    expect(server.receipts.map(({ mail }) => mail.messageId).sort()).toEqual([
      '<a@example.com>',
      '<b@example.com>',
    ]);
    expect(stage.mailbox.list({}, 10).items.map(({ messageId }) => messageId)).toEqual(['d']);
    expect((await eventsOf(stage, Id)).filter((event) => event.includes('_email'))).toEqual([
      'a _email.delivered',
      'a _email.send',
      'b _email.send',
    ]);
  });

  it("call webhooks, and put a Lambda function's call in the mailbox", async () => {
    const server = await openHttpServer(() => ({ body: '{}' }));
    closing.push(server.close);
    const { stage, to } = await open();
    const custom = (messageId: string, deliveryUri: string): OutgoingMessage => ({
      ...to(messageId, 'anything'),
      channelType: 'CUSTOM',
      content: { kind: 'CUSTOM', deliveryUri, payload: { Data: 'x' }, endpoint: {}, endpointId: messageId },
    });
    const answers = await stage.ports.channels.CUSTOM.send([
      custom('a', server.url),
      custom('b', 'my-function'),
      custom('c', `${server.url}/two`),
    ]);
    expect(answers.map(({ kind }) => kind)).toEqual(['accepted', 'accepted', 'accepted']);
    expect(server.requests.map(({ path }) => path).sort()).toEqual(['/', '/two']);
    expect(stage.mailbox.list({ channel: 'CUSTOM' }, 10).items).toMatchObject([
      { messageId: 'b', text: '{"Data":"x"}', content: { deliveryUri: 'my-function' } },
    ]);
  });
});
