import {
  type ApplicationResponse,
  CreateAppCommand,
  DeleteAppCommand,
  GetAppCommand,
  GetApplicationSettingsCommand,
  GetAppsCommand,
  type PinpointClient,
  UpdateApplicationSettingsCommand,
  type WriteApplicationSettingsRequest,
} from '@aws-sdk/client-pinpoint';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { defaultApp, setDefaultApp } from '../../src/core/apps/apps.ts';
import { applicationPartition } from '../../src/core/apps/partition.ts';
import type { Endpoint } from '../../src/core/endpoints/endpoint.ts';
import { openStage, type TestStage } from './stage.ts';

let stage: TestStage;
let pinpoint: PinpointClient;
beforeAll(async () => {
  stage = await openStage();
  pinpoint = stage.pinpoint();
});
afterAll(() => stage.close());

async function create(Name: string, tags?: Record<string, string>): Promise<Partial<ApplicationResponse>> {
  const output = await pinpoint.send(new CreateAppCommand({ CreateApplicationRequest: { Name, tags } }));
  return output.ApplicationResponse ?? {};
}

function endpoint(ApplicationId: string): Endpoint {
  const at = '2026-03-01T09:30:00.000Z';
  return {
    ApplicationId,
    Id: 'e1',
    Address: 'jo@example.com',
    ChannelType: 'EMAIL',
    OptOut: 'NONE',
    EndpointStatus: 'ACTIVE',
    Attributes: {},
    Metrics: {},
    Demographic: {},
    Location: {},
    User: {},
    CohortId: '7',
    CreationDate: at,
    EffectiveDate: at,
  };
}

describe('applications', () => {
  it('are created with an id, an ARN of the stage, a date and tags, and read back', async () => {
    const output = await pinpoint.send(
      new CreateAppCommand({ CreateApplicationRequest: { Name: 'shop', tags: { team: 'crm' } } }),
    );
    const app = output.ApplicationResponse;
    expect(output.$metadata.httpStatusCode).toBe(201);
    expect(output.$metadata.requestId).toMatch(/^[0-9a-f]{8}-/);
    expect(app).toEqual({
      Id: expect.stringMatching(/^[0-9a-f]{32}$/),
      Arn: `arn:aws:mobiletargeting:eu-west-1:000000000000:apps/${app?.Id}`,
      Name: 'shop',
      CreationDate: stage.clock.now().toISOString(),
      tags: { team: 'crm' },
    });
    const read = await pinpoint.send(new GetAppCommand({ ApplicationId: app?.Id }));
    expect(read.ApplicationResponse).toEqual(app);
  });

  it('refuse a request without a name, and a name that is too long', async () => {
    for (const [body, message] of [
      [{}, 'CreateApplicationRequest: Name is missing'],
      [undefined, 'CreateApplicationRequest: the body is missing'],
      [{ Name: 5 }, 'CreateApplicationRequest: Name: Invalid input: expected string, received number 5'],
    ] as const) {
      const response = await stage.fetch('/v1/apps', { method: 'POST', body: JSON.stringify(body) });
      expect(response.status).toBe(400);
      expect(response.headers.get('x-amzn-errortype')).toBe('BadRequestException');
      expect(await response.json()).toEqual({
        Message: message,
        RequestID: response.headers.get('x-amzn-requestid'),
      });
    }
    await expect(create('x'.repeat(129))).rejects.toMatchObject({ name: 'BadRequestException' });
  });

  it('are not found by another id', async () => {
    await expect(pinpoint.send(new GetAppCommand({ ApplicationId: 'none' }))).rejects.toMatchObject({
      name: 'NotFoundException',
      message: 'Application none not found',
      RequestID: expect.stringMatching(/^[0-9a-f]{8}-/),
      $metadata: { httpStatusCode: 404 },
    });
  });

  it('are deleted with their endpoints and documents, once', async () => {
    const app = await create('short-lived', { a: 'b' });
    const kept = await create('kept');
    const ApplicationId = app.Id;
    await pinpoint.send(
      new UpdateApplicationSettingsCommand({
        ApplicationId,
        WriteApplicationSettingsRequest: { Limits: { Daily: 1 } },
      }),
    );
    await stage.ports.endpoints.change(
      ApplicationId ?? '',
      { ids: ['e1'], userIds: [], addresses: [] },
      () => ({ put: [endpoint(ApplicationId ?? '')], remove: [] }),
    );

    const deleted = await pinpoint.send(new DeleteAppCommand({ ApplicationId }));

    expect(deleted.ApplicationResponse).toEqual(app);
    await expect(pinpoint.send(new GetAppCommand({ ApplicationId }))).rejects.toThrow('not found');
    await expect(pinpoint.send(new DeleteAppCommand({ ApplicationId }))).rejects.toThrow('not found');
    expect(await stage.ports.endpoints.get(ApplicationId ?? '', 'e1')).toBeUndefined();
    expect(await stage.ports.documents.query(applicationPartition(ApplicationId ?? ''), '')).toEqual([]);
    expect((await pinpoint.send(new GetAppCommand({ ApplicationId: kept.Id }))).ApplicationResponse).toEqual(
      kept,
    );
  });
});

