import { PinpointClient } from '@aws-sdk/client-pinpoint';
import { PinpointSMSVoiceV2Client } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { afterEach, describe, expect, it } from '@jest/globals';
import { simpleParser } from 'mailparser';
import { type AwsChannelsOptions, awsChannels } from '../../../src/adapters/aws/aws-channels.ts';
import { settableClock } from '../../../src/adapters/local/settable-clock.ts';
import { tagsOfContext, tagsOfSes } from '../../../src/core/channels/provider-tags.ts';
import type { MessageContent, OutgoingMessage } from '../../../src/core/messages/outgoing.ts';
import { type Fault, openAwsMessaging, type TakenMessage } from './aws-messaging.ts';
import { email } from './messages.ts';

/** How long a client waits for an answer that does not come; enough for the request to get there. */
const SILENCE_MS = 1000;

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function open(options: Partial<AwsChannelsOptions> = {}, requestTimeout?: number) {
  const aws = await openAwsMessaging(requestTimeout);
  closing.push(aws.close);
  const channels = awsChannels({
    ses: new SESv2Client(aws.client),
    sms: new PinpointSMSVoiceV2Client(aws.client),
    push: new PinpointClient(aws.client),
    custom: { window: 1, idempotent: false, tracks: false, send: async () => [] },
    clock: settableClock(new Date('2026-03-01T09:30:00Z')),
    emailTracks: false,
    ...options,
  });
  return { ...aws, channels };
}

const to = (channelType: string, address: string, content: MessageContent): OutgoingMessage => ({
  messageId: 'm1',
  applicationId: 'shop',
  channelType,
  address,
  content,
  tags: { message_id: 'm1', user_id: 'user:Zoë' },
});

function only([message]: readonly TakenMessage[]): unknown {
  if (!message) throw new Error('Nothing was taken');
  return message.request;
}

describe('SES', () => {
  it('gets the whole message as MIME, with tags that it takes and gives back', async () => {
    const { channels, taken } = await open({ emailConfigurationSet: 'stage' });
    const tags = {
      message_id: 'm1',
      endpoint_id: 'a/b:c',
      treatment_id: '0',
      user_id: '',
      long: 'x'.repeat(300),
    };
    const headers = [{ name: 'List-Unsubscribe', value: '<https://t.example.com/u/abc>' }];
    const answers = await channels.EMAIL.send([email({ tags }, { subject: 'Grüße', headers })]);
    expect(answers).toEqual([{ kind: 'accepted', providerMessageId: 'aws-1' }]);
    const { Content, EmailTags, ...rest } = only(taken) as {
      Content: { Raw: { Data: string } };
      EmailTags: { Name: string; Value: string }[];
    };
    expect(rest).toEqual({
      Destination: { ToAddresses: ['ada@example.com'] },
      ConfigurationSetName: 'stage',
    });
    for (const { Name, Value } of EmailTags) expect(`${Name}=${Value}`).toMatch(/^[\w-]+=[\w-]{1,256}$/);
    const seen = Object.fromEntries(EmailTags.map(({ Name, Value }) => [Name, [Value]]));
    expect(tagsOfSes({ ...seen, 'ses:source-ip': ['10.0.0.1'] })).toEqual({
      message_id: 'm1',
      endpoint_id: 'a/b:c',
      treatment_id: '0',
    });
    const mail = await simpleParser(Buffer.from(Content.Raw.Data, 'base64'));
    expect(mail).toMatchObject({ subject: 'Grüße', html: '<p>Hello</p>', text: 'Hello' });
    expect(mail.from?.value).toEqual([{ name: 'Shop', address: 'shop@example.com' }]);
    expect(mail.headers.get('list')).toMatchObject({ unsubscribe: { url: 'https://t.example.com/u/abc' } });
  });

  it("uses the application's configuration set before the stage's", async () => {
    const { channels, taken } = await open({ emailConfigurationSet: 'stage' });
    await channels.EMAIL.send([email({}, { configurationSet: 'shop-events' })]);
    expect(taken[0]?.request).toMatchObject({ ConfigurationSetName: 'shop-events' });
  });

  it("sends a caller's own MIME from the address that is allowed", async () => {
    const { channels, taken } = await open();
    const raw = Buffer.from('From: other@example.com\r\nSubject: Raw\r\n\r\nbody\r\n');
    await channels.EMAIL.send([email({}, { raw })]);
    expect(taken[0]?.request).toMatchObject({
      FromEmailAddress: 'shop@example.com',
      Content: { Raw: { Data: raw.toString('base64') } },
    });
  });

  it('is not asked about a message that no server would take', async () => {
    const { channels, requests } = await open();
    const answers = await channels.EMAIL.send([email({}, { subject: 'a\r\nBcc: eve@example.com' })]);
    expect(answers).toEqual([{ kind: 'refused', code: 554, reason: expect.stringContaining('line break') }]);
    expect(requests()).toBe(0);
  });

  it('tracks opens and clicks only where the stage says so', async () => {
    expect((await open()).channels.EMAIL.tracks).toBe(false);
    expect((await open({ emailTracks: true })).channels.EMAIL.tracks).toBe(true);
  });
});

