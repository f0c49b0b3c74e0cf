import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Download, Page } from 'playwright-core';
import {
  cellsOf,
  chromiumPath,
  type Dashboard,
  openDashboard,
  overflow,
  part,
  statsOf,
  until,
  violations,
} from './dashboard-page.ts';

interface Job {
  readonly jobId: string;
  readonly type: string;
  readonly state: string;
  readonly processed: number;
  readonly rejected: number;
  readonly segmentId: string;
  readonly faults: string[];
}

const grouped = (value: number) => new Intl.NumberFormat('en-US').format(value);
const PHONE = { width: 360, height: 760 };
const HEADER = 'ChannelType,Address,User.UserId,User.UserAttributes.FirstName,Metrics.orders';
const rowOf = (n: number) => `EMAIL,imported-${n}@example.com,imported-${n},Name ${n},${n}`;
const file = (name: string, body: string | Buffer) => ({
  name,
  mimeType: 'text/csv',
  buffer: Buffer.from(body),
});
/** Ten rows, of which three break a rule. */
const MIXED = [
  HEADER,
  rowOf(1),
  rowOf(2),
  'EMAIL,no address,x,X,1',
  rowOf(3),
  ',nowhere@example.com,y,Y,1',
  rowOf(4),
  rowOf(5),
  'EMAIL,z@example.com,z,Z,many',
  rowOf(6),
  rowOf(7),
  '',
].join('\r\n');
type View = [path: string, name: string, ready: (shown: Page) => Promise<unknown>];
const VIEWS = [
  'import-customers',
  'import-list',
  'import-job',
  'import-failed',
  'import-export',
  'import-export-dialog',
  'import-segments',
];
const REASONS = [
  [4, 'Address is no e-mail address: no address'],
  [6, 'Missing ChannelType'],
  [9, 'Metrics.orders must be a number, not "many"'],
];

