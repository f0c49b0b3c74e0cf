import {
  type CampaignResponse,
  CreateAppCommand,
  CreateCampaignCommand,
  CreateEmailTemplateCommand,
  CreateSegmentCommand,
  DeleteCampaignCommand,
  DeleteSegmentCommand,
  GetCampaignActivitiesCommand,
  GetCampaignCommand,
  GetCampaignsCommand,
  GetCampaignVersionCommand,
  GetCampaignVersionsCommand,
  ListTagsForResourceCommand,
  type PinpointClient,
  UpdateCampaignCommand,
  type WriteCampaignRequest,
} from '@aws-sdk/client-pinpoint';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { defineImportedSegment } from '../../src/core/segments/segments.ts';
import { openStage, type TestStage } from './stage.ts';

let stage: TestStage;
let pinpoint: PinpointClient;
let ApplicationId: string;
let SegmentId: string;

beforeAll(async () => {
  stage = await openStage();
  pinpoint = stage.pinpoint();
  await pinpoint.send(
    new CreateEmailTemplateCommand({ TemplateName: 'mute', EmailTemplateRequest: { Subject: 'Hi' } }),
  );
});
afterAll(() => stage.close());
beforeEach(async () => {
  const created = await pinpoint.send(new CreateAppCommand({ CreateApplicationRequest: { Name: 'shop' } }));
  ApplicationId = created.ApplicationResponse?.Id ?? '';
  SegmentId = await newSegment();
});

async function newSegment(): Promise<string> {
  const output = await pinpoint.send(
    new CreateSegmentCommand({ ApplicationId, WriteSegmentRequest: { Name: 'everyone' } }),
  );
  return output.SegmentResponse?.Id ?? '';
}

const EMAIL = { EmailMessage: { Title: 'Hi {{User.UserAttributes.FirstName}}', HtmlBody: '<p>News</p>' } };
const FILTER = {
  Dimensions: { EventType: { Values: ['bought'], DimensionType: 'INCLUSIVE' as const } },
  FilterType: 'ENDPOINT' as const,
};

/** A request that can run, tomorrow. */
const request = (given: WriteCampaignRequest = {}): WriteCampaignRequest => ({
  Name: 'news',
  SegmentId,
  Schedule: { StartTime: later(1), Frequency: 'ONCE' },
  MessageConfiguration: EMAIL,
  ...given,
});
const later = (days: number) => new Date(stage.clock.now().getTime() + days * 86_400_000).toISOString();

async function create(given?: WriteCampaignRequest): Promise<CampaignResponse> {
  const output = await pinpoint.send(
    new CreateCampaignCommand({ ApplicationId, WriteCampaignRequest: request(given) }),
  );
  return output.CampaignResponse as CampaignResponse;
}

async function update(
  CampaignId: string | undefined,
  given: WriteCampaignRequest,
): Promise<CampaignResponse> {
  const output = await pinpoint.send(
    new UpdateCampaignCommand({ ApplicationId, CampaignId, WriteCampaignRequest: given }),
  );
  return output.CampaignResponse as CampaignResponse;
}

async function read(CampaignId: string | undefined): Promise<CampaignResponse> {
  const output = await pinpoint.send(new GetCampaignCommand({ ApplicationId, CampaignId }));
  return output.CampaignResponse as CampaignResponse;
}

/** A refusal by exception, status and message. */
const refused = (name: string, status: number, message: string) =>
  expect.objectContaining({ name, message, $metadata: expect.objectContaining({ httpStatusCode: status }) });
const badRequest = (message: string) =>
  refused('BadRequestException', 400, `WriteCampaignRequest: ${message}`);
const notFound = (message: string) => refused('NotFoundException', 404, message);

