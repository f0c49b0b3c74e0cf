import {
  CreateAppCommand,
  CreateSegmentCommand,
  DeleteSegmentCommand,
  GetAppCommand,
  GetSegmentCommand,
  ListTagsForResourceCommand,
  type PinpointClient,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-pinpoint';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { arnOf } from '../../src/core/arn.ts';
import { putTags, removeTags, tagsWithin } from '../../src/core/tags/tags.ts';
import { openStage, type TestStage } from './stage.ts';

let stage: TestStage;
let pinpoint: PinpointClient;
let applicationId: string;
let arn: string;
beforeAll(async () => {
  stage = await openStage();
  pinpoint = stage.pinpoint();
});
afterAll(() => stage.close());
beforeEach(async () => {
  const input = { CreateApplicationRequest: { Name: 'tagged', tags: { team: 'crm', kept: '' } } };
  const app = (await pinpoint.send(new CreateAppCommand(input))).ApplicationResponse;
  applicationId = app?.Id ?? '';
  arn = app?.Arn ?? '';
});

const tag = (ResourceArn: string, tags: Record<string, string>) =>
  pinpoint.send(new TagResourceCommand({ ResourceArn, TagsModel: { tags } }));
const untag = (ResourceArn: string, ...TagKeys: string[]) =>
  pinpoint.send(new UntagResourceCommand({ ResourceArn, TagKeys }));
const list = async (ResourceArn: string) =>
  (await pinpoint.send(new ListTagsForResourceCommand({ ResourceArn }))).TagsModel?.tags;

describe('tags', () => {
  it('are merged, and taken away by key', async () => {
    const tagged = await tag(arn, { team: 'sales', 'größe: α/β': 'x = 1 + 2_3-4.5' });
    expect(tagged.$metadata.httpStatusCode).toBe(204);
    expect(await list(arn)).toEqual({ team: 'sales', kept: '', 'größe: α/β': 'x = 1 + 2_3-4.5' });

    const untagged = await untag(arn, 'team', 'größe: α/β', 'never there');
    expect(untagged.$metadata.httpStatusCode).toBe(204);
    expect(await list(arn)).toEqual({ kept: '' });
    const app = await pinpoint.send(new GetAppCommand({ ApplicationId: applicationId }));
    expect(app.ApplicationResponse?.tags).toEqual({ kept: '' });
  });

  it('are told apart by case', async () => {
    await tag(arn, { Team: 'A' });
    expect(await list(arn)).toEqual({ team: 'crm', Team: 'A', kept: '' });
  });

  it('keep both changes of two callers at the same time', async () => {
    await Promise.all(Array.from({ length: 10 }, (_, n) => tag(arn, { [`k${n}`]: 'v' })));
    expect(Object.keys((await list(arn)) ?? {})).toHaveLength(12);
  });

  it('are at most 50 on one resource', async () => {
    const many = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, n) => [`k${n}`, 'v']));
    await tag(arn, many(48));
    await expect(tag(arn, { onemore: 'v' })).rejects.toMatchObject({
      name: 'BadRequestException',
      message: '51 tags are more than 50',
    });
    await tag(arn, { k0: 'another value of a key that is there' });
    const input = { CreateApplicationRequest: { Name: 'many', tags: many(51) } };
    await expect(pinpoint.send(new CreateAppCommand(input))).rejects.toMatchObject({
      name: 'BadRequestException',
    });
  });

  it('have keys of 1 to 128 characters and values of up to 256, of the documented ones', async () => {
    await tag(arn, { ['名'.repeat(128)]: 'ü'.repeat(256) });
    const tooMuch: Record<string, string>[] = [
      { '': 'v' },
      { ['k'.repeat(129)]: 'v' },
      { k: 'v'.repeat(257) },
      { 'semi;colon': 'v' },
      { k: 'a*b' },
      { 'aws:cloudformation:stack-id': 'v' },
      { 'AWS:x': 'v' },
    ];
    for (const bad of tooMuch) {
      await expect(tag(arn, bad)).rejects.toMatchObject({ name: 'BadRequestException' });
    }
  });

  it('need a body with tags, and tagKeys', async () => {
    const path = `/v1/tags/${encodeURIComponent(arn)}`;
    for (const body of ['', '{}', '{"tags":[]}', '{"tags":{"a":1}}']) {
      expect((await stage.fetch(path, { method: 'POST', body })).status).toBe(400);
    }
    expect((await stage.fetch(path, { method: 'DELETE' })).status).toBe(400);
  });

  it('are there for campaigns, segments and templates once those were created', async () => {
    for (const resource of [
      `apps/${applicationId}/campaigns/c1`,
      `apps/${applicationId}/segments/s1`,
      'templates/welcome/EMAIL',
    ]) {
      const other = arnOf(stage.ports.stage, resource);
      await expect(tag(other, { a: 'b' })).rejects.toMatchObject({ name: 'NotFoundException' });
      await putTags(stage.ports, other);
      await tag(other, { a: 'b' });
      expect(await list(other)).toEqual({ a: 'b' });
    }
    await removeTags(stage.ports, arnOf(stage.ports.stage, `apps/${applicationId}/campaigns/c1`));
    expect(await tagsWithin(stage.ports, applicationId)).toEqual(
      new Map([
        [arn, { team: 'crm', kept: '' }],
        [`${arn}/segments/s1`, { a: 'b' }],
      ]),
    );
  });

  it('can be given to a segment that was created without any', async () => {
    const input = { ApplicationId: applicationId, WriteSegmentRequest: { Name: 'everyone', Dimensions: {} } };
    const segment = (await pinpoint.send(new CreateSegmentCommand(input))).SegmentResponse;
    await tag(segment?.Arn ?? '', { a: 'b' });
    expect(await list(segment?.Arn ?? '')).toEqual({ a: 'b' });
    const read = { ApplicationId: applicationId, SegmentId: segment?.Id };
    expect((await pinpoint.send(new GetSegmentCommand(read))).SegmentResponse?.tags).toEqual({ a: 'b' });
    await pinpoint.send(new DeleteSegmentCommand(read));
    await expect(list(segment?.Arn ?? '')).rejects.toMatchObject({ name: 'NotFoundException' });
  });

  it('are not found on a resource of nobody, another region or another account', async () => {
    for (const other of [
      arnOf(stage.ports.stage, 'apps/none'),
      arn.replace('eu-west-1', 'us-east-1'),
      arn.replace('000000000000', '111122223333'),
    ]) {
      await expect(list(other)).rejects.toMatchObject({ name: 'NotFoundException' });
      await expect(tag(other, { a: 'b' })).rejects.toMatchObject({ name: 'NotFoundException' });
      await expect(untag(other, 'a')).rejects.toMatchObject({ name: 'NotFoundException' });
    }
  });

  it('cannot be on what is no ARN, or on kinds that take none', async () => {
    for (const other of ['shop', `${arn}/journeys/j1`, `${arn}/endpoints/x`, `${arn}/segments/`]) {
      await expect(list(other)).rejects.toMatchObject({ name: 'BadRequestException' });
    }
  });
});
