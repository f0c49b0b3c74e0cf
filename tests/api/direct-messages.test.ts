import {
  CreateAppCommand,
  CreateCampaignCommand,
  CreateEmailTemplateCommand,
  CreatePushTemplateCommand,
  CreateSegmentCommand,
  CreateSmsTemplateCommand,
  GetInAppMessagesCommand,
  type MessageRequest,
  PhoneNumberValidateCommand,
  type PinpointClient,
  SendMessagesCommand,
  SendOTPMessageCommand,
  type SendOTPMessageRequestParameters,
  SendUsersMessagesCommand,
  UpdateEmailChannelCommand,
  UpdateEndpointCommand,
  UpdateGcmChannelCommand,
  UpdateSmsChannelCommand,
  UpdateVoiceChannelCommand,
  VerifyOTPMessageCommand,
} from '@aws-sdk/client-pinpoint';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from '../../src/compiler/sql.ts';
import { suppress } from '../../src/core/suppression/suppression.ts';
import type { Channel, Handover } from '../../src/ports/channels.ts';
import { openStage, type TestStage } from './stage.ts';

/** What a mailbox item of the local stage says. */
interface Item {
  readonly channelType: string;
  readonly to: string;
  readonly from?: string;
  readonly subject?: string;
  readonly html?: string;
  readonly text?: string;
  readonly replyTo?: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly content?: unknown;
  readonly tags: Readonly<Record<string, string>>;
}

let stage: TestStage;
let pinpoint: PinpointClient;
let ApplicationId: string;
beforeAll(async () => {
  stage = await openStage();
  pinpoint = stage.pinpoint();
});
afterAll(() => stage.close());
beforeEach(async () => {
  ApplicationId = await newApplication(pinpoint);
});

async function newApplication(client: PinpointClient): Promise<string> {
  const created = await client.send(new CreateAppCommand({ CreateApplicationRequest: { Name: 'shop' } }));
  const id = created.ApplicationResponse?.Id ?? '';
  const email = { FromAddress: 'Shop <shop@example.com>', Identity: 'arn:aws:ses:eu-west-1:0:identity/x' };
  await client.send(new UpdateEmailChannelCommand({ ApplicationId: id, EmailChannelRequest: email }));
  await client.send(
    new UpdateSmsChannelCommand({ ApplicationId: id, SMSChannelRequest: { SenderId: 'SHOP' } }),
  );
  await client.send(new UpdateVoiceChannelCommand({ ApplicationId: id, VoiceChannelRequest: {} }));
  await client.send(
    new UpdateGcmChannelCommand({ ApplicationId: id, GCMChannelRequest: { ApiKey: 'key', Enabled: true } }),
  );
  return id;
}

const endpoint = (EndpointId: string, EndpointRequest: object) =>
  pinpoint.send(new UpdateEndpointCommand({ ApplicationId, EndpointId, EndpointRequest }));
const send = async (request: MessageRequest) => {
  const output = await pinpoint.send(new SendMessagesCommand({ ApplicationId, MessageRequest: request }));
  return output.MessageResponse;
};
const mailbox = async (): Promise<Item[]> => {
  const response = await stage.fetch(`/local/mailbox?app=${ApplicationId}&limit=500`);
  const { items } = (await response.json()) as { items: Item[] };
  return items.filter(({ tags }) => tags.application_id === ApplicationId).reverse();
};
const email = (Subject: string, HtmlPart?: string, TextPart?: string) => ({
  EmailMessage: {
    SimpleEmail: {
      Subject: { Data: Subject },
      ...(HtmlPart !== undefined && { HtmlPart: { Data: HtmlPart } }),
      ...(TextPart !== undefined && { TextPart: { Data: TextPart } }),
    },
  },
});
const ANA = 'ana@example.com';
const toAna = { [ANA]: { ChannelType: 'EMAIL' as const } };
const sent = { DeliveryStatus: 'SUCCESSFUL', StatusCode: 200, MessageId: expect.any(String) };

