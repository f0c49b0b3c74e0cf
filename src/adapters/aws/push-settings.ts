import {
  type ADMChannelRequest,
  type APNSChannelRequest,
  type BaiduChannelRequest,
  DeleteAdmChannelCommand,
  DeleteApnsChannelCommand,
  DeleteApnsSandboxChannelCommand,
  DeleteApnsVoipChannelCommand,
  DeleteApnsVoipSandboxChannelCommand,
  DeleteBaiduChannelCommand,
  DeleteGcmChannelCommand,
  type GCMChannelRequest,
  NotFoundException,
  type PinpointClient,
  PinpointServiceException,
  UpdateAdmChannelCommand,
  UpdateApnsChannelCommand,
  UpdateApnsSandboxChannelCommand,
  UpdateApnsVoipChannelCommand,
  UpdateApnsVoipSandboxChannelCommand,
  UpdateBaiduChannelCommand,
  UpdateGcmChannelCommand,
} from '@aws-sdk/client-pinpoint';
import { PlatformError } from '../../core/errors.ts';
import type { ProviderSettings } from '../../ports/channels.ts';

type Request = NonNullable<ProviderSettings['request']>;

/** Both commands of a channel; the members of the request are the ones that we took in. */
interface Commands {
  put(client: PinpointClient, ApplicationId: string, request: Request): Promise<unknown>;
  remove(client: PinpointClient, ApplicationId: string): Promise<unknown>;
}

const COMMANDS: Readonly<Record<string, Commands>> = {
  ADM: {
    put: (client, ApplicationId, request) =>
      client.send(
        new UpdateAdmChannelCommand({
          ApplicationId,
          ADMChannelRequest: request as unknown as ADMChannelRequest,
        }),
      ),
    remove: (client, ApplicationId) => client.send(new DeleteAdmChannelCommand({ ApplicationId })),
  },
  APNS: {
    put: (client, ApplicationId, request) =>
      client.send(
        new UpdateApnsChannelCommand({ ApplicationId, APNSChannelRequest: request as APNSChannelRequest }),
      ),
    remove: (client, ApplicationId) => client.send(new DeleteApnsChannelCommand({ ApplicationId })),
  },
  APNS_SANDBOX: {
    put: (client, ApplicationId, request) =>
      client.send(new UpdateApnsSandboxChannelCommand({ ApplicationId, APNSSandboxChannelRequest: request })),
    remove: (client, ApplicationId) => client.send(new DeleteApnsSandboxChannelCommand({ ApplicationId })),
  },
  APNS_VOIP: {
    put: (client, ApplicationId, request) =>
      client.send(new UpdateApnsVoipChannelCommand({ ApplicationId, APNSVoipChannelRequest: request })),
    remove: (client, ApplicationId) => client.send(new DeleteApnsVoipChannelCommand({ ApplicationId })),
  },
  APNS_VOIP_SANDBOX: {
    put: (client, ApplicationId, request) =>
      client.send(
        new UpdateApnsVoipSandboxChannelCommand({ ApplicationId, APNSVoipSandboxChannelRequest: request }),
      ),
    remove: (client, ApplicationId) =>
      client.send(new DeleteApnsVoipSandboxChannelCommand({ ApplicationId })),
  },
  BAIDU: {
    put: (client, ApplicationId, request) =>
      client.send(
        new UpdateBaiduChannelCommand({
          ApplicationId,
          BaiduChannelRequest: request as unknown as BaiduChannelRequest,
        }),
      ),
    remove: (client, ApplicationId) => client.send(new DeleteBaiduChannelCommand({ ApplicationId })),
  },
  GCM: {
    put: (client, ApplicationId, request) =>
      client.send(
        new UpdateGcmChannelCommand({ ApplicationId, GCMChannelRequest: request as GCMChannelRequest }),
      ),
    remove: (client, ApplicationId) => client.send(new DeleteGcmChannelCommand({ ApplicationId })),
  },
};

/**
 * Gives a push service's credentials to AWS, which signs in there, or has it forget them.
 * @throws PlatformError `BadRequest` when AWS refuses them, or has no such push application
 */
export async function configurePush(client: PinpointClient, settings: ProviderSettings): Promise<void> {
  const { applicationId, channelType, request } = settings;
  const commands = COMMANDS[channelType];
  if (!commands) return;
  try {
    if (request) await commands.put(client, applicationId, request);
    else await commands.remove(client, applicationId);
  } catch (cause) {
    if (!(cause instanceof PinpointServiceException)) throw cause;
    const status = cause.$metadata.httpStatusCode ?? 500;
    if (!request && cause instanceof NotFoundException) return; // forgotten already
    if (status >= 500 || status === 429) throw cause;
    throw new PlatformError(
      'BadRequest',
      `AWS refuses channel ${channelType} of push application ${applicationId}: ${cause.message}`,
      {},
      { cause },
    );
  }
}