describe('what a service of AWS says', () => {
  it.each<[string, Fault, object]>([
    ['a rate that is exceeded', { status: 429, type: 'TooManyRequestsException' }, { kind: 'throttled' }],
    ['a throttle under another status', { status: 400, type: 'ThrottlingException' }, { kind: 'throttled' }],
    ['a quota', { status: 400, type: 'LimitExceededException' }, { kind: 'throttled' }],
    [
      'a rejected message',
      { status: 400, type: 'MessageRejected', message: 'Not verified' },
      { kind: 'refused', code: 400, reason: 'MessageRejected: Not verified' },
    ],
    [
      'an unknown configuration set',
      { status: 404, type: 'NotFoundException' },
      { kind: 'refused', code: 404 },
    ],
    ['sending paused', { status: 400, type: 'SendingPausedException' }, { kind: 'refused', code: 400 }],
    [
      'keys without the right',
      { status: 403, type: 'AccessDeniedException' },
      { kind: 'refused', code: 403 },
    ],
    ['stale keys', { status: 403, type: 'ExpiredTokenException' }, { kind: 'unavailable' }],
    ['a fault of its own', { status: 500, type: 'InternalServiceErrorException' }, { kind: 'unavailable' }],
    ['being down', { status: 503, type: 'ServiceUnavailable' }, { kind: 'unavailable' }],
    ['a gateway that lost the answer', { status: 504, type: 'GatewayTimeout' }, { kind: 'in-doubt' }],
    ['nothing, hanging up', 'hang up', { kind: 'in-doubt' }],
    ['nothing in time', 'silence', { kind: 'in-doubt' }],
  ])('is told apart, and asked once: %s', async (_, fault, expected) => {
    const { channels, fail, requests } = await open({}, fault === 'silence' ? SILENCE_MS : undefined);
    fail(fault);
    const [answer] = await channels.EMAIL.send([email()]);
    expect(answer).toMatchObject({ reason: expect.stringMatching(/./), ...expected });
    expect(requests()).toBe(1);
  });

  it('is unavailable when its host has no name', async () => {
    const aws = await openAwsMessaging();
    closing.push(aws.close);
    const { channels } = await open({
      ses: new SESv2Client({ ...aws.client, endpoint: 'http://nowhere.invalid' }),
    });
    expect(await channels.EMAIL.send([email()])).toMatchObject([{ kind: 'unavailable' }]);
  });
});

