import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openStage, type TestStage } from './stage.ts';

let stage: TestStage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const bearer = (key: { keyId: string; secret: string }) => ({
  authorization: `Bearer ${key.keyId}.${key.secret}`,
});

describe('PUT /imports/{name}', () => {
  it('keeps the file in the upload bucket and says which S3Url an import job takes', async () => {
    const line = '{"Id":"e1","ChannelType":"EMAIL","Address":"inês@example.com"}\n';
    const response = await stage.fetch('/imports/clientes%20do%20norte.ndjson', {
      method: 'PUT',
      body: line,
    });
    expect(response.status).toBe(201);
    expect(await response.json()).toEqual({
      s3Url: `s3://${stage.ports.uploads.bucket}/imports/clientes do norte.ndjson`,
    });
    const kept = await stage.ports.uploads.get('imports/clientes do norte.ndjson');
    expect(Buffer.from(kept ?? []).toString()).toBe(line);
  });

  it('keeps an empty file too: the import job says what is wrong with it', async () => {
    const response = await stage.fetch('/imports/empty.csv', { method: 'PUT' });
    expect(response.status).toBe(201);
    expect((await stage.ports.uploads.head('imports/empty.csv'))?.size).toBe(0);
  });

  it('needs a key with the scope ingest', async () => {
    const put = (key: { keyId: string; secret: string }) =>
      stage.fetch('/imports/a.csv', { method: 'PUT', body: 'Id', headers: bearer(key) });
    expect((await put(await stage.newKey('report'))).status).toBe(403);
    expect((await put(await stage.newKey('ingest'))).status).toBe(201);
  });
});
