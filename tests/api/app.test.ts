import { connect } from 'node:net';
import { CreateAppCommand, GetAppCommand, GetAppsCommand } from '@aws-sdk/client-pinpoint';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { buildApp } from '../../src/api/app.ts';
import type { Operation } from '../../src/api/operation.ts';
import { type Route, reply } from '../../src/api/route.ts';
import { PlatformError } from '../../src/core/errors.ts';
import { openStage, type TestStage } from './stage.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Fails in the way that its label says. */
const failing: Operation = {
  name: 'Fail',
  method: 'POST',
  path: '/v1/fail/{How}',
  status: 200,
  scope: 'admin',
  async handle(_, { labels }) {
    if (labels.How === 'nulls')
      return { Kept: 0, Empty: '', Gone: null, Deep: { Gone: undefined, List: [null] } };
    if (labels.How === 'unexpected') throw new TypeError('secret internals');
    if (labels.How === 'fault') throw new PlatformError('Internal', 'secret internals', { path: '/etc' });
    throw new PlatformError(labels.How as 'Conflict', `it is ${labels.How}`, { hint: 1 });
  },
};
const doc: Route['doc'] = { summary: 'Of this test', answers: {} };
const own: Route[] = [
  {
    method: 'POST',
    path: '/own/json',
    scope: 'ingest',
    doc,
    handle: async (_, request) => ({ got: await request.json() }),
  },
  { method: 'GET', path: '/own/nothing', scope: 'open', doc, handle: async () => undefined },
  {
    method: 'GET',
    path: '/own/null',
    scope: 'open',
    doc,
    handle: async () => ({ absent: undefined, unknown: null }),
  },
  {
    method: 'GET',
    path: '/own/made',
    scope: 'open',
    doc,
    handle: async () => reply(202, { state: 'RUNNING' }, { etag: '"1"' }),
  },
  {
    method: 'GET',
    path: '/own/bad',
    scope: 'open',
    doc,
    async handle() {
      throw new PlatformError('BadFile', 'no header in a.csv', { file: 'a.csv', line: 1 });
    },
  },
  {
    method: 'GET',
    path: '/own/fault',
    scope: 'open',
    doc,
    async handle() {
      throw new Error('secret internals');
    },
  },
];

let stage: TestStage;
beforeAll(async () => {
  stage = await openStage({ operations: [failing], routes: own });
});
afterAll(() => stage.close());
beforeEach(() => {
  stage.faults.length = 0;
});

const told = async (response: Response) => ({
  status: response.status,
  exception: response.headers.get('x-amzn-errortype'),
  body: await response.json(),
});