describe('the list of applications', () => {
  let own: TestStage;
  beforeAll(async () => {
    own = await openStage();
    for (const Name of ['one', 'two', 'three', 'four', 'five']) {
      own.clock.advance(1000);
      await own.pinpoint().send(new CreateAppCommand({ CreateApplicationRequest: { Name } }));
    }
  });
  afterAll(() => own.close());

  it('comes newest first, in pages that neither skip nor repeat', async () => {
    const names: (string | undefined)[][] = [];
    let Token: string | undefined;
    do {
      const page = await own.pinpoint().send(new GetAppsCommand({ PageSize: '2', Token }));
      names.push((page.ApplicationsResponse?.Item ?? []).map((app) => app.Name));
      Token = page.ApplicationsResponse?.NextToken;
    } while (Token);
    expect(names).toEqual([['five', 'four'], ['three', 'two'], ['one']]);
  });

  it('has no token when everything fits', async () => {
    const page = (await own.pinpoint().send(new GetAppsCommand({ PageSize: '5' }))).ApplicationsResponse;
    expect(page?.Item).toHaveLength(5);
    expect(page?.NextToken).toBeUndefined();
  });

  it('refuses a page size that is no positive integer, and a token it did not give', async () => {
    for (const input of [{ PageSize: '0' }, { PageSize: '-1' }, { PageSize: 'ten' }, { Token: 'bogus' }]) {
      await expect(own.pinpoint().send(new GetAppsCommand(input))).rejects.toMatchObject({
        name: 'BadRequestException',
      });
    }
  });
});

