import {
  CreateAppCommand,
  DeleteEndpointCommand,
  DeleteUserEndpointsCommand,
  type EndpointRequest,
  GetEndpointCommand,
  GetUserEndpointsCommand,
  RemoveAttributesCommand,
  UpdateEndpointCommand,
  UpdateEndpointsBatchCommand,
} from '@aws-sdk/client-pinpoint';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openStage, type TestStage } from './stage.ts';

let stage: TestStage;
let client: ReturnType<TestStage['pinpoint']>;
let ApplicationId: string;
beforeAll(async () => {
  stage = await openStage();
  client = stage.pinpoint();
});
afterAll(() => stage.close());
beforeEach(async () => {
  const created = await client.send(new CreateAppCommand({ CreateApplicationRequest: { Name: 'shop' } }));
  ApplicationId = created.ApplicationResponse?.Id ?? '';
});

const put = (EndpointId: string, EndpointRequest: EndpointRequest) =>
  client.send(new UpdateEndpointCommand({ ApplicationId, EndpointId, EndpointRequest }));
const get = async (EndpointId: string) =>
  (await client.send(new GetEndpointCommand({ ApplicationId, EndpointId }))).EndpointResponse;
const email = (Address: string, more: EndpointRequest = {}): EndpointRequest => ({
  ChannelType: 'EMAIL',
  Address,
  ...more,
});

describe('UpdateEndpoint', () => {
  it('creates an endpoint that reads back whole', async () => {
    const request: EndpointRequest = email('ines@example.com', {
      OptOut: 'NONE',
      Attributes: { Plan: ['gold', 'trial'] },
      Metrics: { orders: 4.5 },
      Demographic: { Platform: 'ios', Timezone: 'US/Pacific-New' },
      Location: { Country: 'PT', Latitude: 38.7223, Longitude: -9.1393 },
      User: { UserId: 'u-77', UserAttributes: { Topic: ['garden'] } },
    });
    const answer = await put('x/y+z=', request);
    const now = stage.clock.now().toISOString();
    expect(answer.$metadata.httpStatusCode).toBe(202);
    expect(answer.MessageBody).toEqual({ RequestID: answer.$metadata.requestId, Message: 'Accepted' });
    expect(await get('X/Y+z=')).toEqual({
      ...request,
      ApplicationId,
      Id: 'x/y+z=',
      CohortId: expect.stringMatching(/^\d{1,2}$/),
      Demographic: { Platform: 'ios', Timezone: 'America/Los_Angeles' },
      Location: { Country: 'PT', Latitude: 38.7, Longitude: -9.1 },
      EndpointStatus: 'ACTIVE',
      CreationDate: now,
      EffectiveDate: now,
      RequestId: answer.$metadata.requestId,
    });
  });

  it('changes only what the request names', async () => {
    await put('e', email('ines@example.com', { Attributes: { Plan: ['gold'], Color: ['red'] } }));
    stage.clock.advance(1000);
    await put('E', { Attributes: { Plan: [] }, User: { UserId: 'u' } });
    expect(await get('e')).toMatchObject({
      Id: 'e',
      Address: 'ines@example.com',
      Attributes: { Plan: [], Color: ['red'] },
      User: { UserId: 'u' },
      EffectiveDate: stage.clock.now().toISOString(),
    });
  });

  it('shares user attributes with endpoints that only the store knows to be the user’s', async () => {
    await put('a', email('a@example.com', { User: { UserId: 'u' } }));
    await put('b', email('b@example.com', { User: { UserId: 'u' } }));
    await put('a', { User: { UserAttributes: { Topic: ['books'] } } });
    expect((await get('b'))?.User).toEqual({ UserId: 'u', UserAttributes: { Topic: ['books'] } });
  });

  it('takes the address back for an endpoint that becomes active again without naming it', async () => {
    await put('a', email('x@example.com'));
    await put('b', email('X@example.com'));
    expect((await get('a'))?.EndpointStatus).toBe('INACTIVE');
    await put('a', {});
    expect([(await get('a'))?.EndpointStatus, (await get('b'))?.EndpointStatus]).toEqual([
      'ACTIVE',
      'INACTIVE',
    ]);
  });

  it.each<[string, string, EndpointRequest, string]>([
    ['no channel at creation', 'e', { Address: 'x' }, 'Missing ChannelType'],
    ['an empty address', 'e', { ChannelType: 'EMAIL', Address: '' }, 'Missing Address'],
    ['a wrong id', 'e$', email('x'), 'Endpoint id must not contain $, { or }: e$'],
    [
      'an unknown status',
      'e',
      email('x', { EndpointStatus: 'GONE' }),
      'EndpointStatus must be one of ACTIVE, INACTIVE, not "GONE"',
    ],
  ])('refuses %s with BadRequestException', async (_, id, request, message) => {
    await expect(put(id, request)).rejects.toMatchObject({ name: 'BadRequestException', message });
  });

  it('refuses the 16th endpoint of a user', async () => {
    const Item = Array.from({ length: 15 }, (_, index) => ({
      Id: `e${index}`,
      ...email(`${index}@example.com`, { User: { UserId: 'u' } }),
    }));
    await client.send(new UpdateEndpointsBatchCommand({ ApplicationId, EndpointBatchRequest: { Item } }));
    await expect(put('e15', email('15@example.com', { User: { UserId: 'u' } }))).rejects.toMatchObject({
      name: 'BadRequestException',
      message: 'Exceeded maximum endpoint per user count: 15',
    });
  });

  it('refuses more than 250 names of attributes and metrics in one application, and keeps the rest', async () => {
    const names = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, n) => [`n${n}`, n]));
    await put('a', email('a@example.com', { Metrics: names(249) }));
    await put('b', email('b@example.com', { Attributes: { n1: ['x'] } }));
    await expect(put('c', email('c@example.com', { Attributes: { n2: ['x'] } }))).rejects.toMatchObject({
      name: 'BadRequestException',
      message: expect.stringContaining('251 names'),
    });
    await expect(get('c')).rejects.toMatchObject({ name: 'NotFoundException' });
    await put('c', email('c@example.com', { Attributes: { n1: ['y'] } }));
  });

  it('needs an application that exists', async () => {
    const missing = new UpdateEndpointCommand({
      ApplicationId: 'none',
      EndpointId: 'e',
      EndpointRequest: email('x@example.com'),
    });
    await expect(client.send(missing)).rejects.toMatchObject({
      name: 'NotFoundException',
      message: 'Application none not found',
    });
  });
});

