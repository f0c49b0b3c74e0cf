import { SendVoiceMessageCommand, type VoiceId } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { contextOfTags } from '../../core/channels/provider-tags.ts';
import type { Channel } from '../../ports/channels.ts';
import { contentOf, eachMessage } from './each-message.ts';
import type { SmsChannelOptions } from './sms-channel.ts';

/** The service has no default number for calls. */
const NO_ORIGIN = {
  kind: 'refused',
  code: 400,
  reason: 'A voice message needs an OriginationNumber',
} as const;

/** Calls by End User Messaging. It reads a voice's language from the voice, so `languageCode` is not sent. */
export function voiceChannel({ client, configurationSet }: SmsChannelOptions): Channel {
  return eachMessage(false, async (message) => {
    const { body, voiceId, originationNumber } = contentOf(message, 'VOICE');
    if (!originationNumber) return NO_ORIGIN;
    const { MessageId } = await client.send(
      new SendVoiceMessageCommand({
        DestinationPhoneNumber: message.address,
        OriginationIdentity: originationNumber,
        MessageBody: body,
        MessageBodyTextType: body.trimStart().startsWith('<speak') ? 'SSML' : 'TEXT',
        VoiceId: voiceId?.toUpperCase() as VoiceId | undefined,
        ConfigurationSetName: configurationSet,
        Context: contextOfTags(message.tags),
      }),
    );
    return { kind: 'accepted', providerMessageId: MessageId };
  });
}
