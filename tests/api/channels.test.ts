import * as sdk from '@aws-sdk/client-pinpoint';
import {
  CreateAppCommand,
  DeleteAppCommand,
  DeleteEmailChannelCommand,
  type EmailChannelRequest,
  GetChannelsCommand,
  GetEmailChannelCommand,
  type PinpointClient,
  UpdateApnsChannelCommand,
  UpdateEmailChannelCommand,
  UpdateGcmChannelCommand,
  UpdateSmsChannelCommand,
  UpdateVoiceChannelCommand,
} from '@aws-sdk/client-pinpoint';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { pushChannel } from '../../src/adapters/aws/push-channel.ts';
import {
  CHANNEL_RESOURCES,
  channelResourceOf,
  deleteChannel,
  findChannel,
  updateChannel,
} from '../../src/core/channels/channel-settings.ts';
import { allDocuments } from '../../src/core/documents.ts';
import { openHttpServer } from '../unit/channels/http-server.ts';
import { openStage, type TestStage } from './stage.ts';

let stage: TestStage;
let pinpoint: PinpointClient;
let ApplicationId: string;

beforeAll(async () => {
  stage = await openStage();
  pinpoint = stage.pinpoint();
});
afterAll(() => stage.close());
beforeEach(async () => {
  const created = await pinpoint.send(new CreateAppCommand({ CreateApplicationRequest: { Name: 'shop' } }));
  ApplicationId = created.ApplicationResponse?.Id ?? '';
});

const refused = (name: string, status: number, message: string | RegExp) =>
  expect.objectContaining({
    name,
    message: message instanceof RegExp ? expect.stringMatching(message) : message,
    $metadata: expect.objectContaining({ httpStatusCode: status }),
  });

const EMAIL: EmailChannelRequest = {
  FromAddress: 'Shop <hello@example.com>',
  Identity: 'arn:aws:ses:eu-west-1:000000000000:identity/example.com',
  ConfigurationSet: 'shop-events',
};
const putEmail = async (EmailChannelRequest: EmailChannelRequest) =>
  (await pinpoint.send(new UpdateEmailChannelCommand({ ApplicationId, EmailChannelRequest })))
    .EmailChannelResponse;

/** A channel's word in the names of its operations and shapes, and a request with every kind of secret. */
const CHANNELS = [
  ['Adm', 'ADM', { ClientId: 'secret-1', ClientSecret: 'secret-2' }],
  ['Apns', 'APNS', { Certificate: 'secret-1', PrivateKey: 'secret-2' }],
  [
    'ApnsSandbox',
    'APNSSandbox',
    { TokenKey: 'secret-1', TokenKeyId: 'secret-2', TeamId: 'secret-3', BundleId: 'secret-4' },
  ],
  ['ApnsVoip', 'APNSVoip', { Certificate: 'secret-1', PrivateKey: 'secret-2' }],
  ['ApnsVoipSandbox', 'APNSVoipSandbox', { Certificate: 'secret-1', PrivateKey: 'secret-2' }],
  ['Baidu', 'Baidu', { ApiKey: 'secret-1', SecretKey: 'secret-2' }],
  ['Email', 'Email', EMAIL],
  ['Gcm', 'GCM', { ServiceJson: '{"private_key":"secret-1"}' }],
  ['Sms', 'SMS', { SenderId: 'SHOP', ShortCode: '12345' }],
  ['Voice', 'Voice', {}],
] as const;

type AnyCommand = new (input: object) => GetEmailChannelCommand;
const commands = sdk as unknown as Record<string, AnyCommand>;

/** Sends `{verb}{word}Channel` and gives the channel of its answer. */
async function send(verb: string, word: string, shape: string, request?: object) {
  const Command = commands[`${verb}${word}ChannelCommand`] as AnyCommand;
  const input = { ApplicationId, ...(request && { [`${shape}ChannelRequest`]: request }) };
  const output = await pinpoint.send(new Command(input));
  return (output as unknown as Record<string, object>)[`${shape}ChannelResponse`];
}

