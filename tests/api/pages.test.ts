import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { handle, type LambdaContext } from 'hono/aws-lambda';
import { buildApp } from '../../src/api/app.ts';
import { operations, routes } from '../../src/api/mounted.ts';
import { awsDashboard } from '../../src/runtime/aws-dashboard.ts';
import { type RunningStage, startStage } from '../flows/running-stage.ts';

const ROOT = join(import.meta.dirname, '../..');
const DIST = join(ROOT, 'dashboard/dist');
const BUCKET = 'https://uploads.s3.eu-west-1.amazonaws.com';

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | undefined>;
  readonly body: Buffer;
}

let stage: RunningStage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage?.close());

/** The local stage, and the same files as functions/api answers them. */
const stages: [string, (path: string, encoding?: string, method?: string) => Promise<Answer>][] = [
  [
    'the local stage',
    async (path, encoding = 'identity', method = 'GET') => {
      const response = await fetch(stage.endpoint + path, {
        method,
        headers: { 'accept-encoding': encoding },
      });
      const body = Buffer.from(await response.arrayBuffer()); // fetch has decoded it
      return { status: response.status, headers: Object.fromEntries(response.headers), body };
    },
  ],
  [
    'the stage on AWS',
    async (path, encoding = 'identity', method = 'GET') => {
      const env = { LAMBDA_TASK_ROOT: ROOT, TOUCHPOINT_UPLOAD_BUCKET: 'uploads', AWS_REGION: 'eu-west-1' };
      const app = buildApp(stage.stage.ports, {
        operations,
        routes,
        pages: awsDashboard(env),
        log: () => undefined,
      });
      const host = 'abc.lambda-url.eu-west-1.on.aws';
      const event = {
        version: '2.0',
        rawPath: path,
        rawQueryString: '',
        headers: { host, 'accept-encoding': encoding },
        requestContext: { domainName: host, http: { method, path } },
        isBase64Encoded: false,
      };
      const answer = (await handle(app)(event as never, {} as LambdaContext)) as unknown as {
        statusCode: number;
        headers: Record<string, string>;
        body: string;
        isBase64Encoded: boolean;
      };
      const sent = Buffer.from(answer.body, answer.isBase64Encoded ? 'base64' : 'utf8');
      const decode = { br: brotliDecompressSync, gzip: gunzipSync }[answer.headers['content-encoding'] ?? ''];
      return {
        status: answer.statusCode,
        headers: answer.headers,
        body: decode && sent.length > 0 ? decode(sent) : sent,
      };
    },
  ],
];

const script = () =>
  `/assets/${readdirSync(join(DIST, 'assets')).find((name) => /^index-.*\.js$/.test(name))}`;

describe.each(stages)('the pages of %s', (name, ask) => {
  const isAws = name.includes('AWS');

  it('are the dashboard at /, asked for anew each time, its policy letting nothing come from elsewhere', async () => {
    const { status, headers, body } = await ask('/');
    expect(status).toBe(200);
    expect(body).toEqual(readFileSync(join(DIST, 'index.html')));
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'permissions-policy': expect.stringContaining('geolocation=()'),
      'content-security-policy': [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        `connect-src 'self'${isAws ? ` ${BUCKET}` : ''}`,
        "font-src 'self'",
        "frame-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
      ].join('; '),
    });
  });

  it('keep scripts for ever, since another content has another name', async () => {
    const { headers, body } = await ask(script());
    expect(body).toEqual(readFileSync(join(DIST, script())));
    expect(headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
    });
  });

  it.each([
    ['gzip, deflate, br', 'br'],
    ['gzip', 'gzip'],
    ['br;q=0, gzip;q=0.5', 'gzip'],
    ['identity', undefined],
  ])('come to a browser that takes %s as %s', async (accepted, encoding) => {
    const { headers, body } = await ask(script(), accepted);
    expect(headers['content-encoding']).toBe(encoding);
    expect(headers.vary).toBe('accept-encoding');
    expect(body).toEqual(readFileSync(join(DIST, script())));
  });

  it('let the page of a message run its own script alone, in a sandbox', async () => {
    const { headers } = await ask('/message-frame.html');
    expect(headers['content-security-policy']).toBe(
      "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox allow-scripts allow-popups allow-popups-to-escape-sandbox",
    );
  });

  it('leave everything else to the API, and no file outside of the build', async () => {
    expect((await ask('/healthz')).body.toString()).toBe('{"status":"ok"}');
    expect((await ask('/healthz')).headers['x-content-type-options']).toBe('nosniff');
    for (const path of ['/%2e%2e/vite.config.ts', '/..%2fREADME.md', '/assets/none.js', '/index.html.br']) {
      expect({ path, status: (await ask(path)).status }).toEqual({ path, status: 404 });
    }
    expect((await ask('/', 'identity', 'HEAD')).body).toHaveLength(0);
    expect((await ask('/', 'identity', 'DELETE')).status).not.toBe(200);
  });
});

describe('the first view', () => {
  it('brings less than 350 kB of script', () => {
    const html = readFileSync(join(DIST, 'index.html'), 'utf8');
    const first = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+\.js)"/g)].map(
      ([, path]) => path as string,
    );
    const bytes = first.map((path) => readFileSync(join(DIST, `${path}.gz`)).byteLength);
    expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(350_000);
    expect(first.length).toBeGreaterThan(0);
  });
});
