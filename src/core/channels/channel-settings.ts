import type { Ports } from '../../ports/ports.ts';
import { requireApp } from '../apps/apps.ts';
import { applicationPartition } from '../apps/partition.ts';
import { allDocuments, changeDocument } from '../documents.ts';
import { PlatformError } from '../errors.ts';
import { type ChannelRequest, lackingCredentials, readChannelRequest } from './channel-requests.ts';
import { type ChannelResource, channelResourceOf } from './channel-resource.ts';
import { openSecret, type SealedSecret, sealSecret } from './sealed-secrets.ts';

export { CHANNEL_RESOURCES, type ChannelResource, channelResourceOf } from './channel-resource.ts';

/** Settings as stored, secrets left out: the members of Pinpoint's response (pinpoint-api.md 3.2). */
export interface ChannelSettings {
  readonly Enabled: boolean;
  readonly FromAddress?: string;
  readonly Identity?: string;
  readonly ConfigurationSet?: string;
  readonly SenderId?: string;
  readonly ShortCode?: string;
  readonly RoleArn?: string;
  readonly OrchestrationSendingRoleArn?: string;
  readonly DefaultAuthenticationMethod?: string;
}

/** As `GetChannels` answers it (ChannelResponse). */
export interface ChannelResponse {
  readonly ApplicationId: string;
  readonly CreationDate: string;
  readonly Enabled: boolean;
  readonly HasCredential: boolean;
  readonly Id: string;
  readonly IsArchived: boolean;
  readonly LastModifiedDate: string;
  readonly Version: number;
}

interface StoredChannel {
  readonly enabled: boolean;
  readonly settings: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, SealedSecret>>;
  readonly creationDate: string;
  readonly lastModifiedDate: string;
  readonly version: number;
}

const SORT_PREFIX = 'channel#';
const keyOf = (applicationId: string, channel: ChannelResource) => ({
  partition: applicationPartition(applicationId),
  sort: SORT_PREFIX + channel,
});
const contextOf = (applicationId: string, channel: ChannelResource, member: string) =>
  `channel:${applicationId}:${channel}:${member}`;

/** @returns `undefined` when the channel was never set up or was deleted; look at `Enabled` before sending */
export async function findChannel(
  ports: Pick<Ports, 'documents'>,
  applicationId: string,
  channel: ChannelResource,
): Promise<ChannelSettings | undefined> {
  const found = await ports.documents.get<StoredChannel>(keyOf(applicationId, channel));
  return found && { ...found.value.settings, Enabled: found.value.enabled };
}

/** The settings that messages to endpoints of a type are sent with, or why none can be sent. */
export async function usableChannel(
  ports: Pick<Ports, 'documents'>,
  applicationId: string,
  channelType: string,
): Promise<ChannelSettings | { readonly unusable: string }> {
  const resource = channelResourceOf(channelType);
  const settings = resource && (await findChannel(ports, applicationId, resource));
  if (settings?.Enabled) return settings;
  const state = settings ? 'disabled' : 'not set up';
  return { unusable: `Channel ${channelType} of application ${applicationId} is ${state}` };
}

/** @throws PlatformError `NotFound` for an unknown application, or a channel that was never set up or was deleted */
export async function getChannel(ports: Ports, applicationId: string, channel: ChannelResource) {
  return describeAll(applicationId, channel, await requireChannel(ports, applicationId, channel));
}

/** Every channel that was set up, by its name in upper case. @throws PlatformError `NotFound` */
export async function listChannels(
  ports: Ports,
  applicationId: string,
): Promise<{ Channels: Record<string, ChannelResponse> }> {
  await requireApp(ports, applicationId);
  const partition = applicationPartition(applicationId);
  const stored = await allDocuments<StoredChannel>(ports.documents, partition, SORT_PREFIX);
  return {
    Channels: Object.fromEntries(
      stored.map(({ key, value }) => {
        const channel = key.sort.slice(SORT_PREFIX.length) as ChannelResource;
        return [channel.toUpperCase(), describe(applicationId, channel, value)];
      }),
    ),
  };
}

/**
 * Sets a channel up or changes it. Settings are replaced as a whole. Ours: a new channel is enabled
 * unless the request says otherwise, and credentials that a request leaves out stay, since nobody
 * can read them in order to send them again.
 * @param input the operation's body, not yet checked
 * @throws PlatformError `NotFound` for an unknown application, `BadRequest`
 */
