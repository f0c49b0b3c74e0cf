import type { Channel, Channels } from '../../ports/channels.ts';

export interface LocalChannelsOptions {
  /** Takes everything that no other channel is there for. */
  readonly mailbox: Channel;
  /** An SMTP server instead of the mailbox. */
  readonly smtp?: Channel;
  /** Calls webhooks. */
  readonly custom: Channel;
}

/** The local stage's channels: a mailbox, an SMTP server for e-mail where there is one, webhooks. */
export function localChannels({ mailbox, smtp, custom }: LocalChannelsOptions): Channels {
  return {
    EMAIL: smtp ?? mailbox,
    SMS: mailbox,
    VOICE: mailbox,
    PUSH: mailbox,
    CUSTOM: webhookOrMailbox(custom, mailbox),
  };
}

/** A laptop has no Lambda functions: what one would be called with is put in the mailbox. */
function webhookOrMailbox(custom: Channel, mailbox: Channel): Channel {
  return {
    ...custom,
    async send(messages) {
      const isCall = messages.map(
        ({ content }) => content.kind === 'CUSTOM' && content.deliveryUri.includes('://'),
      );
      const [called, kept] = await Promise.all([
        custom.send(messages.filter((_, index) => isCall[index])),
        mailbox.send(messages.filter((_, index) => !isCall[index])),
      ]);
      return isCall.map((call) => (call ? called : kept).shift() ?? lost());
    },
  };
}

function lost(): never {
  throw new Error('A channel answered for fewer messages than it was given');
}