describe('SendMessages', () => {
  it('sends an e-mail to an address and tells what became of it', async () => {
    const output = await pinpoint.send(
      new SendMessagesCommand({
        ApplicationId,
        MessageRequest: {
          Addresses: toAna,
          MessageConfiguration: email('Order 7', '<p>Thank you</p>'),
          Context: { order: '7' },
        },
      }),
    );
    const [item] = await mailbox();
    expect(output.MessageResponse).toEqual({
      ApplicationId,
      RequestId: output.$metadata.requestId,
      Result: { [ANA]: { ...sent, StatusMessage: expect.stringMatching(/^MessageId: /) } },
    });
    expect(item).toMatchObject({
      channelType: 'EMAIL',
      to: ANA,
      from: 'Shop <shop@example.com>',
      subject: 'Order 7',
      text: 'Thank you',
      tags: { application_id: ApplicationId, context: '{"order":"7"}' },
    });
    expect(item?.headers).not.toHaveProperty('List-Unsubscribe');
  });

  it('reports it as a transactional e-mail', async () => {
    await send({ Addresses: toAna, MessageConfiguration: email('Hi', '<p>Hi</p>'), Context: { order: '7' } });
    await stage.settled();
    const events = await stage.ports.queries.query<{ event_type: string; customer_context: string }>(
      sql`select event_type, element_at(attributes, 'customer_context') as customer_context
          from events where application_id = ${ApplicationId}`.statement(),
    );
    const types = events.map(({ event_type }) => event_type);
    expect(events).toContainEqual({ event_type: '_email.send', customer_context: '{"order":"7"}' });
    expect(types.filter((type) => !type.startsWith('_email.'))).toEqual([]);
  });

  it("fills in an endpoint's data, under the message's substitutions, under the endpoint's own", async () => {
    await endpoint('e1', {
      ChannelType: 'EMAIL',
      Address: ANA,
      OptOut: 'ALL',
      EndpointStatus: 'INACTIVE',
      User: { UserId: 'u1', UserAttributes: { FirstName: ['Ana'], LastName: ['Reis'] } },
      Attributes: { plan: ['Gold'] },
    });
    const { SimpleEmail } = email(
      '{{User.UserAttributes.FirstName}} {{User.UserAttributes.LastName}}',
      '<p>{{Attributes.plan}} {{code}} {{other}} {{User.UserId}} {{Pinpoint.ApplicationId}}</p>',
    ).EmailMessage;
    const response = await send({
      Endpoints: {
        E1: { Substitutions: { 'User.UserAttributes.FirstName': ['Dr. Ana'], code: ['mine'] } },
        nobody: {},
      },
      MessageConfiguration: {
        EmailMessage: { SimpleEmail, Substitutions: { code: ['all'], other: ['<2>'] } },
      },
    });
    const [item] = await mailbox();
    expect(response?.EndpointResult).toEqual({
      E1: { ...sent, Address: ANA, StatusMessage: expect.any(String) },
      nobody: {
        DeliveryStatus: 'PERMANENT_FAILURE',
        StatusCode: 404,
        StatusMessage: `Endpoint nobody not found in application ${ApplicationId}`,
      },
    });
    expect(item).toMatchObject({
      subject: 'Dr. Ana Reis',
      html: `<p>Gold mine &lt;2&gt; u1 ${ApplicationId}</p>`,
      text: `Gold mine <2> u1 ${ApplicationId}`,
      tags: { endpoint_id: 'e1', user_id: 'u1' },
    });
  });

  it('takes a template, its defaults last, and a recipient’s overrides first', async () => {
    await pinpoint.send(
      new CreateEmailTemplateCommand({
        TemplateName: `order-${ApplicationId}`,
        EmailTemplateRequest: {
          Subject: 'Hi {{name}}',
          HtmlPart: '<b>{{name}}</b>',
          Headers: [{ Name: 'X-Order', Value: '{{order}}' }],
          DefaultSubstitutions: '{"name":"friend","order":"none"}',
        },
      }),
    );
    await send({
      Addresses: {
        'a@example.com': { ChannelType: 'EMAIL', Substitutions: { name: ['Ana'], order: ['7'] } },
        'b@example.com': { ChannelType: 'EMAIL' },
        'c@example.com': {
          ChannelType: 'EMAIL',
          TitleOverride: 'For you, {{name}}',
          BodyOverride: '<i>{{order}}</i>',
        },
      },
      MessageConfiguration: {
        EmailMessage: { FromAddress: 'orders@example.com', ReplyToAddresses: ['help@example.com'] },
      },
      TemplateConfiguration: { EmailTemplate: { Name: `order-${ApplicationId}` } },
    });
    const items = await mailbox();
    expect(items.map(({ to, subject, html, from }) => [to, subject, html, from])).toEqual([
      ['a@example.com', 'Hi Ana', '<b>Ana</b>', 'orders@example.com'],
      ['b@example.com', 'Hi friend', '<b>friend</b>', 'orders@example.com'],
      ['c@example.com', 'For you, friend', '<i>none</i>', 'orders@example.com'],
    ]);
    expect([items[0]?.headers['X-Order'], items[0]?.replyTo]).toEqual(['7', ['help@example.com']]);
  });

  it('sends a whole MIME message as it is', async () => {
    const mime = 'From: shop@example.com\r\nTo: ana@example.com\r\nSubject: {{raw}}\r\n\r\nBody';
    const response = await send({
      Addresses: toAna,
      MessageConfiguration: { EmailMessage: { RawEmail: { Data: Buffer.from(mime) } } },
    });
    expect(response?.Result?.[ANA]).toMatchObject(sent);
    const [item] =
      (await (
        await stage.fetch(`/local/mailbox?to=${ANA}`)
      )
        .json()
        .then((page) => (page as { items: (Item & { messageId: string })[] }).items)) ?? [];
    const source = await stage.fetch(`/local/mailbox/${item?.messageId}/source`);
    expect(await source.text()).toContain('Subject: {{raw}}');
  });

  it('says the default message where a channel has none of its own', async () => {
    await send({
      Addresses: {
        '+351912345678': { ChannelType: 'SMS' },
        '+351912345679': { ChannelType: 'VOICE' },
        [ANA]: { ChannelType: 'EMAIL' },
        token: { ChannelType: 'GCM' },
      },
      MessageConfiguration: { DefaultMessage: { Body: 'Code {{code}}', Substitutions: { code: ['1'] } } },
    });
    const texts = (await mailbox()).map((item) => [item.channelType, item.text ?? item.content]);
    expect(Object.fromEntries(texts)).toMatchObject({ SMS: 'Code 1', VOICE: 'Code 1', EMAIL: 'Code 1' });
    expect(JSON.stringify(texts)).toContain('Code 1');
  });

  it('sends SMS with what message and channel say of the sender', async () => {
    await pinpoint.send(
      new CreateSmsTemplateCommand({
        TemplateName: `sms-${ApplicationId}`,
        SMSTemplateRequest: { Body: 'Hello {{Address}}' },
      }),
    );
    const response = await send({
      Addresses: {
        '+351912345678': { ChannelType: 'SMS' },
        '+351912345679': { ChannelType: 'SMS', BodyOverride: 'Just you' },
      },
      MessageConfiguration: {
        SMSMessage: { MessageType: 'TRANSACTIONAL', OriginationNumber: '+351900000000' },
      },
      TemplateConfiguration: { SMSTemplate: { Name: `sms-${ApplicationId}` } },
    });
    const items = await mailbox();
    expect(Object.values(response?.Result ?? {}).map(({ DeliveryStatus }) => DeliveryStatus)).toEqual([
      'SUCCESSFUL',
      'SUCCESSFUL',
    ]);
    expect(items.map(({ to, text }) => [to, text])).toEqual([
      ['+351912345678', 'Hello +351912345678'],
      ['+351912345679', 'Just you'],
    ]);
    expect(items[0]?.content).toMatchObject({
      messageType: 'TRANSACTIONAL',
      originationNumber: '+351900000000',
    });
  });

  it('sends to a push service its template’s part, raw content and context', async () => {
    await pinpoint.send(
      new CreatePushTemplateCommand({
        TemplateName: `push-${ApplicationId}`,
        PushNotificationTemplateRequest: {
          Default: { Title: 'News', Body: 'For all', Action: 'OPEN_APP' },
          GCM: { Body: 'For {{name}}' },
        },
      }),
    );
    await send({
      Addresses: {
        t1: { ChannelType: 'GCM', Substitutions: { name: ['Ana'] } },
        t2: {
          ChannelType: 'GCM',
          RawContent: '{"notification":{"title":"{{name}}"}}',
          Substitutions: { name: ['Bea'] },
        },
      },
      MessageConfiguration: { GCMMessage: { Data: { a: 'b' }, TimeToLive: 60 } },
      TemplateConfiguration: { PushTemplate: { Name: `push-${ApplicationId}` } },
      Context: { order: '7' },
    });
    const messages = (await mailbox()).map(({ content }) => content as object);
    expect(messages).toEqual([
      {
        Title: 'News',
        Body: 'For Ana',
        Action: 'OPEN_APP',
        TimeToLive: 60,
        Data: { a: 'b', pinpoint: '{"order":"7"}' },
      },
      expect.objectContaining({ RawContent: '{"notification":{"title":"Bea"}}' }),
    ]);
  });

  it('writes once to an address that comes twice', async () => {
    await endpoint('e1', { ChannelType: 'EMAIL', Address: ANA });
    const response = await send({
      Addresses: { ...toAna, 'ANA@example.com': { ChannelType: 'EMAIL' } },
      Endpoints: { e1: {} },
      MessageConfiguration: email('Once', '<p>x</p>'),
    });
    expect(Object.values(response?.Result ?? {}).map(({ DeliveryStatus }) => DeliveryStatus)).toEqual([
      'SUCCESSFUL',
      'DUPLICATE',
    ]);
    expect(response?.EndpointResult?.e1?.DeliveryStatus).toBe('DUPLICATE');
    expect(await mailbox()).toHaveLength(1);
  });

  it('writes to no suppressed address, and says why', async () => {
    await suppress(stage.ports, ApplicationId, { channelType: 'EMAIL', address: ANA, reason: 'COMPLAINT' });
    const response = await send({ Addresses: toAna, MessageConfiguration: email('Hi', '<p>x</p>') });
    expect(response?.Result?.[ANA]).toEqual({
      DeliveryStatus: 'OPT_OUT',
      StatusCode: 400,
      StatusMessage: `${ANA} is suppressed since ${stage.clock.now().toISOString()} (COMPLAINT): its reader complained`,
    });
    expect(await mailbox()).toEqual([]);
  });

  it('tells of each recipient who cannot be written to, and writes to the others', async () => {
    await endpoint('silent', { ChannelType: 'EMAIL', User: { UserId: 'u' } });
    const response = await send({
      Addresses: {
        [ANA]: { ChannelType: 'EMAIL', Substitutions: { n: ['1'] } },
        'bea@example.com': { ChannelType: 'EMAIL', Substitutions: { n: ['one'] } },
        'no address': { ChannelType: 'EMAIL', Substitutions: { n: ['1'] } },
        app: { ChannelType: 'IN_APP' },
        token: { ChannelType: 'ADM' },
        '+351912345678': { ChannelType: 'SMS' },
      },
      Endpoints: { silent: {} },
      MessageConfiguration: email('{{add n 1}}', '<p>x</p>'),
    });
    const told = { ...response?.Result, ...response?.EndpointResult };
    expect(
      Object.entries(told).map(([key, { DeliveryStatus, StatusMessage }]) => [
        key,
        DeliveryStatus,
        StatusMessage,
      ]),
    ).toEqual([
      [ANA, 'SUCCESSFUL', expect.any(String)],
      ['bea@example.com', 'PERMANENT_FAILURE', 'Subject: add: a is one; it must be a number'],
      ['no address', 'PERMANENT_FAILURE', expect.stringContaining('no address')],
      ['app', 'PERMANENT_FAILURE', 'The message has no text for IN_APP'],
      ['token', 'PERMANENT_FAILURE', 'The message has no text for ADM'],
      ['+351912345678', 'PERMANENT_FAILURE', 'The message has no text for SMS'],
      ['silent', 'PERMANENT_FAILURE', 'Endpoint silent has no address'],
    ]);
    const failures = await stage.ports.queries.query<{ n: number }>(
      sql`select count(*) as n from events
          where application_id = ${ApplicationId} and event_type = '_email.rendering_failure'`.statement(),
    );
    expect(failures).toEqual([{ n: 1 }]);
  });

  it('needs the channel, set up and enabled', async () => {
    const push = { token: { ChannelType: 'APNS' as const }, other: { ChannelType: 'GCM' as const } };
    const off = { ApplicationId, GCMChannelRequest: { ApiKey: 'key', Enabled: false } };
    await pinpoint.send(new UpdateGcmChannelCommand(off));
    const response = await send({
      Addresses: push,
      MessageConfiguration: { DefaultPushNotificationMessage: { Title: 'Hi' } },
    });
    expect(Object.values(response?.Result ?? {}).map(({ StatusMessage }) => StatusMessage)).toEqual([
      `Channel APNS of application ${ApplicationId} is not set up`,
      `Channel GCM of application ${ApplicationId} is disabled`,
    ]);
  });

  it('answers a repeated request with the same key as the first time, and sends nothing anew', async () => {
    const body = JSON.stringify({ Addresses: toAna, MessageConfiguration: email('Once', '<p>x</p>') });
    const ask = () =>
      stage.fetch(`/v1/apps/${ApplicationId}/messages`, {
        method: 'POST',
        body,
        headers: { 'idempotency-key': `order-${ApplicationId}` },
      });
    const [first, second] = [await ask(), await ask()];
    expect(await second.json()).toEqual(await first.json());
    expect(await mailbox()).toHaveLength(1);
  });

  const addressesOf = (count: number) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [
        `a${index}@example.com`,
        { ChannelType: 'EMAIL' as const },
      ]),
    );

  it.each<[string, MessageRequest, string]>([
    [
      'nobody',
      { MessageConfiguration: {} },
      'MessageRequest: Addresses and Endpoints name 0 recipients; 1 to 100 are allowed',
    ],
    [
      '101 recipients',
      { Addresses: addressesOf(100), Endpoints: { e: {} }, MessageConfiguration: {} },
      'MessageRequest: Addresses and Endpoints name 101 recipients; 1 to 100 are allowed',
    ],
    [
      'no message',
      { Addresses: toAna, MessageConfiguration: undefined },
      'MessageRequest: MessageConfiguration is missing',
    ],
    [
      'an in-app template',
      { Addresses: toAna, MessageConfiguration: {}, TemplateConfiguration: { InAppTemplate: { Name: 'x' } } },
      'MessageRequest: TemplateConfiguration.InAppTemplate: is given; in-app messages are fetched, not sent',
    ],
    [
      'an address without a channel',
      { Addresses: { x: {} }, MessageConfiguration: {} },
      expect.stringMatching(/^MessageRequest: Addresses\.x\.ChannelType/) as never,
    ],
    [
      'a text that is no template',
      { Addresses: toAna, MessageConfiguration: email('{{shout}}{{#if}}', 'x') },
      'Subject line 1: not Handlebars: cannot be read near {{shout}}{{#if}}',
    ],
  ])('refuses a request with %s', async (_, request, message) => {
    await expect(send(request)).rejects.toMatchObject({ name: 'BadRequestException', message });
  });

  it('refuses a template or application that is not there', async () => {
    const TemplateConfiguration = { EmailTemplate: { Name: 'none', Version: '3' } };
    await expect(
      send({ Addresses: toAna, MessageConfiguration: {}, TemplateConfiguration }),
    ).rejects.toMatchObject({
      name: 'NotFoundException',
      message: 'Template none of type EMAIL version 3 not found',
    });
    const elsewhere = new SendMessagesCommand({
      ApplicationId: 'none',
      MessageRequest: { MessageConfiguration: {} },
    });
    await expect(pinpoint.send(elsewhere)).rejects.toMatchObject({ message: 'Application none not found' });
  });
});