describe('UpdateEndpointsBatch', () => {
  const batch = (Item: (EndpointRequest & { Id?: string })[]) =>
    client.send(new UpdateEndpointsBatchCommand({ ApplicationId, EndpointBatchRequest: { Item } }));

  it('writes all items in order', async () => {
    const answer = await batch([
      { Id: 'a', ...email('a@example.com') },
      { Id: 'b', ...email('A@example.com') },
      { Id: 'a', Metrics: { orders: 1 } },
    ]);
    expect(answer.MessageBody?.Message).toBe('Accepted');
    expect(await get('a')).toMatchObject({ EndpointStatus: 'ACTIVE', Metrics: { orders: 1 } });
    expect(await get('b')).toMatchObject({ EndpointStatus: 'INACTIVE' });
  });

  it('writes nothing when one item breaks a rule', async () => {
    await expect(
      batch([
        { Id: 'a', ...email('a@example.com') },
        { Id: 'b', Address: 'x' },
      ]),
    ).rejects.toMatchObject({
      name: 'BadRequestException',
      message: 'Missing ChannelType',
    });
    await expect(get('a')).rejects.toMatchObject({ name: 'NotFoundException' });
  });
});

describe('reading and deleting', () => {
  it('answers 404 for what is not there', async () => {
    await expect(get('e')).rejects.toMatchObject({
      name: 'NotFoundException',
      message: `Endpoint e not found in application ${ApplicationId}`,
    });
    for (const command of [
      new DeleteEndpointCommand({ ApplicationId, EndpointId: 'e' }),
      new GetUserEndpointsCommand({ ApplicationId, UserId: 'u' }),
      new DeleteUserEndpointsCommand({ ApplicationId, UserId: 'u' }),
    ]) {
      await expect(client.send(command as GetEndpointCommand)).rejects.toMatchObject({
        name: 'NotFoundException',
      });
    }
  });

  it('deletes an endpoint and answers it', async () => {
    await put('e', email('x@example.com'));
    const answer = await client.send(new DeleteEndpointCommand({ ApplicationId, EndpointId: 'E' }));
    expect([answer.$metadata.httpStatusCode, answer.EndpointResponse?.Id]).toEqual([202, 'e']);
    await expect(get('e')).rejects.toMatchObject({ name: 'NotFoundException' });
  });

  it('reads and deletes the endpoints of a user', async () => {
    for (const id of ['a', 'b']) await put(id, email(`${id}@example.com`, { User: { UserId: 'u/1' } }));
    await put('c', email('c@example.com', { User: { UserId: 'v' } }));
    const read = await client.send(new GetUserEndpointsCommand({ ApplicationId, UserId: 'u/1' }));
    expect(read.EndpointsResponse?.Item?.map(({ Id }) => Id)).toEqual(['a', 'b']);
    const deleted = await client.send(new DeleteUserEndpointsCommand({ ApplicationId, UserId: 'u/1' }));
    expect([deleted.$metadata.httpStatusCode, deleted.EndpointsResponse?.Item?.length]).toEqual([202, 2]);
    expect((await get('c'))?.Id).toBe('c');
    await expect(get('a')).rejects.toMatchObject({ name: 'NotFoundException' });
  });
});

