import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { followUpload } from '../../src/runtime/follow-upload.ts';
import { stageClient } from '../../src/runtime/stage-client.ts';
import {
  cellsOf,
  chromiumPath,
  type Dashboard,
  openDashboard,
  overflow,
  statsOf,
  violations,
} from './dashboard-page.ts';

interface Upload {
  readonly uploadId: string;
  readonly name: string;
  readonly state: string;
  readonly rows: number;
  readonly scored: number;
  readonly rejected: number;
  readonly customers: number;
  readonly endpoints: number;
  readonly states: { readonly name: string }[];
}
interface Row {
  readonly r_score: number;
  readonly f_score: number;
  readonly customers: number;
  readonly monetary: number;
  readonly segment: string;
  readonly cluster_label: number;
  readonly from_segment: string | null;
  readonly to_segment: string | null;
}

const HEADER =
  'EventName,ProductCode,ProductName,ProductDescription,UnitPrice,Quantity,CustomerID,Username,ChannelType,Address,City,State,Country,Date';
const purchase = (customer: string, price: string, date: string) =>
  `PURCHASED,p,P,"a, b",${price},1,${customer},${customer},EMAIL,success+${customer}@simulator.amazonses.com,Porto,Norte,PRT,${date}`;
/** A month later: every seventh customer is gone, some bought much and lately, and a few are new. */
function laterFile(customers: readonly string[]): string {
  const stayed = [...customers].sort().filter((_, place) => place % 7 !== 0);
  const bought = [...stayed, 'new-1', 'new-2', 'new-3'].flatMap((customer, place) =>
    Array.from({ length: 1 + ((place * 5) % 4) }, (_, time) =>
      purchase(
        customer,
        String(10 + ((place * 37) % 400)),
        `2026-06-${String(1 + ((place * 11 + time) % 30)).padStart(2, '0')}`,
      ),
    ),
  );
  return `${HEADER}\n${bought.join('\n')}\n`;
}
const grouped = (value: number) => new Intl.NumberFormat('en-US').format(value);
const PHONE = { width: 360, height: 760 };

