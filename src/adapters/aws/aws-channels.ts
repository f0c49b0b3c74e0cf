import type { PinpointClient } from '@aws-sdk/client-pinpoint';
import type { PinpointSMSVoiceV2Client } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import type { SESv2Client } from '@aws-sdk/client-sesv2';
import type { Channel, Channels } from '../../ports/channels.ts';
import type { Clock } from '../../ports/clock.ts';
import { pushChannel } from './push-channel.ts';
import { sesChannel } from './ses-channel.ts';
import { smsChannel } from './sms-channel.ts';
import { voiceChannel } from './voice-channel.ts';

export interface AwsChannelsOptions {
  /** All made with `maxAttempts: 1`, so that a message is handed over once. */
  readonly ses: SESv2Client;
  readonly sms: PinpointSMSVoiceV2Client;
  readonly push: PinpointClient;
  readonly custom: Channel;
  readonly clock: Clock;
  readonly emailConfigurationSet?: string;
  readonly emailTracks: boolean;
  readonly smsConfigurationSet?: string;
  readonly pushApplicationId?: string;
}

/** The channels on AWS: SES, End User Messaging, Pinpoint's surviving SendMessages, custom calls. */
export function awsChannels(options: AwsChannelsOptions): Channels {
  const { ses, sms, push, custom, clock } = options;
  const { emailConfigurationSet, emailTracks, smsConfigurationSet, pushApplicationId } = options;
  return {
    EMAIL: sesChannel({ client: ses, clock, configurationSet: emailConfigurationSet, tracks: emailTracks }),
    SMS: smsChannel({ client: sms, configurationSet: smsConfigurationSet }),
    VOICE: voiceChannel({ client: sms, configurationSet: smsConfigurationSet }),
    PUSH: pushChannel({ client: push, applicationId: pushApplicationId }),
    CUSTOM: custom,
  };
}
