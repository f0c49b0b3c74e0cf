import { PlatformError } from '../../core/errors.ts';
import type { Channel, Channels } from '../../ports/channels.ts';

/** The local stage's channels: a mailbox, or an SMTP server for e-mail. */
export function localChannels(): Channels {
  const none: Channel = {
    window: 1,
    idempotent: false,
    tracks: false,
    send: async () => {
      throw new PlatformError('Internal', 'Nothing can be sent yet');
    },
  };
  return { EMAIL: none, SMS: none, VOICE: none, PUSH: none, CUSTOM: none };
}
