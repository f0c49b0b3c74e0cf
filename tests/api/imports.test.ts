import { request } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createApp } from '../../src/core/apps/apps.ts';
import { customNamesOf } from '../../src/core/endpoints/custom-names.ts';
import { csvDefinitionReader } from '../../src/core/jobs/csv-definitions.ts';
import { createImportJob, getImportJob } from '../../src/core/jobs/import-jobs.ts';
import type { Ports } from '../../src/ports/ports.ts';
import { openStage, type TestStage } from './stage.ts';

let stage: TestStage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

/** Begins a PUT that says how long it will be, and reads the refusal. */
function announcing(url: string, length: number): Promise<{ status?: number; message: string }> {
  const headers = { ...bearer(stage.key), 'content-length': String(length) };
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'PUT', headers }, async (response) => {
      let text = '';
      for await (const chunk of response) text += chunk;
      sent.destroy();
      resolve({ status: response.statusCode, message: JSON.parse(text).error.message });
    });
    sent.on('error', reject);
    sent.write('Id\n');
  });
}

const bearer = (key: { keyId: string; secret: string }) => ({
  authorization: `Bearer ${key.keyId}.${key.secret}`,
});

describe('PUT /imports/{name+}', () => {
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

  it('keeps several files in one folder, and refuses names that would lie elsewhere', async () => {
    const put = (path: string) => stage.fetch(path, { method: 'PUT', body: 'Id\n' });
    expect(await (await put('/imports/batch/a%2Bb.csv')).json()).toEqual({
      s3Url: `s3://${stage.ports.uploads.bucket}/imports/batch/a+b.csv`,
    });
    for (const path of ['/imports/a%2F..%2Fb.csv', '/imports/a%2F%2Fb.csv', '/imports/a%2F.']) {
      const response = await put(path);
      const { error } = (await response.json()) as { error: { message: string } };
      expect({ path, status: response.status, message: error.message }).toEqual({
        path,
        status: 400,
        message: expect.stringContaining('the name must be a path without empty, . and .. parts'),
      });
    }
  });

  it('refuses a file that no import could read for its size, before it is taken', async () => {
    const refused = await announcing(`${stage.endpoint}/imports/large.csv`, 2 * 1024 ** 3);
    expect(refused).toEqual({
      status: 413,
      message: 'large.csv: 2.00 GB; an import takes 1 GB at most, cut it in parts',
    });
    expect(await stage.ports.uploads.head('imports/large.csv')).toBeUndefined();
  });

  it('needs a key with the scope ingest', async () => {
    const put = (key: { keyId: string; secret: string }) =>
      stage.fetch('/imports/a.csv', { method: 'PUT', body: 'Id', headers: bearer(key) });
    expect((await put(await stage.newKey('report'))).status).toBe(403);
    expect((await put(await stage.newKey('ingest'))).status).toBe(201);
  });
});

describe('POST /imports/{name+}', () => {
  const announce = async (endpoint: string) => {
    const init = { method: 'POST', headers: bearer(stage.key) };
    const response = await fetch(`${endpoint}/imports/batch/people%201.csv`, init);
    return { status: response.status, body: await response.json() };
  };

  it('names the stage’s own PUT where the bucket is reached through the stage', async () => {
    expect(await announce(stage.endpoint)).toEqual({
      status: 201,
      body: {
        method: 'PUT',
        url: '/imports/batch/people%201.csv',
        s3Url: `s3://${stage.ports.uploads.bucket}/imports/batch/people 1.csv`,
      },
    });
  });

  it('gives a URL of the bucket on AWS, for a quarter of an hour', async () => {
    const uploads: Ports['uploads'] = {
      ...stage.ports.uploads,
      presignPut: async (key, seconds) => `https://bucket/${encodeURIComponent(key)}?signed=${seconds}`,
    };
    const deployed = await openStage({ ports: { uploads } });
    const init = { method: 'POST', headers: bearer(deployed.key) };
    const response = await fetch(`${deployed.endpoint}/imports/people.csv`, init);
    expect(await response.json()).toEqual({
      method: 'PUT',
      url: 'https://bucket/imports%2Fpeople.csv?signed=900',
      expiresAt: new Date(deployed.clock.now().getTime() + 900_000).toISOString(),
      s3Url: `s3://${uploads.bucket}/imports/people.csv`,
    });
    await deployed.close();
  });
});

