import {
  CreateAppCommand,
  CreateSegmentCommand,
  DeleteSegmentCommand,
  GetSegmentCommand,
  GetSegmentsCommand,
  GetSegmentVersionCommand,
  GetSegmentVersionsCommand,
  ListTagsForResourceCommand,
  type PinpointClient,
  type SegmentResponse,
  UpdateSegmentCommand,
  type WriteSegmentRequest,
} from '@aws-sdk/client-pinpoint';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { defineImportedSegment } from '../../src/core/segments/segments.ts';
import { EXAMPLES_AT, exampleEndpoints } from '../unit/segments/example-endpoints.ts';
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

async function create(WriteSegmentRequest: WriteSegmentRequest): Promise<SegmentResponse> {
  const output = await pinpoint.send(new CreateSegmentCommand({ ApplicationId, WriteSegmentRequest }));
  return output.SegmentResponse as SegmentResponse;
}

async function update(SegmentId: string | undefined, WriteSegmentRequest: WriteSegmentRequest) {
  const output = await pinpoint.send(
    new UpdateSegmentCommand({ ApplicationId, SegmentId, WriteSegmentRequest }),
  );
  return output.SegmentResponse as SegmentResponse;
}

const plan = (...Values: string[]): WriteSegmentRequest => ({
  Dimensions: { Attributes: { Plan: { AttributeType: 'INCLUSIVE', Values } } },
});
const basedOn = (...ids: (string | undefined)[]): WriteSegmentRequest => ({
  SegmentGroups: { Groups: [{ SourceSegments: ids.map((Id) => ({ Id })) }] },
});
const importOf = (segmentId?: string, name?: string) =>
  defineImportedSegment(stage.ports, ApplicationId, {
    segmentId,
    name,
    importDefinition: {
      ExternalId: '',
      Format: 'CSV',
      RoleArn: 'arn:aws:iam::000000000000:role/import',
      S3Url: 's3://bucket/customers.csv',
      Size: 2,
      ChannelCounts: { EMAIL: 2 },
    },
  });

/** A refusal by exception, status and message. */
const refused = (name: string, status: number, message: string) =>
  expect.objectContaining({ name, message, $metadata: expect.objectContaining({ httpStatusCode: status }) });
const badRequest = (message: string) => refused('BadRequestException', 400, message);
const notFound = (message: string) => refused('NotFoundException', 404, message);

