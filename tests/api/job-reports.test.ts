import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createApp } from '../../src/core/apps/apps.ts';
import { startDueErasures } from '../../src/core/erasure/run-erasures.ts';
import type { Ports } from '../../src/ports/ports.ts';
import { openStage, type TestStage } from './stage.ts';

let stage: TestStage;
let app: string;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

interface Told {
  readonly jobId: string;
  readonly segmentId: string;
  readonly [member: string]: unknown;
}

async function json<Answer>(path: string, init: RequestInit = {}): Promise<Answer> {
  const response = await stage.fetch(path, init);
  const body = (await response.json()) as Answer;
  if (response.status >= 300) throw new Error(`${path}: ${response.status} ${JSON.stringify(body)}`);
  return body;
}
const job = (id: string) => json<Told>(`/jobs/${id}?app=${app}`);

/** Puts files, imports them, waits for the end. @returns the job's id */
async function importing(files: Record<string, string>, more: object = {}): Promise<string> {
  let s3Url = '';
  for (const [name, body] of Object.entries(files)) {
    ({ s3Url } = await json<{ s3Url: string }>(`/imports/${app}/${name}`, { method: 'PUT', body }));
  }
  if (Object.keys(files).length > 1) s3Url = s3Url.slice(0, s3Url.lastIndexOf('/') + 1);
  const { Id } = await json<{ Id: string }>(`/v1/apps/${app}/jobs/import`, {
    method: 'POST',
    body: JSON.stringify({
      Format: 'CSV',
      S3Url: s3Url,
      RoleArn: 'none',
      RegisterEndpoints: true,
      DefineSegment: true,
      ...more,
    }),
  });
  await stage.settled();
  return Id;
}

async function newShop(): Promise<void> {
  app = (await createApp(stage.ports, { Name: 'shop' })).Id;
}

describe('GET /jobs/{jobId}', () => {
  beforeAll(newShop);

  it('tells how an import stands, who asked for it, and what became of its records', async () => {
    const at = stage.clock.now().toISOString();
    const id = await importing({
      'people.csv': 'Id,ChannelType,Address\na,EMAIL,a@example.com\nb,EMAIL,none\n',
    });
    expect(await job(id)).toEqual({
      jobId: id,
      applicationId: app,
      type: 'import',
      state: 'SUCCEEDED',
      status: 'COMPLETED',
      name: 'people.csv',
      place: `s3://${stage.ports.uploads.bucket}/imports/${app}/people.csv`,
      format: 'CSV',
      registerEndpoints: true,
      defineSegment: true,
      segmentId: expect.stringMatching(/^[0-9a-f]{32}$/),
      segmentName: 'people',
      startedBy: { keyId: stage.key.keyId, name: 'test' },
      createdAt: at,
      completedAt: at,
      pieces: { total: 1, completed: 1, failed: 0 },
      processed: 2,
      rejected: 1,
      faults: [],
    });
  });

  it.each([
    ['empty.csv', '', 'empty.csv: the file is empty'],
    ['header.csv', 'Id,ChannelType,Address\n', 'header.csv: there is no row in it'],
    ['wrong.csv', 'E-mail\na@example.com\n', 'wrong.csv line 1: the column E-mail is unknown'],
    [
      'half.csv',
      'ChannelType;Address\nEMAIL;a@example.com\n',
      'half.csv line 1: its columns are separated by semicolons',
    ],
  ])('says why %s could not be used, under the name that people know', async (name, body, fault) => {
    const told = await job(await importing({ [name]: body }));
    expect(told).toMatchObject({
      state: 'FAILED',
      processed: 0,
      pieces: { total: 1, completed: 0, failed: 1 },
    });
    expect(told.faults).toEqual([expect.stringContaining(fault)]);
    expect(String(told.faults)).not.toContain(app);
    const segment = await stage.fetch(`/v1/apps/${app}/segments/${told.segmentId}`);
    expect(segment.status).toBe(404);
  });

  it('passes over a file without rows beside others that have some', async () => {
    await newShop();
    const told = await job(
      await importing({ 'a.csv': 'Id,ChannelType,Address\na,EMAIL,a@example.com\n', 'b.csv': 'Id\n' }),
    );
    expect(told).toMatchObject({ state: 'SUCCEEDED', name: app, processed: 1, faults: [] });
  });

  it('keeps faults from keys for numbers: a file without a header begins with a person', async () => {
    await newShop();
    const id = await importing({ 'bare.csv': 'EMAIL,person@example.com\n' });
    expect(String((await job(id)).faults)).toContain('the column EMAIL is unknown');
    const { keyId, secret } = await stage.newKey('report');
    const headers = { authorization: `Bearer ${keyId}.${secret}` };
    expect((await json<Told>(`/jobs/${id}?app=${app}`, { headers })).faults).toEqual([]);
    const { items } = await json<{ items: Told[] }>(`/jobs?app=${app}`, { headers });
    expect(items).toMatchObject([{ jobId: id, state: 'FAILED', faults: [] }]);
  });

  it('answers 404 for a job of another application, and 400 without one', async () => {
    const id = await importing({ 'people.csv': 'Id,ChannelType,Address\na,EMAIL,a@example.com\n' });
    const other = await createApp(stage.ports, { Name: 'other' });
    expect((await stage.fetch(`/jobs/${id}?app=${other.Id}`)).status).toBe(404);
    expect((await stage.fetch(`/jobs/${id}/rejects?app=${other.Id}`)).status).toBe(404);
    expect((await stage.fetch(`/jobs/${id}`)).status).toBe(400);
  });
});

