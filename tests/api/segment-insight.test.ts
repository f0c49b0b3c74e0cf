import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { defineImportedSegment } from '../../src/core/segments/segments.ts';
import { EXAMPLES_AT, exampleEndpoints } from '../unit/segments/example-endpoints.ts';
import { openStage, type TestStage } from './stage.ts';

let stage: TestStage;
let app: string;
beforeAll(async () => {
  stage = await openStage();
  stage.clock.set(EXAMPLES_AT);
});
afterAll(() => stage.close());
beforeEach(async () => {
  app = (await call<{ Id: string }>('/v1/apps', { Name: 'shop' })).body.Id;
  await stage.ports.endpoints.change(app, { ids: [], userIds: [], addresses: [] }, () => ({
    put: exampleEndpoints(app),
    remove: [],
  }));
});

async function call<T = unknown>(path: string, body?: unknown): Promise<{ status: number; body: T }> {
  const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  const response = await stage.fetch(path, init);
  return { status: response.status, body: (await response.json()) as T };
}
const create = async (body: object) =>
  (await call<{ Id: string; Version: number }>(`/v1/apps/${app}/segments`, body)).body;
const plan = (...Values: string[]) => ({ Dimensions: { Attributes: { Plan: { Values } } } });
const golden = plan('gold', 'Gold');

/** An imported segment whose only member is a copy that was never stored. */
async function copied(id: string): Promise<string> {
  const importDefinition = {
    ExternalId: '',
    Format: 'JSON',
    RoleArn: 'r',
    S3Url: 's3://b/k',
    Size: 1,
  } as const;
  const { Id } = await defineImportedSegment(stage.ports, app, { importDefinition });
  await stage.ports.lake.put(
    'copies.ndjson',
    JSON.stringify({ endpoint_id: id, channel_type: 'EMAIL', address: 'a copy' }),
  );
  const target = { segmentId: Id, version: 1, registered: false };
  await stage.ports.endpoints.addMembers(app, target, 'copies.ndjson', EXAMPLES_AT);
  return Id;
}

describe('a definition that is not saved', () => {
  it('is counted by channel, with those who can be written to, and stores nothing', async () => {
    const answer = await call(`/segments/count?app=${app}`, golden);
    expect(answer).toEqual({
      status: 200,
      body: {
        count: 3,
        everyone: 7,
        channels: [
          { channelType: 'EMAIL', endpoints: 2, reachable: 1 }, // e6 opted out
          { channelType: 'SMS', endpoints: 1, reachable: 1 },
        ],
        at: EXAMPLES_AT.toISOString(),
      },
    });
    expect((await call(`/segments?app=${app}`)).body).toEqual({ items: [] });
  });

  it('is everyone without criteria', async () => {
    const { body } = await call<{ count: number; everyone: number }>(`/segments/count?app=${app}`, {});
    expect([body.count, body.everyone]).toEqual([7, 7]);
  });

  it('is previewed', async () => {
    const { body } = await call(`/segments/preview?app=${app}&limit=1`, golden);
    expect(body).toEqual({ total: 3, items: [expect.objectContaining({ endpointId: 'e1', userId: 'u1' })] });
  });

  it('counts the same as after it was saved', async () => {
    const definition = {
      SegmentGroups: {
        Include: 'NONE',
        Groups: [
          { Type: 'ANY', Dimensions: [golden.Dimensions, { Location: { Country: { Values: ['ES'] } } }] },
        ],
      },
    };
    const draft = (await call<object>(`/segments/count?app=${app}`, definition)).body;
    const { Id } = await create({ Name: 'neither', ...definition });
    expect((await call(`/segments/${Id}/reach`)).body).toEqual({
      id: Id,
      applicationId: app,
      name: 'neither',
      version: 1,
      ...draft,
    });
  });

  it('is refused with the path of the member that breaks a rule', async () => {
    const broken = {
      SegmentGroups: {
        Groups: [
          {
            Dimensions: [
              { Attributes: { Plan: { Values: ['gold'] } } },
              { Attributes: { Joined: { AttributeType: 'AFTER', Values: ['soon'] } } },
            ],
          },
        ],
      },
    };
    const { status, body } = await call<{ error: object }>(`/segments/count?app=${app}`, broken);
    expect(status).toBe(400);
    expect(body.error).toEqual({
      code: 'BadRequest',
      message:
        'SegmentGroups.Groups[0].Dimensions[1].Attributes.Joined.Values hold soon; AFTER needs instants such as 2026-06-01T00:00:00Z',
      details: { member: 'SegmentGroups.Groups[0].Dimensions[1].Attributes.Joined.Values' },
    });
  });

  it('is refused when the segment that it is a version of would be based on itself', async () => {
    const { Id } = await create({ Name: 'golden', ...golden });
    const above = await create({ SegmentGroups: { Groups: [{ SourceSegments: [{ Id }] }] } });
    const loop = { SegmentGroups: { Groups: [{ SourceSegments: [{ Id: above.Id }] }] } };
    expect((await call(`/segments/count?app=${app}`, loop)).status).toBe(200);
    const { status, body } = await call<{ error: { message: string } }>(
      `/segments/count?app=${app}&segment=${Id}`,
      loop,
    );
    expect([status, body.error.message]).toEqual([
      400,
      `Segment ${Id} would be based on itself: ${Id} → ${above.Id} → ${Id}`,
    ]);
  });

  it.each([
    ['/segments/count', 400, 'The parameter app is missing'],
    ['/segments/count?app=nowhere', 404, 'Application nowhere not found'],
    ['/segments/preview?app=APP&limit=0', 400, 'limit is 0; it must be a whole number from 1 to 1000'],
  ])('answers POST %s with %i', async (path, status, message) => {
    const answer = await call<{ error: object }>(path.replace('APP', app), {});
    expect([answer.status, answer.body.error]).toEqual([status, expect.objectContaining({ message })]);
  });
});

