import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createApp } from '../../src/core/apps/apps.ts';
import { HEADER, shop } from '../flows/home.ts';
import { openStage, type TestStage } from './stage.ts';

let stage: TestStage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

/** @returns the settings that an upload was given */
async function settingsOfUpload(path: string): Promise<unknown> {
  const put = await stage.fetch(path, { method: 'PUT', body: [HEADER, ...shop(5)].join('\n') });
  const { uploadId } = (await put.json()) as { uploadId: string };
  const upload = await stage.fetch(`/uploads/${uploadId}`);
  return ((await upload.json()) as { settings: unknown }).settings;
}

describe("an application's RFM settings", () => {
  it('are the guidance’s until they are set, and then hold for uploads that say nothing', async () => {
    const { Id } = await createApp(stage.ports, { Name: 'shop' });
    const path = `/rfm/settings?app=${Id}`;
    const guidance = { scores: 'quartile', table: 'guidance', k: 7 };
    expect(await (await stage.fetch(path)).json()).toEqual(guidance);

    const chosen = { scores: 'quintile', table: 'B', k: 5 };
    const put = await stage.fetch(path, {
      method: 'PUT',
      body: JSON.stringify({ scores: 'quintile', table: 'B', k: 5 }),
    });
    expect(put.status).toBe(200);

    expect(await (await stage.fetch(path)).json()).toEqual(chosen);
    expect(await settingsOfUpload(`/uploads/a.csv?app=${Id}`)).toEqual(chosen);
    expect(await settingsOfUpload(`/uploads/b.csv?app=${Id}&scores=quartile`)).toEqual(guidance);
  });

  it('are refused with the member that is wrong', async () => {
    const { Id } = await createApp(stage.ports, { Name: 'shop' });
    const put = await stage.fetch(`/rfm/settings?app=${Id}`, { method: 'PUT', body: '{"scores":"decile"}' });
    expect(put.status).toBe(400);
    expect(((await put.json()) as { error: { message: string } }).error.message).toContain('not "decile"');
    expect((await stage.fetch('/rfm/settings?app=nobody')).status).toBe(404);
  });
});