describe('segments', () => {
  it('are created in version 1 with an id, an ARN, dates and tags, and read back', async () => {
    const request = { Name: 'golden', ...plan('gold'), tags: { team: 'crm' } };
    const output = await pinpoint.send(
      new CreateSegmentCommand({ ApplicationId, WriteSegmentRequest: request }),
    );
    const segment = output.SegmentResponse;
    const now = stage.clock.now().toISOString();
    expect(output.$metadata.httpStatusCode).toBe(201);
    expect(segment).toEqual({
      ApplicationId,
      Arn: `arn:aws:mobiletargeting:eu-west-1:000000000000:apps/${ApplicationId}/segments/${segment?.Id}`,
      CreationDate: now,
      Dimensions: request.Dimensions,
      Id: expect.stringMatching(/^[0-9a-f]{32}$/),
      LastModifiedDate: now,
      Name: 'golden',
      SegmentType: 'DIMENSIONAL',
      Version: 1,
      tags: { team: 'crm' },
    });
    const read = await pinpoint.send(new GetSegmentCommand({ ApplicationId, SegmentId: segment?.Id }));
    const tags = await pinpoint.send(new ListTagsForResourceCommand({ ResourceArn: segment?.Arn }));
    expect(read.SegmentResponse).toEqual(segment);
    expect(tags.TagsModel?.tags).toEqual({ team: 'crm' });
  });

  it('need neither a name nor criteria', async () => {
    const { Name, Dimensions, SegmentGroups, SegmentType } = await create({});
    expect({ Name, Dimensions, SegmentGroups, SegmentType }).toEqual({ SegmentType: 'DIMENSIONAL' });
  });

  it('get a new version with every update, the older ones staying readable', async () => {
    const first = await create({ Name: 'golden', ...plan('gold'), tags: { team: 'crm' } });
    stage.clock.advance(1000);
    const second = await update(first.Id, { ...plan('gold', 'silver'), tags: { team: 'other' } });
    const third = await update(first.Id, { Name: 'renamed' });
    const fourth = await update(first.Id, { Dimensions: {} });
    expect(second).toEqual({
      ...first,
      ...plan('gold', 'silver'),
      LastModifiedDate: stage.clock.now().toISOString(),
      Version: 2,
    });
    expect(third).toEqual({ ...second, Name: 'renamed', Version: 3 });
    expect(fourth).toEqual({ ...third, Dimensions: {}, Version: 4 });

    const read = await pinpoint.send(new GetSegmentCommand({ ApplicationId, SegmentId: first.Id }));
    expect(read.SegmentResponse).toEqual(fourth);
    for (const version of [first, second, third, fourth]) {
      const old = await pinpoint.send(
        new GetSegmentVersionCommand({
          ApplicationId,
          SegmentId: first.Id,
          Version: String(version.Version),
        }),
      );
      expect(old.SegmentResponse).toEqual(version);
    }
    const listed = await pinpoint.send(
      new GetSegmentVersionsCommand({ ApplicationId, SegmentId: first.Id, PageSize: '3' }),
    );
    const rest = await pinpoint.send(
      new GetSegmentVersionsCommand({
        ApplicationId,
        SegmentId: first.Id,
        PageSize: '3',
        Token: listed.SegmentsResponse?.NextToken,
      }),
    );
    expect(listed.SegmentsResponse?.Item).toEqual([fourth, third, second]);
    expect(rest.SegmentsResponse).toEqual({ Item: [first] });
  });

  it('lose no version when many update at once', async () => {
    const { Id } = await create(plan('gold'));
    const versions = await Promise.all(
      Array.from({ length: 8 }, async (_, index) => (await update(Id, plan(`p${index}`))).Version ?? 0),
    );
    expect(versions.sort((a, b) => a - b)).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
    const listed = await pinpoint.send(new GetSegmentVersionsCommand({ ApplicationId, SegmentId: Id }));
    const values = listed.SegmentsResponse?.Item?.map(
      (item) => item.Dimensions?.Attributes?.Plan?.Values?.[0],
    );
    expect(new Set(values).size).toBe(9);
  });

  it('change between the two ways of saying whom they hold', async () => {
    const source = await create(plan('gold'));
    const { Id } = await create(plan('gold'));
    const grouped = await update(Id, basedOn(source.Id));
    expect([grouped.Dimensions, grouped.SegmentGroups]).toEqual([
      undefined,
      basedOn(source.Id).SegmentGroups,
    ]);
    const plain = await update(Id, plan('free'));
    expect([plain.Dimensions, plain.SegmentGroups]).toEqual([plan('free').Dimensions, undefined]);
  });

  it('are listed newest first, page by page', async () => {
    const made: SegmentResponse[] = [];
    for (const name of ['a', 'b', 'c']) {
      stage.clock.advance(1000);
      made.unshift(await create({ Name: name, tags: { name } }));
    }
    const first = await pinpoint.send(new GetSegmentsCommand({ ApplicationId, PageSize: '2' }));
    const last = await pinpoint.send(
      new GetSegmentsCommand({ ApplicationId, PageSize: '2', Token: first.SegmentsResponse?.NextToken }),
    );
    expect(first.SegmentsResponse?.Item).toEqual(made.slice(0, 2));
    expect(last.SegmentsResponse).toEqual({ Item: made.slice(2) });
    await expect(pinpoint.send(new GetSegmentsCommand({ ApplicationId, Token: 'x' }))).rejects.toEqual(
      badRequest('Not a token of a list: x'),
    );
  });

  it('are deleted with their versions and tags', async () => {
    const { Id: SegmentId, Arn } = await create({ ...plan('gold'), tags: { a: 'b' } });
    const latest = await update(SegmentId, plan('silver'));
    const output = await pinpoint.send(new DeleteSegmentCommand({ ApplicationId, SegmentId }));
    expect(output.$metadata.httpStatusCode).toBe(200);
    expect(output.SegmentResponse).toEqual(latest);
    const message = `Segment ${SegmentId} not found in application ${ApplicationId}`;
    const gone = [
      pinpoint.send(new GetSegmentCommand({ ApplicationId, SegmentId })),
      pinpoint.send(new GetSegmentVersionsCommand({ ApplicationId, SegmentId })),
      pinpoint.send(new DeleteSegmentCommand({ ApplicationId, SegmentId })),
      update(SegmentId, {}),
    ];
    for (const request of gone) await expect(request).rejects.toEqual(notFound(message));
    await expect(
      pinpoint.send(new GetSegmentVersionCommand({ ApplicationId, SegmentId, Version: '1' })),
    ).rejects.toEqual(notFound(`Segment ${SegmentId} version 1 not found in application ${ApplicationId}`));
    await expect(pinpoint.send(new ListTagsForResourceCommand({ ResourceArn: Arn }))).rejects.toEqual(
      notFound(`Resource ${Arn} not found`),
    );
    expect((await stage.fetch(`/segments/${SegmentId}/count`)).status).toBe(404);
  });

  it('refuse an application, a version and a body that do not exist', async () => {
    const { Id: SegmentId } = await create({});
    const elsewhere = { ApplicationId: 'nowhere', SegmentId };
    const requests = [
      pinpoint.send(new GetSegmentsCommand(elsewhere)),
      pinpoint.send(new GetSegmentCommand(elsewhere)),
      pinpoint.send(new GetSegmentVersionsCommand(elsewhere)),
      pinpoint.send(new DeleteSegmentCommand(elsewhere)),
      pinpoint.send(new CreateSegmentCommand({ ...elsewhere, WriteSegmentRequest: {} })),
      pinpoint.send(new UpdateSegmentCommand({ ...elsewhere, WriteSegmentRequest: {} })),
    ];
    for (const request of requests) {
      await expect(request).rejects.toEqual(notFound('Application nowhere not found'));
    }
    await expect(
      pinpoint.send(new GetSegmentVersionCommand({ ApplicationId, SegmentId, Version: '2' })),
    ).rejects.toEqual(notFound(`Segment ${SegmentId} version 2 not found in application ${ApplicationId}`));
    await expect(
      pinpoint.send(new GetSegmentVersionCommand({ ApplicationId, SegmentId, Version: 'x' })),
    ).rejects.toEqual(badRequest('Version is x; it must be a whole number from 1 on'));
    const empty = await stage.fetch(`/v1/apps/${ApplicationId}/segments`, { method: 'POST' });
    expect([empty.status, await empty.json()]).toEqual([
      400,
      { Message: 'WriteSegmentRequest is missing', RequestID: expect.any(String) },
    ]);
  });

  it('store nothing of a request with a bad tag or criterion', async () => {
    await expect(create({ tags: { 'aws:x': '1' } })).rejects.toEqual(
      badRequest('Tag key aws:x begins with the reserved aws:'),
    );
    await expect(create({ ...plan('gold'), SegmentGroups: {} })).rejects.toEqual(
      badRequest('Dimensions and SegmentGroups are both given; a segment has one of them'),
    );
    const listed = await pinpoint.send(new GetSegmentsCommand({ ApplicationId }));
    expect(listed.SegmentsResponse).toEqual({ Item: [] });
  });
});

