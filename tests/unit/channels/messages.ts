import type { EmailContent, OutgoingMessage } from '../../../src/core/messages/outgoing.ts';

/** An e-mail on its way, like every other but for what is given. */
export function email(
  given: Partial<Omit<OutgoingMessage, 'content'>> = {},
  content: Partial<EmailContent> = {},
): OutgoingMessage {
  return {
    messageId: 'm1',
    applicationId: 'shop',
    channelType: 'EMAIL',
    address: 'ada@example.com',
    tags: {},
    ...given,
    content: {
      kind: 'EMAIL',
      from: 'Shop <shop@example.com>',
      subject: 'Hello',
      html: '<p>Hello</p>',
      text: 'Hello',
      headers: [],
      ...content,
    },
  };
}