describe('the app', () => {
  it('says that it is ready, to anyone', async () => {
    const response = await fetch(`${stage.endpoint}/healthz`);
    expect([response.status, await response.json()]).toEqual([200, { status: 'ok' }]);
    expect((await fetch(`${stage.endpoint}/healthz`, { method: 'HEAD' })).status).toBe(200);
  });

  it('names every answer with a request id of its own', async () => {
    const paths = ['/healthz', '/v1/apps', '/nowhere', '/v1/nowhere', '/own/fault', '/own/nothing'];
    const ids = await Promise.all(
      paths.map(async (path) => (await stage.fetch(path)).headers.get('x-amzn-requestid')),
    );
    for (const id of ids) expect(id).toMatch(UUID);
    expect(new Set(ids).size).toBe(paths.length);
  });

  it('does not know other paths', async () => {
    for (const path of ['/v1/nowhere', '/v1/apps/', '/v1/apps/a/b/c/d', '/v1/']) {
      expect(await told(await stage.fetch(path))).toEqual({
        status: 404,
        exception: 'NotFoundException',
        body: { Message: `Nothing is at ${path}`, RequestID: expect.stringMatching(UUID) },
      });
    }
    expect(await told(await stage.fetch('/nowhere'))).toEqual({
      status: 404,
      exception: 'NotFoundException',
      body: {
        error: { code: 'NotFound', message: 'Nothing is at /nowhere' },
        requestId: expect.stringMatching(UUID),
      },
    });
  });

  it('refuses other methods at a path it knows, and says which there are', async () => {
    const response = await stage.fetch('/v1/apps/a', { method: 'PATCH' });
    expect(response.headers.get('allow')).toBe('GET, DELETE');
    expect(await told(response)).toMatchObject({ status: 405, exception: 'MethodNotAllowedException' });
    expect((await stage.fetch('/keys', { method: 'PUT', body: '{}' })).status).toBe(405);
  });

  it('answers OPTIONS for browsers without a key', async () => {
    const response = await fetch(`${stage.endpoint}/v1/apps/x%2Fy`, {
      method: 'OPTIONS',
      headers: {
        'access-control-request-headers': 'authorization,x-amz-date',
        origin: 'https://shop.example',
      },
    });
    expect([response.status, await response.text()]).toEqual([200, '']);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(response.headers.get('access-control-allow-methods')).toBe('GET, DELETE, OPTIONS');
    expect(response.headers.get('access-control-allow-headers')).toBe('authorization,x-amz-date');
    expect((await fetch(`${stage.endpoint}/nowhere`, { method: 'OPTIONS' })).status).toBe(404);
  });

  it('decodes labels after it split the path', async () => {
    await expect(stage.pinpoint().send(new GetAppCommand({ ApplicationId: 'x/y+z=' }))).rejects.toMatchObject(
      { name: 'NotFoundException', message: 'Application x/y+z= not found' },
    );
    expect((await stage.fetch('/v1/apps/%ff')).status).toBe(400);
  });

  it('leaves members that are null or undefined out of Pinpoint’s answers', async () => {
    const response = await stage.fetch('/v1/fail/nulls', { method: 'POST' });
    expect(await response.text()).toBe('{"Kept":0,"Empty":"","Deep":{"List":[null]}}');
    expect(response.headers.get('content-type')).toBe('application/json');
  });
});

describe('a body', () => {
  const post = (path: string, body?: RequestInit['body']) => stage.fetch(path, { method: 'POST', body });

  it('is refused when it is not JSON in UTF-8', async () => {
    for (const body of ['{', '{"Name":"a",}', "{'Name':'a'}", Buffer.from([0x22, 0xff, 0x22])]) {
      expect(await told(await post('/v1/apps', body))).toEqual({
        status: 400,
        exception: 'BadRequestException',
        body: {
          Message: expect.stringContaining('The body is not JSON'),
          RequestID: expect.stringMatching(UUID),
        },
      });
      expect(await told(await post('/own/json', body))).toMatchObject({
        status: 400,
        body: { error: { code: 'BadRequest', message: expect.stringContaining('The body is not JSON') } },
      });
    }
  });

  it('is not parsed before its sender is known', async () => {
    const response = await fetch(`${stage.endpoint}/v1/apps`, { method: 'POST', body: '{' });
    expect(response.status).toBe(403);
  });

  it('may have 7 MB and not a byte more', async () => {
    const limit = 7 * 1024 * 1024;
    const json = (bytes: number) => `"${'x'.repeat(bytes - 2)}"`;
    expect((await post('/own/json', json(limit))).status).toBe(200);
    expect(await told(await post('/v1/apps', json(limit)))).toMatchObject({ status: 400 });
    expect(await told(await post('/v1/apps', json(limit + 1)))).toMatchObject({
      status: 413,
      exception: 'PayloadTooLargeException',
      body: { Message: `The body is over ${limit} bytes` },
    });
    expect(await told(await post('/own/json', json(limit + 1)))).toMatchObject({
      status: 413,
      body: { error: { code: 'PayloadTooLarge' } },
    });
  });

  it('of more than 7 MB reaches the SDK as PayloadTooLargeException', async () => {
    const input = { CreateApplicationRequest: { Name: 'x'.repeat(8_000_000) } };
    await expect(stage.pinpoint().send(new CreateAppCommand(input))).rejects.toMatchObject({
      name: 'PayloadTooLargeException',
      $metadata: { httpStatusCode: 413 },
    });
  });

  it('of unannounced length is refused as soon as it is over the limit', async () => {
    const chunk = new Uint8Array(1024 * 1024);
    let sent = 0;
    const body = new ReadableStream({
      pull(controller) {
        if (++sent > 64) controller.close();
        else controller.enqueue(chunk);
      },
    });
    const response = await stage.fetch('/own/json', { method: 'POST', body, duplex: 'half' } as RequestInit);
    expect(response.status).toBe(413);
  });

  it('that never comes to its end harms nobody else', async () => {
    const { hostname, port } = new URL(stage.endpoint);
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined);
    await new Promise<void>((resolve) =>
      socket.write('POST /v1/apps HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{', () => resolve()),
    );
    socket.destroy();
    expect((await stage.fetch('/v1/apps')).status).toBe(200);
  });
});