describe('suggestions for criteria', () => {
  it('are the names and frequent values that the endpoints have', async () => {
    const { status, body } = await call(`/segments/attributes?app=${app}&values=2`);
    expect(status).toBe(200);
    expect(body).toEqual({
      attributes: [
        // of six: gold 2, and of the five others the first by its text
        {
          name: 'Plan',
          endpoints: 6,
          choices: 6,
          values: [
            { value: 'gold', endpoints: 2 },
            { value: 'Gold', endpoints: 1 },
          ],
        },
        {
          name: 'Joined',
          endpoints: 5,
          choices: 5,
          values: [
            { value: '2026-02-10T08:00:00Z', endpoints: 1 },
            { value: '2026-06-01T00:00:00Z', endpoints: 1 },
          ],
        },
      ],
      userAttributes: [
        {
          name: 'Interests',
          endpoints: 4,
          choices: 3,
          values: [
            { value: 'music', endpoints: 2 },
            { value: 'sport', endpoints: 2 },
          ],
        },
      ],
      demographics: [
        {
          name: 'Channel',
          endpoints: 7,
          choices: 4,
          values: [
            { value: 'EMAIL', endpoints: 3 },
            { value: 'SMS', endpoints: 2 },
          ],
        },
        {
          name: 'Platform',
          endpoints: 3,
          choices: 2,
          values: [
            { value: 'iOS', endpoints: 2 },
            { value: 'Android', endpoints: 1 },
          ],
        },
      ],
      countries: [
        { value: 'ES', endpoints: 3 },
        { value: 'PT', endpoints: 3 },
      ],
      metrics: [{ name: 'orders', endpoints: 6, least: 0, mean: 63.5 / 6, greatest: 40 }],
    });
  });

  it('are none where there are no endpoints', async () => {
    const empty = (await call<{ Id: string }>('/v1/apps', { Name: 'empty' })).body.Id;
    expect((await call(`/segments/attributes?app=${empty}`)).body).toEqual({
      attributes: [],
      userAttributes: [],
      demographics: [],
      countries: [],
      metrics: [],
    });
  });
});

describe('the overlap of two segments', () => {
  it('tells only the first, both, and only the second', async () => {
    const first = await create({ Name: 'golden', ...golden }); // e1 e2 e6
    const second = await create({
      Name: 'Portugal',
      Dimensions: {
        Location: { Country: { Values: ['PT'] } },
        Demographic: { Channel: { Values: ['EMAIL'] } },
      },
    }); // e1 e6
    expect((await call(`/segments/${first.Id}/overlap?with=${second.Id}`)).body).toEqual({
      applicationId: app,
      first: { id: first.Id, name: 'golden', version: 1, size: 3, only: 1 },
      both: 2,
      second: { id: second.Id, name: 'Portugal', version: 1, size: 2, only: 0 },
      at: EXAMPLES_AT.toISOString(),
    });
  });

  it('counts a copy that is not stored with the stored endpoint of its id', async () => {
    const [imported, everyone] = [await copied('e1'), await create({ Name: 'everyone' })];
    const { body } = await call(`/segments/${imported}/overlap?with=${everyone.Id}&app=${app}`);
    expect(body).toMatchObject({ first: { size: 1, only: 0 }, both: 1, second: { size: 7, only: 6 } });
  });

  it('is refused without a second segment, or with one of another application', async () => {
    const { Id } = await create({});
    const missing = await call<{ error: object }>(`/segments/${Id}/overlap`);
    expect([missing.status, missing.body.error]).toEqual([
      400,
      expect.objectContaining({ message: 'The parameter with is missing' }),
    ]);
    expect((await call(`/segments/${Id}/overlap?with=nobody`)).status).toBe(404);
  });
});
