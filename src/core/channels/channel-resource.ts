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

/**
 * The resource whose settings an endpoint's channel type needs.
 * @returns `undefined` for `CUSTOM` and `IN_APP`, which are always available, and for what is no channel type
 */
export function channelResourceOf(channelType: string): ChannelResource | undefined {
  const resource = channelType.toLowerCase();
  return CHANNEL_RESOURCES.find((known) => known === resource);
}