describe('POST /imports/preview', () => {
  let app: string;
  beforeAll(async () => {
    app = (await createApp(stage.ports, { Name: 'shop' })).Id;
  });
  const preview = async (query: string, body: string | Uint8Array<ArrayBuffer>) => {
    const response = await stage.fetch(`/imports/preview?app=${app}&${query}`, { method: 'POST', body });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const refusal = async (query: string, body: string | Uint8Array<ArrayBuffer>) => {
    const { status, body: answer } = await preview(query, body);
    const { code, message } = answer.error as { code: string; message: string };
    return { status, code, message };
  };

  it('shows what would be read of a CSV file, repeated columns together, and what would be refused', async () => {
    const csv = [
      'ChannelType,Address,Metrics.orders,User.UserAttributes.Topic,User.UserAttributes.Topic,CohortId',
      'EMAIL,ines@example.com,4,garden,books,7',
      'EMAIL,no address,,,,',
      ',b@example.com,,,,',
      'EMAIL,c@example.com,many,,,',
      'SMS,+351910000077,,,,',
      '',
    ].join('\r\n');
    expect(await preview('format=CSV&name=a.csv', csv)).toEqual({
      status: 200,
      body: {
        columns: ['ChannelType', 'Address', 'Metrics.orders', 'User.UserAttributes.Topic'],
        rows: [
          { line: 2, values: ['EMAIL', 'ines@example.com', '4', 'garden, books'] },
          {
            line: 3,
            values: ['EMAIL', 'no address', '', ''],
            refused: 'Address is no e-mail address: no address',
          },
          { line: 4, values: ['', 'b@example.com', '', ''], refused: 'Missing ChannelType' },
          {
            line: 5,
            values: ['', '', '', ''],
            text: 'EMAIL,c@example.com,many,,,',
            refused: 'Metrics.orders must be a number, not "many"',
          },
          { line: 6, values: ['SMS', '+351910000077', '', ''] },
        ],
        checked: 5,
        refused: 3,
        refusals: [
          { line: 3, reason: 'Address is no e-mail address: no address' },
          { line: 4, reason: 'Missing ChannelType' },
          { line: 5, reason: 'Metrics.orders must be a number, not "many"' },
        ],
      },
    });
  });

  it('shows JSON lines under the names that a CSV header would have, gzipped ones too', async () => {
    const lines = `${JSON.stringify({
      ChannelType: 'EMAIL',
      Address: 'a@example.com',
      User: { UserId: 'u', UserAttributes: { Topic: ['x', 'y'] } },
    })}\n{"Address":\n`;
    const expected = {
      columns: ['ChannelType', 'Address', 'User.UserId', 'User.UserAttributes.Topic'],
      rows: [
        { line: 1, values: ['EMAIL', 'a@example.com', 'u', 'x, y'] },
        {
          line: 2,
          values: ['', '', '', ''],
          text: '{"Address":',
          refused: expect.stringContaining('not JSON'),
        },
      ],
      checked: 2,
      refused: 1,
    };
    expect((await preview('format=JSON', lines)).body).toMatchObject(expected);
    expect((await preview('format=JSON', new Uint8Array(gzipSync(lines)))).body).toMatchObject(expected);
  });

  it('bears rows that are no endpoints at all, however deep or wide', async () => {
    const deep = `{"User":${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)},"Address":${'['.repeat(50_000)}${']'.repeat(50_000)}}`;
    const wide = JSON.stringify(Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`m${n}`, n])));
    const { status, body } = await preview('format=JSON', `${deep}\n${wide}\n7\nnull\n[1]\n`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ checked: 5, refused: 5 });
    expect(body.columns).toHaveLength(100);
    expect((body.columns as string[]).slice(0, 3)).toEqual(['User.a.a', 'Address', 'm0']);
    expect((body.rows as { values: string[] }[])[0]?.values.slice(0, 2)).toEqual(['…', '…']);
  });

  it('looks at so many rows and bytes, and at no more, however small they were packed', async () => {
    const many = `Id\n${'a\n'.repeat(3_000_000)}`;
    const { body } = await preview('format=CSV', many);
    expect(body.checked).toBeGreaterThanOrEqual(50_000);
    expect(body.checked).toBeLessThan(120_000);
    const packed = new Uint8Array(gzipSync(`Id\n${'a'.repeat(9 * 1024 * 1024)}`));
    expect(packed.byteLength).toBeLessThan(20_000);
    expect(await refusal('format=CSV', packed)).toMatchObject({ status: 413, code: 'PayloadTooLarge' });
  });

  it('says the same of rows as the import says afterwards', async () => {
    const csv =
      'Id,ChannelType,Address,Location.Latitude\na,EMAIL,x,\nb,FAX,b@example.com,\nc,EMAIL,c@example.com,91\n';
    const { body } = await preview('format=CSV', csv);
    const key = 'imports/same.csv';
    await stage.ports.uploads.put(key, csv);
    const job = await createImportJob(stage.ports, app, {
      Format: 'CSV',
      S3Url: `s3://${stage.ports.uploads.bucket}/${key}`,
      RoleArn: 'none',
      RegisterEndpoints: true,
    });
    await stage.settled();
    const { Failures } = await getImportJob(stage.ports, app, job.Id);
    expect(
      (body.refusals as { line: number; reason: string }[]).map(
        ({ line, reason }) => `${key} line ${line}: ${reason}`,
      ),
    ).toEqual(Failures);
    expect(Failures).toHaveLength(3);
  });

  it('stores nothing', async () => {
    await preview('format=CSV', 'Id,ChannelType,Address,Metrics.fresh\nnew-one,EMAIL,new@example.com,1\n');
    expect(await stage.ports.endpoints.get(app, 'new-one')).toBeUndefined();
    expect((await customNamesOf(stage.ports, app)).used.Metrics).not.toContain('fresh');
  });

  it.each<[string, string, string | Uint8Array<ArrayBuffer>, string]>([
    [
      'an unknown column',
      'CSV',
      'Email,Name\na,b\n',
      'people.csv line 1: the column Email is unknown; names are case-sensitive, known are ChannelType, Address, ',
    ],
    [
      'semicolons',
      'CSV',
      'ChannelType;Address\nEMAIL;a@example.com\n',
      'people.csv line 1: its columns are separated by semicolons, not by commas',
    ],
    [
      'tabs',
      'CSV',
      'ChannelType\tAddress\n',
      'people.csv line 1: its columns are separated by tabs, not by commas',
    ],
    [
      'another encoding',
      'CSV',
      new Uint8Array(Buffer.from('Id,Location.City\na,S\xe3o\n', 'latin1')),
      'people.csv line 2: not UTF-8',
    ],
    [
      'half a gzip file',
      'JSON',
      new Uint8Array(gzipSync('{}'.repeat(900)).subarray(0, 20)),
      'people.csv: not a whole gzip file',
    ],
  ])('refuses a file with %s as the import would', async (_, format, body, message) => {
    expect(await refusal(`format=${format}&name=people.csv`, body)).toEqual({
      status: 400,
      code: 'BadFile',
      message: expect.stringContaining(message),
    });
  });

  it('names the parameter that is wrong', async () => {
    expect((await refusal('format=XML', '')).message).toBe('Parameter format must be CSV or JSON, not XML');
    expect((await refusal('format=CSV&defineSegment=maybe', '')).message).toBe(
      'Parameter defineSegment must be true or false, not maybe',
    );
    const nobody = await stage.fetch('/imports/preview?app=none&format=CSV', {
      method: 'POST',
      body: 'Id\n',
    });
    expect(nobody.status).toBe(404);
  });
});

