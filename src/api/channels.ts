import {
  type ChannelResource,
  deleteChannel,
  getChannel,
  listChannels,
  updateChannel,
} from '../core/channels/channel-settings.ts';
import { webhookSecret } from '../core/channels/webhook-secret.ts';
import { object, text } from './json-schema.ts';
import type { Operation } from './operation.ts';
import type { Route } from './route.ts';

/** The word for each channel in the names of its three operations. */
const NAMES: Readonly<Record<ChannelResource, string>> = {
  adm: 'Adm',
  apns: 'Apns',
  apns_sandbox: 'ApnsSandbox',
  apns_voip: 'ApnsVoip',
  apns_voip_sandbox: 'ApnsVoipSandbox',
  baidu: 'Baidu',
  email: 'Email',
  gcm: 'Gcm',
  sms: 'Sms',
  voice: 'Voice',
};

/** Channels (pinpoint-api.md 2, "Channels"). */
export const channelOperations: readonly Operation[] = [
  {
    name: 'GetChannels',
    method: 'GET',
    path: '/v1/apps/{ApplicationId}/channels',
    status: 200,
    scope: 'report',
    handle: (ports, { labels }) => listChannels(ports, labels.ApplicationId ?? ''),
  },
  ...(Object.keys(NAMES) as ChannelResource[]).flatMap(operationsOf),
];

function operationsOf(channel: ChannelResource): Operation[] {
  const path = `/v1/apps/{ApplicationId}/channels/${channel}`;
  const name = `${NAMES[channel]}Channel`;
  return [
    {
      name: `Get${name}`,
      method: 'GET',
      path,
      status: 200,
      scope: 'report',
      handle: (ports, { labels }) => getChannel(ports, labels.ApplicationId ?? '', channel),
    },
    {
      name: `Update${name}`,
      method: 'PUT',
      path,
      status: 200,
      scope: 'admin',
      handle: (ports, { labels, body }) => updateChannel(ports, labels.ApplicationId ?? '', channel, body),
    },
    {
      name: `Delete${name}`,
      method: 'DELETE',
      path,
      status: 200,
      scope: 'admin',
      handle: (ports, { labels }) => deleteChannel(ports, labels.ApplicationId ?? '', channel),
    },
  ];
}

/** What receivers of webhooks need to check that a call comes from this stage. */
export const webhookRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/webhooks/secret',
    scope: 'admin',
    doc: {
      summary: 'What a receiver of webhooks checks their signature with',
      answers: {
        200: {
          description: 'The secret, and where the signature stands',
          schema: object({ header: text, scheme: text, secret: text }),
        },
      },
    },
    handle: async (ports) => ({
      header: 'x-touchpoint-signature',
      scheme: 't={seconds},v1={hex HMAC-SHA256 of "{seconds}.{body}" with the secret}',
      secret: await webhookSecret(ports),
    }),
  },
];
