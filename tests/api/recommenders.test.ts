import {
  CreateRecommenderConfigurationCommand,
  DeleteRecommenderConfigurationCommand,
  GetRecommenderConfigurationCommand,
  GetRecommenderConfigurationsCommand,
  type PinpointClient,
  UpdateRecommenderConfigurationCommand,
} from '@aws-sdk/client-pinpoint';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openStage, type TestStage } from './stage.ts';

let stage: TestStage;
let pinpoint: PinpointClient;
beforeAll(async () => {
  stage = await openStage();
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
      'RecommendationsPerMessage: Too big: expected number to be <=5',
    ],
    ['a name with a slash', { ...plain, Name: 'a/b' }, 'Name: must be letters, digits, blanks, _ and -'],
    [
      'a long display name',
      { ...plain, RecommendationsDisplayName: 'x'.repeat(26) },
      'RecommendationsDisplayName: Too big: expected string to have <=25 characters',
    ],
  ])('are refused for %s', async (_, request, message) => {
    await expect(create(request)).rejects.toMatchObject({
      name: 'BadRequestException',
      message: `CreateRecommenderConfiguration: ${message}`,
    });
  });
});