(chromiumPath ? describe : describe.skip)('imports on the dashboard', () => {
  let dashboard: Dashboard;
  let app: string;
  let page: Page;
  beforeAll(async () => {
    dashboard = await openDashboard();
    app = dashboard.applicationId;
  });
  afterAll(() => dashboard?.close());
  beforeEach(() => {
    dashboard.faults.length = 0;
  });
  afterEach(async () => {
    await page?.context().close();
    expect(dashboard.faults).toEqual([]);
  });

  const jobOf = (id: string) => dashboard.ask<Job>(`/jobs/${id}?app=${app}`);
  const countOf = async (segment: string) =>
    (await dashboard.ask<{ count: number }>(`/segments/${segment}/count?app=${app}`)).count;
  const choose = (...files: ReturnType<typeof file>[]) =>
    page.locator('input[type=file]').setInputFiles(files);
  const cells = (table: string) => cellsOf(page, table);
  const stats = () => statsOf(page, 'Progress');
  /** The id in the address of the job's page, which opens when the file is there. */
  async function opened(): Promise<string> {
    await until(page, '/#\\/segments\\/jobs\\/[0-9a-f]{32}/.test(location.href)');
    return /jobs\/([0-9a-f]{32})/.exec(page.url())?.[1] as string;
  }
  const done = () => part(page, 'Progress').getByText('Everything is stored').waitFor();
  async function textOf(download: Promise<Download>): Promise<string> {
    const parts: Buffer[] = [];
    for await (const chunk of await (await download).createReadStream()) parts.push(chunk as Buffer);
    return Buffer.concat(parts).toString();
  }
  /** Imports a file by the page, up to its end. */
  async function imported(...files: ReturnType<typeof file>[]): Promise<string> {
    page = await dashboard.open('/segments/import');
    await choose(...files);
    await page.getByRole('button', { name: /^Import / }).click();
    const id = await opened();
    await done();
    return id;
  }

  it('is reached from the segments, and shows what would be read before anything is sent', async () => {
    page = await dashboard.open('/segments');
    await page.getByRole('link', { name: 'Import customers' }).first().click();
    await page.getByRole('heading', { name: 'Import customers', level: 1 }).waitFor();
    const sent: string[] = [];
    page.on('request', (request) => request.method() === 'PUT' && sent.push(request.url()));
    await choose(file('Spring customers.csv', MIXED));
    await page.getByText('3 of the first 10 rows would not be taken; the others would.').waitFor();
    const shown = await cells('First rows of Spring customers.csv');
    const told = await dashboard.ask<{
      rows: { line: number; values: string[]; text?: string; refused?: string }[];
    }>(`/imports/preview?app=${app}&format=CSV`, { method: 'POST', body: MIXED });
    expect(shown).toEqual(
      told.rows.map(({ line, values, text = '', refused = '' }) => [String(line), ...values, refused + text]),
    );
    expect(shown[0]).toEqual(['2', 'EMAIL', 'imported-1@example.com', 'imported-1', 'Name 1', '1', '']);
    await page.getByText('Rows that would not be taken (3)').click();
    for (const [line, reason] of REASONS) await page.getByText(`Line ${line}: ${reason}`).waitFor();
    expect(await page.getByLabel('Name of the segment').inputValue()).toBe('Spring customers');
    expect(sent).toEqual([]);
  });

  it('imports what is good, lists what is not with line and reason, and leads to the segment', async () => {
    page = await dashboard.open('/segments/import');
    await choose(file('Spring customers.csv', MIXED));
    await page.getByLabel('Name of the segment').fill('Customers of spring');
    await page.getByRole('button', { name: 'Import the file' }).click();
    const id = await opened();
    await done();
    await page.getByRole('heading', { name: 'Import of Customers of spring', level: 1 }).waitFor();
    const job = await jobOf(id);
    expect(job).toMatchObject({ state: 'SUCCEEDED', processed: 10, rejected: 3 });
    expect((await stats()).slice(0, 3)).toEqual([
      ['Records', '10'],
      ['Taken', '7'],
      ['Not taken', '3'],
    ]);
    await page.getByRole('table', { name: 'Records that were not taken' }).waitFor();
    expect(await cells('Records that were not taken')).toEqual(
      REASONS.map(([line, reason]) => ['Spring customers.csv', String(line), reason]),
    );
    const { stage } = dashboard;
    const kept = await fetch(`${stage.endpoint}/jobs/${id}/rejects?app=${app}`, {
      headers: { authorization: `Bearer ${stage.key.keyId}.${stage.key.secret}` },
    });
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download as CSV' }).click();
    expect(await textOf(download)).toBe(await kept.text());
    expect((await download).suggestedFilename()).toBe('Spring customers.csv.not-taken.csv');
    const size = await countOf(job.segmentId);
    expect(size).toBe(7);
    await part(page, 'Its segment')
      .getByText(`Customers of spring holds ${grouped(size)} endpoints now`)
      .waitFor();
    await part(page, 'Its segment').getByRole('link', { name: 'Customers of spring' }).click();
    await page.getByRole('heading', { name: 'Customers of spring', level: 1 }).waitFor();
  });

  it('takes several dropped files at once, gzipped ones too, as one segment', async () => {
    page = await dashboard.open('/segments/import');
    const zone = page.getByRole('region', { name: 'Choose files of customers' });
    await zone.waitFor();
    const lines = (from: number) =>
      [1, 2].map((n) => JSON.stringify({ ChannelType: 'EMAIL', Address: `many-${from + n}@example.com` }));
    const zipped = gzipSync(`${lines(10).join('\n')}\n`).toString('base64');
    const dropped = await page.evaluateHandle(`(() => {
      const transfer = new DataTransfer();
      const zipped = Uint8Array.from(atob('${zipped}'), (sign) => sign.charCodeAt(0));
      transfer.items.add(new File([${JSON.stringify(`${lines(0).join('\n')}\n`)}], 'one.jsonl'));
      transfer.items.add(new File([zipped], 'two.ndjson.gz'));
      return transfer;
    })()`);
    await zone.dispatchEvent('drop', { dataTransfer: dropped });
    await page.getByText('Can be read').nth(1).waitFor();
    await page.getByRole('button', { name: 'two.ndjson.gz', exact: true }).click();
    await page.getByRole('cell', { name: 'many-11@example.com' }).waitFor();
    await page.getByLabel('Name of the segment').fill('Of two files');
    await page.getByRole('button', { name: 'Import 2 files' }).click();
    const { segmentId, processed } = await jobOf(await opened());
    await done();
    expect((await jobOf(/jobs\/(\w+)/.exec(page.url())?.[1] as string)).processed).toBe(4);
    expect(await countOf(segmentId)).toBe(4);
    expect(processed).toBeLessThanOrEqual(4);
  });

  it('sends a large file to where the stage says, which on AWS is the bucket', async () => {
    page = await dashboard.open('/segments/import');
    const asked: string[] = [];
    page.on('request', (request) => {
      if (/\/imports\/\d{4}/.test(request.url())) asked.push(request.method());
    });
    // Five megabytes in lines that repeat ten addresses.
    const attribute = 'x'.repeat(100);
    const lines = Array.from({ length: 36_000 }, (_, n) =>
      rowOf(40 + (n % 10)).replace(/Name \d+/, attribute),
    );
    await choose(file('Large.csv', `${HEADER}\n${lines.join('\n')}\n`));
    await page.getByText(/All of the first [\d,]+ rows can be taken/).waitFor();
    await page.getByRole('button', { name: 'Import the file' }).click();
    const id = await opened();
    await done();
    expect(asked).toEqual(['POST', 'PUT']);
    const job = await jobOf(id);
    expect(job).toMatchObject({ processed: 36_000, rejected: 0 });
    expect(await countOf(job.segmentId)).toBe(10);
  });

  it('adds to a segment that was imported before, on the way from its page', async () => {
    const id = await imported(file('Growing.csv', `${HEADER}\n${rowOf(21)}\n`));
    const { segmentId } = await jobOf(id);
    await page.goto(`${dashboard.stage.endpoint}/#/segments/${segmentId}?app=${app}`);
    await page.getByRole('link', { name: 'Import into it' }).click();
    await choose(file('more.csv', `${HEADER}\n${rowOf(22)}\n${rowOf(23)}\n`));
    expect(await page.getByLabel('Segment', { exact: true }).inputValue()).toBe(segmentId);
    await page.getByRole('button', { name: 'Import the file' }).click();
    await opened();
    await part(page, 'Its segment').getByText('holds 3 endpoints now').waitFor();
    expect(await countOf(segmentId)).toBe(3);
  });

  it('makes a segment alone, and leaves stored customers as they are', async () => {
    page = await dashboard.open('/segments/import');
    await choose(file('Copies.csv', `${HEADER}\n${rowOf(31)}\n`));
    await page.getByRole('radio', { name: /Only make a segment/ }).check();
    await page.getByRole('button', { name: 'Import the file' }).click();
    const { segmentId } = await jobOf(await opened());
    await done();
    expect(await countOf(segmentId)).toBe(1);
    const { items } = await dashboard.ask<{ items: unknown[] }>(
      `/customers?app=${app}&search=imported-31@example.com`,
    );
    expect(items).toEqual([]);
  });

  it.each<[string, ReturnType<typeof file>, RegExp, RegExp]>([
    [
      'a wrong header',
      file('wrong.csv', 'Email,Name\na@example.com,A\n'),
      /^wrong\.csv line 1: the column Email is unknown$/,
      /The first line must name the columns/,
    ],
    [
      'semicolons',
      file('half.csv', 'ChannelType;Address\nEMAIL;a@example.com\n'),
      /separated by semicolons, not by commas/,
      /in Excel as “CSV UTF-8/,
    ],
    [
      'another encoding',
      file('latin.csv', Buffer.from(`${HEADER}\nEMAIL,a@example.com,a,João,1\n`, 'latin1')),
      /^latin\.csv line 2: not UTF-8$/,
      /save it as “CSV UTF-8”/,
    ],
    [
      'a header and no row',
      file('header.csv', `${HEADER}\n`),
      /^header\.csv: there is no row in it$/,
      /nothing to import/,
    ],
    [
      'something else behind .gz',
      file('fake.csv.gz', 'this is no gzip'),
      /^fake\.csv\.gz: not a whole gzip file$/,
      /Compress it again/,
    ],
  ])(
    'says before it is sent what is wrong with a file with %s, and what to do',
    async (_, bad, what, advice) => {
      page = await dashboard.open('/segments/import');
      await choose(bad);
      const told = page.getByRole('alert');
      await told.getByText(what).waitFor();
      await told.getByText(advice).waitFor();
      expect(await page.getByRole('button', { name: 'Import the file' }).isDisabled()).toBe(true);
      dashboard.faults.length = 0; // the browser tells of the refusal too
    },
  );

  it('says that a file is empty, of an unknown kind, or does not go with another', async () => {
    page = await dashboard.open('/segments/import');
    await choose(file('empty.csv', ''), file('people.xlsx', 'PK'), file('people.pdf', '%PDF'));
    await page.getByText('The file is empty').waitFor();
    await page.getByText('A spreadsheet: save it as “CSV UTF-8”').waitFor();
    await page.getByText('Neither CSV nor JSON lines').waitFor();
    expect(await page.getByRole('button', { name: 'Import 3 files' }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Leave out people.xlsx' }).click();
    await page.getByRole('button', { name: 'Leave out people.pdf' }).click();
    await page.getByRole('button', { name: 'Leave out empty.csv' }).click();
    await choose(file('a.csv', `${HEADER}\n${rowOf(1)}\n`), file('b.json', '{"Id":"b"}\n'));
    await page.getByRole('alert').getByText('CSV and JSON files cannot be imported together').waitFor();
  });

  it('says that a file is too large, before it is sent', async () => {
    page = await dashboard.open('/segments/import');
    const zone = page.getByRole('region', { name: 'Choose files of customers' });
    await zone.waitFor();
    const { limitBytes } = await dashboard.ask<{ limitBytes: number }>('/imports/format');
    // A file says how large it is; no gigabyte is made for it.
    const dropped = await page.evaluateHandle(`(() => {
      const large = new File([${JSON.stringify(`${HEADER}\n${rowOf(1)}\n`)}], 'large.csv');
      Object.defineProperty(large, 'size', { value: ${limitBytes + 1} });
      const event = new Event('drop', { bubbles: true });
      Object.defineProperty(event, 'dataTransfer', { value: { files: [large] } });
      document.querySelector('section[aria-label="Choose files of customers"]').dispatchEvent(event);
    })()`);
    await dropped.dispose();
    await page.getByRole('alert').getByText('is too large: an import takes').waitFor();
    expect(await page.getByRole('button', { name: 'Import the file' }).isDisabled()).toBe(true);
  });

  it('says on the job’s page why an import failed, as it does for one that the API started', async () => {
    const { s3Url } = await dashboard.ask<{ s3Url: string }>('/imports/late/late.csv', {
      method: 'PUT',
      body: `${HEADER}\n${rowOf(1)}\n`.replace('Metrics.orders', 'Orders'),
    });
    const { Id } = await dashboard.ask<{ Id: string }>(`/v1/apps/${app}/jobs/import`, {
      method: 'POST',
      body: JSON.stringify({ Format: 'CSV', S3Url: s3Url, RoleArn: 'x', RegisterEndpoints: true }),
    });
    page = await dashboard.open(`/segments/jobs/${Id}`);
    const told = part(page, 'Progress').getByRole('alert');
    await told.getByText('late.csv line 1: the column Orders is unknown', { exact: true }).waitFor();
    await told.getByText(/The first line must name the columns/).waitFor();
    await page.getByText('The import failed.').waitFor({ state: 'attached' });
    expect(await part(page, 'Not taken').count()).toBe(0);
  });

  it('gives examples that the stage reads without a fault, and lists its columns', async () => {
    page = await dashboard.open('/segments/import');
    for (const [name, format] of [
      ['Example as CSV', 'CSV'],
      ['Example as JSON lines', 'JSON'],
    ]) {
      const download = page.waitForEvent('download');
      await page.getByRole('link', { name, exact: true }).click();
      const told = await dashboard.ask<{ checked: number; refused: number }>(
        `/imports/preview?app=${app}&format=${format}`,
        { method: 'POST', body: await textOf(download) },
      );
      expect(told.refused).toBe(0);
      expect(told.checked).toBeGreaterThan(1);
    }
    await page.getByText('All columns').click();
    const { columns } = await dashboard.ask<{ columns: { name: string }[] }>('/imports/format');
    await page.getByRole('cell', { name: 'ChannelType', exact: true }).waitFor();
    expect((await cells('Columns of an import file')).map(([name]) => name)).toEqual(
      columns.map(({ name }) => name),
    );
  });

  it('lists imports and exports as the API does, by kind', async () => {
    await dashboard.ask(`/v1/apps/${app}/jobs/export`, {
      method: 'POST',
      body: JSON.stringify({ RoleArn: 'x', S3UrlPrefix: 's3://touchpoint-local-uploads/elsewhere/' }),
    });
    await dashboard.stage.stage.settled();
    page = await dashboard.open('/segments');
    await page.getByRole('link', { name: 'Imports and exports' }).click();
    await page.getByRole('link', { name: 'Export of all customers' }).waitFor();
    const { items } = await dashboard.ask<{ items: Job[] }>(`/jobs?app=${app}`);
    const shown = await cells('Imports and exports');
    expect(shown.map((line) => [line[1], line[3], line[4]])).toEqual(
      items.map(({ type, state, processed, rejected }) => [
        state === 'FAILED' ? 'Failed' : 'Done',
        grouped(processed),
        type === 'import' ? grouped(rejected) : '–',
      ]),
    );
    await page.getByRole('button', { name: 'Exports', exact: true }).click();
    await until(page, 'document.querySelectorAll("tbody tr").length === 1');
    expect(page.url()).toContain('type=export');
  });

  it('exports a segment, follows it, and gives it as a table that can be imported again, and as it was written', async () => {
    const { items } = await dashboard.ask<{ items: { id: string; name: string; size: number }[] }>(
      `/segments?app=${app}`,
    );
    const { id, name, size } = items.find((one) => one.name === 'Customers of spring') as (typeof items)[0];
    page = await dashboard.open(`/segments/${id}`);
    await page.getByRole('button', { name: 'Export' }).click();
    await page.getByRole('button', { name: 'Start the export' }).click();
    const jobId = await opened();
    await page.getByRole('heading', { name: `Export of ${name}`, level: 1 }).waitFor();
    await part(page, 'Progress').getByText('Everything is written').waitFor();
    expect(await jobOf(jobId)).toMatchObject({ type: 'export', state: 'SUCCEEDED', processed: size });
    expect((await stats())[0]).toEqual(['Written', grouped(size)]);

    const csv = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download as CSV' }).click();
    const table = await textOf(csv);
    expect((await csv).suggestedFilename()).toMatch(/^export-\d{4}-\d\d-\d\d-[0-9a-f]{8}\.csv$/);
    const [header = '', ...rows] = table.trim().split('\r\n');
    expect(header.replace('\ufeff', '').split(',').slice(0, 4)).toEqual([
      'ChannelType',
      'Address',
      'Id',
      'User.UserId',
    ]);
    expect(rows).toHaveLength(size);
    const told = await dashboard.ask<{ checked: number; refused: number; rows: { values: string[] }[] }>(
      `/imports/preview?app=${app}&format=CSV`,
      { method: 'POST', body: table },
    );
    expect(told).toMatchObject({ checked: size, refused: 0 });

    const files = await dashboard.ask<{ items: { name: string; url: string }[] }>(
      `/jobs/${jobId}/files?app=${app}`,
    );
    const lines = page.waitForEvent('download');
    await page.getByRole('button', { name: files.items[0]?.name }).click();
    expect((await lines).suggestedFilename()).toBe(files.items[0]?.name);
    const parts: Buffer[] = [];
    for await (const chunk of await (await lines).createReadStream()) parts.push(chunk as Buffer);
    const endpoints = gunzipSync(Buffer.concat(parts)).toString().trim().split('\n');
    expect(endpoints.map((line) => JSON.parse(line).Address).sort()).toEqual(
      rows.map((row) => row.split(',')[1]).sort(),
    );
  });

  it('says of an export that was written elsewhere where its files are', async () => {
    const { items } = await dashboard.ask<{ items: (Job & { place: string })[] }>(
      `/jobs?app=${app}&type=export`,
    );
    const elsewhere = items.find(({ place }) => place.endsWith('/elsewhere/'));
    page = await dashboard.open(`/segments/jobs/${elsewhere?.jobId}`);
    await part(page, 'Files').getByText(`${elsewhere?.place}${elsewhere?.jobId}-…`).waitFor();
  });

  it('tells a reader whose key may not import so, and shows what it may', async () => {
    const { items } = await dashboard.ask<{ items: Job[] }>(`/jobs?app=${app}`);
    const rejected = items.find((job) => job.rejected > 0)?.jobId;
    const key = await dashboard.ask<{ keyId: string; secret: string }>('/keys', {
      method: 'POST',
      body: JSON.stringify({ name: 'wall', scopes: ['report'] }),
    });
    page = await dashboard.open('/segments/import');
    await page.evaluate(`sessionStorage.setItem('touchpoint-key', '${key.keyId}.${key.secret}')`);
    await page.reload();
    await page.getByText('Your key may look, and not import').waitFor();
    expect(await page.locator('input[type=file]').isDisabled()).toBe(true);
    await page.goto(`${dashboard.stage.endpoint}/#/segments/jobs/${rejected}?app=${app}`);
    await page
      .getByText('Reasons may quote what stands in the file, so your key does not show them')
      .waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
    const exported = items.find(({ type }) => type === 'export')?.jobId;
    await page.goto(`${dashboard.stage.endpoint}/#/segments/jobs/${exported}?app=${app}`);
    await page.getByText('An export holds persons, so your key does not open it').waitFor();
    const { items: segments } = await dashboard.ask<{ items: { id: string }[] }>(`/segments?app=${app}`);
    await page.goto(`${dashboard.stage.endpoint}/#/segments/${segments[0]?.id}?app=${app}`);
    await page.getByRole('button', { name: 'Export' }).click();
    await page.getByRole('alert').getByText('Your key may look, and not export').waitFor();
    expect(await page.getByRole('button', { name: 'Start the export' }).isDisabled()).toBe(true);
    dashboard.faults.length = 0; // the segment's sample is refused to such a key
  });

  const views = async (): Promise<View[]> => {
    const { items } = await dashboard.ask<{ items: Job[] }>(`/jobs?app=${app}`);
    const done = items.find((job) => job.rejected > 0)?.jobId;
    const failed = items.find((job) => job.state === 'FAILED')?.jobId;
    const exported = items.find(({ type, segmentId }) => type === 'export' && segmentId)?.jobId;
    return [
      [
        '/segments/import',
        'import-customers',
        async (shown) => {
          await shown.locator('input[type=file]').setInputFiles(file('Spring customers.csv', MIXED));
          await shown.getByText('Rows that would not be taken (3)').waitFor();
          await shown.getByLabel('Name of the segment').waitFor();
        },
      ],
      [
        '/segments/jobs',
        'import-list',
        (shown) => shown.getByRole('table', { name: 'Imports and exports' }).waitFor(),
      ],
      [
        `/segments/jobs/${done}`,
        'import-job',
        async (shown) => {
          await shown.getByRole('table', { name: 'Records that were not taken' }).waitFor();
          await shown.getByText('endpoints now').waitFor();
        },
      ],
      [`/segments/jobs/${failed}`, 'import-failed', (shown) => shown.getByRole('alert').waitFor()],
      [
        `/segments/jobs/${exported}`,
        'import-export',
        (shown) => shown.getByRole('table', { name: 'Files of the export' }).waitFor(),
      ],
      [
        `/segments/${items.find((job) => job.rejected > 0)?.segmentId}`,
        'import-export-dialog',
        async (shown) => {
          await shown.getByRole('button', { name: 'Export' }).click();
          await shown.getByRole('button', { name: 'Start the export' }).waitFor();
        },
      ],
      ['/segments', 'import-segments', (shown) => shown.getByRole('table', { name: 'Segments' }).waitFor()],
    ];
  };

  it.each(['light', 'dark'] as const)('can be used by everyone, %s', async (colorScheme) => {
    const found: Record<string, string[]> = {};
    const all = await views();
    expect(all.map(([, name]) => name)).toEqual(VIEWS);
    for (const [view, name, ready] of all) {
      page = await dashboard.open(view, { colorScheme });
      await ready(page);
      const wrong = await violations(page);
      if (wrong.length > 0) found[name] = wrong;
      await page.context().close();
    }
    expect(found).toEqual({});
  });

  it.each(VIEWS)('fits a phone: %s', async (name) => {
    const [view, , ready] = (await views()).find(([, one]) => one === name) as View;
    page = await dashboard.open(view, { viewport: PHONE });
    await ready(page);
    expect(await overflow(page)).toBe(0);
    await dashboard.screenshots(view, name, ready);
  });
});
