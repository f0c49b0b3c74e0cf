import {
  CreateEmailTemplateCommand,
  CreateInAppTemplateCommand,
  CreatePushTemplateCommand,
  CreateRecommenderConfigurationCommand,
  CreateSmsTemplateCommand,
  CreateVoiceTemplateCommand,
  DeleteEmailTemplateCommand,
  DeleteInAppTemplateCommand,
  DeletePushTemplateCommand,
  DeleteSmsTemplateCommand,
  DeleteVoiceTemplateCommand,
  type EmailTemplateRequest,
  GetEmailTemplateCommand,
  GetInAppTemplateCommand,
  GetPushTemplateCommand,
  GetSmsTemplateCommand,
  GetVoiceTemplateCommand,
  ListTagsForResourceCommand,
  ListTemplatesCommand,
  ListTemplateVersionsCommand,
  type PinpointClient,
  TagResourceCommand,
  UpdateEmailTemplateCommand,
  UpdateInAppTemplateCommand,
  UpdatePushTemplateCommand,
  UpdateSmsTemplateCommand,
  UpdateTemplateActiveVersionCommand,
  UpdateVoiceTemplateCommand,
} from '@aws-sdk/client-pinpoint';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { requireTemplate } from '../../src/core/templates/templates.ts';
import { openStage, type TestStage } from './stage.ts';

let stage: TestStage;
let pinpoint: PinpointClient;
let made = 0;
beforeAll(async () => {
  stage = await openStage();
  pinpoint = stage.pinpoint();
});
afterAll(() => stage.close());

const newName = () => `template-${++made}`;
const arnOf = (name: string, type: string) =>
  `arn:aws:mobiletargeting:eu-west-1:000000000000:templates/${name}/${type}`;
const create = (TemplateName: string, request: EmailTemplateRequest) =>
  pinpoint.send(new CreateEmailTemplateCommand({ TemplateName, EmailTemplateRequest: request }));
const update = (
  TemplateName: string,
  request: EmailTemplateRequest,
  more: { CreateNewVersion?: boolean; Version?: string } = {},
) => pinpoint.send(new UpdateEmailTemplateCommand({ TemplateName, EmailTemplateRequest: request, ...more }));
const read = async (TemplateName: string, Version?: string) =>
  (await pinpoint.send(new GetEmailTemplateCommand({ TemplateName, Version }))).EmailTemplateResponse;
const remove = (TemplateName: string, Version?: string) =>
  pinpoint.send(new DeleteEmailTemplateCommand({ TemplateName, Version }));
const activate = (TemplateName: string, Version: string) =>
  pinpoint.send(
    new UpdateTemplateActiveVersionCommand({
      TemplateName,
      TemplateType: 'EMAIL',
      TemplateActiveVersionRequest: { Version },
    }),
  );

/** A refusal by exception, status and message. */
const refused = (name: string, status: number, message: string) =>
  expect.objectContaining({ name, message, $metadata: expect.objectContaining({ httpStatusCode: status }) });
const badRequest = (message: string) => refused('BadRequestException', 400, message);
const notFound = (message: string) => refused('NotFoundException', 404, message);