describe('GET /jobs/{jobId}/rejects', () => {
  beforeAll(newShop);
  const rejects = async (id: string) => {
    const response = await stage.fetch(`/jobs/${id}/rejects?app=${app}`);
    return (await response.text()).split('\r\n');
  };

  it('gives every record that was not taken: by reading first, then by what the store knows', async () => {
    const rows = Array.from({ length: 150 }, (_, index) => `x${index},,,1`);
    const id = await importing({
      'many.csv': `Id,ChannelType,Address,Metrics.n\n${rows.join('\n')}\na,EMAIL,a@example.com,one\n"b",EMAIL,"a ""b"", c",1\nc,EMAIL,c@example.com,1\n`,
    });
    expect(await job(id)).toMatchObject({ state: 'SUCCEEDED', processed: 153, rejected: 152 });
    expect(await rejects(id)).toEqual([
      'file,line,reason',
      'many.csv,152,"Metrics.n must be a number, not ""one"""',
      'many.csv,153,"Address is no e-mail address: a ""b"", c"',
      ...rows.map((_, index) => `many.csv,${index + 2},Missing ChannelType`),
      '',
    ]);
  });

  it('is a header alone when all were taken', async () => {
    const id = await importing({ 'fine.csv': 'Id,ChannelType,Address\na,EMAIL,a@example.com\n' });
    expect(await rejects(id)).toEqual(['file,line,reason', '']);
  });

  it('gives as many as one answer can carry where a stage has such a limit, and says that there are more', async () => {
    const id = await importing({ 'bad.csv': `Id,Metrics.n\n${'x,y\n'.repeat(50)}` });
    const limited = await openStage({
      stage: { answerLimitBytes: 1000 },
      ports: { lake: stage.ports.lake, documents: stage.ports.documents },
    });
    const response = await limited.fetch(`/jobs/${id}/rejects?app=${app}`, {
      headers: { authorization: `Bearer ${limited.key.keyId}.${limited.key.secret}` },
    });
    const lines = (await response.text()).split('\r\n');
    expect(lines.length).toBeGreaterThan(10);
    expect(lines.at(-2)).toBe(',,there are more than one answer can carry');
    await limited.close();
  });

  it('loses what names an erased person', async () => {
    await newShop();
    const id = await importing({
      'people.csv':
        'Id,ChannelType,Address\nsomebody-1,EMAIL,gone.person@example.com <x>\nthird,EMAIL,none\n',
    });
    expect(await rejects(id)).toHaveLength(4);
    await json(`/erasures`, {
      method: 'POST',
      body: JSON.stringify({ app, channel: 'EMAIL', address: 'gone.person@example.com', now: true }),
    });
    stage.clock.advance(60_000);
    await startDueErasures(stage.ports);
    await stage.settled();
    expect(await rejects(id)).toEqual([
      'file,line,reason',
      'people.csv,3,Address is no e-mail address: none',
      '',
    ]);
  });
});