describe('GET /imports/format', () => {
  it('lists the columns, each of which an import reads', async () => {
    const { columns, limitBytes } = (await (await stage.fetch('/imports/format')).json()) as {
      columns: { name: string; type: string }[];
      limitBytes: number;
    };
    expect(limitBytes).toBe(1024 ** 3);
    expect(columns.slice(0, 2).map(({ name }) => name)).toEqual(['ChannelType', 'Address']);
    const header = columns.map(({ name }) => name.replace('{name}', 'x'));
    const read = csvDefinitionReader(header.join(','), 'all.csv');
    const [definition] = read(columns.map(({ type }) => (type === 'number' ? '1' : 'x')).join(','));
    expect(definition).toEqual({
      ChannelType: 'x',
      Address: 'x',
      Id: 'x',
      OptOut: 'x',
      RequestId: 'x',
      User: { UserId: 'x', UserAttributes: { x: ['x'] } },
      Attributes: { x: ['x'] },
      Metrics: { x: 1 },
      Location: { Country: 'x', City: 'x', Region: 'x', PostalCode: 'x', Latitude: 1, Longitude: 1 },
      Demographic: {
        Timezone: 'x',
        Locale: 'x',
        Platform: 'x',
        PlatformVersion: 'x',
        Make: 'x',
        Model: 'x',
        ModelVersion: 'x',
        AppVersion: 'x',
      },
    });
  });
});
