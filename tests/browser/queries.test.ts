import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { NamedQueries } from '../../dashboard/src/api/types.ts';
import { chromiumPath, type Dashboard, openDashboard, overflow, violations } from './dashboard-page.ts';

(chromiumPath ? describe : describe.skip)('the view of queries', () => {
  let dashboard: Dashboard;
  let page: Page;
  let uploadId: string;

  beforeAll(async () => {
    dashboard = await openDashboard();
    const { items } = await dashboard.ask<{ items: { uploadId: string }[] }>(
      `/uploads?app=${dashboard.applicationId}`,
    );
    uploadId = items[0]?.uploadId as string;
  }, 120_000);
  afterAll(() => dashboard?.close());
  beforeEach(() => {
    dashboard.faults.length = 0;
  });
  afterEach(() => page?.context().close());

  const answer = (of: Page) => of.getByRole('region', { name: 'Answer', exact: true });
  const cells = (of: Page, row: number) =>
    of
      .getByRole('region', { name: /^Answer of/ })
      .locator('tbody tr')
      .nth(row)
      .locator('td')
      .allTextContents();
  const app = () => dashboard.applicationId;
  const segmentsOf = (upload: string) => `/queries/rfm_segments?upload_id=${upload}&run=1&app=${app()}`;
  const asked = () => `/queries/rfm_segments?application_id=${app()}&upload_id=${uploadId}`;
  /** The rows are there, and not only the card in which they will be. */
  const answered = (of: Page) => of.getByRole('region', { name: /^Answer of/ }).waitFor();

  it('lists every query of the stage under what it is about, and finds words in all that is said of them', async () => {
    page = await dashboard.open('/queries');
    const { items } = await dashboard.ask<NamedQueries>('/queries');
    const list = page.getByRole('navigation', { name: 'Named queries' });
    await list.getByRole('heading', { name: 'RFM' }).waitFor();
    expect(await list.getByRole('link').count()).toBe(items.length);

    await list.getByLabel('Find a query').fill('holdout');
    const found = items.filter((query) =>
      JSON.stringify([query.name, query.grain, query.columns, query.parameters])
        .toLowerCase()
        .includes('holdout'),
    );
    expect(found.length).toBeGreaterThan(0);
    expect(await list.getByRole('link').count()).toBe(found.length);
  });

  it('asks a query with a thing chosen by its name, keeps the question in the address, and shows what the API answers', async () => {
    page = await dashboard.open(`/queries/rfm_segments?app=${app()}`);
    await page.getByLabel('Upload id').selectOption(uploadId);
    await page.getByRole('button', { name: 'Run' }).click();
    await answered(page);

    const { rows, columns } = await dashboard.ask<{
      rows: Record<string, unknown>[];
      columns: { name: string }[];
    }>(asked());
    expect(await answer(page).textContent()).toContain(`${rows.length} rows`);
    const first = await cells(page, 0);
    expect(first).toHaveLength(columns.length);
    expect(first[0]).toBe(String(rows[0]?.[columns[0]?.name ?? '']));
    expect(
      await page
        .getByRole('region', { name: /^Answer of/ })
        .locator('tbody tr')
        .count(),
    ).toBe(rows.length);
    expect(page.url()).toContain(`upload_id=${uploadId}`);
    expect(dashboard.faults).toEqual([]);
  });

  it('answers an address that somebody shared, and sorts by a column', async () => {
    page = await dashboard.open(segmentsOf(uploadId));
    await answered(page);
    const header = page.getByRole('columnheader', { name: 'customers' });
    await header.getByRole('button').click();
    expect(await header.getAttribute('aria-sort')).toBe('descending');
    const { rows } = await dashboard.ask<{ rows: { customers: number }[] }>(asked());
    const most = Math.max(...rows.map(({ customers }) => customers));
    expect((await cells(page, 0)).join(' ')).toContain(most.toLocaleString('en'));
  });

  it('says what is missing before it asks, and what the stage says when it refuses', async () => {
    page = await dashboard.open(`/queries/rfm_segments?app=${app()}`);
    await page.getByRole('button', { name: 'Run' }).click();
    await page.getByText('A value is needed.').waitFor();
    expect(await answer(page).count()).toBe(0);

    await page.route('**/queries/rfm_segments?*', (route) =>
      route.continue({ url: `${route.request().url()}&nonsense=1` }),
    );
    await page.getByLabel('Upload id').selectOption(uploadId);
    await page.getByRole('button', { name: 'Run' }).click();
    await page.getByRole('alert').filter({ hasText: 'nonsense' }).waitFor();
  });

  it('tells how a slow query stands, and cancels it', async () => {
    page = await dashboard.open('/queries/sql');
    // the stage is told not to wait, as if it were slow
    await page.route('**/queries?*', (route) =>
      route.continue({ headers: { ...route.request().headers(), prefer: 'respond-async' } }),
    );
    const slow =
      'select count(*) as n from endpoints a cross join endpoints b cross join endpoints c cross join endpoints d';
    await page.getByLabel('SQL', { exact: true }).fill(slow);
    await page.keyboard.press('Control+Enter');
    await page
      .getByRole('status', { name: 'State of the query' })
      .filter({ hasText: /Running|Waiting/ })
      .waitFor();
    const cancelled = page.waitForResponse((response) => response.request().method() === 'DELETE');
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('Cancelled. Nothing more is read').waitFor();
    expect(await (await cancelled).json()).toMatchObject({ state: 'CANCELLED' });

    await page.getByLabel('SQL', { exact: true }).fill('select 6 * 7 as answer');
    await page.getByRole('button', { name: 'Run' }).click();
    await answered(page);
    expect(await cells(page, 0)).toEqual(['42']);
  });

  it('draws days as lines and names as bars, and lets the reader choose the number', async () => {
    page = await dashboard.open(segmentsOf(uploadId));
    await answered(page);
    await page.getByRole('tab', { name: 'Chart' }).click();
    await page.getByRole('img', { name: /rfm_segments along/ }).waitFor();
    await page.getByLabel('Drawn').selectOption('customers');
    await page.getByRole('img', { name: 'customers of rfm_segments along segment' }).waitFor();
    expect(await violations(page)).toEqual([]);
    expect(dashboard.faults).toEqual([]);
  });

  it('downloads what the API gives as CSV, and tells the question as curl without the key', async () => {
    page = await dashboard.open(segmentsOf(uploadId), { permissions: ['clipboard-read', 'clipboard-write'] });
    await answered(page);
    const saved = page.waitForEvent('download');
    await answer(page).getByRole('button', { name: 'CSV', exact: true }).click();
    const file = await saved;
    expect(file.suggestedFilename()).toBe('rfm_segments.csv');
    const { keyId, secret } = dashboard.stage.key;
    const told = await fetch(`${dashboard.stage.endpoint}${asked()}&format=csv`, {
      headers: { authorization: `Bearer ${keyId}.${secret}` },
    });
    expect(await readFile(await file.path(), 'utf8')).toBe(await told.text());

    await answer(page).getByRole('button', { name: 'Copy as curl' }).click();
    const copied = (await page.evaluate('navigator.clipboard.readText()')) as string;
    expect(copied).toBe(`curl -s -H "authorization: Bearer $KEY" '${dashboard.stage.endpoint}${asked()}'`);
  });

  it('reads a long answer page by page, to its end', async () => {
    const sql = encodeURIComponent('select t.n from unnest(sequence(1, 2500)) as t (n) order by t.n');
    page = await dashboard.open(`/queries/sql?run=1&app=${app()}&sql=${sql}`);
    await answered(page);
    expect(await answer(page).textContent()).toContain('2,500 rows');
    const more = page.getByRole('button', { name: /Read 1,000 more rows/ });
    await more.filter({ hasText: '1,000 of 2,500' }).click();
    await more.filter({ hasText: '2,000 of 2,500' }).click();
    await more.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'n', exact: true }).click();
    expect(await cells(page, 0)).toEqual(['2,500']);
  });

  it('tells what was read and what it cost, where the stage knows that', async () => {
    page = await dashboard.open();
    await page.waitForURL(/app=/); // the address is the page's until then
    await page.route(/\/queries\/executions\/[^/]+$/, async (route) => {
      const execution = (await (await route.fetch()).json()) as object;
      await route.fulfill({ json: { ...execution, scannedBytes: 1_234_000_000, costUsd: 0.0062 } });
    });
    await page.goto(`${dashboard.stage.endpoint}/#${segmentsOf(uploadId)}`);
    await answered(page);
    expect(await answer(page).textContent()).toContain('1.23 GB read · less than $0.01');
  });

  it('runs own SQL with the tables beside it, and shows where the engine stumbles', async () => {
    page = await dashboard.open('/queries/sql');
    const tables = page.getByRole('region', { name: 'Tables and columns' });
    await tables.getByLabel('Find a table or a column').fill('campaign_send');
    await tables.getByRole('button', { name: 'Insert campaign_send' }).waitFor();

    const sql = page.getByLabel('SQL', { exact: true });
    await sql.fill('select count(*) as n from ');
    await tables.getByRole('button', { name: 'Insert campaign_send' }).click();
    expect(await sql.inputValue()).toBe('select count(*) as n from campaign_send');
    await page.getByRole('button', { name: 'Run' }).click();
    await answered(page);
    const { rows } = await dashboard.ask<{ rows: { n: number }[] }>('/queries', {
      method: 'POST',
      body: JSON.stringify({ sql: 'select count(*) as n from campaign_send' }),
    });
    expect(rows[0]?.n).toBeGreaterThan(0);
    expect(await cells(page, 0)).toEqual([rows[0]?.n.toLocaleString('en')]);

    await sql.fill('delete from endpoints');
    await page.getByRole('button', { name: 'Run' }).click();
    await page.getByRole('alert').filter({ hasText: 'only a SELECT is taken' }).waitFor();
  });

  it.each(['light', 'dark'] as const)('is usable by everyone, %s', async (colorScheme) => {
    for (const view of ['/queries', segmentsOf(uploadId), '/queries/sql']) {
      page = await dashboard.open(view, { colorScheme });
      await page.getByRole('heading', { level: 2 }).first().waitFor();
      if (view.includes('run=1')) await answered(page);
      expect({ view, violations: await violations(page) }).toEqual({ view, violations: [] });
      await page.context().close();
    }
  });

  it('fits a phone, and is pictured', async () => {
    const views = {
      list: '/queries',
      query: segmentsOf(uploadId),
      sql: '/queries/sql?sql=select+1+as+one&run=1',
    };
    for (const [name, view] of Object.entries(views)) {
      page = await dashboard.open(view, { viewport: { width: 360, height: 760 } });
      const ready = async (of: Page) => {
        await of.getByRole('heading', { level: 2 }).first().waitFor();
        if (name !== 'list') await answered(of);
      };
      await ready(page);
      expect({ view, overflow: await overflow(page) }).toEqual({ view, overflow: 0 });
      await page.context().close();
      await dashboard.screenshots(view, `queries-${name}`, ready);
    }
  });
});