describe('segments based on others', () => {
  it('refuse a source that the application does not have', async () => {
    const { Id } = await create({});
    await expect(create(basedOn('nobody'))).rejects.toEqual(
      badRequest(
        `SegmentGroups.Groups[0].SourceSegments[0] is segment nobody, which application ${ApplicationId} does not have`,
      ),
    );
    await expect(
      create({ SegmentGroups: { Groups: [{ SourceSegments: [{ Id, Version: 2 }] }] } }),
    ).rejects.toEqual(
      badRequest(
        `SegmentGroups.Groups[0].SourceSegments[0] is segment ${Id} version 2, which application ${ApplicationId} does not have`,
      ),
    );
  });

  it('cannot be based on themselves, straight or by way of others', async () => {
    const a = await create(plan('gold'));
    const b = await create(basedOn(a.Id));
    const c = await create(basedOn(b.Id));
    await expect(update(a.Id, basedOn(a.Id))).rejects.toEqual(
      badRequest(`Segment ${a.Id} would be based on itself: ${a.Id} → ${a.Id}`),
    );
    await expect(update(a.Id, basedOn(c.Id))).rejects.toEqual(
      badRequest(`Segment ${a.Id} would be based on itself: ${a.Id} → ${c.Id} → ${b.Id} → ${a.Id}`),
    );
  });

  it('can be five levels deep and no deeper, from whichever end they grow', async () => {
    const chain = [await create(plan('gold'))];
    for (let level = 2; level <= 5; level += 1) chain.push(await create(basedOn(chain.at(-1)?.Id)));
    const tooDeep = badRequest('SegmentGroups make 6 levels of segments; at most 5 are allowed');
    await expect(create(basedOn(chain.at(-1)?.Id))).rejects.toEqual(tooDeep);
    const other = await create(plan('silver'));
    await expect(update(chain[0]?.Id, basedOn(other.Id))).rejects.toEqual(tooDeep);
  });

  it('cannot lead to a statement without end by doubling their sources', async () => {
    const values = Array.from({ length: 100 }, (_, index) => `v${index}`);
    const wide = await create(plan(...values));
    const one = { SourceSegments: Array.from({ length: 5 }, () => ({ Id: wide.Id })) };
    const many = await create({ SegmentGroups: { Groups: [one, one, one] } });
    await expect(create(basedOn(many.Id, many.Id))).rejects.toEqual(
      badRequest('SegmentGroups hold 3003 values with those of their sources; at most 2500 are allowed'),
    );
  });

  it('cannot make a statement that is longer than what an engine takes', async () => {
    const wide = await create(
      plan(...Array.from({ length: 100 }, (_, index) => `${index}`.padEnd(100, "'"))),
    );
    const three = { SourceSegments: Array.from({ length: 3 }, () => ({ Id: wide.Id })) };
    await create({ SegmentGroups: { Groups: [three] } });
    await expect(create({ SegmentGroups: { Groups: [three, three] } })).rejects.toMatchObject({
      name: 'BadRequestException',
      message: expect.stringMatching(
        /^SegmentGroups make a statement of 1\d{5} bytes with those of their sources; at most 100000 are allowed$/,
      ),
    });
  });

  it('have an imported source alone in its group, which is then the only group', async () => {
    const { Id } = await importOf();
    const source = await create({});
    await expect(create(basedOn(source.Id, Id))).rejects.toEqual(
      badRequest(
        `SegmentGroups.Groups[0].SourceSegments hold the imported segment ${Id}; it must be the only source of its group`,
      ),
    );
    await expect(create({ SegmentGroups: { Groups: [{ SourceSegments: [{ Id }] }, {}] } })).rejects.toEqual(
      badRequest(
        `SegmentGroups.Groups[0].SourceSegments hold the imported segment ${Id}; its group must be the only one`,
      ),
    );
    expect((await create(basedOn(Id))).Version).toBe(1);
  });

  it('keep their sources from being deleted', async () => {
    const source = await create(plan('gold'));
    const named = await create({ Name: 'both', ...basedOn(source.Id) });
    const nameless = await create(basedOn(source.Id));
    const kept = pinpoint.send(new DeleteSegmentCommand({ ApplicationId, SegmentId: source.Id }));
    const error = await kept.catch((caught: Error) => caught);
    expect(error).toEqual(
      badRequest(expect.stringMatching(`^Segment ${source.Id} is a source of `) as never),
    );
    expect((error as Error).message).toContain(`${named.Id} (both)`);
    expect((error as Error).message).toContain(nameless.Id);

    await update(named.Id, plan('gold'));
    await pinpoint.send(new DeleteSegmentCommand({ ApplicationId, SegmentId: nameless.Id }));
    await pinpoint.send(new DeleteSegmentCommand({ ApplicationId, SegmentId: source.Id }));
  });
});

