import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ServerType, serve } from '@hono/node-server';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { buildApp } from '../../src/api/app.ts';
import { operations, routes } from '../../src/api/mounted.ts';
import { runCommandLine } from '../../src/cli/run-command-line.ts';
import { createApp } from '../../src/core/apps/apps.ts';
import { receiveUpload } from '../../src/core/uploads/receive-upload.ts';
import type { Ports } from '../../src/ports/ports.ts';
import { openStage, type TestStage } from './stage.ts';

const HEADER =
  'EventName,ProductCode,ProductName,ProductDescription,UnitPrice,Quantity,CustomerID,Username,ChannelType,Address,City,State,Country,Date';
/** @param description of every product; a long one makes a large file of few rows */
function transactions(rows: number, description = 'D'): string {
  const lines = Array.from({ length: rows }, (_, index) => {
    const customer = `c-${index % 5}`;
    return `PURCHASED,p,P,${description},${index}.50,1,${customer},u,EMAIL,success+${customer}@simulator.amazonses.com,Porto,Norte,PRT,2026-01-0${1 + (index % 9)}`;
  });
  return `${[HEADER, ...lines].join('\n')}\n`;
}
const LARGE = transactions(5000, 'x'.repeat(1000));

let stage: TestStage;
let folder: string;
beforeAll(async () => {
  stage = await openStage();
  folder = mkdtempSync(join(tmpdir(), 'touchpoint-uploads-'));
});
afterAll(async () => {
  await stage.close();
  rmSync(folder, { recursive: true });
});

const read = async (response: Response) => ({
  status: response.status,
  body: (await response.json()) as Record<string, unknown>,
});
const textAt = async (key: string) => {
  const body = await stage.ports.uploads.get(key);
  return body && new TextDecoder().decode(body);
};

async function touchpoint(endpoint: string, ...words: string[]) {
  const out: string[] = [];
  const status = await runCommandLine(
    words,
    {
      TOUCHPOINT_ENDPOINT: endpoint,
      TOUCHPOINT_ACCESS_KEY_ID: stage.key.keyId,
      TOUCHPOINT_SECRET_ACCESS_KEY: stage.key.secret,
    },
    { interactive: false, line: (text = '') => out.push(text), status: () => {}, paint: (_, text) => text },
    (line) => out.push(line),
  );
  return { status, out };
}

function fileOf(name: string, body: string): string {
  writeFileSync(join(folder, name), body);
  return join(folder, name);
}

describe('POST /uploads/{name}', () => {
  it('names the stage’s own PUT where files are sent to the stage, and stores nothing yet', async () => {
    const announced = await read(
      await stage.fetch('/uploads/K%C3%A4ufe%20M%C3%A4rz%2B1.csv?scores=quintile', { method: 'POST' }),
    );
    expect(announced).toEqual({
      status: 201,
      body: { method: 'PUT', url: '/uploads/K%C3%A4ufe%20M%C3%A4rz%2B1.csv?scores=quintile' },
    });
    expect(await textAt('uploads/Käufe März+1.csv.json')).toBeUndefined();

    const put = await stage.fetch(announced.body.url as string, { method: 'PUT', body: transactions(9) });

    expect(put.status).toBe(202);
    expect(await textAt('uploads/Käufe März+1.csv.json')).toBe('{"scores":"quintile"}');
  });

  it('is asked by the command line about a large file, which then goes to the stage', async () => {
    const sent = await touchpoint(stage.endpoint, 'upload', fileOf('big & small.csv', LARGE), '--k', '3');
    expect(sent.status).toBe(0);
    expect(sent.out.join('\n')).toContain('5,000 rows');
    expect(await textAt('uploads/big & small.csv.json')).toBe('{"k":"3"}');
  });

  it.each([
    ['a.png', '', 400, 'Upload a.png: the name must end in .csv, .tsv or .txt, also with .gz'],
    ['a.csv', '?scores=decile', 400, 'scores must be quartile or quintile or kmeans, not "decile"'],
    ['a.csv', '?app=none', 404, 'Application none not found'],
  ])('refuses %s%s before any byte is sent', async (name, query, status, message) => {
    const refused = await read(await stage.fetch(`/uploads/${name}${query}`, { method: 'POST' }));
    expect(refused).toMatchObject({ status, body: { error: { message: expect.stringContaining(message) } } });
  });

  it('is for senders: a key that only reads is refused', async () => {
    const { keyId, secret } = await stage.newKey('report');
    const headers = { authorization: `Bearer ${keyId}.${secret}` };
    const refused = await stage.fetch('/uploads/a.csv', { method: 'POST', headers });
    expect(refused.status).toBe(403);
  });
});