describe('GET /jobs', () => {
  beforeAll(newShop);

  it('lists imports and exports, the newest first, by type, by segment and in pages', async () => {
    const first = await importing({ 'a.csv': 'Id,ChannelType,Address\na,EMAIL,a@example.com\n' });
    stage.clock.advance(1000);
    const second = await importing({ 'b.csv': 'Id,ChannelType,Address\nb,EMAIL,b@example.com\n' });
    stage.clock.advance(1000);
    const { segmentId } = await job(first);
    const { Id: third } = await json<{ Id: string }>(`/v1/apps/${app}/jobs/export`, {
      method: 'POST',
      body: JSON.stringify({
        RoleArn: 'none',
        S3UrlPrefix: `s3://${stage.ports.uploads.bucket}/exports/`,
        SegmentId: segmentId,
      }),
    });
    await stage.settled();
    const list = async (more = '') => {
      const { items, next } = await json<{ items: Told[]; next?: string }>(`/jobs?app=${app}${more}`);
      return { ids: items.map(({ jobId }) => jobId), next };
    };
    expect(await list()).toEqual({ ids: [third, second, first] });
    expect(await list('&type=import')).toEqual({ ids: [second, first] });
    expect(await list(`&segment=${segmentId}`)).toEqual({ ids: [third, first] });
    const page = await list('&limit=2');
    expect(page).toEqual({ ids: [third, second], next: expect.any(String) });
    expect(await list(`&limit=2&next=${page.next}`)).toEqual({ ids: [first] });
    expect(await job(third)).toMatchObject({
      type: 'export',
      state: 'SUCCEEDED',
      name: 'exports',
      segmentId,
      segmentVersion: 1,
      processed: 1,
      startedBy: { keyId: stage.key.keyId, name: 'test' },
    });
  });

  it('names the parameter that is wrong', async () => {
    for (const [query, message] of [
      ['&type=upload', 'type must be one of import, export, not upload'],
      ['&limit=0', 'limit must be a positive integer, not 0'],
    ]) {
      const response = await stage.fetch(`/jobs?app=${app}${query}`);
      expect({ query, status: response.status }).toEqual({ query, status: 400 });
      expect(((await response.json()) as { error: { message: string } }).error.message).toBe(message);
    }
    expect((await stage.fetch('/jobs?app=none')).status).toBe(404);
  });
});