describe('every channel', () => {
  it.each(CHANNELS)('%s is set up, read, listed, changed and deleted', async (word, shape, request) => {
    const created = await send('Update', word, shape, request);
    const now = stage.clock.now().toISOString();
    expect(created).toMatchObject({
      ApplicationId,
      CreationDate: now,
      Enabled: true,
      IsArchived: false,
      LastModifiedDate: now,
      Platform: word.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase(),
      Version: 1,
    });
    expect(await send('Get', word, shape)).toEqual(created);

    stage.clock.advance(1000);
    const changed = await send('Update', word, shape, { ...request, Enabled: false });
    expect(changed).toEqual({
      ...created,
      Enabled: false,
      LastModifiedDate: stage.clock.now().toISOString(),
      Version: 2,
    });
    const { Platform, ...listed } = (await send('Get', word, shape)) as { Platform: string };
    const { ChannelsResponse } = await pinpoint.send(new GetChannelsCommand({ ApplicationId }));
    expect(Object.keys(ChannelsResponse?.Channels ?? {})).toEqual([Platform]);
    expect(listed).toMatchObject(ChannelsResponse?.Channels?.[Platform] ?? { none: true });

    expect(await send('Delete', word, shape)).toEqual(changed);
    await expect(send('Get', word, shape)).rejects.toEqual(
      refused('NotFoundException', 404, `Channel ${Platform} is not set up in application ${ApplicationId}`),
    );
    await expect(send('Delete', word, shape)).rejects.toMatchObject({ name: 'NotFoundException' });
  });

  it.each(CHANNELS)(
    '%s answers none of its credentials, and stores none that can be read',
    async (word, shape, request) => {
      const created = await send('Update', word, shape, request);
      const { ChannelsResponse } = await pinpoint.send(new GetChannelsCommand({ ApplicationId }));
      const stored = await allDocuments(stage.ports.documents, `app#${ApplicationId}`, '');
      const text = JSON.stringify([created, ChannelsResponse, stored]);
      const secrets = JSON.stringify(request).match(/secret-\d/g) ?? [];
      expect(text).not.toContain('secret-');
      expect(text).not.toContain(Buffer.from('secret-').toString('base64').slice(0, 8));
      expect(created).toMatchObject({ HasCredential: secrets.length > 0 });
    },
  );

  it('is a 404 before it is set up, and in an application that is not there', async () => {
    await expect(pinpoint.send(new GetEmailChannelCommand({ ApplicationId }))).rejects.toEqual(
      refused('NotFoundException', 404, `Channel EMAIL is not set up in application ${ApplicationId}`),
    );
    const nowhere = { ApplicationId: 'f'.repeat(32) };
    const missing = refused('NotFoundException', 404, `Application ${nowhere.ApplicationId} not found`);
    await expect(pinpoint.send(new GetEmailChannelCommand(nowhere))).rejects.toEqual(missing);
    await expect(pinpoint.send(new GetChannelsCommand(nowhere))).rejects.toEqual(missing);
    await expect(
      pinpoint.send(new UpdateEmailChannelCommand({ ...nowhere, EmailChannelRequest: EMAIL })),
    ).rejects.toEqual(missing);
  });
});