describe('RemoveAttributes', () => {
  const remove = (AttributeType: string, Blacklist: string[]) =>
    client.send(
      new RemoveAttributesCommand({ ApplicationId, AttributeType, UpdateAttributesRequest: { Blacklist } }),
    );

  it('stops storing the names, keeps what is stored, and answers the names that remain', async () => {
    const Attributes = { Plan: ['gold'], Color: ['red'], 'Color.dark': ['x'] };
    await put('e', email('x@example.com', { Attributes, Metrics: { Color: 1 } }));
    const answer = await remove('endpoint-custom-attributes', ['Color*', 'Never.']);
    expect(answer.AttributesResource).toEqual({
      ApplicationId,
      AttributeType: 'endpoint-custom-attributes',
      Attributes: ['Plan'],
    });
    await put('e', {
      Attributes: { Plan: ['free'], Color: ['blue'], Colorful: ['y'] },
      Metrics: { Color: 2 },
    });
    expect(await get('e')).toMatchObject({
      Attributes: { Plan: ['free'], Color: ['red'], 'Color.dark': ['x'] },
      Metrics: { Color: 2 },
    });
    expect((await get('e'))?.Attributes).not.toHaveProperty('Colorful');
  });

  it('knows metrics and user attributes', async () => {
    await remove('endpoint-metric-attributes', ['orders']);
    await remove('endpoint-user-attributes', ['Topic']);
    await put(
      'e',
      email('x@example.com', {
        Metrics: { orders: 1, visits: 2 },
        User: { UserAttributes: { Topic: ['x'], Level: ['1'] } },
      }),
    );
    expect(await get('e')).toMatchObject({
      Metrics: { visits: 2 },
      User: { UserAttributes: { Level: ['1'] } },
    });
    expect((await get('e'))?.Metrics).not.toHaveProperty('orders');
  });

  it('refuses an unknown type and an empty list', async () => {
    await expect(remove('attributes', ['x'])).rejects.toMatchObject({ name: 'BadRequestException' });
    await expect(remove('endpoint-custom-attributes', [])).rejects.toMatchObject({
      name: 'BadRequestException',
    });
  });
});
