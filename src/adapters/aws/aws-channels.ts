import { PlatformError } from '../../core/errors.ts';
import type { Channel, Channels } from '../../ports/channels.ts';

/** The channels on AWS: SES, End User Messaging, Pinpoint's surviving SendMessages, custom calls. */
export function awsChannels(): Channels {
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
