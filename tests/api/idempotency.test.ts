import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Operation } from '../../src/api/operation.ts';
import { PlatformError } from '../../src/core/errors.ts';
import { openStage, type TestStage } from './stage.ts';

const HOUR = 3600_000;

/** What the operation below does with a request. */
let behave: (body: unknown) => Promise<unknown> = async () => undefined;
let done: unknown[] = [];

const operation = (name: string, method: 'POST' | 'PUT', status: 200 | 204): Operation => ({
  name,
  method,
  path: `/v1/test/${name}`,
  status,
  scope: 'ingest',
  async handle(_ports, { body }) {
    done.push(body);
    return (await behave(body)) ?? { count: done.length };
  },
});

let stage: TestStage;
beforeAll(async () => {
  stage = await openStage({
    operations: [
      operation('Post', 'POST', 200),
      operation('Silent', 'POST', 204),
      operation('Put', 'PUT', 200),
    ],
  });
});
afterAll(() => stage.close());

let keys = 0;
const newKey = () => `key-${++keys}`;

async function send(
  key: string | undefined,
  body: unknown,
  more: { name?: string; method?: string; auth?: string } = {},
) {
  const response = await stage.fetch(`/v1/test/${more.name ?? 'Post'}`, {
    method: more.method ?? 'POST',
    headers: {
      ...(key !== undefined && { 'idempotency-key': key }),
      ...(more.auth && { authorization: more.auth }),
    },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  return {
    status: response.status,
    body: text === '' ? undefined : JSON.parse(text),
    repeated: response.headers.get('idempotent-replayed') === 'true',
  };
}

/** Starts over with what was done. */
function fresh(how: typeof behave = async () => undefined): string {
  behave = how;
  done = [];
  return newKey();
}

describe('a request with an Idempotency-Key', () => {
  it('is done once and answered the same when it is sent again', async () => {
    const key = fresh();
    const first = await send(key, { a: 1 });
    const second = await send(key, { a: 1 });
    expect(first).toEqual({ status: 200, body: { count: 1 }, repeated: false });
    expect(second).toEqual({ status: 200, body: { count: 1 }, repeated: true });
    expect(done).toEqual([{ a: 1 }]);
  });

  it('is refused with another body, and with another operation', async () => {
    const key = fresh();
    await send(key, { a: 1 });
    for (const other of [await send(key, { a: 2 }), await send(key, { a: 1 }, { name: 'Silent' })]) {
      expect(other.status).toBe(400);
      expect(other.body.Message).toBe(`Idempotency-Key ${key} came with another request before`);
    }
    expect(done).toEqual([{ a: 1 }]);
  });

  it('is refused while the first is still running', async () => {
    let finish: () => void = () => undefined;
    const started = new Promise<void>((begun) => {
      fresh(() => {
        begun();
        return new Promise<void>((ended) => {
          finish = ended;
        });
      });
    });
    const key = newKey();
    const first = send(key, { a: 1 });
    await started;

    const second = await send(key, { a: 1 });
    finish();

    expect(second.status).toBe(409);
    expect(second.body.Message).toBe(`The request with Idempotency-Key ${key} is still running`);
    expect((await first).status).toBe(200);
    expect(done).toHaveLength(1);
  });

  it('is done once when many are sent at the same time', async () => {
    const key = fresh();
    const answers = await Promise.all(Array.from({ length: 8 }, () => send(key, { a: 1 })));
    expect(done).toHaveLength(1);
    expect(answers.filter(({ status, repeated }) => status === 200 && !repeated)).toHaveLength(1);
    for (const { status, repeated } of answers)
      expect(repeated || status === 409 || status === 200).toBe(true);
  });

  it('is done again after it failed', async () => {
    const key = fresh(async () => {
      if (done.length === 1) throw new PlatformError('Throttled', 'too fast');
    });
    expect((await send(key, { a: 1 })).status).toBe(429);
    expect(await send(key, { a: 1 })).toEqual({ status: 200, body: { count: 2 }, repeated: false });
    expect(await send(key, { a: 1 })).toEqual({ status: 200, body: { count: 2 }, repeated: true });
  });

  it('is done again after 24 hours, with whatever body', async () => {
    const key = fresh();
    await send(key, { a: 1 });
    stage.clock.advance(24 * HOUR - 1);
    expect((await send(key, { a: 1 })).repeated).toBe(true);
    stage.clock.advance(1);
    expect(await send(key, { a: 2 })).toEqual({ status: 200, body: { count: 2 }, repeated: false });
  });

  it('is done again when the first has not ended after five minutes, and the late answer is not the one that counts', async () => {
    let finish: (answer: unknown) => void = () => undefined;
    const key = fresh(
      () =>
        new Promise((ended) => {
          finish = ended;
        }),
    );
    const late = send(key, { a: 1 });
    while (done.length === 0) await new Promise((resolve) => setImmediate(resolve));
    behave = async () => undefined;

    stage.clock.advance(5 * 60_000 - 1);
    expect((await send(key, { a: 1 })).status).toBe(409);
    stage.clock.advance(1);
    expect(await send(key, { a: 1 })).toEqual({ status: 200, body: { count: 2 }, repeated: false });

    finish({ count: 'late' });
    expect((await late).body).toEqual({ count: 'late' });
    expect(await send(key, { a: 1 })).toEqual({ status: 200, body: { count: 2 }, repeated: true });
  });

  it('is another one when another access key sends it', async () => {
    const key = fresh();
    const { keyId, secret } = await stage.newKey('ingest');
    await send(key, { a: 1 });
    expect((await send(key, { b: 1 }, { auth: `Bearer ${keyId}.${secret}` })).status).toBe(200);
    expect(done).toEqual([{ a: 1 }, { b: 1 }]);
  });

  it('answers without a body as often as it is asked', async () => {
    const key = fresh();
    for (const repeated of [false, true]) {
      expect(await send(key, { a: 1 }, { name: 'Silent' })).toEqual({
        status: 204,
        body: undefined,
        repeated,
      });
    }
    expect(done).toHaveLength(1);
  });

  it('does the work anew when the answer is too large to be kept', async () => {
    const key = fresh(async () => ({ text: 'x'.repeat(400_000) }));
    expect((await send(key, {})).body.text).toHaveLength(400_000);
    expect((await send(key, {})).repeated).toBe(false);
    expect(done).toHaveLength(2);
  });

  it('needs a key of 1 to 255 printable characters', async () => {
    fresh();
    for (const key of ['', 'k'.repeat(256), 'two words']) {
      const answer = await send(key, {});
      expect(answer.status).toBe(400);
      expect(answer.body.Message).toBe('Idempotency-Key must be 1 to 255 printable ASCII characters');
    }
    expect((await send('k'.repeat(255), {})).status).toBe(200);
  });

  it('means nothing where the method says that again is the same', async () => {
    const key = fresh();
    for (const count of [1, 2]) {
      expect((await send(key, {}, { name: 'Put', method: 'PUT' })).body).toEqual({ count });
    }
  });
});