describe('what a channel answers', () => {
  const answers: Handover[] = [
    { kind: 'accepted', updatedToken: 'newer' },
    { kind: 'refused', code: 550, reason: 'unknown user' },
    { kind: 'throttled', reason: 'slow down' },
    { kind: 'unavailable', reason: 'connection refused' },
    { kind: 'in-doubt', reason: 'the answer was lost' },
  ];
  const scripted: Channel = {
    window: 2,
    idempotent: false,
    tracks: true,
    async send(messages) {
      if (messages.length > 2) throw new Error('more than the window');
      return messages.map(({ address }) => answers[Number(address.split('@')[0])] as Handover);
    },
  };

  it('is told of each recipient', async () => {
    const other = await openStage({ ports: { channels: { ...stage.ports.channels, EMAIL: scripted } } });
    try {
      const client = other.pinpoint();
      const id = await newApplication(client);
      const Addresses = Object.fromEntries(
        answers.map((_, index) => [`${index}@example.com`, { ChannelType: 'EMAIL' as const }]),
      );
      const output = await client.send(
        new SendMessagesCommand({
          ApplicationId: id,
          MessageRequest: { Addresses, MessageConfiguration: email('x', 'x') },
        }),
      );
      expect(Object.values(output.MessageResponse?.Result ?? {})).toEqual([
        { ...sent, StatusMessage: expect.any(String), UpdatedToken: 'newer' },
        { DeliveryStatus: 'PERMANENT_FAILURE', StatusCode: 550, StatusMessage: 'unknown user' },
        { DeliveryStatus: 'THROTTLED', StatusCode: 429, StatusMessage: 'slow down' },
        { DeliveryStatus: 'TEMPORARY_FAILURE', StatusCode: 503, StatusMessage: 'connection refused' },
        { DeliveryStatus: 'UNKNOWN_FAILURE', StatusCode: 500, StatusMessage: 'the answer was lost' },
      ]);
    } finally {
      await other.close();
    }
  });
});

