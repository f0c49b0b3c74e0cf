import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { settableClock } from '../../src/adapters/local/settable-clock.ts';
import { createKey } from '../../src/core/keys/keys.ts';
import { signInCodes } from '../../src/core/keys/sign-in-codes.ts';
import { type RunningStage, startStage } from '../flows/running-stage.ts';

let stage: RunningStage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage?.close());

const post = (path: string, body?: unknown, key?: string) =>
  fetch(stage.endpoint + path, {
    method: 'POST',
    headers: key ? { authorization: `Bearer ${key}` } : {},
    body: body === undefined ? undefined : JSON.stringify(body),
  });
const codeOf = (link: string) => new URL(link).hash.replace('#code=', '');
const readyKey = () => `${stage.key.keyId}.${stage.key.secret}`;

describe('the link of the terminal', () => {
  it('is exchanged for the ready key once, and holds nothing of it', async () => {
    const link = stage.signInLink();
    expect(link).toMatch(new RegExp(`^${stage.endpoint}/#code=[A-Za-z0-9]{32}$`));
    expect(link).not.toContain(stage.key.secret);

    const first = await post('/local/sign-in', { code: codeOf(link) });
    expect({ status: first.status, body: await first.json() }).toEqual({
      status: 200,
      body: { key: readyKey() },
    });
    expect(first.headers.get('cache-control')).toBe('no-store');

    const second = await post('/local/sign-in', { code: codeOf(link) });
    expect(second.status).toBe(403);
    expect(await second.json()).toMatchObject({
      error: { code: 'Forbidden', message: expect.stringContaining('This link has been used') },
    });
  });

  it('is given anew to an admin key, and to no other', async () => {
    const { url } = (await (await post('/local/sign-in-links', undefined, readyKey())).json()) as {
      url: string;
    };
    expect((await post('/local/sign-in', { code: codeOf(url) })).status).toBe(200);

    const reporter = await createKey(stage.stage.ports, { name: 'r', scopes: ['report', 'report-admin'] });
    expect(
      (await post('/local/sign-in-links', undefined, `${reporter.keyId}.${reporter.secret}`)).status,
    ).toBe(403);
    expect((await post('/local/sign-in-links')).status).not.toBe(201);
  });

  it.each([
    [{ code: 'x'.repeat(32) }, 403],
    [{ code: '' }, 400],
    [{}, 400],
    [{ code: 5 }, 400],
  ])('is not guessed: %j', async (body, status) => {
    expect((await post('/local/sign-in', body)).status).toBe(status);
  });

  it('is good for a day', () => {
    const clock = settableClock(new Date('2026-11-28T00:00:00Z'));
    const codes = signInCodes({ ids: stage.stage.ports.ids, clock });
    const [early, late] = [codes.issue(), codes.issue()];
    clock.advance(24 * 3_600_000 - 1);
    expect(codes.use(early)).toBe(true);
    clock.advance(1);
    expect(codes.use(late)).toBe(false);
  });
});