describe('GET /jobs/{jobId}/files', () => {
  beforeAll(newShop);

  const exporting = async (more: object = {}) => {
    const { exportsUrl } = await json<{ exportsUrl: string }>('/stage');
    const { Id } = await json<{ Id: string }>(`/v1/apps/${app}/jobs/export`, {
      method: 'POST',
      body: JSON.stringify({ RoleArn: 'none', S3UrlPrefix: exportsUrl, ...more }),
    });
    await stage.settled();
    return Id;
  };
  const filesOf = (id: string) =>
    json<{ place: string; isGiven: boolean; items: { name: string; size: number; url: string }[] }>(
      `/jobs/${id}/files?app=${app}`,
    );

  it('lists what an export wrote where the stage said, and gives each as it was written', async () => {
    await importing({ 'two.csv': 'Id,ChannelType,Address\na,EMAIL,a@example.com\nb,EMAIL,b@example.com\n' });
    const id = await exporting();
    const name = `export-${stage.clock.now().toISOString().slice(0, 10)}-${id.slice(0, 8)}-00001.jsonl.gz`;
    const kept = await stage.ports.uploads.get(`exports/${id}-00001.gz`);
    expect(await filesOf(id)).toEqual({
      place: `s3://${stage.ports.uploads.bucket}/exports/${id}-`,
      isGiven: true,
      items: [{ name, size: kept?.length, url: `/jobs/${id}/files/${name}?app=${app}` }],
    });
    const response = await stage.fetch(`/jobs/${id}/files/${name}?app=${app}`);
    expect(response.headers.get('content-disposition')).toBe(`attachment; filename="${name}"`);
    const body = Buffer.from(await response.arrayBuffer());
    expect(body.equals(Buffer.from(kept ?? []))).toBe(true);
    const endpoints = gunzipSync(body)
      .toString()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(endpoints.map(({ Address }) => Address).sort()).toEqual(['a@example.com', 'b@example.com']);
  });

  it('leads to the bucket on AWS, with a URL that is good for five minutes', async () => {
    const id = await exporting();
    const [{ name = '' } = {}] = (await filesOf(id)).items;
    const asked: unknown[] = [];
    const uploads: Ports['uploads'] = {
      ...stage.ports.uploads,
      presignGet: async (...given) => {
        asked.push(given);
        return 'https://bucket.example/signed';
      },
    };
    const deployed = await openStage({
      ports: { uploads, documents: stage.ports.documents, lake: stage.ports.lake },
    });
    const headers = { authorization: `Bearer ${deployed.key.keyId}.${deployed.key.secret}` };
    const get = (path: string) => fetch(deployed.endpoint + path, { headers, redirect: 'manual' });
    const { items } = (await (await get(`/jobs/${id}/files?app=${app}`)).json()) as { items: unknown[] };
    expect(items).toEqual([
      {
        name,
        size: expect.any(Number),
        url: 'https://bucket.example/signed',
        expiresAt: new Date(deployed.clock.now().getTime() + 300_000).toISOString(),
      },
    ]);
    const one = await get(`/jobs/${id}/files/${name}?app=${app}`);
    expect({ status: one.status, location: one.headers.get('location') }).toEqual({
      status: 303,
      location: 'https://bucket.example/signed',
    });
    const given = [`exports/${id}-00001.gz`, 300, { name, type: 'application/gzip' }];
    expect(asked).toEqual([given, given]);
    await deployed.close();
  });

  it('does not give out what lies elsewhere, and says where it is', async () => {
    const bucket = stage.ports.uploads.bucket;
    for (const prefix of [`s3://${bucket}/crm/`, 's3://other-bucket/exports/']) {
      const id = await exporting({ S3UrlPrefix: prefix });
      expect(await filesOf(id)).toEqual({ place: `${prefix}${id}-`, isGiven: false, items: [] });
      const response = await stage.fetch(`/jobs/${id}/files/anything?app=${app}`);
      expect(response.status).toBe(404);
    }
  });

  it('gives no file of another export, of another application, or of an import', async () => {
    const [first, second] = [await exporting(), await exporting()];
    const [{ name = '' } = {}] = (await filesOf(first)).items;
    const status = async (path: string) => (await stage.fetch(path)).status;
    expect(await status(`/jobs/${first}/files/${name}?app=${app}`)).toBe(200);
    expect(await status(`/jobs/${second}/files/${name}?app=${app}`)).toBe(404);
    expect(await status(`/jobs/${first}/files/..%2F..%2F${name}?app=${app}`)).toBe(404);
    const other = await createApp(stage.ports, { Name: 'other' });
    expect(await status(`/jobs/${first}/files?app=${other.Id}`)).toBe(404);
    expect(await status(`/jobs/${first}/files/${name}?app=${other.Id}`)).toBe(404);
    const imported = await importing({ 'one.csv': 'Id,ChannelType,Address\na,EMAIL,a@example.com\n' });
    expect(await status(`/jobs/${imported}/files?app=${app}`)).toBe(400);
  });
});
