import { type PinpointSMSVoiceV2Client, SendTextMessageCommand } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { contextOfTags } from '../../core/channels/provider-tags.ts';
import type { Channel } from '../../ports/channels.ts';
import { contentOf, eachMessage } from './each-message.ts';

export interface SmsChannelOptions {
  /** Made with `maxAttempts: 1`: a repeated request is a second message. */
  readonly client: PinpointSMSVoiceV2Client;
  /** Whose events are the stage's feedback. */
  readonly configurationSet?: string;
}

/** SMS by End User Messaging. Without a number or sender id the service chooses one of the account's. */
export function smsChannel({ client, configurationSet }: SmsChannelOptions): Channel {
  return eachMessage(false, async (message) => {
    const { body, messageType, originationNumber, senderId, keyword, entityId, templateId } = contentOf(
      message,
      'SMS',
    );
    const { MessageId } = await client.send(
      new SendTextMessageCommand({
        DestinationPhoneNumber: message.address,
        OriginationIdentity: originationNumber ?? senderId,
        MessageBody: body,
        MessageType: messageType,
        Keyword: keyword,
        ConfigurationSetName: configurationSet,
        Context: contextOfTags(message.tags),
        ...((entityId || templateId) && {
          DestinationCountryParameters: {
            ...(entityId && { IN_ENTITY_ID: entityId }),
            ...(templateId && { IN_TEMPLATE_ID: templateId }),
          },
        }),
      }),
    );
    return { kind: 'accepted', providerMessageId: MessageId };
  });
}