(chromiumPath ? describe : describe.skip)('the view of RFM', () => {
  let dashboard: Dashboard;
  let app: string;
  let page: Page;
  /** The demo company's own upload, and a later one in which some buy more and some are gone. */
  let demo: Upload;
  let later: Upload;

  beforeAll(async () => {
    dashboard = await openDashboard();
    app = dashboard.applicationId;
    const { items } = await dashboard.ask<{ items: Upload[] }>(`/uploads?app=${app}`);
    demo = await described(items.find(({ name }) => name === 'demo-transactions.csv')?.uploadId);
    const { uploadId } = await dashboard.ask<Upload>(`/uploads/later.csv?app=${app}`, {
      method: 'PUT',
      body: laterFile(await customersOf(demo)),
      headers: { 'content-type': 'text/csv' },
    });
    later = await described(uploadId);
  });
  afterAll(() => dashboard?.close());
  beforeEach(() => {
    dashboard.faults.length = 0;
  });
  afterEach(async () => {
    await page?.context().close();
    expect(dashboard.faults).toEqual([]);
  });

  /** The upload once its run has ended. */
  async function described(uploadId = ''): Promise<Upload> {
    const { endpoint, key } = dashboard.stage;
    return (await followUpload(
      stageClient({ endpoint, ...key }),
      uploadId,
      () => undefined,
    )) as unknown as Upload;
  }
  async function customersOf({ uploadId }: Upload): Promise<string[]> {
    const sql = 'select customer_id from rfm_scores where upload_id = ?';
    const asked = { method: 'POST', body: JSON.stringify({ sql, parameters: [uploadId] }) };
    const found = await dashboard.ask<{ rows: { customer_id: string }[] }>('/queries', asked);
    return found.rows.map(({ customer_id }) => customer_id);
  }
  const rows = async (query: string, { uploadId }: Upload) =>
    (await dashboard.ask<{ rows: Row[] }>(`/queries/${query}?application_id=${app}&upload_id=${uploadId}`))
      .rows;
  const stats = (region: string) => statsOf(page, region);
  const cells = (table: string) => cellsOf(page, table);

  it('lists the uploads, the newest first', async () => {
    page = await dashboard.open('/rfm');
    const { items } = await dashboard.ask<{ items: Upload[] }>(`/uploads?app=${app}`);
    await page.getByRole('link', { name: 'later.csv' }).waitFor();
    const shown = await cells('Uploaded files');
    expect(shown.map((line) => line.slice(0, 5))).toEqual(
      items.map((one) => [
        one.name,
        'Done',
        grouped(one.customers),
        grouped(one.rows),
        grouped(one.rejected),
      ]),
    );
  });

  it('shows a run as a row of steps with its sums, and what a state did, on Enter', async () => {
    page = await dashboard.open(`/rfm/${demo.uploadId}?tab=states`);
    const steps = page.locator('[data-step]');
    await steps.nth(7).waitFor();
    const names = await steps.evaluateAll((all) =>
      all.map((step) => (step as unknown as { dataset: { step: string } }).dataset.step),
    );
    expect(names).toEqual(demo.states.map(({ name }) => name));
    expect(await stats('Run')).toEqual([
      ['Rows', grouped(demo.rows)],
      ['Scored', grouped(demo.scored)],
      ['Rejected', grouped(demo.rejected)],
      ['Customers', grouped(demo.customers)],
      ['Endpoints renewed', grouped(demo.endpoints)],
    ]);
    await page.locator('summary').filter({ hasText: /^Load/ }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('"rejected": 5').first().waitFor();
  });

  it('shows the rejected rows with line, column and reason, and gives them as a file', async () => {
    page = await dashboard.open(`/rfm/${demo.uploadId}?tab=rejects`);
    await page.getByRole('table', { name: 'Rows that were rejected' }).waitFor();
    const shown = await cells('Rows that were rejected');
    expect(shown).toHaveLength(demo.rejected);
    expect(shown.flat().join('\n')).toContain('"twelve" is not a number');
    const { stage } = dashboard;
    const file = await fetch(`${stage.endpoint}/uploads/${demo.uploadId}/rejects`, {
      headers: { authorization: `Bearer ${stage.key.keyId}.${stage.key.secret}` },
    });
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download as CSV' }).click();
    const stream = await (await download).createReadStream();
    const parts: Buffer[] = [];
    for await (const part of stream) parts.push(part as Buffer);
    expect(Buffer.concat(parts).toString()).toBe(await file.text());
    expect((await download).suggestedFilename()).toBe('demo-transactions.csv.rejects.csv');
  });

  it('maps recency against frequency, each cell with its customers and what one has spent', async () => {
    page = await dashboard.open(`/rfm/${demo.uploadId}`);
    const found = await rows('rfm_cells', demo);
    await page.locator('[data-cell="4-4"]').waitFor();
    for (let r = 1; r <= 4; r += 1) {
      for (let f = 1; f <= 4; f += 1) {
        const here = found.filter(({ r_score, f_score }) => r_score === r && f_score === f);
        const customers = here.reduce((sum, row) => sum + row.customers, 0);
        const cell = page.locator(`[data-cell="${r}-${f}"]`);
        expect(await cell.locator('strong').textContent()).toBe(grouped(customers));
        const money = here.reduce((sum, row) => sum + row.monetary, 0);
        const each = new Intl.NumberFormat('en-US', {
          minimumFractionDigits: 2,
          maximumFractionDigits: 2,
        }).format(money / customers);
        if (customers > 0) expect(await cell.getAttribute('title')).toContain(`, ${each} each`);
      }
    }
    await page.getByRole('button', { name: 'Show every cell as a row' }).click();
    await page.getByRole('table', { name: 'Customers by scores' }).waitFor();
    expect(await cells('Customers by scores')).toHaveLength(Math.min(found.length, 50));
  });

  it('says what segments are worth, and leads to them', async () => {
    page = await dashboard.open(`/rfm/${demo.uploadId}`);
    await page.getByRole('table', { name: 'Named segments of the upload' }).waitFor();
    const found = await rows('rfm_segments', demo);
    expect((await cells('Named segments of the upload')).map((line) => line.slice(0, 2))).toEqual(
      found.map(({ segment, customers }) => [segment, grouped(customers)]),
    );
    await page.getByRole('region', { name: 'Segments and what they are worth' }).locator('canvas').waitFor();
    await page.getByRole('link', { name: 'Champions' }).click();
    await page.getByRole('heading', { name: '_RFM_Champions', level: 1 }).waitFor();
  });

  it('profiles the clusters', async () => {
    page = await dashboard.open(`/rfm/${demo.uploadId}?tab=clusters`);
    await page.getByRole('table', { name: 'Profiles of the clusters' }).waitFor();
    const found = await rows('rfm_cluster_profile', demo);
    const shown = await cells('Profiles of the clusters');
    expect(shown.map(([label]) => label)).toEqual(found.map((row) => String(row.cluster_label)).reverse());
    expect(shown.map(([, customers]) => customers?.replace(/ .*/, ''))).toEqual(
      found.map(({ customers }) => grouped(customers)).reverse(),
    );
  });

  it('draws movement between uploads as a flow, and the same as a table', async () => {
    page = await dashboard.open(`/rfm/${later.uploadId}?tab=movement`);
    const flow = page.getByRole('region', { name: 'Movement since the upload before' });
    await flow.locator('canvas').waitFor();
    await flow.getByRole('button', { name: 'Show as table' }).click();
    const found = await rows('rfm_movement', later);
    expect(found.length).toBeGreaterThan(3);
    expect(await cells('Customers by the segment before and after')).toEqual(
      found.map((row) => [
        row.from_segment ?? 'New customers',
        row.to_segment ?? 'No longer there',
        grouped(row.customers),
      ]),
    );
    const stayed = found.filter((row) => row.from_segment !== null && row.from_segment === row.to_segment);
    const sum = stayed.reduce((total, row) => total + row.customers, 0);
    expect((await stats('Movement since the upload before'))[0]).toEqual(['Stayed', grouped(sum)]);
  });

  it('says that the first upload has none before it', async () => {
    page = await dashboard.open(`/rfm/${demo.uploadId}?tab=movement`);
    await page.getByText('There is no upload before this one').waitFor();
  });

  it('takes a file that is chosen, scores it as chosen, and shows its run to the end', async () => {
    page = await dashboard.open('/rfm');
    await page.getByLabel('Scores and segments').selectOption({ label: 'Quintiles, field table B' });
    await page.getByLabel('Clusters').fill('2');
    const text = `${HEADER}\n${purchase('x-1', '10.00', '2026-01-05')}\n${purchase('x-2', '20.00', '2026-01-06')}\n${purchase('x-3', 'ten', '2026-01-06')}\n`;
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'chosen.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
    await page.getByRole('heading', { name: 'chosen.csv', level: 1 }).waitFor();
    await page.getByText('The run is done: 2 customers have scores.').waitFor({ state: 'attached' });
    expect((await stats('Run')).slice(0, 4)).toEqual([
      ['Rows', '3'],
      ['Scored', '2'],
      ['Rejected', '1'],
      ['Customers', '2'],
    ]);
    expect(page.url()).toMatch(/#\/rfm\/[^?]+/);
    const { items } = await dashboard.ask<{ items: { name: string; settings: object }[] }>(
      `/uploads?app=${app}`,
    );
    expect(items.find(({ name }) => name === 'chosen.csv')?.settings).toMatchObject({
      scores: 'quintile',
      table: 'B',
      k: 2,
    });
    await page.locator('[data-cell="5-5"]').waitFor();
  });

  it('takes a file that is dropped, and shows why its run failed', async () => {
    page = await dashboard.open('/rfm');
    const zone = page.getByRole('region', { name: 'Upload transactions' });
    await zone.waitFor();
    const dropped = await page.evaluateHandle(`(() => {
      const transfer = new DataTransfer();
      transfer.items.add(new File(['EventName,Quantity\\nPURCHASED,1\\n'], 'dropped.csv'));
      return transfer;
    })()`);
    await zone.dispatchEvent('drop', { dataTransfer: dropped });
    await page.getByRole('heading', { name: 'dropped.csv', level: 1 }).waitFor();
    await page.getByRole('alert').filter({ hasText: 'UnitPrice' }).waitFor();
    await page.getByText(/^The run failed: .*UnitPrice/).waitFor({ state: 'attached' });
  });

  it('says why a file was not taken', async () => {
    page = await dashboard.open('/rfm');
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'picture.png', mimeType: 'image/png', buffer: Buffer.from('x') });
    await page.getByRole('status').filter({ hasText: 'the name must end in .csv' }).waitFor();
    dashboard.faults.length = 0; // the browser tells of the refusal too
  });

  it('sets how uploads of the application are scored', async () => {
    page = await dashboard.open('/rfm');
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByRole('radio', { name: /Clusters by k-means/ }).check();
    await page.getByRole('button', { name: 'Save' }).click();
    await page
      .getByRole('option', { name: /As set for this application \(Clusters by k-means\)/ })
      .waitFor({ state: 'attached' });
    expect(await dashboard.ask(`/rfm/settings?app=${app}`)).toEqual({
      scores: 'kmeans',
      table: 'clusters',
      k: 'auto',
    });
  });

  const views = (): [string, string, (shown: Page) => Promise<unknown>][] => [
    ['/rfm', 'rfm', (shown) => shown.getByRole('table', { name: 'Uploaded files' }).waitFor()],
    [
      `/rfm/${demo.uploadId}`,
      'rfm-scores',
      async (shown) => {
        await shown.locator('[data-cell="1-1"]').waitFor();
        await shown.locator('canvas').waitFor();
      },
    ],
    [
      `/rfm/${demo.uploadId}?tab=clusters`,
      'rfm-clusters',
      async (shown) => {
        await shown.locator('canvas').waitFor();
      },
    ],
    [
      `/rfm/${later.uploadId}?tab=movement`,
      'rfm-movement',
      async (shown) => {
        await shown.locator('canvas').waitFor();
      },
    ],
    [
      `/rfm/${demo.uploadId}?tab=rejects`,
      'rfm-rejects',
      (shown) => shown.getByRole('table', { name: 'Rows that were rejected' }).waitFor(),
    ],
  ];
  const nothing = { rfm: [], 'rfm-scores': [], 'rfm-clusters': [], 'rfm-movement': [], 'rfm-rejects': [] };

  it.each(['light', 'dark'] as const)('can be used by everyone, %s', async (colorScheme) => {
    const found: Record<string, string[]> = {};
    for (const [view, name, ready] of views()) {
      page = await dashboard.open(view, { colorScheme });
      await ready(page);
      found[name] = await violations(page);
      await page.context().close();
    }
    expect(found).toEqual(nothing);
  });

  it('fits a phone', async () => {
    const wide: Record<string, number> = {};
    for (const [view, name, ready] of views()) {
      page = await dashboard.open(view, { viewport: PHONE });
      await ready(page);
      wide[name] = await overflow(page);
      await page.context().close();
      await dashboard.screenshots(view, name, ready);
    }
    expect(wide).toEqual({ rfm: 0, 'rfm-scores': 0, 'rfm-clusters': 0, 'rfm-movement': 0, 'rfm-rejects': 0 });
  });
});
