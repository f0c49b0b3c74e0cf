import type { Ports } from '../../ports/ports.ts';

/** The channel resources of an application, by the last part of their path. */
export const CHANNEL_RESOURCES = [
  'adm',
  'apns',
  'apns_sandbox',
  'apns_voip',
  'apns_voip_sandbox',
  'baidu',
  'email',
  'gcm',
  'sms',
  'voice',
] as const;
export type ChannelResource = (typeof CHANNEL_RESOURCES)[number];

/** Settings as stored, secrets left out: the members of Pinpoint's response (pinpoint-api.md 3.2). */
export interface ChannelSettings {
  readonly Enabled: boolean;
  readonly FromAddress?: string;
  readonly Identity?: string;
  readonly ConfigurationSet?: string;
  readonly SenderId?: string;
  readonly ShortCode?: string;
}

/** @returns `undefined` when the channel was never set up or was deleted */
export async function findChannel(
  _ports: Ports,
  _applicationId: string,
  _channel: ChannelResource,
): Promise<ChannelSettings | undefined> {
  return undefined;
}