describe('e-mail templates', () => {
  const request: EmailTemplateRequest = {
    Subject: 'Hi {{User.UserAttributes.FirstName}}',
    HtmlPart: '<p>{{upper User.UserAttributes.FirstName}}</p>',
    TextPart: 'Hi',
    Headers: [{ Name: 'X-Campaign', Value: '{{Pinpoint.CampaignId}}' }],
    DefaultSubstitutions: '{"User.UserAttributes.FirstName":"friend"}',
    TemplateDescription: 'a greeting',
    tags: { team: 'crm' },
  };

  it('are created as version 1, active, with an ARN and tags, and read back', async () => {
    const TemplateName = newName();
    const created = await create(TemplateName, request);
    expect(created.$metadata.httpStatusCode).toBe(201);
    expect(created.CreateTemplateMessageBody).toEqual({
      Arn: arnOf(TemplateName, 'EMAIL'),
      Message: 'Created',
      RequestID: created.$metadata.requestId,
    });
    const now = stage.clock.now().toISOString();
    expect(await read(TemplateName)).toEqual({
      Arn: arnOf(TemplateName, 'EMAIL'),
      ...request,
      CreationDate: now,
      LastModifiedDate: now,
      TemplateName,
      TemplateType: 'EMAIL',
      Version: '1',
    });
    const tags = await pinpoint.send(
      new ListTagsForResourceCommand({ ResourceArn: arnOf(TemplateName, 'EMAIL') }),
    );
    expect(tags.TagsModel?.tags).toEqual({ team: 'crm' });
  });

  it('are overwritten in their latest version, unless a new one is asked for', async () => {
    const TemplateName = newName();
    await create(TemplateName, { Subject: 'one', tags: { kept: 'yes' } });
    const first = stage.clock.now().toISOString();
    stage.clock.advance(1000);
    const overwritten = await update(TemplateName, { Subject: 'one, again', tags: { ignored: 'yes' } });
    expect([overwritten.$metadata.httpStatusCode, overwritten.MessageBody?.Message]).toEqual([
      202,
      'Version 1 is stored',
    ]);
    await update(TemplateName, { Subject: 'two' }, { CreateNewVersion: true });
    await update(TemplateName, { Subject: 'two, again' }, { Version: '2' });
    const second = stage.clock.now().toISOString();
    expect(await read(TemplateName)).toMatchObject({
      Subject: 'one, again',
      Version: '1',
      CreationDate: first,
      LastModifiedDate: second,
      tags: { kept: 'yes' },
    });
    expect(await read(TemplateName, '2')).toMatchObject({ Subject: 'two, again', Version: '2' });
    await expect(update(TemplateName, {}, { Version: '1' })).rejects.toEqual(
      badRequest('version is 1; only the latest version, 2, can be overwritten'),
    );
    await expect(update(TemplateName, {}, { Version: '2', CreateNewVersion: true })).rejects.toEqual(
      badRequest('version is 2; a new version cannot be given a number'),
    );
  });

  it('send their active version, or the one that is named', async () => {
    const TemplateName = newName();
    await create(TemplateName, { Subject: 'one' });
    await update(TemplateName, { Subject: 'two' }, { CreateNewVersion: true });
    await update(TemplateName, { Subject: 'three' }, { CreateNewVersion: true });
    const subjects = async (...versions: (string | undefined)[]) =>
      Promise.all(
        versions.map(async (version) => {
          const template = await requireTemplate(stage.ports, 'EMAIL', TemplateName, version);
          return `${template.Version} ${template.content.Subject}`;
        }),
      );
    expect(await subjects(undefined, '2', 'latest')).toEqual(['1 one', '2 two', '3 three']);
    const activated = await activate(TemplateName, '2');
    expect([activated.$metadata.httpStatusCode, activated.MessageBody?.Message]).toEqual([
      200,
      'Version 2 is active',
    ]);
    expect(await subjects(undefined)).toEqual(['2 two']);
    await activate(TemplateName, 'latest');
    expect(await subjects(undefined)).toEqual(['3 three']);
    await expect(activate(TemplateName, '4')).rejects.toEqual(
      notFound(`Template ${TemplateName} of type EMAIL version 4 not found`),
    );
    await expect(requireTemplate(stage.ports, 'EMAIL', TemplateName, 'newest')).rejects.toThrow(
      `Template ${TemplateName} of type EMAIL version newest not found`,
    );
  });

  it('lose one version or all; numbers are not given again', async () => {
    const TemplateName = newName();
    await create(TemplateName, { Subject: 'one' });
    await update(TemplateName, { Subject: 'two' }, { CreateNewVersion: true });
    await update(TemplateName, { Subject: 'three' }, { CreateNewVersion: true });
    await expect(remove(TemplateName, '1')).rejects.toEqual(
      badRequest(`Version 1 of template ${TemplateName} is active; make another active before it is deleted`),
    );
    const removed = await remove(TemplateName, '3');
    expect(removed.$metadata.httpStatusCode).toBe(202);
    await expect(read(TemplateName, '3')).rejects.toEqual(
      notFound(`Template ${TemplateName} of type EMAIL version 3 not found`),
    );
    expect((await read(TemplateName, 'latest'))?.Subject).toBe('two');
    await update(TemplateName, { Subject: 'four' }, { CreateNewVersion: true });
    expect((await read(TemplateName, '4'))?.Subject).toBe('four');
    await remove(TemplateName, '2');
    const { TemplateVersionsResponse } = await pinpoint.send(
      new ListTemplateVersionsCommand({ TemplateName, TemplateType: 'EMAIL' }),
    );
    expect(TemplateVersionsResponse?.Item?.map(({ Version }) => Version)).toEqual(['4', '1']);

    await remove(TemplateName);
    const gone = notFound(`Template ${TemplateName} of type EMAIL not found`);
    await expect(read(TemplateName)).rejects.toEqual(gone);
    await expect(remove(TemplateName)).rejects.toEqual(gone);
    await expect(update(TemplateName, {})).rejects.toEqual(gone);
    await expect(
      pinpoint.send(
        new TagResourceCommand({ ResourceArn: arnOf(TemplateName, 'EMAIL'), TagsModel: { tags: {} } }),
      ),
    ).rejects.toMatchObject({ name: 'NotFoundException' });
    expect(
      (await stage.ports.lake.list('templates/')).filter(({ key }) => key.includes(`/${TemplateName}/`)),
    ).toEqual([]);
  });

  it('keep what each of two writers at a time wrote', async () => {
    const TemplateName = newName();
    await create(TemplateName, { Subject: 'one' });
    const subjects = Array.from({ length: 8 }, (_, index) => `subject ${index}`);
    await Promise.all(
      subjects.map((Subject) => update(TemplateName, { Subject }, { CreateNewVersion: true })),
    );
    const versions = await Promise.all(subjects.map((_, index) => read(TemplateName, String(index + 2))));
    expect(versions.map((version) => version?.Subject).sort()).toEqual(subjects);
  });

  it('hold 600,000 characters of any script', async () => {
    const TemplateName = newName();
    const HtmlPart = '名'.repeat(600_000);
    await create(TemplateName, { HtmlPart });
    expect((await read(TemplateName))?.HtmlPart).toBe(HtmlPart);
    await expect(create(newName(), { HtmlPart, Subject: '!' })).rejects.toEqual(
      badRequest('The EMAIL template has 600001 characters; at most 600000 are allowed'),
    );
  });

  it.each<[string, EmailTemplateRequest, string]>([
    ['an unknown helper', { HtmlPart: '<p>\n{{shout Id}}' }, 'HtmlPart line 2: there is no helper shout'],
    [
      'a variable that nobody has',
      { Subject: '{{User.Name}}' },
      'Subject line 1: {{User.Name}} is no variable; User has UserAttributes, UserId',
    ],
    [
      'an open block',
      { TextPart: '{{#if Id}}' },
      'TextPart line 1: not Handlebars: cannot be read near {{#if Id}}',
    ],
    [
      'a fault in a header',
      { Headers: [{ Name: 'X-A', Value: '{{upper}}' }] },
      'Headers.0.Value line 1: upper lacks its argument value',
    ],
    [
      'defaults that are no JSON',
      { DefaultSubstitutions: 'x' },
      expect.stringMatching(/^DefaultSubstitutions is not JSON: /) as never,
    ],
    [
      'a header of two lines',
      { Headers: [{ Name: 'X-A', Value: 'a\r\nBcc: b' }] },
      'EmailTemplateRequest: Headers.0.Value: must be one line, not "a\\r\\nBcc: b"',
    ],
    [
      'a header without a name',
      { Headers: [{ Name: 'X A', Value: 'a' }] },
      'EmailTemplateRequest: Headers.0.Name: must be the name of a header, not "X A"',
    ],
    ['a recommender that is not there', { RecommenderId: 'nobody' }, 'Recommender nobody not found'],
    ['a reserved tag', { tags: { 'aws:x': 'y' } }, 'Tag key aws:x begins with the reserved aws:'],
  ])('are refused for %s', async (_, wrong, message) => {
    const TemplateName = newName();
    await expect(create(TemplateName, wrong)).rejects.toEqual(badRequest(message));
    await expect(read(TemplateName)).rejects.toMatchObject({ name: 'NotFoundException' });
  });

  it('need a good name that is free for their type', async () => {
    const TemplateName = newName();
    await create(TemplateName, { Subject: 'mine' });
    await expect(create(TemplateName, { Subject: 'other' })).rejects.toEqual(
      badRequest(`Template ${TemplateName} of type EMAIL exists already`),
    );
    for (const bad of ['-first', 'with blank', 'a.b', 'n'.repeat(129)]) {
      await expect(create(bad, {})).rejects.toEqual(
        badRequest(
          `TemplateName is ${bad}; it must be 1 to 128 letters, digits, _ and -, a letter or digit first`,
        ),
      );
    }
    await pinpoint.send(new CreateSmsTemplateCommand({ TemplateName, SMSTemplateRequest: { Body: 'hi' } }));
    expect((await read(TemplateName))?.Subject).toBe('mine');
  });

  it('take explicit nulls for what is absent, and refuse what is no boolean', async () => {
    const path = `/v1/templates/${newName()}/email`;
    const body = JSON.stringify({ Subject: 'x', HtmlPart: null, Headers: null, tags: null });
    expect((await stage.fetch(path, { method: 'POST', body })).status).toBe(201);
    const wrong = await stage.fetch(`${path}?create-new-version=yes`, { method: 'PUT', body });
    expect([wrong.status, await wrong.json()]).toEqual([
      400,
      expect.objectContaining({ Message: 'create-new-version is yes; it must be true or false' }),
    ]);
  });
});

