import {
  type ChannelType,
  type DirectMessageConfiguration,
  type MessageResult,
  type PinpointClient,
  SendMessagesCommand,
} from '@aws-sdk/client-pinpoint';
import type { Channel, Handover } from '../../ports/channels.ts';
import { contentOf, eachMessage } from './each-message.ts';
import { configurePush } from './push-settings.ts';

export interface PushChannelOptions {
  /** Of AWS's own service, not of a stage; made with `maxAttempts: 1`. */
  readonly client: PinpointClient;
  /** AWS's push application, which holds the push services' credentials; one of the application's own id when absent. */
  readonly applicationId?: string;
}

const APNS: keyof DirectMessageConfiguration = 'APNSMessage';
/** The member of MessageConfiguration that a push service's message goes into. */
const MEMBERS: Readonly<Record<string, keyof DirectMessageConfiguration>> = {
  GCM: 'GCMMessage',
  ADM: 'ADMMessage',
  BAIDU: 'BaiduMessage',
  APNS,
  APNS_SANDBOX: APNS,
  APNS_VOIP: APNS,
  APNS_VOIP_SANDBOX: APNS,
};

/** Push notifications by AWS End User Messaging, which answers Pinpoint's SendMessages. */
export function pushChannel({ client, applicationId }: PushChannelOptions): Channel {
  const channel = eachMessage(false, async (message) => {
    const { message: content } = contentOf(message, 'PUSH');
    const { address, channelType } = message;
    const member = MEMBERS[channelType];
    if (!member) return { kind: 'refused', code: 400, reason: `${channelType} is no push service` };
    const { MessageResponse } = await client.send(
      new SendMessagesCommand({
        ApplicationId: applicationId ?? message.applicationId,
        MessageRequest: {
          Addresses: { [address]: { ChannelType: channelType as ChannelType } },
          MessageConfiguration: { [member]: content },
        },
      }),
    );
    return handoverOf(MessageResponse?.Result?.[address]);
  });
  return {
    ...channel,
    configure: (settings) =>
      configurePush(client, { ...settings, applicationId: applicationId ?? settings.applicationId }),
  };
}

function handoverOf(result: MessageResult | undefined): Handover {
  const { DeliveryStatus: status = 'no result', StatusCode, StatusMessage = '', MessageId } = result ?? {};
  const reason = `${status}: ${StatusMessage}`;
  switch (status) {
    case 'SUCCESSFUL':
      return { kind: 'accepted', providerMessageId: MessageId, updatedToken: result?.UpdatedToken };
    case 'THROTTLED':
      return { kind: 'throttled', reason };
    case 'TEMPORARY_FAILURE':
      return { kind: 'unavailable', reason };
    case 'PERMANENT_FAILURE':
    case 'OPT_OUT':
    case 'DUPLICATE':
      return { kind: 'refused', code: StatusCode ?? 400, reason };
    default:
      return { kind: 'in-doubt', reason };
  }
}
