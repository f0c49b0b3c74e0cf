import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createApp } from '../../../src/core/apps/apps.ts';
import { readPageRequest } from '../../../src/core/paging.ts';
import {
  createSegment,
  deleteSegment,
  ensureSegment,
  getSegment,
  listSegments,
  segmentsNamed,
  updateSegment,
} from '../../../src/core/segments/segments.ts';
import { openStage, type TestStage } from '../../api/stage.ts';

describe('ensureSegment', () => {
  let stage: TestStage;
  let app: string;
  beforeAll(async () => {
    stage = await openStage();
  });
  afterAll(() => stage.close());
  beforeEach(async () => {
    app = (await createApp(stage.ports, { Name: 'shop' })).Id;
  });

  const score = (Value: number) => ({ Metrics: { RScore: { ComparisonOperator: 'EQUAL' as const, Value } } });
  const all = async () => (await listSegments(stage.ports, app, readPageRequest(new URLSearchParams()))).Item;

  it('creates a segment that is not there, with its tags', async () => {
    const { Id } = await ensureSegment(stage.ports, app, '_RFM_Best', score(4), { made: 'rfm' });
    expect(await getSegment(stage.ports, app, Id)).toMatchObject({
      Name: '_RFM_Best',
      Dimensions: score(4),
      Version: 1,
      tags: { made: 'rfm' },
    });
  });

  it('leaves a segment alone that has the criteria already, and gives it a version when they differ', async () => {
    const made = await ensureSegment(stage.ports, app, '_RFM_Best', score(4));
    expect(await ensureSegment(stage.ports, app, '_RFM_Best', score(4))).toEqual(made);
    const changed = await ensureSegment(stage.ports, app, '_RFM_Best', score(5));
    expect(changed).toMatchObject({ Id: made.Id, Dimensions: score(5), Version: 2 });
    expect(await all()).toHaveLength(1);
  });

  it('makes one segment and one version however many ask at once', async () => {
    const made = await Promise.all(
      Array.from({ length: 10 }, () => ensureSegment(stage.ports, app, '_RFM_Best', score(4))),
    );
    expect(new Set(made.map(({ Id, Version }) => `${Id} ${Version}`)).size).toBe(1);
    const changed = await Promise.all(
      Array.from({ length: 10 }, () => ensureSegment(stage.ports, app, '_RFM_Best', score(3))),
    );
    expect(new Set(changed.map(({ Id, Version }) => `${Id} ${Version}`))).toEqual(
      new Set([`${made[0]?.Id} 2`]),
    );
    expect(await all()).toHaveLength(1);
  });

  it('takes up the oldest segment of the name that somebody created', async () => {
    const oldest = await createSegment(stage.ports, app, { Name: '_RFM_Best' });
    stage.clock.advance(1000);
    await createSegment(stage.ports, app, { Name: '_RFM_Best' });
    const kept = await ensureSegment(stage.ports, app, '_RFM_Best', score(4));
    expect(kept).toMatchObject({ Id: oldest.Id, Version: 2 });
  });

  it('makes another one when the segment got a new name', async () => {
    const { Id } = await ensureSegment(stage.ports, app, '_RFM_Best', score(4));
    await updateSegment(stage.ports, app, Id, { Name: 'mine' });
    const other = await ensureSegment(stage.ports, app, '_RFM_Best', score(4));
    expect(other.Id).not.toBe(Id);
    expect(await ensureSegment(stage.ports, app, '_RFM_Best', score(4))).toEqual(other);
    expect(await segmentsNamed(stage.ports, app, '_RFM_')).toEqual(['_RFM_Best']);
  });

  it('makes the segment again after it was deleted', async () => {
    const { Id } = await ensureSegment(stage.ports, app, '_RFM_Best', score(4));
    await deleteSegment(stage.ports, app, Id);
    await ensureSegment(stage.ports, app, '_RFM_Best', score(2));
    expect(await all()).toEqual([expect.objectContaining({ Dimensions: score(2), Version: 1, tags: {} })]);
  });

  it('refuses an application that does not exist, and criteria that break a rule', async () => {
    await expect(ensureSegment(stage.ports, 'nowhere', 'x', {})).rejects.toThrow(
      'Application nowhere not found',
    );
    await expect(
      ensureSegment(stage.ports, app, 'x', { Attributes: { Plan: { Values: [] } } }),
    ).rejects.toThrow('Dimensions.Attributes.Plan.Values are empty');
    expect(await all()).toEqual([]);
  });
});