describe('campaigns', () => {
  it('are created in version 1, scheduled, with what was asked for, and read back', async () => {
    const given = {
      ...request(),
      Description: 'for all',
      HoldoutPercent: 10,
      Limits: { Daily: 2, Total: 5, MessagesPerSecond: 50, MaximumDuration: 10_800, Session: 3 },
      Priority: 2,
      Hook: { LambdaFunctionName: 'filter', Mode: 'FILTER' as const },
      Schedule: {
        StartTime: later(1),
        EndTime: later(30),
        Frequency: 'WEEKLY' as const,
        IsLocalTime: true,
        Timezone: 'UTC+05:45',
        QuietTime: { Start: '21:00', End: '08:00' },
      },
      tags: { team: 'crm' },
    };
    const output = await pinpoint.send(
      new CreateCampaignCommand({ ApplicationId, WriteCampaignRequest: given }),
    );
    const campaign = output.CampaignResponse;
    const now = stage.clock.now().toISOString();
    expect(output.$metadata.httpStatusCode).toBe(201);
    expect(campaign).toEqual({
      ...given,
      ApplicationId,
      Arn: `arn:aws:mobiletargeting:eu-west-1:000000000000:apps/${ApplicationId}/campaigns/${campaign?.Id}`,
      CreationDate: now,
      Id: expect.stringMatching(/^[0-9a-f]{32}$/),
      LastModifiedDate: now,
      SegmentVersion: 1,
      State: { CampaignStatus: 'SCHEDULED' },
      Version: 1,
    });
    expect(await read(campaign?.Id)).toEqual(campaign);
    const tags = await pinpoint.send(new ListTagsForResourceCommand({ ResourceArn: campaign?.Arn }));
    expect(tags.TagsModel?.tags).toEqual({ team: 'crm' });
    const activities = await pinpoint.send(
      new GetCampaignActivitiesCommand({ ApplicationId, CampaignId: campaign?.Id }),
    );
    expect(activities.ActivitiesResponse).toEqual({ Item: [] });
  });

  it('number their further treatments, each with a state', async () => {
    const campaign = await create({
      AdditionalTreatments: [
        { TreatmentName: 'short', SizePercent: 30 },
        { SizePercent: 20, MessageConfiguration: { SMSMessage: { Body: 'News' } } },
      ],
    });
    const State = { CampaignStatus: 'SCHEDULED' };
    expect(campaign.AdditionalTreatments).toEqual([
      { Id: '1', TreatmentName: 'short', SizePercent: 30, State },
      { Id: '2', SizePercent: 20, MessageConfiguration: { SMSMessage: { Body: 'News' } }, State },
    ]);
    expect(campaign.DefaultState).toEqual(State);
  });

  it('execute from the moment they are created when they are to start at once, and cannot be paused', async () => {
    const { Id, State } = await create({ Schedule: { StartTime: 'IMMEDIATE' } });
    expect(State).toEqual({ CampaignStatus: 'EXECUTING' });
    await expect(update(Id, { IsPaused: true })).rejects.toEqual(
      badRequest('IsPaused is true; a campaign with StartTime IMMEDIATE cannot be paused'),
    );
  });

  it('get a new version with every update, keep what it does not say, and the older ones stay readable', async () => {
    const first = await create({ tags: { team: 'crm' }, Limits: { Daily: 1 } });
    stage.clock.advance(1000);
    const second = await update(first.Id, { Name: 'other', Limits: { Total: 3 }, tags: { team: 'x' } });
    const third = await update(first.Id, { IsPaused: true });
    const fourth = await update(first.Id, { IsPaused: false });
    const LastModifiedDate = stage.clock.now().toISOString();
    expect(second).toEqual({ ...first, Name: 'other', Limits: { Total: 3 }, LastModifiedDate, Version: 2 });
    expect(third).toEqual({ ...second, IsPaused: true, State: { CampaignStatus: 'PAUSED' }, Version: 3 });
    expect(fourth).toEqual({ ...second, IsPaused: false, Version: 4 });
    expect(await read(first.Id)).toEqual(fourth);
    const version = async (Version: string) => {
      const output = await pinpoint.send(
        new GetCampaignVersionCommand({ ApplicationId, CampaignId: first.Id, Version }),
      );
      return output.CampaignResponse;
    };
    expect([await version('1'), await version('2'), await version('4')]).toEqual([first, second, fourth]);
    const listed = await pinpoint.send(
      new GetCampaignVersionsCommand({ ApplicationId, CampaignId: first.Id, PageSize: '3' }),
    );
    const rest = await pinpoint.send(
      new GetCampaignVersionsCommand({
        ApplicationId,
        CampaignId: first.Id,
        PageSize: '3',
        Token: listed.CampaignsResponse?.NextToken,
      }),
    );
    expect(listed.CampaignsResponse?.Item).toEqual([fourth, third, second]);
    expect(rest.CampaignsResponse).toEqual({ Item: [first] });
  });

  it('use the segment version they name, else the newest at that time, and keep it', async () => {
    const named = await create({ SegmentVersion: 1 });
    const other = await newSegment();
    const moved = await update(named.Id, { SegmentId: other });
    expect([named.SegmentVersion, moved.SegmentId, moved.SegmentVersion]).toEqual([1, other, 1]);
    await expect(create({ SegmentVersion: 2 })).rejects.toEqual(
      badRequest(`SegmentId is ${SegmentId} version 2, which application ${ApplicationId} does not have`),
    );
  });

  it('hold five e-mails of the largest size', async () => {
    const MessageConfiguration = { EmailMessage: { Title: 'News', HtmlBody: 'a'.repeat(200 * 1024 - 10) } };
    const treatment = { SizePercent: 10, MessageConfiguration };
    const given = { MessageConfiguration, AdditionalTreatments: Array(4).fill(treatment) };
    const campaign = await create(given);
    expect((await read(campaign.Id)).AdditionalTreatments?.[3]?.MessageConfiguration).toEqual(
      MessageConfiguration,
    );
    const renamed = await update(campaign.Id, { Name: 'large' });
    expect([renamed.Name, renamed.MessageConfiguration]).toEqual(['large', MessageConfiguration]);
  });

  it('are listed newest first, page by page', async () => {
    const made: CampaignResponse[] = [];
    for (const name of ['a', 'b', 'c']) {
      stage.clock.advance(1000);
      made.unshift(await create({ Name: name, tags: { name } }));
    }
    const first = await pinpoint.send(new GetCampaignsCommand({ ApplicationId, PageSize: '2' }));
    const last = await pinpoint.send(
      new GetCampaignsCommand({ ApplicationId, PageSize: '2', Token: first.CampaignsResponse?.NextToken }),
    );
    expect(first.CampaignsResponse?.Item).toEqual(made.slice(0, 2));
    expect(last.CampaignsResponse).toEqual({ Item: made.slice(2) });
  });

  it('are deleted with their versions and tags, and answered as deleted', async () => {
    const { Id: CampaignId, Arn } = await create({ tags: { a: 'b' } });
    const latest = await update(CampaignId, { Name: 'renamed' });
    const output = await pinpoint.send(new DeleteCampaignCommand({ ApplicationId, CampaignId }));
    expect(output.CampaignResponse).toEqual({ ...latest, State: { CampaignStatus: 'DELETED' } });
    const message = `Campaign ${CampaignId} not found in application ${ApplicationId}`;
    const gone = [
      pinpoint.send(new GetCampaignCommand({ ApplicationId, CampaignId })),
      pinpoint.send(new GetCampaignVersionsCommand({ ApplicationId, CampaignId })),
      pinpoint.send(new GetCampaignActivitiesCommand({ ApplicationId, CampaignId })),
      pinpoint.send(new DeleteCampaignCommand({ ApplicationId, CampaignId })),
      update(CampaignId, {}),
    ];
    for (const answer of gone) await expect(answer).rejects.toEqual(notFound(message));
    await expect(pinpoint.send(new ListTagsForResourceCommand({ ResourceArn: Arn }))).rejects.toEqual(
      notFound(`Resource ${Arn} not found`),
    );
  });

  it('refuse an application and a version that do not exist', async () => {
    const { Id: CampaignId } = await create();
    const elsewhere = { ApplicationId: 'nowhere', CampaignId };
    const requests = [
      pinpoint.send(new GetCampaignsCommand(elsewhere)),
      pinpoint.send(new GetCampaignCommand(elsewhere)),
      pinpoint.send(new GetCampaignActivitiesCommand(elsewhere)),
      pinpoint.send(new CreateCampaignCommand({ ...elsewhere, WriteCampaignRequest: request() })),
    ];
    for (const answer of requests) {
      await expect(answer).rejects.toEqual(notFound('Application nowhere not found'));
    }
    await expect(
      pinpoint.send(new GetCampaignVersionCommand({ ApplicationId, CampaignId, Version: '2' })),
    ).rejects.toEqual(notFound(`Campaign ${CampaignId} version 2 not found in application ${ApplicationId}`));
  });
});