describe('an error', () => {
  const fail = async (how: string) => told(await stage.fetch(`/v1/fail/${how}`, { method: 'POST' }));

  it('has Pinpoint’s exception and status under /v1', async () => {
    for (const [code, status, exception] of [
      ['NotFound', 404, 'NotFoundException'],
      ['BadRequest', 400, 'BadRequestException'],
      ['BadFile', 400, 'BadRequestException'],
      ['Forbidden', 403, 'ForbiddenException'],
      ['MethodNotAllowed', 405, 'MethodNotAllowedException'],
      ['Conflict', 409, 'ConflictException'],
      ['PayloadTooLarge', 413, 'PayloadTooLargeException'],
      ['Throttled', 429, 'TooManyRequestsException'],
    ]) {
      expect(await fail(String(code))).toEqual({
        status,
        exception,
        body: { Message: `it is ${code}`, RequestID: expect.stringMatching(UUID) },
      });
    }
    expect(stage.faults).toEqual([]);
  });

  it('has our own code, message and details elsewhere', async () => {
    expect(await told(await stage.fetch('/own/bad'))).toEqual({
      status: 400,
      exception: 'BadRequestException',
      body: {
        error: { code: 'BadFile', message: 'no header in a.csv', details: { file: 'a.csv', line: 1 } },
        requestId: expect.stringMatching(UUID),
      },
    });
  });

  it('that is a fault of ours is logged once, and told without its reason', async () => {
    for (const how of ['unexpected', 'fault']) {
      const answer = await fail(how);
      expect(answer).toEqual({
        status: 500,
        exception: 'InternalServerErrorException',
        body: {
          Message: 'The platform failed to answer this request',
          RequestID: expect.stringMatching(UUID),
        },
      });
    }
    const elsewhere = await told(await stage.fetch('/own/fault'));
    expect(elsewhere).toMatchObject({ status: 500, body: { error: { code: 'Internal' } } });
    expect(JSON.stringify(elsewhere)).not.toContain('secret');
    expect(stage.faults).toHaveLength(3);
    expect(stage.faults[2]).toMatchObject({
      requestId: (elsewhere.body as { requestId: string }).requestId,
      method: 'GET',
      path: '/own/fault',
      error: expect.objectContaining({ message: 'secret internals' }),
    });
  });
});

describe('an own route', () => {
  it('answers a plain value with 200, nothing with 204, and a response as it is', async () => {
    expect((await stage.fetch('/own/nothing')).status).toBe(204);
    expect(await (await stage.fetch('/own/null')).text()).toBe('{"unknown":null}');
    const made = await stage.fetch('/own/made');
    expect([made.status, made.headers.get('etag'), await made.json()]).toEqual([
      202,
      '"1"',
      { state: 'RUNNING' },
    ]);
  });

  it('reads no body as undefined', async () => {
    expect(await (await stage.fetch('/own/json', { method: 'POST' })).json()).toEqual({});
  });
});

describe('a stage whose clock is not the world’s', () => {
  it('checks signatures against the world’s', async () => {
    const world = stage.ports.clock.now();
    stage.clock.advance(3 * 24 * 3_600_000);
    const app = buildApp(stage.ports, {
      operations: [],
      routes: [],
      log: () => undefined,
      signatureClock: { now: () => world },
    });
    const client = stage.pinpoint({
      requestHandler: {
        async handle(request: { method: string; path: string; headers: Record<string, string> }) {
          const { method, headers } = request;
          const response = await app.request(stage.endpoint + request.path, { method, headers });
          return {
            response: {
              statusCode: response.status,
              headers: Object.fromEntries(response.headers),
              body: new Uint8Array(await response.arrayBuffer()),
            },
          };
        },
      } as never,
    });
    await expect(client.send(new GetAppsCommand({}))).rejects.toMatchObject({ name: 'NotFoundException' });
    stage.clock.set(world);
  });
});