describe('SendUsersMessages', () => {
  it('sends to every endpoint of a user whose channel the message speaks to', async () => {
    const User = { UserId: 'u1', UserAttributes: { FirstName: ['Ana'] } };
    await endpoint('mail', {
      ChannelType: 'EMAIL',
      Address: ANA,
      OptOut: 'NONE',
      EndpointStatus: 'INACTIVE',
      User,
    });
    await endpoint('phone', { ChannelType: 'SMS', Address: '+351912345678', OptOut: 'NONE', User });
    await endpoint('old phone', { ChannelType: 'SMS', Address: '+351912345679', OptOut: 'ALL', User });
    await endpoint('app', { ChannelType: 'GCM', Address: 'token', OptOut: 'NONE', User });
    const output = await pinpoint.send(
      new SendUsersMessagesCommand({
        ApplicationId,
        SendUsersMessageRequest: {
          Users: { u1: { Substitutions: { code: ['7'] } }, stranger: {} },
          MessageConfiguration: {
            ...email('Hi {{User.UserAttributes.FirstName}}', '<p>{{code}}</p>'),
            SMSMessage: { Body: 'Hi {{User.UserAttributes.FirstName}}: {{code}}' },
          },
        },
      }),
    );
    expect(output.SendUsersMessageResponse).toEqual({
      ApplicationId,
      RequestId: output.$metadata.requestId,
      Result: {
        stranger: {},
        u1: {
          mail: { ...sent, Address: ANA, StatusMessage: expect.any(String) },
          phone: { ...sent, Address: '+351912345678', StatusMessage: expect.any(String) },
          'old phone': {
            DeliveryStatus: 'OPT_OUT',
            StatusCode: 400,
            StatusMessage: 'Endpoint old phone is opted out',
          },
        },
      },
    });
    expect((await mailbox()).map(({ to, text }) => [to, text]).sort()).toEqual([
      ['+351912345678', 'Hi Ana: 7'],
      [ANA, '7'],
    ]);
  });
});