describe('templates of the other types', () => {
  it('are texts for SMS', async () => {
    const TemplateName = newName();
    const SMSTemplateRequest = { Body: 'Hi {{User.UserAttributes.FirstName}}', TemplateDescription: 'sms' };
    await pinpoint.send(new CreateSmsTemplateCommand({ TemplateName, SMSTemplateRequest }));
    await pinpoint.send(new UpdateSmsTemplateCommand({ TemplateName, SMSTemplateRequest: { Body: 'Bye' } }));
    const { SMSTemplateResponse } = await pinpoint.send(new GetSmsTemplateCommand({ TemplateName }));
    expect(SMSTemplateResponse).toMatchObject({ Body: 'Bye', TemplateType: 'SMS', Version: '1' });
    expect(SMSTemplateResponse?.TemplateDescription).toBeUndefined();
    await expect(
      pinpoint.send(
        new UpdateSmsTemplateCommand({ TemplateName, SMSTemplateRequest: { Body: 'x'.repeat(1601) } }),
      ),
    ).rejects.toEqual(badRequest('The SMS template has 1601 characters; at most 1600 are allowed'));
    await pinpoint.send(new DeleteSmsTemplateCommand({ TemplateName }));
    await expect(pinpoint.send(new GetSmsTemplateCommand({ TemplateName }))).rejects.toEqual(
      notFound(`Template ${TemplateName} of type SMS not found`),
    );
  });

  it('have a part for each push service', async () => {
    const TemplateName = newName();
    const PushNotificationTemplateRequest = {
      Default: {
        Action: 'OPEN_APP' as const,
        Title: 'Hi',
        Body: '{{Attributes.x}}',
        Sound: 'ping',
        Url: 'https://example.com',
      },
      APNS: { Body: 'apns', MediaUrl: 'https://example.com/a.png', RawContent: '{"aps":{"alert":"{{Id}}"}}' },
      ADM: { Body: 'a'.repeat(6000) },
      Baidu: { Body: 'b', SmallImageIconUrl: 's' },
      GCM: { Body: 'g', ImageIconUrl: 'i', ImageUrl: 'u' },
    };
    await pinpoint.send(new CreatePushTemplateCommand({ TemplateName, PushNotificationTemplateRequest }));
    const { PushNotificationTemplateResponse } = await pinpoint.send(
      new GetPushTemplateCommand({ TemplateName }),
    );
    expect(PushNotificationTemplateResponse).toMatchObject({
      ...PushNotificationTemplateRequest,
      TemplateType: 'PUSH',
    });
    const write = (request: object) =>
      pinpoint.send(
        new UpdatePushTemplateCommand({ TemplateName, PushNotificationTemplateRequest: request }),
      );
    await expect(write({ GCM: { Body: 'g'.repeat(4001) } })).rejects.toEqual(
      badRequest('GCM has 4001 characters; at most 4000 are allowed'),
    );
    await expect(write({ APNS: { Title: '{{shout Id}}' } })).rejects.toEqual(
      badRequest('APNS.Title line 1: there is no helper shout'),
    );
    await pinpoint.send(new DeletePushTemplateCommand({ TemplateName }));
  });

  it('have a voice for spoken texts', async () => {
    const TemplateName = newName();
    const VoiceTemplateRequest = { Body: '<speak>Hi</speak>', LanguageCode: 'en-GB', VoiceId: 'Amy' };
    await pinpoint.send(new CreateVoiceTemplateCommand({ TemplateName, VoiceTemplateRequest }));
    await pinpoint.send(
      new UpdateVoiceTemplateCommand({
        TemplateName,
        VoiceTemplateRequest: { ...VoiceTemplateRequest, VoiceId: 'Brian' },
      }),
    );
    const { VoiceTemplateResponse } = await pinpoint.send(new GetVoiceTemplateCommand({ TemplateName }));
    expect(VoiceTemplateResponse).toMatchObject({
      ...VoiceTemplateRequest,
      VoiceId: 'Brian',
      TemplateType: 'VOICE',
    });
    await pinpoint.send(new DeleteVoiceTemplateCommand({ TemplateName }));
  });

  it('have contents and a layout for messages within an app, without variables', async () => {
    const TemplateName = newName();
    const InAppTemplateRequest = {
      Content: [
        {
          BackgroundColor: '#ffffff',
          HeaderConfig: { Alignment: 'CENTER' as const, Header: '{{not a variable', TextColor: '#000000' },
          PrimaryBtn: {
            DefaultConfig: { ButtonAction: 'LINK' as const, Text: 'Go', Link: 'https://example.com' },
          },
        },
      ],
      CustomConfig: { theme: 'dark' },
      Layout: 'TOP_BANNER' as const,
    };
    await pinpoint.send(new CreateInAppTemplateCommand({ TemplateName, InAppTemplateRequest }));
    const { InAppTemplateResponse } = await pinpoint.send(new GetInAppTemplateCommand({ TemplateName }));
    expect(InAppTemplateResponse).toMatchObject({ ...InAppTemplateRequest, TemplateType: 'INAPP' });
    const write = (request: object) =>
      pinpoint.send(new UpdateInAppTemplateCommand({ TemplateName, InAppTemplateRequest: request }));
    await expect(write({ Content: [{ BackgroundColor: 'white' }] })).rejects.toEqual(
      badRequest('InAppTemplateRequest: Content.0.BackgroundColor: must be #rrggbb, not "white"'),
    );
    await expect(write({ Content: [{}, {}, {}, {}, {}, {}] })).rejects.toMatchObject({
      name: 'BadRequestException',
    });
    await pinpoint.send(new DeleteInAppTemplateCommand({ TemplateName }));
  });
});

