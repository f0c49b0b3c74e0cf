import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createApp } from '../../../src/core/apps/apps.ts';
import type { ImportDefinition } from '../../../src/core/segments/segment.ts';
import {
  countSegment,
  createSegment,
  defineImportedSegment,
  getSegment,
  nextImport,
  previewSegment,
  updateSegment,
} from '../../../src/core/segments/segments.ts';
import { openStage, type TestStage } from '../../api/stage.ts';
import { EXAMPLES_AT, exampleEndpoints } from './example-endpoints.ts';

const importDefinition: ImportDefinition = {
  ExternalId: '',
  Format: 'JSON',
  RoleArn: 'role',
  S3Url: 's3://bucket/key',
  Size: 1,
};

describe('an imported segment', () => {
  let stage: TestStage;
  let app: string;
  beforeAll(async () => {
    stage = await openStage();
  });
  afterAll(() => stage.close());
  beforeEach(async () => {
    app = (await createApp(stage.ports, { Name: 'shop' })).Id;
    await stage.ports.endpoints.change(app, { ids: [], userIds: [], addresses: [] }, () => ({
      put: exampleEndpoints(app),
      remove: [],
    }));
  });

  /** Imports rows as a job does. @returns the segment's id */
  async function imported(registered: boolean, rows: Record<string, unknown>[]): Promise<string> {
    const { segmentId, version } = await nextImport(stage.ports, app);
    await stage.ports.lake.put('rows.ndjson', rows.map((row) => JSON.stringify(row)).join('\n'));
    const target = { segmentId, version, registered };
    await stage.ports.endpoints.addMembers(app, target, 'rows.ndjson', EXAMPLES_AT);
    await defineImportedSegment(stage.ports, app, { segmentId, version, importDefinition });
    return segmentId;
  }
  const copy = (id: string, country: string) => ({
    endpoint_id: id.toLowerCase(),
    given_id: id,
    channel_type: 'EMAIL',
    address: `copied-${id}`,
    location_country: country,
  });
  const based = async (id: string, more: object = {}) =>
    (
      await createSegment(stage.ports, app, {
        SegmentGroups: { Groups: [{ SourceSegments: [{ Id: id }], ...more }] },
      })
    ).Id;
  const inCountry = (...Values: string[]) => ({ Dimensions: [{ Location: { Country: { Values } } }] });
  const members = async (id: string) => {
    const { total, items } = await previewSegment(stage.ports, app, id, { limit: 100 });
    expect(await countSegment(stage.ports, app, id)).toBe(total);
    return items.map(({ endpointId, address }) => `${endpointId} ${address}`);
  };

  it('of stored endpoints shows their current data, without those that were deleted since', async () => {
    const id = await imported(true, [{ endpoint_id: 'e1' }, { endpoint_id: 'e3' }, { endpoint_id: 'gone' }]);
    expect(await members(id)).toEqual(['e1 address-of-e1', 'e3 address-of-e3']);
    expect(await members(await based(id, inCountry('ES')))).toEqual(['e3 address-of-e3']);
  });

  it('of user ids holds whatever endpoints the users have now', async () => {
    const id = await imported(true, [{ endpoint_id: null, user_id: 'u3' }]);
    expect(await members(id)).toEqual(['e7 address-of-e7']);
    const [e5] = exampleEndpoints(app).filter((endpoint) => endpoint.Id === 'e5');
    await stage.ports.endpoints.change(app, { ids: ['e5'], userIds: [], addresses: [] }, () => ({
      put: e5 === undefined ? [] : [{ ...e5, User: { UserId: 'u3' } }],
      remove: [],
    }));
    expect(await members(id)).toEqual(['e5 address-of-e5', 'e7 address-of-e7']);
  });

  it('of endpoints that were not stored keeps its own copies, and criteria look at those', async () => {
    const id = await imported(false, [copy('New-1', 'PT'), copy('new-2', 'ES')]);
    expect(await members(id)).toEqual(['New-1 copied-New-1', 'new-2 copied-new-2']);
    expect(await members(await based(id, inCountry('PT')))).toEqual(['New-1 copied-New-1']);
    expect(await members(await based(await based(id), inCountry('PT')))).toEqual(['New-1 copied-New-1']);
  });

  it('gives a copy also where an endpoint of that id is stored, once', async () => {
    const id = await imported(false, [copy('E1', 'US'), copy('new-1', 'US')]);
    expect(await members(id)).toEqual(['E1 copied-E1', 'new-1 copied-new-1']);
    expect(await members(await based(id, inCountry('US')))).toEqual(['E1 copied-E1', 'new-1 copied-new-1']);
    expect(await members(await based(id, inCountry('PT')))).toEqual([]);
    const spain = (await createSegment(stage.ports, app, inSpain)).Id;
    const either = await createSegment(stage.ports, app, {
      SegmentGroups: {
        Groups: [{ SourceType: 'ANY', SourceSegments: [{ Id: spain }, { Id: await based(id) }] }],
      },
    });
    expect(await members(either.Id)).toEqual([
      'E1 copied-E1',
      'e3 address-of-e3',
      'e4 address-of-e4',
      'e7 address-of-e7',
      'new-1 copied-new-1',
    ]);
  });
  const inSpain = { Dimensions: { Location: { Country: { Values: ['ES'] } } } };

  it('leaves out of a complement every stored endpoint that it holds, as such or as a copy', async () => {
    const id = await imported(false, [copy('e1', 'US'), copy('E2', 'US'), copy('new-1', 'US')]);
    const rest = ['e3', 'e4', 'e5', 'e6', 'e7'].map((name) => `${name} address-of-${name}`);
    expect(await members(await based(id, { SourceType: 'NONE' }))).toEqual(rest);
    expect(await members(await based(await based(id), { SourceType: 'NONE' }))).toEqual(rest);
    const outside = { SegmentGroups: { Include: 'NONE', Groups: [{ SourceSegments: [{ Id: id }] }] } };
    expect(await members((await createSegment(stage.ports, app, outside)).Id)).toEqual(rest);
  });

  it('gets a version with its own members from each further import', async () => {
    const segmentId = await imported(true, [{ endpoint_id: 'e1' }]);
    await updateSegment(stage.ports, app, segmentId, { Name: 'renamed' });
    const next = await nextImport(stage.ports, app, segmentId);
    expect(next).toEqual({ segmentId, version: 3, membersVersion: 1 });
    await stage.ports.lake.put('rows.ndjson', '{"endpoint_id":"e5"}\n{"endpoint_id":"e6"}');
    const target = { segmentId, version: next.version, registered: true };
    await stage.ports.endpoints.addMembers(app, target, 'rows.ndjson', EXAMPLES_AT);
    expect(await countSegment(stage.ports, app, segmentId)).toBe(1);
    const further = { ...next, importDefinition: { ...importDefinition, Size: 2 } };
    const defined = await defineImportedSegment(stage.ports, app, further);
    expect(await defineImportedSegment(stage.ports, app, further)).toEqual(defined);
    expect(defined).toMatchObject({ Version: 3, Name: 'renamed', ImportDefinition: { Size: 2 } });
    expect(await countSegment(stage.ports, app, segmentId)).toBe(2);
    expect(await countSegment(stage.ports, app, segmentId, 2)).toBe(1);
    expect(await getSegment(stage.ports, app, segmentId)).not.toHaveProperty('MembersVersion');
  });

  it('cannot be made of a dimensional segment, or of none', async () => {
    const { Id: segmentId } = await createSegment(stage.ports, app, {});
    const refusal = `Segment ${segmentId} is dimensional; only an imported segment takes an import`;
    await expect(nextImport(stage.ports, app, segmentId)).rejects.toThrow(refusal);
    await expect(defineImportedSegment(stage.ports, app, { segmentId, importDefinition })).rejects.toThrow(
      refusal,
    );
    const missing = `Segment none not found in application ${app}`;
    await expect(nextImport(stage.ports, app, 'none')).rejects.toThrow(missing);
    await expect(
      defineImportedSegment(stage.ports, app, { segmentId: 'none', importDefinition }),
    ).rejects.toThrow(missing);
  });
});