describe('one-time codes', () => {
  const NUMBER = '+351912345678';
  const parameters: SendOTPMessageRequestParameters = {
    BrandName: 'Shop {{x}}',
    Channel: 'SMS',
    DestinationIdentity: NUMBER,
    OriginationIdentity: 'SHOP',
    ReferenceId: 'login',
  };
  const sendCode = async (more: Partial<SendOTPMessageRequestParameters> = {}) => {
    const output = await pinpoint.send(
      new SendOTPMessageCommand({
        ApplicationId,
        SendOTPMessageRequestParameters: { ...parameters, ...more },
      }),
    );
    return output.MessageResponse;
  };
  const verify = async (Otp: string, ReferenceId = 'login') => {
    const output = await pinpoint.send(
      new VerifyOTPMessageCommand({
        ApplicationId,
        VerifyOTPMessageRequestParameters: { DestinationIdentity: NUMBER, Otp, ReferenceId },
      }),
    );
    return output.VerificationResponse?.Valid;
  };
  const lastText = async () => (await mailbox()).at(-1)?.text ?? '';
  const lastCode = async () => /\d{5,}/.exec(await lastText())?.[0] ?? '';
  const otherThan = (code: string) => (code.startsWith('1') ? '2' : '1') + code.slice(1);

  it('are sent by SMS and good once', async () => {
    const response = await sendCode();
    const code = await lastCode();
    expect(response?.Result?.[NUMBER]).toMatchObject(sent);
    expect(await lastText()).toBe(`${code} is your verification code for Shop {{x}}.`);
    expect((await mailbox()).at(-1)?.content).toMatchObject({
      messageType: 'TRANSACTIONAL',
      senderId: 'SHOP',
    });
    expect([
      await verify(code, 'other'),
      await verify(otherThan(code)),
      await verify(code),
      await verify(code),
    ]).toEqual([false, false, true, false]);
  });

  it('have the asked-for length and language', async () => {
    await sendCode({ CodeLength: 8, Language: 'pt-BR', OriginationIdentity: '+351900000000' });
    expect(await lastText()).toMatch(/^\d{8} é seu código de verificação de Shop/);
    expect((await mailbox()).at(-1)?.content).toMatchObject({ originationNumber: '+351900000000' });
  });

  it('are good for as long as they were given', async () => {
    await sendCode({ ValidityPeriod: 5 });
    const code = await lastCode();
    stage.clock.advance(5 * 60_000);
    expect(await verify(code)).toBe(false);
    await sendCode({ ValidityPeriod: 5 });
    stage.clock.advance(5 * 60_000 - 1);
    expect(await verify(await lastCode())).toBe(true);
  });

  it('are lost with the last attempt', async () => {
    await sendCode({ AllowedAttempts: 2 });
    const code = await lastCode();
    expect([await verify(otherThan(code)), await verify(otherThan(code)), await verify(code)]).toEqual([
      false,
      false,
      false,
    ]);
  });

  it('are checked one after the other, so that many at once get no more attempts', async () => {
    await sendCode({ AllowedAttempts: 2 });
    const code = await lastCode();
    await Promise.all(Array.from({ length: 5 }, () => verify(otherThan(code))));
    expect(await verify(code)).toBe(false);
    await sendCode();
    const good = await lastCode();
    const answers = await Promise.all(Array.from({ length: 5 }, () => verify(good)));
    expect(answers.filter(Boolean)).toHaveLength(1);
  });

  it('replace those sent before for the same reference', async () => {
    await sendCode({ CodeLength: 8 });
    const first = await lastCode();
    await sendCode({ CodeLength: 8 });
    const second = await lastCode();
    expect([await verify(first), await verify(second)]).toEqual([first === second, true]);
  });

  it('are never stored', async () => {
    await sendCode({ CodeLength: 8 });
    const stored = await stage.ports.documents.query(`app#${ApplicationId}`, 'otp#');
    expect(stored).toHaveLength(1);
    expect(JSON.stringify(stored)).not.toContain(await lastCode());
  });

  it.each<[string, Partial<SendOTPMessageRequestParameters>, string]>([
    ['channel', { Channel: 'EMAIL' }, 'Channel: Invalid input: expected "SMS", not "EMAIL"'],
    [
      'brand',
      { BrandName: 'x'.repeat(21) },
      'BrandName: Too big: expected string to have <=20 characters, not 21',
    ],
    [
      'number',
      { DestinationIdentity: '912345678' },
      'DestinationIdentity: must be a phone number such as +351912345678, not "912345678"',
    ],
    ['length', { CodeLength: 9 }, 'CodeLength: Too big: expected number to be <=8, not 9'],
    ['validity', { ValidityPeriod: 4 }, 'ValidityPeriod: Too small: expected number to be >=5, not 4'],
    [
      'reference',
      { ReferenceId: 'x'.repeat(49) },
      'ReferenceId: Too big: expected string to have <=48 characters, not 49',
    ],
  ])('are not sent for a wrong %s', async (_, wrong, message) => {
    await expect(sendCode(wrong)).rejects.toMatchObject({
      name: 'BadRequestException',
      message: `SendOTPMessageRequestParameters: ${message}`,
    });
  });
});

