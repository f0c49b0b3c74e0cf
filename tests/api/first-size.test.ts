import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createApp } from '../../src/core/apps/apps.ts';
import { createSegment } from '../../src/core/segments/segments.ts';
import { openStage, type TestStage } from './stage.ts';

let stage: TestStage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

it('keeps the count of a page that shows a new segment as its first size', async () => {
  const { Id: app } = await createApp(stage.ports, { Name: 'shop' });
  const { Id } = await createSegment(stage.ports, app, { Name: 'everyone', Dimensions: {} });
  const sizes = async () => {
    const response = await stage.fetch(`/segments/${Id}/sizes?app=${app}`);
    return ((await response.json()) as { sizes: object[] }).sizes;
  };
  expect(await sizes()).toEqual([]);
  expect((await stage.fetch(`/segments/${Id}/reach?app=${app}`)).status).toBe(200);
  const day = stage.clock.now().toISOString().slice(0, 10);
  expect(await sizes()).toEqual([{ day, size: 0, version: 1, at: expect.any(String) }]);
});