export async function updateChannel(
  ports: Ports,
  applicationId: string,
  channel: ChannelResource,
  input: unknown,
) {
  await requireApp(ports, applicationId);
  const request = readChannelRequest(channel, input);
  const secrets = await seal(ports, applicationId, channel, request);
  const key = keyOf(applicationId, channel);
  const at = ports.clock.now().toISOString();
  const decide = (found: StoredChannel | undefined) => changed(channel, request, secrets, at, found);
  // The provider is asked first: what it refuses is not stored.
  await configure(
    ports,
    applicationId,
    channel,
    decide((await ports.documents.get<StoredChannel>(key))?.value),
  );
  return describeAll(applicationId, channel, await changeDocument(ports.documents, key, decide));
}

/** @throws PlatformError `BadRequest` when the channel then lacks credentials */
function changed(
  channel: ChannelResource,
  { enabled, settings }: ChannelRequest,
  secrets: Record<string, SealedSecret>,
  at: string,
  found: StoredChannel | undefined,
): StoredChannel {
  const all = { ...found?.secrets, ...secrets };
  const lacking = lackingCredentials(channel, Object.keys(all));
  if (lacking) throw new PlatformError('BadRequest', lacking);
  return {
    enabled: enabled ?? found?.enabled ?? true,
    settings,
    secrets: all,
    creationDate: found?.creationDate ?? at,
    lastModifiedDate: at,
    version: (found?.version ?? 0) + 1,
  };
}

/** Lets the provider of push notifications know, where it signs in to the push services by itself. */
async function configure(
  ports: Ports,
  applicationId: string,
  channel: ChannelResource,
  stored: StoredChannel | undefined,
): Promise<void> {
  const { PUSH } = ports.channels;
  if (!PUSH.configure || ['email', 'sms', 'voice'].includes(channel)) return;
  const opened = Object.entries(stored?.secrets ?? {}).map(
    async ([member, sealed]) =>
      [member, await openSecret(ports.secrets, sealed, contextOf(applicationId, channel, member))] as const,
  );
  const secrets = Object.fromEntries(await Promise.all(opened));
  await PUSH.configure({
    applicationId,
    channelType: channel.toUpperCase(),
    ...(stored && { request: { ...stored.settings, ...secrets, Enabled: stored.enabled } }),
  });
}

/** Drops a channel with its credentials. @returns its last state. @throws PlatformError `NotFound` as `getChannel` */
export async function deleteChannel(ports: Ports, applicationId: string, channel: ChannelResource) {
  const stored = await requireChannel(ports, applicationId, channel);
  await configure(ports, applicationId, channel, undefined);
  await ports.documents.delete(keyOf(applicationId, channel));
  return describeAll(applicationId, channel, stored);
}

async function requireChannel(ports: Ports, applicationId: string, channel: ChannelResource) {
  await requireApp(ports, applicationId);
  const found = await ports.documents.get<StoredChannel>(keyOf(applicationId, channel));
  if (found) return found.value;
  throw new PlatformError(
    'NotFound',
    `Channel ${channel.toUpperCase()} is not set up in application ${applicationId}`,
  );
}

async function seal(
  ports: Ports,
  applicationId: string,
  channel: ChannelResource,
  { secrets }: ChannelRequest,
): Promise<Record<string, SealedSecret>> {
  const sealed = Object.entries(secrets).map(
    async ([member, secret]) =>
      [member, await sealSecret(ports.secrets, secret, contextOf(applicationId, channel, member))] as const,
  );
  return Object.fromEntries(await Promise.all(sealed));
}

function describe(applicationId: string, channel: ChannelResource, stored: StoredChannel): ChannelResponse {
  return {
    ApplicationId: applicationId,
    CreationDate: stored.creationDate,
    Enabled: stored.enabled,
    HasCredential: Object.keys(stored.secrets).length > 0,
    Id: channel,
    IsArchived: false, // what is deleted is gone
    LastModifiedDate: stored.lastModifiedDate,
    Version: stored.version,
  };
}

/** With the members that only this channel has. */
function describeAll(applicationId: string, channel: ChannelResource, stored: StoredChannel) {
  const has = (member: string) => Object.hasOwn(stored.secrets, member);
  return {
    ...describe(applicationId, channel, stored),
    Platform: channel.toUpperCase(),
    ...stored.settings,
    ...(channel.startsWith('apns') && { HasTokenKey: has('TokenKey') }),
    ...(channel === 'gcm' && {
      HasFcmServiceCredentials: has('ServiceJson'),
      DefaultAuthenticationMethod:
        stored.settings.DefaultAuthenticationMethod ?? (has('ApiKey') ? 'KEY' : 'TOKEN'),
    }),
  };
}