describe('PhoneNumberValidate', () => {
  const validate = async (PhoneNumber: string, IsoCountryCode?: string) => {
    const output = await pinpoint.send(
      new PhoneNumberValidateCommand({ NumberValidateRequest: { PhoneNumber, IsoCountryCode } }),
    );
    return output.NumberValidateResponse;
  };

  it('cleans a number that names its country', async () => {
    expect(await validate('+351 912 345 678')).toEqual({
      OriginalPhoneNumber: '+351 912 345 678',
      PhoneType: 'MOBILE',
      PhoneTypeCode: 0,
      CleansedPhoneNumberE164: '+351912345678',
      CleansedPhoneNumberNational: '912345678',
      Country: 'Portugal',
      CountryCodeIso2: 'PT',
      CountryCodeNumeric: '351',
    });
  });

  it.each([
    ['912 345 678', 'pt', 'MOBILE', 0, '+351912345678'],
    ['351912345678', undefined, 'MOBILE', 0, '+351912345678'],
    ['+351 21 123 4567', 'US', 'LANDLINE', 1, '+351211234567'],
    ['(206) 555-0142', 'US', 'MOBILE', 0, '+12065550142'],
    ['+44 56 0000 0000', undefined, 'VOIP', 2, '+445600000000'],
    ['+1 800 234 5678', undefined, 'OTHER', 4, '+18002345678'],
    ['12', 'PT', 'INVALID', 3, undefined],
    ['912345678', 'ZZ', 'INVALID', 3, undefined],
  ])('says of %s in %s that it is %s', async (number, country, type, code, cleansed) => {
    const { PhoneType, PhoneTypeCode, CleansedPhoneNumberE164 } = (await validate(number, country)) ?? {};
    expect([PhoneType, PhoneTypeCode, CleansedPhoneNumberE164]).toEqual([type, code, cleansed]);
  });

  it('needs a number', async () => {
    await expect(validate(undefined as never, 'PT')).rejects.toMatchObject({
      message: 'NumberValidateRequest: PhoneNumber is missing',
    });
  });
});

