import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  CreateAppCommand,
  CreateEmailTemplateCommand,
  CreateRecommenderConfigurationCommand,
  DeleteRecommenderConfigurationCommand,
  GetRecommenderConfigurationCommand,
  GetRecommenderConfigurationsCommand,
  type PinpointClient,
  SendMessagesCommand,
  UpdateEmailChannelCommand,
  UpdateEndpointCommand,
  UpdateRecommenderConfigurationCommand,
} from '@aws-sdk/client-pinpoint';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openStage, type TestStage } from './stage.ts';

let stage: TestStage;
let pinpoint: PinpointClient;
beforeAll(async () => {
  stage = await openStage({ ports: { pause: async () => {} } });
  pinpoint = stage.pinpoint();
});
afterAll(() => stage.close());

const model = {
  RecommendationProviderUri: 'arn:aws:personalize:eu-west-1:000000000000:campaign/offers',
  RecommendationProviderRoleArn: 'arn:aws:iam::000000000000:role/personalize',
};
const plain = { ...model, Name: 'Offers', RecommendationsDisplayName: 'Offers for you' };
const transformed = {
  ...model,
  RecommendationTransformerUri: 'describe-offers',
  Attributes: { title: 'Title', price: 'Price' },
};

type Request = typeof model & Record<string, unknown>;
const create = async (request: Request) =>
  pinpoint.send(new CreateRecommenderConfigurationCommand({ CreateRecommenderConfiguration: request }));
const update = (RecommenderId: string | undefined, request: Request) =>
  pinpoint.send(
    new UpdateRecommenderConfigurationCommand({ RecommenderId, UpdateRecommenderConfiguration: request }),
  );
const read = (RecommenderId: string | undefined) =>
  pinpoint.send(new GetRecommenderConfigurationCommand({ RecommenderId }));
const remove = (RecommenderId: string | undefined) =>
  pinpoint.send(new DeleteRecommenderConfigurationCommand({ RecommenderId }));
const list = async (PageSize: string, Token?: string) => {
  const output = await pinpoint.send(new GetRecommenderConfigurationsCommand({ PageSize, Token }));
  return output.ListRecommenderConfigurationsResponse;
};

describe('recommenders', () => {
  beforeEach(async () => {
    for (const { Id } of (await list('100'))?.Item ?? []) await remove(Id);
  });

  it('are created with the defaults of the reference, and read back', async () => {
    const created = await create(plain);
    const now = stage.clock.now().toISOString();
    expect(created.$metadata.httpStatusCode).toBe(201);
    expect(created.RecommenderConfigurationResponse).toEqual({
      ...plain,
      CreationDate: now,
      Id: expect.stringMatching(/^[0-9a-f]{32}$/),
      LastModifiedDate: now,
      RecommendationProviderIdType: 'PINPOINT_ENDPOINT_ID',
      RecommendationsPerMessage: 5,
    });
    const found = await read(created.RecommenderConfigurationResponse?.Id);
    expect(found.RecommenderConfigurationResponse).toEqual(created.RecommenderConfigurationResponse);
  });

  it('are replaced by an update, and answered once more when they are deleted', async () => {
    const { RecommenderConfigurationResponse: first } = await create(plain);
    stage.clock.advance(1000);
    const { RecommenderConfigurationResponse: second } = await update(first?.Id, {
      ...transformed,
      RecommendationProviderIdType: 'PINPOINT_USER_ID',
      RecommendationsPerMessage: 2,
    });
    expect(second).toEqual({
      ...transformed,
      CreationDate: first?.CreationDate,
      Id: first?.Id,
      LastModifiedDate: stage.clock.now().toISOString(),
      RecommendationProviderIdType: 'PINPOINT_USER_ID',
      RecommendationsPerMessage: 2,
    });
    expect((await remove(first?.Id)).RecommenderConfigurationResponse).toEqual(second);
    for (const ask of [read, remove, (id?: string) => update(id, plain)]) {
      await expect(ask(first?.Id)).rejects.toMatchObject({
        name: 'NotFoundException',
        message: `Recommender ${first?.Id} not found`,
      });
    }
  });

  it('are listed newest first, page by page', async () => {
    const ids: (string | undefined)[] = [];
    for (let number = 0; number < 3; number += 1) {
      stage.clock.advance(1000);
      ids.unshift((await create(plain)).RecommenderConfigurationResponse?.Id);
    }
    const first = await list('2');
    const second = await list('2', first?.NextToken);
    expect([first, second].map((page) => page?.Item?.map(({ Id }) => Id))).toEqual([
      ids.slice(0, 2),
      ids.slice(2),
    ]);
    expect(second?.NextToken).toBeUndefined();
  });

  it('are at most 100', async () => {
    for (let number = 0; number < 100; number += 1) await create(plain);
    await expect(create(plain)).rejects.toMatchObject({
      name: 'BadRequestException',
      message: 'There are 100 recommenders already; no more are allowed',
    });
  });

  it.each<[string, Request, string]>([
    [
      'no model',
      { ...plain, RecommendationProviderUri: undefined as never },
      'RecommendationProviderUri is missing',
    ],
    [
      'no display name',
      model,
      'RecommendationsDisplayName is missing; without RecommendationTransformerUri it is needed',
    ],
    [
      'a transformer without attributes',
      { ...transformed, Attributes: {} },
      'Attributes is missing; RecommendationTransformerUri is describe-offers',
    ],
    [
      'attributes without a transformer',
      { ...plain, Attributes: { title: 'Title' } },
      'Attributes has title, but RecommendationTransformerUri is missing',
    ],
    [
      'six items',
      { ...plain, RecommendationsPerMessage: 6 },
      'RecommendationsPerMessage: Too big: expected number to be <=5, not 6',
    ],
    [
      'a name with a slash',
      { ...plain, Name: 'a/b' },
      'Name: must be letters, digits, blanks, _ and -, not "a/b"',
    ],
    [
      'a long display name',
      { ...plain, RecommendationsDisplayName: 'x'.repeat(26) },
      'RecommendationsDisplayName: Too big: expected string to have <=25 characters, not 26',
    ],
  ])('are refused for %s', async (_, request, message) => {
    await expect(create(request)).rejects.toMatchObject({
      name: 'BadRequestException',
      message: `CreateRecommenderConfiguration: ${message}`,
    });
  });
});