describe('a campaign that cannot run', () => {
  const start = '2027-01-01T09:00:00Z';
  const schedule = (given: object) => ({ Schedule: { StartTime: start, ...given } }) as WriteCampaignRequest;
  const message = (given: object) => ({ MessageConfiguration: given }) as WriteCampaignRequest;

  it.each<[string, WriteCampaignRequest, string]>([
    ['no segment', { SegmentId: undefined }, 'SegmentId is missing'],
    ['no schedule', { Schedule: undefined }, 'Schedule is missing'],
    [
      'nothing to send',
      { MessageConfiguration: undefined },
      'MessageConfiguration or TemplateConfiguration is missing; there is nothing to send',
    ],
    [
      'an e-mail that says nothing',
      { MessageConfiguration: { EmailMessage: {} } },
      'MessageConfiguration.EmailMessage has no Title, HtmlBody, Body, and there is no EmailTemplate',
    ],
    ['a holdout over 100', { HoldoutPercent: 101 }, 'HoldoutPercent: is 101; it must be 0 to 100'],
    [
      'shares over 100',
      { HoldoutPercent: 50, AdditionalTreatments: [{ SizePercent: 51 }] },
      'HoldoutPercent and the SizePercent of AdditionalTreatments add up to 101, over 100',
    ],
    [
      'five further treatments',
      { AdditionalTreatments: Array(5).fill({ SizePercent: 1 }) },
      'AdditionalTreatments: Too big: expected array to have <=4 items, not 5',
    ],
    ['a daily limit over 100', { Limits: { Daily: 101 } }, 'Limits.Daily: is 101; it must be 0 to 100'],
    ['a total over 100', { Limits: { Total: 101 } }, 'Limits.Total: is 101; it must be 0 to 100'],
    [
      'a short duration',
      { Limits: { MaximumDuration: 59 } },
      'Limits.MaximumDuration: is 59; it must be at least 60 seconds',
    ],
    [
      'too many a second',
      { Limits: { MessagesPerSecond: 20_001 } },
      'Limits.MessagesPerSecond: is 20001; it must be 0 to 20000',
    ],
    [
      'a sender that is no address',
      { MessageConfiguration: { EmailMessage: { FromAddress: 'nobody', Title: 'x', HtmlBody: 'y' } } },
      'MessageConfiguration.EmailMessage.FromAddress: is nobody; it must be an e-mail address or Name <address>',
    ],
    ['a priority of 6', { Priority: 6 }, 'Priority: is 6; it must be 1 to 5'],
    ['no start', { Schedule: { StartTime: undefined } }, 'Schedule.StartTime is missing'],
    [
      'a start that is none',
      { Schedule: { StartTime: 'tomorrow' } },
      'Schedule.StartTime: is "tomorrow", neither IMMEDIATE nor an ISO 8601 instant such as 2026-12-01T09:00:00Z',
    ],
    [
      'an end before the start',
      schedule({ EndTime: '2026-12-31T00:00:00Z' }),
      `Schedule.EndTime: is 2026-12-31T00:00:00Z, not after StartTime ${start}`,
    ],
    [
      'half a quiet time',
      schedule({ QuietTime: { Start: '21:00' } }),
      'Schedule.QuietTime: needs both Start and End, or neither',
    ],
    [
      'a quiet time that is none',
      schedule({ QuietTime: { Start: '21:00', End: '24:00' } }),
      'Schedule.QuietTime.End: is "24:00"; it must be HH:MM, 24-hour',
    ],
    [
      'events without a filter',
      schedule({ Frequency: 'EVENT' }),
      'Schedule.EventFilter: is missing; EVENT needs one',
    ],
    [
      'events whose filter fills a statement',
      schedule({
        Frequency: 'EVENT',
        EventFilter: {
          FilterType: 'ENDPOINT',
          Dimensions: {
            EventType: { Values: Array.from({ length: 700 }, (_, index) => `${index}`.padEnd(100, 'x')) },
          },
        },
      }),
      'Schedule.EventFilter: makes a condition of ',
    ],
    [
      'a filter without events',
      schedule({ Frequency: 'DAILY', EventFilter: FILTER }),
      'Schedule.EventFilter: is given; only EVENT and IN_APP_EVENT have one, not DAILY',
    ],
    [
      'a push text over 200 characters',
      message({ GCMMessage: { Body: 'a'.repeat(201) } }),
      'MessageConfiguration.GCMMessage.Body: has 201 characters; at most 200 are allowed',
    ],
    [
      'custom data over 5 KB',
      message({ CustomMessage: { Data: 'a'.repeat(5121) } }),
      'MessageConfiguration.CustomMessage.Data: is over 5 KB',
    ],
    [
      'custom data without a delivery',
      message({ CustomMessage: { Data: '{}' } }),
      'MessageConfiguration.CustomMessage of the campaign needs a CustomDeliveryConfiguration, which is missing',
    ],
    [
      'an e-mail over 200 KB',
      message({ EmailMessage: { HtmlBody: 'a'.repeat(200 * 1024 + 1) } }),
      'MessageConfiguration.EmailMessage: is over 200 KB, the limit of an e-mail without a template',
    ],
    [
      'a text that cannot be rendered',
      message({ EmailMessage: { Title: 'Hi {{#if}}', HtmlBody: 'x' } }),
      'MessageConfiguration.EmailMessage',
    ],
    [
      'a voice template',
      { TemplateConfiguration: { VoiceTemplate: { Name: 'call' } } },
      'TemplateConfiguration.VoiceTemplate: is given; campaigns cannot send voice templates',
    ],
    [
      'a template that does not exist',
      { TemplateConfiguration: { EmailTemplate: { Name: 'none', Version: '3' } } },
      'TemplateConfiguration.EmailTemplate is none version 3, a template of type EMAIL that does not exist',
    ],
    [
      'a template that says nothing',
      { TemplateConfiguration: { EmailTemplate: { Name: 'mute' } } },
      'TemplateConfiguration.EmailTemplate is mute, a template of type EMAIL that says nothing: it has no HtmlPart, TextPart',
    ],
    [
      'a webhook without TLS',
      { CustomDeliveryConfiguration: { DeliveryUri: 'http://example.com/x' } },
      'CustomDeliveryConfiguration.DeliveryUri: is "http://example.com/x", neither a function\'s name or ARN nor an https URL',
    ],
    [
      'two hooks',
      { Hook: { LambdaFunctionName: 'f', WebUrl: 'https://example.com/x' } },
      'Hook: has both LambdaFunctionName and WebUrl; it takes one of them',
    ],
    [
      'a hook in which a host keeps its own secrets',
      { Hook: { WebUrl: 'https://169.254.169.254/latest/meta-data' } },
      'Hook.WebUrl: Cannot call 169.254.169.254: 169.254.169.254 is an address that no stage calls',
    ],
    [
      'a treatment that delivers to no host at all',
      {
        AdditionalTreatments: [
          { SizePercent: 10, CustomDeliveryConfiguration: { DeliveryUri: 'https://0.0.0.0/x' } },
        ],
      },
      'AdditionalTreatments.0.CustomDeliveryConfiguration.DeliveryUri: Cannot call 0.0.0.0: 0.0.0.0 is an address that no stage calls',
    ],
    [
      'an in-app campaign with an e-mail',
      schedule({ Frequency: 'IN_APP_EVENT', EventFilter: FILTER }),
      'InAppMessage or InAppTemplate is missing; there is nothing to send',
    ],
  ])('is refused with the member and the value: %s', async (_, given, reason) => {
    await expect(create(given)).rejects.toEqual(
      refused(
        'BadRequestException',
        400,
        expect.stringContaining(`WriteCampaignRequest: ${reason}`) as never,
      ),
    );
  });

  it('is refused for an offset that no schedule may begin in', async () => {
    await expect(create(schedule({ IsLocalTime: true, Timezone: 'UTC+14' }))).rejects.toThrow(
      /^WriteCampaignRequest: Schedule.Timezone: is "UTC\+14"; it must be one of UTC, UTC\+01, .*UTC-11$/,
    );
  });

  it('is refused when it answers events of imported members', async () => {
    const { Id } = await defineImportedSegment(stage.ports, ApplicationId, {
      importDefinition: { ExternalId: '', Format: 'CSV', RoleArn: 'r', S3Url: 's3://b/c.csv', Size: 1 },
    });
    await expect(
      create({ SegmentId: Id, ...schedule({ Frequency: 'EVENT', EventFilter: FILTER }) }),
    ).rejects.toEqual(
      badRequest(
        `SegmentId is ${Id}, which is imported or based on an import; an EVENT campaign needs a dynamic segment`,
      ),
    );
  });

  it('is refused when its segment was deleted', async () => {
    await pinpoint.send(new DeleteSegmentCommand({ ApplicationId, SegmentId }));
    await expect(create()).rejects.toEqual(
      badRequest(`SegmentId is ${SegmentId}, which application ${ApplicationId} does not have`),
    );
  });

  it('is refused as the twenty-sixth of an application that answers events', async () => {
    const answering = schedule({ Frequency: 'EVENT', EventFilter: FILTER });
    for (let made = 0; made < 25; made += 1) await create(answering);
    await expect(create(answering)).rejects.toThrow(
      `Application ${ApplicationId} has 25 active campaigns of Frequency EVENT; at most 25 may be`,
    );
    const [first] =
      (await pinpoint.send(new GetCampaignsCommand({ ApplicationId }))).CampaignsResponse?.Item ?? [];
    await update(first?.Id, { IsPaused: true });
    expect((await create(answering)).State).toEqual({ CampaignStatus: 'SCHEDULED' });
  });

  it('is not refused for members that are null', async () => {
    const body = {
      ...request(),
      Hook: null,
      Limits: { Daily: null },
      Schedule: { StartTime: start, EndTime: null },
    };
    const answer = await stage.fetch(`/v1/apps/${ApplicationId}/campaigns`, {
      method: 'POST',
      body: JSON.stringify(body),
    });
    expect(answer.status).toBe(201);
  });
});
