import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type {
  Funnel,
  MessagesOverTimeRow,
  RfmSegmentsRow,
  SegmentReach,
} from '../../dashboard/src/api/types.ts';
import type { DescribedUpload } from '../../src/core/uploads/describe-upload.ts';
import { findChromium, launchChromium } from '../browser/chromium.ts';
import { part } from '../browser/dashboard-page.ts';
import { HEADER, shop } from '../flows/home.ts';
import type { CloudStage } from './cloud-stage.ts';
import { deliverParquet } from './deliver-parquet.ts';
import { serveFunctionUrl } from './function-url.ts';
import type { OnLoopback } from './loopback.ts';

// What waits in real time, such as for readers of an older snapshot, has nobody to wait for here.
jest.unstable_mockModule('node:timers/promises', () => ({
  setTimeout: (milliseconds: number) =>
    new Promise<void>((over) => setTimeout(over, Math.min(milliseconds, 100))),
}));

/*
 * The dashboard in a real browser, served by functions/api as a function URL serves it, over a stage on moto and Trino: what
 * each view shows is what the API answers, which is what Athena counted.
 */
const TICK = { 'detail-type': 'Scheduled Event', source: 'aws.scheduler' };
/** A question to Trino takes some seconds, and a page has several of them. */
const PATIENCE = 120_000;
const whole = new Intl.NumberFormat('en-US');
const IMPORTED = ['nina@example.com', 'omar@example.com'];
const today = () => new Date().toISOString().slice(0, 10);