describe('imported segments', () => {
  it('are read like others, with where they came from', async () => {
    const { Id: SegmentId } = await importOf(undefined, 'customers');
    const read = await pinpoint.send(new GetSegmentCommand({ ApplicationId, SegmentId }));
    expect(read.SegmentResponse).toEqual({
      ApplicationId,
      Arn: `arn:aws:mobiletargeting:eu-west-1:000000000000:apps/${ApplicationId}/segments/${SegmentId}`,
      CreationDate: stage.clock.now().toISOString(),
      Id: SegmentId,
      ImportDefinition: {
        ExternalId: '',
        Format: 'CSV',
        RoleArn: 'arn:aws:iam::000000000000:role/import',
        S3Url: 's3://bucket/customers.csv',
        Size: 2,
        ChannelCounts: { EMAIL: 2 },
      },
      LastModifiedDate: stage.clock.now().toISOString(),
      Name: 'customers',
      SegmentType: 'IMPORT',
      Version: 1,
      tags: {},
    });
  });

  it('take a new name and keep their members, but take no criteria', async () => {
    await stage.ports.endpoints.change(ApplicationId, { ids: [], userIds: [], addresses: [] }, () => ({
      put: exampleEndpoints(ApplicationId),
      remove: [],
    }));
    await stage.ports.lake.put('members.ndjson', '{"endpoint_id":"e3"}\n{"endpoint_id":"e4"}');
    const { Id } = await importOf(undefined, 'customers');
    const target = { segmentId: Id, version: 1, registered: true };
    await stage.ports.endpoints.addMembers(ApplicationId, target, 'members.ndjson', EXAMPLES_AT);
    const renamed = await update(Id, { Name: 'buyers', Dimensions: {} });
    expect([renamed.Name, renamed.Version, renamed.Dimensions]).toEqual(['buyers', 2, undefined]);
    const counted = await stage.fetch(`/segments/${Id}/count`);
    expect(await counted.json()).toMatchObject({ name: 'buyers', version: 2, count: 2 });
    await expect(update(Id, plan('gold'))).rejects.toEqual(
      badRequest(`Segment ${Id} is imported; its members cannot be given by criteria`),
    );
  });
});