describe('application settings', () => {
  let ApplicationId: string | undefined;
  beforeEach(async () => {
    ApplicationId = (await create('settings')).Id;
  });
  const update = async (request: WriteApplicationSettingsRequest) => {
    const input = { ApplicationId, WriteApplicationSettingsRequest: request };
    const output = await pinpoint.send(new UpdateApplicationSettingsCommand(input));
    return output.ApplicationSettingsResource;
  };
  const get = async () =>
    (await pinpoint.send(new GetApplicationSettingsCommand({ ApplicationId }))).ApplicationSettingsResource;

  it('hold nothing but the id before anything is set', async () => {
    expect(await get()).toEqual({ ApplicationId });
  });

  it('give back what was set, but not the two booleans that can only be written', async () => {
    const settings = {
      CampaignHook: { LambdaFunctionName: 'filter', Mode: 'FILTER' as const, WebUrl: 'https://example.com' },
      Limits: { Daily: 100, MaximumDuration: 60, MessagesPerSecond: 20_000, Total: 0, Session: 3 },
      QuietTime: { Start: '21:00', End: '08:00' },
      JourneyLimits: { DailyCap: 100, TimeframeCap: { Cap: 100, Days: 30 }, TotalCap: 0 },
    };
    const answer = await update({ ...settings, CloudWatchMetricsEnabled: true, EventTaggingEnabled: true });
    expect(answer).toEqual({
      ApplicationId,
      LastModifiedDate: stage.clock.now().toISOString(),
      ...settings,
    });
    expect(await get()).toEqual(answer);
  });

  it('keep members that an update does not have, and clear those it has empty', async () => {
    await update({ Limits: { Daily: 5 }, QuietTime: { Start: '21:00', End: '08:00' } });
    expect(await update({ Limits: { Total: 7 } })).toMatchObject({
      Limits: { Total: 7 },
      QuietTime: { Start: '21:00', End: '08:00' },
    });
    expect((await update({ QuietTime: {} }))?.QuietTime).toEqual({});
    expect((await get())?.Limits).toEqual({ Total: 7 });
  });

  it('refuse what is outside the documented bounds, and stay as they were', async () => {
    const before = await update({ Limits: { Daily: 5 } });
    const bad: WriteApplicationSettingsRequest[] = [
      { Limits: { Daily: 101 } },
      { Limits: { Total: 101 } },
      { Limits: { Daily: -1 } },
      { Limits: { MaximumDuration: 59 } },
      { Limits: { MessagesPerSecond: 20_001 } },
      { JourneyLimits: { DailyCap: 101 } },
      { JourneyLimits: { TotalCap: 101 } },
      { JourneyLimits: { TimeframeCap: { Cap: 101, Days: 1 } } },
      { JourneyLimits: { TimeframeCap: { Cap: 1, Days: 31 } } },
      { QuietTime: { Start: '24:00', End: '08:00' } },
      { QuietTime: { Start: '9:00', End: '08:00' } },
      { QuietTime: { Start: '21:00' } },
      { CampaignHook: { Mode: 'OTHER' as 'FILTER' } },
    ];
    for (const request of bad) {
      await expect(update(request)).rejects.toMatchObject({ name: 'BadRequestException' });
    }
    expect(await get()).toEqual(before);
  });

  it('are not found for another application', async () => {
    const input = { ApplicationId: 'none', WriteApplicationSettingsRequest: {} };
    await expect(pinpoint.send(new UpdateApplicationSettingsCommand(input))).rejects.toMatchObject({
      name: 'NotFoundException',
    });
    await expect(
      pinpoint.send(new GetApplicationSettingsCommand({ ApplicationId: 'none' })),
    ).rejects.toMatchObject({ name: 'NotFoundException' });
  });
});

describe('the default application', () => {
  let own: TestStage;
  beforeEach(async () => {
    own = await openStage();
  });
  afterEach(() => own.close());

  it('is made once, also when several need it at the same time', async () => {
    const apps = await Promise.all(Array.from({ length: 8 }, () => defaultApp(own.ports)));
    expect(new Set(apps.map((app) => app.Id)).size).toBe(1);
    expect(apps[0]?.Name).toBe('Touchpoint');
    const listed = await own.pinpoint().send(new GetAppsCommand({}));
    expect(listed.ApplicationsResponse?.Item).toEqual([apps[0]]);
  });

  it('can be set, also to an id that the stage does not know yet', async () => {
    const app = await setDefaultApp(own.ports, '810c7aab86d42fb2b56c8c966example');
    expect(app).toMatchObject({ Id: '810c7aab86d42fb2b56c8c966example', Name: 'Touchpoint', tags: {} });
    expect(await defaultApp(own.ports)).toEqual(app);
  });

  it('is another one after it was deleted', async () => {
    const first = await defaultApp(own.ports);
    await own.pinpoint().send(new DeleteAppCommand({ ApplicationId: first.Id }));
    const second = await defaultApp(own.ports);
    expect(second.Id).not.toBe(first.Id);
    const listed = await own.pinpoint().send(new GetAppsCommand({}));
    expect(listed.ApplicationsResponse?.Item).toEqual([second]);
  });
});