const chromiumPath = findChromium();
(chromiumPath ? describe : describe.skip)('the dashboard on AWS', () => {
  let cloud: CloudStage;
  let front: OnLoopback;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  const faults: string[] = [];
  let app: string;
  let upload: DescribedUpload;

  beforeAll(async () => {
    jest.spyOn(console, 'warn').mockImplementation(() => undefined); // Powertools misses metrics of ours
    cloud = await (await import('./cloud-stage.ts')).openCloudStage();
    front = await serveFunctionUrl(cloud.functions);
    browser = await launchChromium(chromiumPath);
    context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    context.setDefaultTimeout(PATIENCE);
    page = await context.newPage();
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
    ({ Id: app } = await cloud.request<{ Id: string }>('POST', '/v1/apps', { Name: 'shop' }));
    await cloud.request('PUT', `/v1/apps/${app}/channels/email`, {
      Enabled: true,
      FromAddress: 'shop@example.com',
      Identity: 'arn:aws:ses:us-east-1:123456789012:identity/example.com',
    });
  });
  afterAll(async () => {
    await browser?.close();
    await front?.close();
    await cloud?.close();
  });
  afterEach(() => {
    expect(faults.splice(0)).toEqual([]);
  });

  /** Goes to a view; the page stays signed in, as a reader's does. */
  const open = (view: string) => page.goto(`${front.url}/#${view}`);
  /** What the stage answers, once Athena has. */
  const ask = async <Answer>(path: string): Promise<Answer> => {
    const { keyId, secret } = await cloud.key();
    const headers = { authorization: `Bearer ${keyId}.${secret}`, prefer: 'wait=20' };
    const response = await fetch(`${front.url}${path}`, { headers });
    if (response.status === 202) return ask(`${response.headers.get('location')}/results`);
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as Answer;
  };

  const segmentsOf = ({ uploadId }: DescribedUpload) =>
    `/queries/rfm_segments?application_id=${app}&upload_id=${uploadId}`;

  it('lets a reader in with a key that the account made', async () => {
    const { keyId, secret } = await cloud.key();
    await open(`/rfm?app=${app}`);
    await page.getByLabel('Access key id').fill(keyId);
    await page.getByLabel('Secret access key').fill(secret);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('region', { name: 'Upload transactions' }).waitFor();
    expect(page.url()).not.toContain(secret);
  });

  it('takes a file, follows its run through the state machine, and shows its scores', async () => {
    await page.getByLabel('choose a file').setInputFiles({
      name: 'shop.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from([HEADER, ...shop(120)].join('\n')),
    });
    await page.getByRole('heading', { name: 'shop.csv', level: 1 }).waitFor();
    const [told] = await cloud.eventsFor('receive-upload');
    await cloud.functions.call('receive-upload', told);
    await cloud.settled();
    await page.getByText('The run is done').waitFor({ state: 'attached' });

    const { items } = await ask<{ items: DescribedUpload[] }>(`/uploads?app=${app}`);
    upload = await ask(`/uploads/${items[0]?.uploadId}`);
    expect(upload).toMatchObject({ state: 'SUCCEEDED', rejected: 0 });
    const run = page.getByRole('region', { name: 'Run' });
    for (const value of [upload.rows, upload.customers, upload.endpoints])
      await run
        .getByText(whole.format(value ?? 0), { exact: true })
        .first()
        .waitFor();
    const { rows } = await ask<{ rows: RfmSegmentsRow[] }>(segmentsOf(upload));
    const worth = page.getByRole('table', { name: 'Named segments of the upload' });
    for (const { segment, customers } of rows)
      await worth
        .getByRole('row')
        .filter({ has: page.getByRole('cell', { name: segment ?? '', exact: true }) })
        .getByText(whole.format(customers ?? 0), { exact: true })
        .first()
        .waitFor();
  });

  it('lists segments with the sizes that Athena counted, and counts while one is built', async () => {
    await open(`/segments?app=${app}`);
    for (const { name, size } of upload.segments ?? []) {
      const row = page.getByRole('table', { name: 'Segments' }).getByRole('row').filter({ hasText: name });
      await row.locator('[data-part=size]').getByText(whole.format(size), { exact: true }).waitFor();
    }
    await open(`/segments/new?app=${app}`);
    await page
      .getByRole('region', { name: 'Who matches now' })
      .getByText(`${whole.format(upload.endpoints ?? 0)} endpoints`, { exact: true })
      .waitFor();
    await page.getByLabel('Name', { exact: true }).fill('Everybody by mail');
    await page.getByLabel('Add a condition').selectOption({ label: 'Channel' });
    await page
      .locator('fieldset')
      .getByRole('button', { name: /^E-mail/ })
      .click();
    await page.getByRole('button', { name: 'Save segment' }).click();
    await page.getByRole('heading', { name: 'Everybody by mail', level: 1 }).waitFor();
    const [, id] = /segments\/(\w+)/.exec(page.url()) ?? [];
    const reach = await ask<SegmentReach>(`/segments/${id}/reach?app=${app}`);
    expect(reach.count).toBe(upload.endpoints);
    await part(page, 'Now').getByText(whole.format(reach.count), { exact: true }).first().waitFor();
  });

  it('imports customers from a file, says which row was not taken, and exports their segment', async () => {
    await open(`/segments/import?app=${app}`);
    const rows = [...IMPORTED.map((address) => `EMAIL,${address},`), 'PIGEON,coo,paul'];
    await page.locator('input[type=file]').setInputFiles({
      name: 'Newsletter.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(['ChannelType,Address,Id', ...rows].join('\n')),
    });
    await page.getByRole('button', { name: 'Import the file' }).click();
    await page.getByRole('heading', { name: 'Import of Newsletter', level: 1 }).waitFor();
    await cloud.settled();
    await part(page, 'Progress').getByText('Everything is stored').waitFor();
    await page
      .getByRole('table', { name: 'Records that were not taken' })
      .getByText('PIGEON', { exact: false })
      .first()
      .waitFor();
    const made = part(page, 'Its segment');
    await made.getByText(`Newsletter holds ${IMPORTED.length} endpoints now`).waitFor();

    await made.getByRole('link', { name: 'Newsletter' }).click();
    await page.getByRole('button', { name: 'Export' }).click();
    await page.getByRole('button', { name: 'Start the export' }).click();
    await page.getByRole('heading', { name: 'Export of Newsletter', level: 1 }).waitFor();
    await cloud.settled();
    const files = page.getByRole('table', { name: 'Files of the export' });
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      files.getByRole('button').first().click(), // the bucket's own URL, signed by the function
    ]);
    const lines = gunzipSync(await buffer(await download.createReadStream())).toString();
    expect(
      lines
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).Address)
        .sort(),
    ).toEqual(IMPORTED);
  });

  describe('once a campaign has run', () => {
    let campaign: string;
    /** Endpoints in its segment. */
    let size: number;
    beforeAll(async () => {
      const { Item } = await ask<{ Item: { Id: string; Name: string }[] }>(`/v1/apps/${app}/segments`);
      const audience = Item.find(({ Name }) => Name === 'Everybody by mail');
      ({ count: size } = await ask<{ count: number }>(`/segments/${audience?.Id}/count?app=${app}`));
      ({ Id: campaign } = await cloud.request<{ Id: string }>('POST', `/v1/apps/${app}/campaigns`, {
        ...{ Name: 'Hello all', SegmentId: audience?.Id, Schedule: { StartTime: 'IMMEDIATE' } },
        MessageConfiguration: { EmailMessage: { Title: 'Hello', HtmlBody: '<p>Hello</p>' } },
      }));
      await cloud.functions.call('clock-tick', TICK);
      await cloud.settled();
      const lines = (await cloud.delivered('events')).filter((line) => line.includes(app));
      const prefix = `events/application_id=${app}/arrival_date=${today()}/`;
      await deliverParquet(cloud.lake, cloud.bucket, { table: 'events', prefix, lines });
    });

    it('shows on the overview what was sent', async () => {
      await open(`/?app=${app}`);
      const { rows } = await ask<{ rows: MessagesOverTimeRow[] }>(
        `/queries/messages_over_time?application_id=${app}&from_day=${today()}&to_day=${today()}&limit=10000`,
      );
      const sent = rows.reduce((all, row) => all + (row.sent ?? 0), 0);
      expect([sent, size]).toEqual([size, (upload.endpoints ?? 0) + IMPORTED.length]);
      await part(page, 'Last 30 days').getByText(whole.format(sent), { exact: true }).first().waitFor();
    });

    it('shows the campaign, and how far its people came', async () => {
      await open(`/campaigns?app=${app}`);
      await page.getByRole('link', { name: 'Hello all' }).click();
      const funnel = part(page, 'How far people came');
      await funnel.getByText('In the audience').waitFor();
      const { stages } = await ask<Funnel>(`/campaigns/${campaign}/funnel?app=${app}`);
      const shown = await funnel.getByRole('listitem').allInnerTexts();
      expect(shown.map((text) => /^[\d,]+$/m.exec(text)?.[0])).toEqual(
        stages.map(({ people }) => whole.format(people)),
      );
    });

    it('finds a customer, and tells what came', async () => {
      await open(`/customers?app=${app}&search=C-7`);
      await page.getByRole('link', { name: 'C-7', exact: true }).first().click();
      await part(page, 'Timeline').getByText('Hello all').first().waitFor();
    });
  });

  it('runs a named query, and shows its rows when Athena has them', async () => {
    await open(`/queries/rfm_segments?app=${app}&upload_id=${upload.uploadId}&run=1`);
    const { rows } = await ask<{ rows: RfmSegmentsRow[] }>(segmentsOf(upload));
    const answer = page.getByRole('region', { name: /^Answer of/ });
    await answer.waitFor();
    expect(await answer.locator('tbody tr').count()).toBe(rows.length);
  });

  it('lets the reader out', async () => {
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Access key id').waitFor();
  });
});