describe('sizes and previews', () => {
  beforeEach(async () => {
    await stage.ports.endpoints.change(ApplicationId, { ids: [], userIds: [], addresses: [] }, () => ({
      put: exampleEndpoints(ApplicationId),
      remove: [],
    }));
  });
  const get = async (path: string) => {
    const response = await stage.fetch(path);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };

  it('count any version of a segment', async () => {
    const { Id } = await create({ Name: 'plan', ...plan('gold') });
    await update(Id, plan('gold', 'silver'));
    const at = stage.clock.now().toISOString();
    const answer = { id: Id, applicationId: ApplicationId, name: 'plan', at };
    expect((await get(`/segments/${Id}/count`)).body).toEqual({ ...answer, version: 2, count: 3 });
    expect((await get(`/segments/${Id}/count?version=1`)).body).toEqual({ ...answer, version: 1, count: 2 });
  });

  it('show the first endpoints by their ids, with what they are known by', async () => {
    const { Id } = await create({});
    const { body } = await get(`/segments/${Id}/preview?limit=2&app=${ApplicationId}`);
    expect(body).toEqual({
      id: Id,
      applicationId: ApplicationId,
      version: 1,
      total: 7,
      items: [
        {
          endpointId: 'e1',
          channelType: 'EMAIL',
          address: 'address-of-e1',
          userId: 'u1',
          optOut: 'NONE',
          endpointStatus: 'ACTIVE',
          country: 'PT',
          effectiveDate: '2026-11-15T06:00:00.000Z',
        },
        expect.objectContaining({ endpointId: 'e2' }),
      ],
    });
  });

  it('list all segments of an application with their sizes', async () => {
    const golden = await create({ Name: 'golden', ...plan('gold') });
    const either = await create({ Name: 'either', ...basedOn(golden.Id) });
    const imported = await importOf(undefined, 'imported');
    const lastModified = stage.clock.now().toISOString();
    const { body } = await get(`/segments?app=${ApplicationId}`);
    expect(body).toEqual({
      items: [
        { id: either.Id, name: 'either', type: 'DIMENSIONAL', version: 1, size: 2, lastModified },
        { id: golden.Id, name: 'golden', type: 'DIMENSIONAL', version: 1, size: 2, lastModified },
        { id: imported.Id, name: 'imported', type: 'IMPORT', version: 1, size: 0, lastModified },
      ],
    });
  });

  it.each([
    ['/segments', 400, 'The parameter app is missing'],
    ['/segments?app=nowhere', 404, 'Application nowhere not found'],
    ['/segments/nobody/count', 404, 'Segment nobody not found'],
    ['/segments/nobody/count?app=nowhere', 404, 'Segment nobody not found in application nowhere'],
    ['/segments/nobody/preview', 404, 'Segment nobody not found'],
  ])('answer %s with %i', async (path, status, message) => {
    const answer = await get(path);
    expect([answer.status, answer.body.error]).toEqual([status, expect.objectContaining({ message })]);
  });

  it('refuse a limit or version that is no number, and a limit over 1000', async () => {
    const { Id } = await create({});
    const answers = await Promise.all(
      ['limit=0', 'limit=many', 'limit=1001', 'version=-1'].map((query) =>
        get(`/segments/${Id}/preview?${query}`),
      ),
    );
    expect(answers.map(({ status, body }) => [status, (body.error as { message: string }).message])).toEqual([
      [400, 'limit is 0; it must be a whole number from 1 on'],
      [400, 'limit is many; it must be a whole number from 1 on'],
      [400, 'limit is 1001; at most 1000 is allowed'],
      [400, 'version is -1; it must be a whole number from 1 on'],
    ]);
  });
});
