import { describe, expect, it } from '@jest/globals';
import { sesOutcome } from '../../../src/core/feedback/ses-feedback.ts';
import { simulatedFeedback } from '../../../src/core/feedback/simulator.ts';
import { smsOutcome } from '../../../src/core/feedback/sms-feedback.ts';
import { tagsOfTrace } from '../../../src/core/feedback/trace-tags.ts';
import type { MessageContent } from '../../../src/core/messages/outgoing.ts';
import { TRACE } from './notices.ts';

const ports = { stage: { accountId: '000000000000', publicUrl: 'https://mail.example.com' } } as never;
const at = new Date('2027-03-01T09:30:00Z');
const email: MessageContent = {
  kind: 'EMAIL',
  from: 'shop@example.com',
  subject: 'Hello',
  html: 'x',
  headers: [],
};

/** What Pinpoint would say of a message to an address. */
function told(address: string, content: MessageContent = email): string[] {
  const message = {
    messageId: TRACE.message_id,
    applicationId: TRACE.application_id,
    channelType: content.kind,
    address,
    content,
    tags: tagsOfTrace(TRACE),
  };
  return simulatedFeedback({ message, at }).map((notice) => {
    const outcome =
      notice.provider === 'ses' ? sesOutcome(ports, notice.event) : smsOutcome(ports, notice.event);
    expect(outcome?.event).toMatchObject({ message_id: 'message-1', arrival_timestamp: at.getTime() });
    return [outcome?.event.event_type, ...(outcome?.suppressions ?? []).map(({ reason }) => reason)].join(
      ' ',
    );
  });
}

describe('the simulated feedback', () => {
  it('is what SES’s mailbox simulator does, whatever the label and the case', () => {
    const kinds = ['success', 'Bounce+1', 'complaint+a.b+c', 'ooto', 'suppressionlist'];

    expect(kinds.map((kind) => told(`${kind}@simulator.amazonses.com`))).toEqual([
      ['_email.send', '_email.delivered'],
      ['_email.send', '_email.hardbounce BOUNCE'],
      ['_email.send', '_email.delivered', '_email.complaint COMPLAINT'],
      ['_email.send', '_email.delivered', '_email.softbounce'],
      ['_email.send', '_email.hardbounce BOUNCE'],
    ]);
  });

  it('is that an ordinary address got its mail', () => {
    const addresses = ['ana@example.com', 'bounce@example.com', 'bounce@simulator.amazonses.com.example'];

    expect(addresses.map((address) => told(address))).toEqual(
      addresses.map(() => ['_email.send', '_email.delivered']),
    );
  });

  it('is that a text message was under way and then delivered, or not', () => {
    const sms: MessageContent = { kind: 'SMS', body: 'x', messageType: 'PROMOTIONAL' };

    expect([told('+12065550199', sms), told('+14254147167', sms)]).toEqual([
      ['_SMS.BUFFERED', '_SMS.SUCCESS'],
      ['_SMS.BUFFERED', '_SMS.FAILURE'],
    ]);
  });

  it('is silent on other channels', () => {
    expect(told('token', { kind: 'PUSH', message: {} })).toEqual([]);
  });
});