describe('a transformer', () => {
  /** What the server answers, call by call; the last for ever. */
  let answers: { status: number; body: unknown }[];
  let asked: { Endpoints: Record<string, Record<string, unknown>> }[];
  let server: Server;
  let ApplicationId: string;

  beforeAll(async () => {
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        asked.push(JSON.parse(Buffer.concat(chunks).toString()));
        const { status, body } = (answers.length > 1 ? answers.shift() : answers[0]) ?? {
          status: 500,
          body: '',
        };
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));
  beforeEach(async () => {
    asked = [];
    const app = await pinpoint.send(new CreateAppCommand({ CreateApplicationRequest: { Name: 'shop' } }));
    ApplicationId = app.ApplicationResponse?.Id ?? '';
    const EmailChannelRequest = {
      FromAddress: 'shop@example.com',
      Identity: 'arn:aws:ses:eu-west-1:0:identity/x',
    };
    await pinpoint.send(new UpdateEmailChannelCommand({ ApplicationId, EmailChannelRequest }));
    await endpoint('ana', 'u1');
    await endpoint('bea');
  });

  const endpoint = (EndpointId: string, UserId?: string) =>
    pinpoint.send(
      new UpdateEndpointCommand({
        ApplicationId,
        EndpointId,
        EndpointRequest: { ChannelType: 'EMAIL', Address: `${EndpointId}@example.com`, User: { UserId } },
      }),
    );

  /** Sends a template of that recommender to both. @returns statuses and messages by endpoint */
  async function send(
    more: object,
    template = '{{Recommendations.title.[0]}} for {{Recommendations.price}}',
  ) {
    const { port } = server.address() as AddressInfo;
    const created = await create({
      ...transformed,
      RecommendationTransformerUri: `http://127.0.0.1:${port}/`,
      ...more,
    });
    const RecommenderId = created.RecommenderConfigurationResponse?.Id ?? '';
    const TemplateName = `offers-${RecommenderId}`;
    const EmailTemplateRequest = { Subject: template, TextPart: 'x', RecommenderId };
    await pinpoint.send(new CreateEmailTemplateCommand({ TemplateName, EmailTemplateRequest }));
    return {
      RecommenderId,
      async results() {
        const output = await pinpoint.send(
          new SendMessagesCommand({
            ApplicationId,
            MessageRequest: {
              Endpoints: { ana: {}, bea: {} },
              MessageConfiguration: {},
              TemplateConfiguration: { EmailTemplate: { Name: TemplateName } },
            },
          }),
        );
        return Object.entries(output.MessageResponse?.EndpointResult ?? {}).map(
          ([id, { DeliveryStatus, StatusMessage }]) => [id, DeliveryStatus, StatusMessage],
        );
      },
    };
  }
  const subjects = async () => {
    const page = await (await stage.fetch('/local/mailbox')).json();
    const { items } = page as { items: { subject: string; tags: { application_id: string } }[] };
    return items.filter(({ tags }) => tags.application_id === ApplicationId).map(({ subject }) => subject);
  };
  const told = (title: unknown, price = '9 €') => ({ Recommendations: { title, price } });

  it('is asked about all recipients at once, and fills in what the template names', async () => {
    answers = [{ status: 200, body: { ana: told(['Tea', 'Cake']), bea: told('Coffee') } }];
    const { results } = await send({}, '{{Recommendations.title}} for {{Recommendations.price}}');
    expect((await results()).map(([id, status]) => [id, status])).toEqual([
      ['ana', 'SUCCESSFUL'],
      ['bea', 'SUCCESSFUL'],
    ]);
    expect((await subjects()).sort()).toEqual(['Coffee for 9 €', 'Tea,Cake for 9 €']);
    expect(asked).toHaveLength(1);
    expect(asked[0]?.Endpoints.ana).toMatchObject({ Address: 'ana@example.com', RecommendationItems: [] });
  });

  it('is asked again when it fails, three times in all', async () => {
    const good = { status: 200, body: { Endpoints: { ana: told(['Tea']), bea: told(['Coffee']) } } };
    answers = [{ status: 500, body: {} }, { status: 200, body: 'no endpoints' }, good];
    const { results } = await send({});
    expect((await results()).map(([, status]) => status)).toEqual(['SUCCESSFUL', 'SUCCESSFUL']);
    expect(asked).toHaveLength(3);
  });

  it('keeps messages from going out when it cannot answer', async () => {
    answers = [{ status: 503, body: {} }];
    const { results } = await send({});
    const { port } = server.address() as AddressInfo;
    const failed = `http://127.0.0.1:${port}/ answered 503`;
    expect(await results()).toEqual([
      ['ana', 'PERMANENT_FAILURE', failed],
      ['bea', 'PERMANENT_FAILURE', failed],
    ]);
    expect([asked.length, await subjects()]).toEqual([3, []]);
  });

  it('keeps back only those whom it leaves out, or of whom it says what is no text', async () => {
    answers = [{ status: 200, body: { bea: told({ en: 'Coffee' }) } }];
    const { results, RecommenderId } = await send({});
    expect(await results()).toEqual([
      ['ana', 'PERMANENT_FAILURE', `Recommender ${RecommenderId} has no recommendations for ana`],
      [
        'bea',
        'PERMANENT_FAILURE',
        `Recommender ${RecommenderId} answered for bea what is no recommendation: title`,
      ],
    ]);
  });

  it('is not asked about endpoints without a user where the model knows users', async () => {
    answers = [{ status: 200, body: { ana: told(['Tea']) } }];
    const { results, RecommenderId } = await send({ RecommendationProviderIdType: 'PINPOINT_USER_ID' });
    expect(await results()).toEqual([
      ['ana', 'SUCCESSFUL', expect.any(String)],
      ['bea', 'PERMANENT_FAILURE', `Recommender ${RecommenderId} needs a user, and endpoint bea has none`],
    ]);
    expect(Object.keys(asked[0]?.Endpoints ?? {})).toEqual(['ana']);
  });

  it('must be there: neither a model alone nor a deleted recommender recommends', async () => {
    const { results, RecommenderId } = await send({
      RecommendationTransformerUri: undefined,
      Attributes: undefined,
      RecommendationsDisplayName: 'Offers',
    });
    const alone = `Recommender ${RecommenderId} has no transformer, and its model ${model.RecommendationProviderUri} cannot be asked`;
    expect((await results()).map(([, , message]) => message)).toEqual([alone, alone]);
    await remove(RecommenderId);
    const gone = `Recommender ${RecommenderId} not found`;
    expect((await results()).map(([, , message]) => message)).toEqual([gone, gone]);
    expect(asked).toEqual([]);
  });
});