describe('GetInAppMessages', () => {
  it('gives an endpoint the campaigns that it is entitled to', async () => {
    await endpoint('app', { ChannelType: 'IN_APP', Address: 'x', OptOut: 'NONE' });
    const { SegmentResponse } = await pinpoint.send(
      new CreateSegmentCommand({ ApplicationId, WriteSegmentRequest: { Name: 'everyone', Dimensions: {} } }),
    );
    const { CampaignResponse } = await pinpoint.send(
      new CreateCampaignCommand({
        ApplicationId,
        WriteCampaignRequest: {
          Name: 'in-app',
          SegmentId: SegmentResponse?.Id,
          Priority: 2,
          MessageConfiguration: {
            InAppMessage: { Layout: 'TOP_BANNER', Content: [{ BackgroundColor: '#ffffff' }] },
          },
          Schedule: {
            StartTime: 'IMMEDIATE',
            EndTime: new Date(stage.clock.now().getTime() + 86_400_000).toISOString(),
            Frequency: 'IN_APP_EVENT',
            EventFilter: {
              Dimensions: { EventType: { Values: ['opened'], DimensionType: 'INCLUSIVE' } },
              FilterType: 'SYSTEM',
            },
          },
        },
      }),
    );
    const get = (EndpointId: string) =>
      pinpoint.send(new GetInAppMessagesCommand({ ApplicationId, EndpointId }));
    const { InAppMessagesResponse } = await get('APP');
    expect(InAppMessagesResponse?.InAppMessageCampaigns).toEqual([
      expect.objectContaining({
        CampaignId: CampaignResponse?.Id,
        Priority: 2,
        InAppMessage: { Layout: 'TOP_BANNER', Content: [{ BackgroundColor: '#ffffff' }] },
      }),
    ]);
    await expect(get('nobody')).rejects.toMatchObject({ name: 'NotFoundException' });
  });
});