describe('End User Messaging', () => {
  it('gets a text message with its sender, its type, and our tags as context', async () => {
    const { channels, taken } = await open({ smsConfigurationSet: 'stage-sms' });
    const content: MessageContent = {
      kind: 'SMS',
      body: 'Hello 💌',
      messageType: 'PROMOTIONAL',
      senderId: 'SHOP',
      keyword: 'KEY',
      entityId: 'E1',
      templateId: 'T1',
    };
    expect(await channels.SMS.send([to('SMS', '+4917012345', content)])).toEqual([
      { kind: 'accepted', providerMessageId: 'aws-1' },
    ]);
    const { Context, ...rest } = only(taken) as { Context: Record<string, string> };
    expect(rest).toEqual({
      DestinationPhoneNumber: '+4917012345',
      OriginationIdentity: 'SHOP',
      MessageBody: 'Hello 💌',
      MessageType: 'PROMOTIONAL',
      Keyword: 'KEY',
      ConfigurationSetName: 'stage-sms',
      DestinationCountryParameters: { IN_ENTITY_ID: 'E1', IN_TEMPLATE_ID: 'T1' },
    });
    expect(Object.keys(Context).length).toBeLessThanOrEqual(5);
    expect(tagsOfContext(Context)).toEqual({ message_id: 'm1', user_id: 'user:Zoë' });
    expect(tagsOfContext({ mine: 'other' })).toEqual({});
  });

  it("prefers a number over a sender's name, and needs neither", async () => {
    const { channels, taken } = await open();
    const sms = { kind: 'SMS', body: 'Hi', messageType: 'TRANSACTIONAL' } as const;
    await channels.SMS.send([to('SMS', '+49170', { ...sms, originationNumber: '+4930', senderId: 'SHOP' })]);
    await channels.SMS.send([to('SMS', '+49170', sms)]);
    expect(taken.map(({ request }) => request.OriginationIdentity)).toEqual(['+4930', undefined]);
  });

  it('gets a call as text or SSML, from a number', async () => {
    const { channels, taken } = await open();
    const voice = { kind: 'VOICE', originationNumber: '+4930' } as const;
    await channels.VOICE.send([
      to('VOICE', '+491', { ...voice, body: 'Hello', voiceId: 'Vicki' }),
      to('VOICE', '+492', { ...voice, body: ' <speak>Hello</speak>' }),
    ]);
    const sent = taken
      .map(({ request }) => request)
      .sort((a, b) => (String(a.DestinationPhoneNumber) < String(b.DestinationPhoneNumber) ? -1 : 1));
    expect(sent).toMatchObject([
      { OriginationIdentity: '+4930', MessageBodyTextType: 'TEXT', VoiceId: 'VICKI' },
      { OriginationIdentity: '+4930', MessageBodyTextType: 'SSML' },
    ]);
    expect(await channels.VOICE.send([to('VOICE', '+491', { kind: 'VOICE', body: 'Hi' })])).toEqual([
      { kind: 'refused', code: 400, reason: 'A voice message needs an OriginationNumber' },
    ]);
  });
});

describe('push', () => {
  const push: MessageContent = { kind: 'PUSH', message: { Title: 'Sale', Body: 'Now' } };

  it.each([
    ['GCM', 'GCMMessage'],
    ['APNS', 'APNSMessage'],
    ['APNS_SANDBOX', 'APNSMessage'],
    ['APNS_VOIP', 'APNSMessage'],
    ['ADM', 'ADMMessage'],
    ['BAIDU', 'BaiduMessage'],
  ])('for %s goes as %s to one address', async (channelType, member) => {
    const { channels, taken } = await open({ pushApplicationId: 'push-app' });
    expect(await channels.PUSH.send([to(channelType, 'token', push)])).toEqual([
      { kind: 'accepted', providerMessageId: 'aws-1' },
    ]);
    expect(taken).toEqual([
      {
        to: 'token',
        path: '/v1/apps/push-app/messages',
        request: {
          Addresses: { token: { ChannelType: channelType } },
          MessageConfiguration: { [member]: { Title: 'Sale', Body: 'Now' } },
        },
      },
    ]);
  });

  it("goes to AWS's application of the same id when none is named", async () => {
    const { channels, taken } = await open();
    await channels.PUSH.send([to('GCM', 'token', push)]);
    expect(taken[0]?.path).toBe('/v1/apps/shop/messages');
  });

  it.each<[Record<string, unknown>, object]>([
    [
      { DeliveryStatus: 'SUCCESSFUL', StatusCode: 200, UpdatedToken: 'new' },
      { kind: 'accepted', updatedToken: 'new' },
    ],
    [{ DeliveryStatus: 'THROTTLED', StatusCode: 429 }, { kind: 'throttled' }],
    [{ DeliveryStatus: 'TEMPORARY_FAILURE', StatusCode: 500 }, { kind: 'unavailable' }],
    [
      { DeliveryStatus: 'PERMANENT_FAILURE', StatusCode: 410, StatusMessage: 'Gone' },
      { kind: 'refused', code: 410, reason: 'PERMANENT_FAILURE: Gone' },
    ],
    [{ DeliveryStatus: 'OPT_OUT', StatusCode: 200 }, { kind: 'refused' }],
    [{ DeliveryStatus: 'UNKNOWN_FAILURE', StatusCode: 500 }, { kind: 'in-doubt' }],
  ])('reads the result %j', async (result, expected) => {
    const { channels, pushResult } = await open();
    pushResult(result);
    expect(await channels.PUSH.send([to('GCM', 'token', push)])).toMatchObject([expected]);
  });

  it('refuses a channel type that is no push service', async () => {
    const { channels, requests } = await open();
    expect(await channels.PUSH.send([to('SMS', '+49', push)])).toMatchObject([
      { kind: 'refused', code: 400 },
    ]);
    expect(requests()).toBe(0);
  });
});
