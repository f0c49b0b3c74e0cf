import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { AttentionItem, MessageInDoubt, MessagesOverTimeRow } from '../../dashboard/src/api/types.ts';
import {
  chromiumPath,
  type Dashboard,
  openDashboard,
  overflow,
  part,
  until,
  violations,
} from './dashboard-page.ts';
import { withPast } from './past-of-demo.ts';

const DAY_MS = 86_400_000;
const whole = new Intl.NumberFormat('en-US');
const percent = new Intl.NumberFormat('en-US', {
  style: 'percent',
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});

(chromiumPath ? describe : describe.skip)('the overview', () => {
  let dashboard: Dashboard;
  let page: Page | undefined;

  beforeAll(async () => {
    dashboard = await openDashboard(withPast);
  });
  afterAll(() => dashboard?.close());
  beforeEach(() => {
    dashboard.faults.length = 0;
  });
  afterEach(async () => {
    await page?.context().close();
    page = undefined;
  });

  const drawn = (of: Page) =>
    of
      .getByRole('img', { name: /by day/ })
      .locator('canvas')
      .waitFor();

  /** What the stage says of the last days, with parts of rates. */
  async function messages(days: number) {
    const { now } = await dashboard.ask<{ now: string }>('/stage');
    const to = now.slice(0, 10);
    const from = new Date(Date.parse(to) - (days - 1) * DAY_MS).toISOString().slice(0, 10);
    const { rows } = await dashboard.ask<{ rows: MessagesOverTimeRow[] }>(
      `/queries/messages_over_time?application_id=${dashboard.applicationId}&from_day=${from}&to_day=${to}&limit=10000`,
      { headers: { prefer: 'wait=20' } },
    );
    const sum = (of: readonly MessagesOverTimeRow[], name: 'sent' | 'delivered' | 'opened' | 'clicked') =>
      of.reduce((total, row) => total + (row[name] ?? 0), 0);
    return { rows, sum, from, to };
  }

  it('tells what was sent, delivered, opened and clicked in the period, as the stage counts it', async () => {
    const { rows, sum } = await messages(30);
    const mails = rows.filter(({ channel }) => channel === 'EMAIL');
    page = await dashboard.open('/');
    const numbers = part(page, 'Last 30 days');
    for (const expected of [
      whole.format(sum(rows, 'sent')),
      percent.format(sum(rows, 'delivered') / sum(rows, 'sent')),
      `${whole.format(sum(rows, 'delivered'))} of ${whole.format(sum(rows, 'sent'))} sent`,
      `${whole.format(sum(rows, 'opened'))} of ${whole.format(sum(mails, 'delivered'))} delivered by e-mail or push`,
      `${whole.format(sum(rows, 'clicked'))} of ${whole.format(sum(mails, 'delivered'))} delivered by e-mail`,
    ]) {
      await numbers.getByText(expected, { exact: true }).waitFor();
    }
    expect(sum(rows, 'sent')).toBeGreaterThan(1000);
    expect(dashboard.faults).toEqual([]);
  });

  it('compares with the period before', async () => {
    page = await dashboard.open('/');
    await part(page, 'Last 30 days').getByText('against the period before').first().waitFor();
    const [all, last] = [await messages(60), await messages(30)];
    const before = all.sum(
      all.rows.filter(({ day }) => (day ?? '') < last.from),
      'sent',
    );
    const change = new Intl.NumberFormat('en-US', {
      style: 'percent',
      maximumFractionDigits: 1,
      signDisplay: 'exceptZero',
    }).format(last.sum(last.rows, 'sent') / before - 1);
    await part(page, 'Last 30 days').getByText(change).first().waitFor();
  });

  it('turns its chart into rows that say the same, and keeps what was chosen in the address', async () => {
    page = await dashboard.open('/?days=90');
    await drawn(page);
    await page
      .getByRole('group', { name: 'What is counted' })
      .getByRole('button', { name: 'Opened' })
      .click();
    await page.getByRole('button', { name: 'By channel' }).click();
    await until(page, "location.hash.includes('show=opened') && location.hash.includes('split=channel')");
    await page.getByRole('button', { name: 'Show as table' }).click();
    const shown = await page
      .getByRole('region', { name: 'Opened by day, by channel' })
      .locator('tbody tr')
      .count();
    const { rows } = await messages(90);
    const days = new Set(rows.filter(({ opened }) => (opened ?? 0) > 0).map(({ day }) => day));
    expect(shown).toBe(Math.min(days.size, 50)); // a button shows the others
  });

  it('goes to a period of its own', async () => {
    const { from, rows } = await messages(20);
    page = await dashboard.open('/');
    await page.getByLabel('First day, UTC').fill(from);
    const { sum } = await messages(20);
    await part(page, `${from} to ${(await messages(1)).to}`)
      .getByText(whole.format(sum(rows, 'sent')), { exact: true })
      .waitFor();
  });

  it('tells what needs attention, each with the way to it', async () => {
    const { items } = await dashboard.ask<{ items: AttentionItem[] }>(
      `/attention?app=${dashboard.applicationId}`,
    );
    const rejected = items.find(({ kind }) => kind === 'rejectedRows');
    page = await dashboard.open('/');
    const attention = part(page, 'Needs attention');
    await attention
      .getByText(
        `${whole.format(rejected?.count ?? 0)} of ${whole.format(rejected?.of ?? 0)} rows were rejected`,
      )
      .waitFor();
    const grouped = new Set(
      items.map(({ kind, subject }) =>
        kind === 'rejectedRows' ? kind : `${kind} ${subject.type} ${subject.id}`,
      ),
    );
    expect(await attention.locator('ul').first().locator(':scope > li').count()).toBe(grouped.size);
    const link = attention.getByRole('link', { name: rejected?.subject.name });
    expect(await link.getAttribute('href')).toContain(rejected?.subject.id);
  });

  it('tells files and jobs that ended alike as one with their number, and links every one', async () => {
    page = await dashboard.open('/campaigns'); // the answer is replaced before the overview asks
    const at = new Date().toISOString();
    const upload = (id: string): AttentionItem => ({
      kind: 'failedUpload',
      severity: 'serious',
      subject: { type: 'upload', id, name: `${id}.csv` },
      count: 1,
      at,
      detail: `${id} has no column of dates.`,
    });
    const items: AttentionItem[] = [
      { kind: 'inDoubt', severity: 'serious', subject: { type: 'messages' }, count: 3, at },
      upload('first'),
      {
        kind: 'failedJob',
        severity: 'serious',
        subject: { type: 'import', id: 'i', name: 'i.csv' },
        count: 1,
        at,
      },
      upload('second'),
      {
        kind: 'failedJob',
        severity: 'serious',
        subject: { type: 'export', id: 'e', name: 'e' },
        count: 1,
        at,
      },
      upload('third'),
    ];
    const message: MessageInDoubt = {
      applicationId: dashboard.applicationId,
      batchId: 'b',
      messageId: 'm',
      campaignId: 'c1',
      endpointId: 'e1',
      channelType: 'EMAIL',
      address: 'doubt@example.com',
      reason: 'The connection was lost.',
      at,
    };
    await page.route(/\/messages\/in-doubt\?/, (route) => route.fulfill({ json: { items: [message] } }));
    await page.route(/\/attention\?/, (route) => route.fulfill({ json: { items } }));
    await page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: 'Overview' }).click();
    const attention = part(page, 'Needs attention');
    await attention.getByText('3 uploads failed').waitFor();
    expect(await attention.locator('ul').first().locator(':scope > li').count()).toBe(4);
    await attention.getByText('Show all 3').click();
    await attention.getByText('third has no column of dates.').waitFor();
    await attention.getByText('Show which').click();
    await attention.getByText('doubt@example.com').waitFor();
    const places = await attention
      .getByRole('link')
      .evaluateAll((links) => links.map((link) => link.getAttribute('href')?.split('?')[0]));
    expect(places).toEqual([
      '#/campaigns/c1',
      '#/rfm/first',
      '#/rfm/second',
      '#/rfm/third',
      '#/segments/jobs/i',
      '#/segments/jobs/e',
    ]);
    expect(await violations(page)).toEqual([]);
  });

  it('says what to do where nothing was sent', async () => {
    page = await dashboard.open('/?from=2020-01-01&to=2020-01-31');
    await page.getByText('Nothing was sent in this period').first().waitFor();
    await page.getByText('Nothing. Bounces and complaints are below their thresholds').waitFor();
  });

  it.each(['light', 'dark'] as const)('is usable by everyone, %s', async (colorScheme) => {
    page = await dashboard.open('/', { colorScheme });
    await drawn(page);
    await part(page, 'Needs attention').getByRole('listitem').first().waitFor();
    expect(await violations(page)).toEqual([]);
  });

  it('fits a phone', async () => {
    page = await dashboard.open('/', { viewport: { width: 360, height: 760 } });
    await drawn(page);
    expect(await overflow(page)).toBe(0);
    await dashboard.screenshots('/', 'overview', drawn);
    expect(dashboard.faults).toEqual([]);
  });
});