describe('GET /uploads/objects/{name}', () => {
  const describeObject = async (name: string) => read(await stage.fetch(`/uploads/objects/${name}`));

  it('tells the upload that an object became', async () => {
    const put = await stage.fetch('/uploads/shop/2026.csv', { method: 'PUT', body: transactions(9) });
    const { uploadId } = (await put.json()) as { uploadId: string };
    expect(await describeObject('shop/2026.csv')).toEqual({
      status: 200,
      body: {
        name: 'shop/2026.csv',
        key: 'uploads/shop/2026.csv',
        size: transactions(9).length,
        lastModified: expect.stringMatching(/^20.*Z$/),
        uploadId,
      },
    });
    expect(await describeObject('shop%2F2026.csv')).toMatchObject({ body: { uploadId } });
  });

  it('does not take an earlier object’s upload for that of a newer one', async () => {
    await stage.fetch('/uploads/twice.csv', { method: 'PUT', body: transactions(9) });
    await stage.ports.uploads.put('uploads/twice.csv', transactions(8));

    const before = await describeObject('twice.csv');
    const { uploadId } = await receiveUpload(stage.ports, { key: 'uploads/twice.csv' });

    expect(before.body).not.toHaveProperty('uploadId');
    expect(await describeObject('twice.csv')).toMatchObject({ body: { uploadId } });
  });

  it('knows no object that is not there', async () => {
    expect(await describeObject('none.csv')).toMatchObject({
      status: 404,
      body: { error: { message: 'uploads/none.csv is not in bucket touchpoint-uploads' } },
    });
  });
});

describe('a stage whose bucket gives URLs', () => {
  /** What came to the bucket, which takes files at `/{key}?signed={seconds}` and tells the stage of them, as S3 does. */
  const arrived: { target: string; headers: IncomingHttpHeaders }[] = [];
  const noticed: Promise<unknown>[] = [];
  let refusal: string | undefined;
  let bucket: Server;
  let api: ServerType;
  let endpoint: string;

  beforeAll(async () => {
    bucket = createServer(async (request, response) => {
      arrived.push({ target: request.url as string, headers: request.headers });
      const key = decodeURIComponent(new URL(request.url as string, 'http://bucket').pathname.slice(1));
      await stage.ports.uploads.put(key, request);
      response.writeHead(refusal ? 400 : 200).end(refusal);
      if (!refusal) noticed.push(receiveUpload(stage.ports, { key }));
    });
    const bucketUrl = await new Promise<string>((resolve) => {
      bucket.listen(0, '127.0.0.1', () =>
        resolve(`http://127.0.0.1:${(bucket.address() as AddressInfo).port}`),
      );
    });
    const uploads: Ports['uploads'] = {
      ...stage.ports.uploads,
      presignPut: async (key, seconds) => `${bucketUrl}/${encodeURIComponent(key)}?signed=${seconds}`,
    };
    const app = buildApp({ ...stage.ports, uploads }, { operations, routes, log: () => undefined });
    endpoint = await new Promise((resolve) => {
      api = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) =>
        resolve(`http://127.0.0.1:${port}`),
      );
    });
  });
  afterEach(async () => {
    await Promise.all(noticed);
    arrived.length = 0;
    refusal = undefined;
  });
  afterAll(async () => {
    for (const server of [api, bucket]) await new Promise<unknown>((resolve) => server.close(resolve));
  });

  const announce = async (path: string) => {
    const authorization = `Bearer ${stage.key.keyId}.${stage.key.secret}`;
    return read(await fetch(endpoint + path, { method: 'POST', headers: { authorization } }));
  };

  it('answers where to put the bytes and until when, and keeps the settings beside', async () => {
    const { Id } = await createApp(stage.ports, { Name: 'shop' });
    const answer = await announce(`/uploads/sent.csv?k=3&scores=kmeans&app=${Id}`);
    expect(answer).toEqual({
      status: 201,
      body: {
        method: 'PUT',
        url: expect.stringContaining('/uploads%2Fsent.csv?signed=900'),
        expiresAt: new Date(stage.clock.now().getTime() + 900_000).toISOString(),
      },
    });
    expect(JSON.parse((await textAt('uploads/sent.csv.json')) ?? '')).toEqual({
      scores: 'kmeans',
      k: '3',
      application: Id,
    });
  });

  it('forgets the settings of an earlier file of that name', async () => {
    await announce('/uploads/again.csv?scores=quintile');
    await announce('/uploads/again.csv');
    expect(await textAt('uploads/again.csv.json')).toBeUndefined();
  });

  it('gets a large file from the command line past the API, without the key, and shows its run', async () => {
    const sent = await touchpoint(
      endpoint,
      'upload',
      fileOf('Käufe März+1.csv', LARGE),
      '--scores',
      'quintile',
    );

    expect(arrived).toHaveLength(1);
    expect(arrived[0]?.target).toContain('uploads%2FK%C3%A4ufe%20M%C3%A4rz%2B1.csv?signed=900');
    expect(arrived[0]?.headers).toMatchObject({ 'content-length': String(Buffer.byteLength(LARGE)) });
    expect(arrived[0]?.headers).not.toHaveProperty('authorization');
    expect(sent.status).toBe(0);
    expect(sent.out[0]).toMatch(/^Käufe März\+1\.csv: .* sent, run [0-9a-f]{32}$/);
    expect(sent.out.join('\n')).toContain('5,000 rows');
  });

  it('gets a small file from the command line in one request', async () => {
    const sent = await touchpoint(endpoint, 'upload', fileOf('small.csv', transactions(20)));
    expect(sent.status).toBe(0);
    expect(arrived).toEqual([]);
  });

  it('passes on why the bucket refuses a file', async () => {
    refusal =
      '<?xml version="1.0"?><Error><Code>EntityTooLarge</Code><Message>It is too large</Message></Error>';
    expect(await touchpoint(endpoint, 'upload', fileOf('refused.csv', LARGE))).toEqual({
      status: 1,
      out: ['touchpoint upload: It is too large'],
    });
  });
});