describe('lists', () => {
  it('show templates by prefix and type, newest first, page by page, with their active versions', async () => {
    const names = ['list-a', 'list-b', 'list-c'];
    for (const TemplateName of names) {
      stage.clock.advance(1000);
      await create(TemplateName, {
        Subject: 'x',
        TemplateDescription: `about ${TemplateName}`,
        DefaultSubstitutions: '{}',
      });
    }
    await pinpoint.send(
      new CreateSmsTemplateCommand({ TemplateName: 'list-a', SMSTemplateRequest: { Body: 'x' } }),
    );
    await update('list-c', { Subject: 'y', TemplateDescription: 'newer' }, { CreateNewVersion: true });

    const list = async (more: object = {}) =>
      (await pinpoint.send(new ListTemplatesCommand({ Prefix: 'list-', ...more }))).TemplatesResponse;
    const first = await list({ TemplateType: 'EMAIL', PageSize: '2' });
    const second = await list({ TemplateType: 'EMAIL', PageSize: '2', NextToken: first?.NextToken });
    expect([first, second].map((page) => page?.Item?.map(({ TemplateName }) => TemplateName))).toEqual([
      ['list-c', 'list-b'],
      ['list-a'],
    ]);
    expect(second?.NextToken).toBeUndefined();
    const now = stage.clock.now().toISOString();
    expect(first?.Item?.[0]).toEqual({
      Arn: arnOf('list-c', 'EMAIL'),
      CreationDate: now,
      DefaultSubstitutions: '{}',
      LastModifiedDate: now,
      TemplateDescription: 'about list-c',
      TemplateName: 'list-c',
      TemplateType: 'EMAIL',
      Version: '1',
      tags: {},
    });
    expect((await list({ Prefix: 'list-a' }))?.Item?.map(({ TemplateType }) => TemplateType)).toEqual([
      'SMS',
      'EMAIL',
    ]);
    await expect(list({ TemplateType: 'LETTER' })).rejects.toEqual(
      badRequest('TemplateType is LETTER; it must be one of EMAIL,SMS,PUSH,VOICE,INAPP'),
    );
  });

  it('show versions, newest first, page by page, whatever the case of the type', async () => {
    const TemplateName = newName();
    await create(TemplateName, { Subject: 'x', TemplateDescription: 'one' });
    for (const TemplateDescription of ['two', 'three']) {
      await update(TemplateName, { TemplateDescription }, { CreateNewVersion: true });
    }
    const list = async (more: object = {}) =>
      pinpoint.send(
        new ListTemplateVersionsCommand({ TemplateName, TemplateType: 'email', PageSize: '2', ...more }),
      );
    const first = await list();
    const second = await list({ NextToken: first.TemplateVersionsResponse?.NextToken });
    const now = stage.clock.now().toISOString();
    const dates = { CreationDate: now, LastModifiedDate: now };
    const type = { TemplateName, TemplateType: 'EMAIL' };
    expect(first.TemplateVersionsResponse?.Item).toEqual([
      { ...type, ...dates, TemplateDescription: 'three', Version: '3' },
      { ...type, ...dates, TemplateDescription: 'two', Version: '2' },
    ]);
    expect(second.TemplateVersionsResponse).toEqual({
      Item: [{ ...type, ...dates, TemplateDescription: 'one', Version: '1' }],
      RequestID: second.$metadata.requestId,
    });
  });
});

describe('recommenders of templates', () => {
  it('are named by the version', async () => {
    const TemplateName = newName();
    const { RecommenderConfigurationResponse } = await pinpoint.send(
      new CreateRecommenderConfigurationCommand({
        CreateRecommenderConfiguration: {
          RecommendationProviderUri: 'arn:aws:personalize:eu-west-1:000000000000:campaign/offers',
          RecommendationProviderRoleArn: 'arn:aws:iam::000000000000:role/personalize',
          RecommendationsDisplayName: 'Offers',
        },
      }),
    );
    const RecommenderId = RecommenderConfigurationResponse?.Id;
    await create(TemplateName, { Subject: '{{RecommendationItems.[0]}}', RecommenderId });
    expect((await read(TemplateName))?.RecommenderId).toBe(RecommenderId);
    expect((await requireTemplate(stage.ports, 'EMAIL', TemplateName)).RecommenderId).toBe(RecommenderId);
  });
});
