import { describe, expect, it } from '@jest/globals';
import { noticesIn } from '../../../functions/feedback/notices-in.ts';
import { httpsText } from '../../../src/adapters/aws/https-text.ts';
import { snsIntake } from '../../../src/runtime/sns-intake.ts';
import { NOTICES, sesEvent, smsEvent } from './notices.ts';

describe('an event that the function gets', () => {
  it('is a notice itself when EventBridge brings it', () => {
    const event = sesEvent(NOTICES.open);

    const notices = noticesIn({ source: 'aws.ses', 'detail-type': 'Email Opened', detail: event });

    expect(notices).toEqual([{ provider: 'ses', event }]);
  });

  it('has notices as texts when SNS brings it, among them sentences and texts of people', () => {
    const messages = [
      JSON.stringify(smsEvent('DELIVERED')),
      'Successfully validated SNS topic',
      JSON.stringify({ inboundMessageId: '1', originationNumber: '+12065550199', messageBody: 'Hello' }),
    ];

    const notices = noticesIn({ Records: messages.map((Message) => ({ Sns: { Message } })) });

    expect(notices).toEqual([
      { provider: 'sms', event: smsEvent('DELIVERED') },
      {
        provider: 'inbound',
        text: { inboundMessageId: '1', originationNumber: '+12065550199', messageBody: 'Hello' },
      },
    ]);
  });

  it('is refused when it is anything else, so that it ends among the dead letters', () => {
    expect(() => noticesIn({ Records: [{ Sns: { Message: '{}' } }] })).toThrow(
      'SMS event: eventType is missing',
    );
  });
});

describe('the intake of the API on AWS', () => {
  it('takes the topics that the stack was given', () => {
    const read = ['none', undefined, 'arn:a, arn:b'].map(
      (TOUCHPOINT_FEEDBACK_TOPICS) => snsIntake({ TOUCHPOINT_FEEDBACK_TOPICS }).topics,
    );

    expect(read).toEqual([[], [], ['arn:a', 'arn:b']]);
  });

  it('asks the sender to come again when an address cannot be read', async () => {
    await expect(httpsText('https://127.0.0.1:1/a.pem')).rejects.toMatchObject({ code: 'Throttled' });
  });
});