describe('the e-mail channel', () => {
  it('keeps what the reference names, and replaces it as a whole', async () => {
    const roles = {
      RoleArn: 'arn:aws:iam::000000000000:role/events',
      OrchestrationSendingRoleArn: 'arn:aws:iam::000000000000:role/send',
    };
    expect(await putEmail({ ...EMAIL, ...roles })).toMatchObject({
      ...EMAIL,
      ...roles,
      HasCredential: false,
    });
    const second = await putEmail({ FromAddress: 'b@example.com', Identity: EMAIL.Identity });
    expect(second).toMatchObject({ FromAddress: 'b@example.com', Version: 2 });
    expect(second).not.toHaveProperty('ConfigurationSet');
    expect(second).not.toHaveProperty('RoleArn');
  });

  it('stays disabled when an update does not say', async () => {
    await putEmail({ ...EMAIL, Enabled: false });
    expect(await putEmail(EMAIL)).toMatchObject({ Enabled: false, Version: 2 });
  });

  it.each([
    [{ FromAddress: undefined, Identity: EMAIL.Identity }, 'EmailChannelRequest: FromAddress is missing'],
    [
      { ...EMAIL, Identity: 'example.com' },
      'EmailChannelRequest: Identity: must be an ARN of ses, not example.com',
    ],
    [
      { ...EMAIL, FromAddress: 'nobody' },
      'EmailChannelRequest: FromAddress: must be an e-mail address or Name <address>, not nobody',
    ],
    [
      { ...EMAIL, FromAddress: 'Shop <a@example.com>\r\nBcc: b@example.com' },
      /^EmailChannelRequest: FromAddress: must be an e-mail address/,
    ],
    [
      { ...EMAIL, ConfigurationSet: 'a b' },
      'EmailChannelRequest: ConfigurationSet: must be letters, digits, _ and -, not a b',
    ],
    [{ ...EMAIL, RoleArn: 'role' }, 'EmailChannelRequest: RoleArn: must be an ARN of iam, not role'],
  ])('refuses %j', async (request, message) => {
    await expect(putEmail(request)).rejects.toEqual(refused('BadRequestException', 400, message));
    await expect(pinpoint.send(new GetEmailChannelCommand({ ApplicationId }))).rejects.toMatchObject({
      name: 'NotFoundException',
    });
  });

  it('lets many update at once and loses no version', async () => {
    const versions = await Promise.all(
      Array.from({ length: 6 }, async () => (await putEmail(EMAIL))?.Version ?? 0),
    );
    expect(versions.sort()).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('begins anew after its deletion', async () => {
    await putEmail(EMAIL);
    await putEmail(EMAIL);
    await pinpoint.send(new DeleteEmailChannelCommand({ ApplicationId }));
    stage.clock.advance(1000);
    expect(await putEmail(EMAIL)).toMatchObject({
      Version: 1,
      CreationDate: stage.clock.now().toISOString(),
    });
  });

  it('goes with its application', async () => {
    await putEmail(EMAIL);
    await pinpoint.send(new DeleteAppCommand({ ApplicationId }));
    expect(await findChannel(stage.ports, ApplicationId, 'email')).toBeUndefined();
  });
});

describe('push channels', () => {
  it('need one whole set of credentials', async () => {
    const apns = (APNSChannelRequest: sdk.APNSChannelRequest) =>
      pinpoint.send(new UpdateApnsChannelCommand({ ApplicationId, APNSChannelRequest }));
    await expect(apns({ Certificate: 'c', TokenKey: 't' })).rejects.toEqual(
      refused(
        'BadRequestException',
        400,
        'APNSChannelRequest: needs Certificate and PrivateKey, or TokenKey and TokenKeyId and TeamId and BundleId',
      ),
    );
    await expect(apns({ DefaultAuthenticationMethod: 'password' })).rejects.toEqual(
      refused(
        'BadRequestException',
        400,
        /^APNSChannelRequest: DefaultAuthenticationMethod: must be CERTIFICATE or KEY or TOKEN, not PASSWORD$/i,
      ),
    );
  });

  it('keep their credentials when an update does not bring new ones', async () => {
    const gcm = async (GCMChannelRequest: sdk.GCMChannelRequest) =>
      (await pinpoint.send(new UpdateGcmChannelCommand({ ApplicationId, GCMChannelRequest })))
        .GCMChannelResponse;
    expect(await gcm({ ApiKey: 'k' })).toMatchObject({
      HasCredential: true,
      HasFcmServiceCredentials: false,
      DefaultAuthenticationMethod: 'KEY',
    });
    expect(await gcm({ Enabled: false })).toMatchObject({ Enabled: false, HasCredential: true });
    expect(await gcm({ ServiceJson: '{}', DefaultAuthenticationMethod: 'TOKEN' })).toMatchObject({
      HasFcmServiceCredentials: true,
      DefaultAuthenticationMethod: 'TOKEN',
    });
    await expect(gcm({ ServiceJson: 'no json' })).rejects.toEqual(
      refused(
        'BadRequestException',
        400,
        'GCMChannelRequest: ServiceJson: is not the JSON object that Google gives',
      ),
    );
  });
});

describe('findChannel', () => {
  it('gives the settings that messages are made with', async () => {
    await putEmail(EMAIL);
    await pinpoint.send(
      new UpdateSmsChannelCommand({ ApplicationId, SMSChannelRequest: { Enabled: false, SenderId: 'SHOP' } }),
    );
    await pinpoint.send(new UpdateVoiceChannelCommand({ ApplicationId, VoiceChannelRequest: {} }));
    expect(await findChannel(stage.ports, ApplicationId, 'email')).toEqual({ ...EMAIL, Enabled: true });
    expect(await findChannel(stage.ports, ApplicationId, 'sms')).toEqual({
      Enabled: false,
      SenderId: 'SHOP',
    });
    expect(await findChannel(stage.ports, ApplicationId, 'voice')).toEqual({ Enabled: true });
    expect(await findChannel(stage.ports, ApplicationId, 'gcm')).toBeUndefined();
  });

  it('knows the resource of every channel type, and that CUSTOM and IN_APP need none', () => {
    expect(CHANNEL_RESOURCES.map((resource) => channelResourceOf(resource.toUpperCase()))).toEqual([
      ...CHANNEL_RESOURCES,
    ]);
    expect(['CUSTOM', 'IN_APP', 'PUSH', ''].map(channelResourceOf)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('the secret of webhooks', () => {
  it('is read by an admin key, stays the same, and is stored sealed', async () => {
    const read = async () => (await stage.fetch('/webhooks/secret')).json() as Promise<{ secret: string }>;
    const [first, second] = await Promise.all([read(), read()]);
    expect(first).toMatchObject({
      header: 'x-touchpoint-signature',
      secret: expect.stringMatching(/^\w{40}$/),
    });
    expect(second).toEqual(first);
    const stored = await allDocuments(stage.ports.documents, 'stage', 'webhook-secret');
    expect(JSON.stringify(stored)).not.toContain(first.secret);
    const { keyId, secret } = await stage.newKey('report');
    const response = await stage.fetch('/webhooks/secret', {
      headers: { authorization: `Bearer ${keyId}.${secret}` },
    });
    expect(response.status).toBe(403);
  });
});

describe('push channels of a stage on AWS', () => {
  /** AWS's own service in its wire format: it knows the application `push` and refuses the key `bad`. */
  async function openOnAws() {
    const server = await openHttpServer(({ path, body }) => {
      const refuse = (status: number, type: string, Message: string) => ({
        status,
        headers: { 'x-amzn-errortype': type },
        body: JSON.stringify({ Message, RequestID: 'r' }),
      });
      if (!path.startsWith('/v1/apps/push/')) return refuse(404, 'NotFoundException', 'Resource not found');
      if (body.includes('"bad"')) return refuse(400, 'BadRequestException', 'Invalid credentials');
      return { body: '{"Platform":"GCM"}' };
    });
    const client = new sdk.PinpointClient({
      endpoint: server.url,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      maxAttempts: 1,
    });
    const open = (applicationId: string) => ({
      channels: { ...stage.ports.channels, PUSH: pushChannel({ client, applicationId }) },
    });
    const calls = () =>
      server.requests.map(({ method, path, body }) => [method, path, body && JSON.parse(body)]);
    return { open, calls, close: server.close };
  }

  it('are made known to AWS, with all credentials, and forgotten there', async () => {
    const aws = await openOnAws();
    const onAws = { ...stage.ports, ...aws.open('push') };
    await updateChannel(onAws, ApplicationId, 'gcm', { ApiKey: 'k1' });
    await updateChannel(onAws, ApplicationId, 'gcm', { ServiceJson: '{}', Enabled: false });
    await updateChannel(onAws, ApplicationId, 'sms', { SenderId: 'SHOP' });
    await deleteChannel(onAws, ApplicationId, 'gcm');
    const path = '/v1/apps/push/channels/gcm';
    expect(aws.calls()).toEqual([
      ['PUT', path, { ApiKey: 'k1', Enabled: true }],
      ['PUT', path, { ApiKey: 'k1', ServiceJson: '{}', Enabled: false }],
      ['DELETE', path, ''],
    ]);
    await aws.close();
  });

  it('are known to AWS by their own names', async () => {
    const aws = await openOnAws();
    const onAws = { ...stage.ports, ...aws.open('push') };
    const certificate = { Certificate: 'c'.repeat(9000), PrivateKey: 'p' };
    const requests = {
      adm: { ClientId: 'i', ClientSecret: 's' },
      apns: certificate,
      apns_sandbox: certificate,
      apns_voip: certificate,
      apns_voip_sandbox: certificate,
      baidu: { ApiKey: 'k', SecretKey: 's' },
    } as const;
    for (const [channel, request] of Object.entries(requests)) {
      await updateChannel(onAws, ApplicationId, channel as keyof typeof requests, request);
      await deleteChannel(onAws, ApplicationId, channel as keyof typeof requests);
    }
    expect(aws.calls()).toEqual(
      Object.entries(requests).flatMap(([channel, request]) => [
        ['PUT', `/v1/apps/push/channels/${channel}`, { ...request, Enabled: true }],
        ['DELETE', `/v1/apps/push/channels/${channel}`, ''],
      ]),
    );
    await aws.close();
  });

  it('are not stored when AWS refuses them, and the caller is told why', async () => {
    const aws = await openOnAws();
    const update = (applicationId: string, ApiKey: string) =>
      updateChannel({ ...stage.ports, ...aws.open(applicationId) }, ApplicationId, 'gcm', { ApiKey });
    await expect(update('push', 'bad')).rejects.toMatchObject({
      code: 'BadRequest',
      message: 'AWS refuses channel GCM of push application push: Invalid credentials',
    });
    await expect(update('gone', 'k')).rejects.toMatchObject({
      code: 'BadRequest',
      message: 'AWS refuses channel GCM of push application gone: Resource not found',
    });
    expect(await findChannel(stage.ports, ApplicationId, 'gcm')).toBeUndefined();
    await aws.close();
  });
});
