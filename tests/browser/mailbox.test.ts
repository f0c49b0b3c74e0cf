import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { MailboxItem, MailboxPage } from '../../dashboard/src/api/types.ts';
import { chromiumPath, type Dashboard, openDashboard, overflow, violations } from './dashboard-page.ts';

(chromiumPath ? describe : describe.skip)('the view of the mailbox and the clock', () => {
  let dashboard: Dashboard;
  let page: Page;
  /** An e-mail of the demo company that has a pixel and a tracked link. */
  let mail: MailboxItem;

  beforeAll(async () => {
    dashboard = await openDashboard();
    await dashboard.ask('/local/clock', { method: 'POST', body: JSON.stringify({ advance: 'PT1M' }) });
    const { items } = await mailbox('channel=EMAIL&limit=500');
    mail = items.find(({ html }) => html?.includes('/t/o/') && html.includes('/t/c/')) as MailboxItem;
    expect(mail).toBeDefined();
  }, 120_000);
  afterAll(() => dashboard?.close());
  beforeEach(() => {
    dashboard.faults.length = 0;
  });
  afterEach(() => page?.context().close());

  const mailbox = (query: string) =>
    dashboard.ask<MailboxPage>(`/local/mailbox?app=${dashboard.applicationId}&${query}`);
  const open = (view: string, options = {}) => {
    const separator = view.includes('?') ? '&' : '?';
    return dashboard.open(`${view}${separator}app=${dashboard.applicationId}`, options);
  };
  const messages = (of: Page) => of.getByRole('region', { name: 'Messages' });
  const frameOf = (of: Page) => of.frameLocator('iframe[title^="Message:"]');

  async function eventsOf(type: string): Promise<number> {
    const { keyId, secret } = dashboard.stage.key;
    const response = await fetch(`${dashboard.stage.endpoint}/queries`, {
      method: 'POST',
      headers: { authorization: `Bearer ${keyId}.${secret}`, prefer: 'wait=25' },
      body: JSON.stringify({
        sql: 'select count(*) as n from events where event_type = ? and message_id = ?',
        parameters: [type, mail.messageId],
      }),
    });
    return ((await response.json()) as { rows: { n: number }[] }).rows[0]?.n as number;
  }

  it('lists what was sent, newest first, and how many there are', async () => {
    page = await open('/mailbox');
    const { total, items } = await mailbox('limit=50');
    await messages(page)
      .getByRole('status')
      .filter({ hasText: `${total.toLocaleString('en')} messages` })
      .waitFor();
    const links = messages(page).getByRole('listitem');
    expect(await links.count()).toBe(items.length);
    expect(await links.first().textContent()).toContain(items[0]?.to as string);
    await messages(page)
      .getByRole('button', { name: /Show more/ })
      .click();
    await links.nth(items.length).waitFor();
  });

  it('searches by address and subject, and keeps the search in the address', async () => {
    page = await open('/mailbox');
    await page.getByLabel('To', { exact: true }).fill(mail.to);
    await page.getByLabel('Subject').fill(mail.subject?.slice(0, 12) ?? '');
    await page.getByRole('button', { name: 'Search' }).click();
    await page.waitForURL(/recipient=/);
    const { total } = await mailbox(
      `to=${encodeURIComponent(mail.to)}&subject=${encodeURIComponent(mail.subject?.slice(0, 12) ?? '')}`,
    );
    expect(total).toBeGreaterThan(0);
    await messages(page)
      .getByRole('status')
      .filter({ hasText: new RegExp(`^${total} message`) })
      .waitFor();
    await page.reload();
    await messages(page)
      .getByRole('status')
      .filter({ hasText: new RegExp(`^${total} message`) })
      .waitFor();

    await page.getByLabel('Subject').fill('nothing like it');
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByText('No message fits').waitFor();
  });

  it('counts a message that is opened here as opened, and a link that is followed as clicked', async () => {
    expect(await eventsOf('_email.open')).toBe(0);
    page = await open(`/mailbox/${mail.messageId}`);
    await page.getByText('Opening it here counts as an open').waitFor();
    // the pixel may have come before anyone could wait for it
    while ((await eventsOf('_email.open')) === 0) await page.waitForTimeout(50);
    expect(await eventsOf('_email.open')).toBe(1);

    const link = frameOf(page).locator('a[href*="/t/c/"]').first();
    expect(await link.getAttribute('target')).toBe('_blank');
    // where it leads is not asked: only the stage's own answer is looked at
    const followed = page.context().waitForEvent('request', (request) => request.url().includes('/t/c/'));
    await page.context().route(/^https:\/\//, (route) => route.abort());
    await link.click();
    const answer = await (await followed).response();
    expect(answer?.status()).toBe(302);
    expect(await eventsOf('_email.click')).toBe(1);
  });

  it('shows a message without counting it, when asked to', async () => {
    page = await open(`/mailbox/${mail.messageId}`);
    await frameOf(page).locator('body').waitFor();
    // as opening it before did, this counted: what comes after is what is not to count
    while ((await eventsOf('_email.open')) < 2) await page.waitForTimeout(50);
    const before = await eventsOf('_email.open');
    const asked: string[] = [];
    await page.getByLabel('Read as the customer').uncheck();
    page.on('request', (request) => asked.push(request.url()));
    await page.getByText('Nothing counts now').waitFor();
    await frameOf(page).locator('a').first().waitFor();
    expect(await frameOf(page).locator('a[href]').count()).toBe(0);
    expect(await frameOf(page).locator('img[src*="/t/o/"]').count()).toBe(0);
    expect(asked.filter((url) => url.includes('/t/'))).toEqual([]);
    expect(await eventsOf('_email.open')).toBe(before);
  });

  it('shows text, source and headers as the API has them', async () => {
    page = await open(`/mailbox/${mail.messageId}`);
    await page.getByRole('tab', { name: 'Source' }).click();
    const { keyId, secret } = dashboard.stage.key;
    const source = await fetch(`${dashboard.stage.endpoint}/local/mailbox/${mail.messageId}/source`, {
      headers: { authorization: `Bearer ${keyId}.${secret}` },
    });
    const shown = page.getByRole('tabpanel').locator('pre');
    await shown.filter({ hasText: 'List-Unsubscribe' }).waitFor();
    expect((await shown.textContent())?.replaceAll('\r', '')).toBe(
      (await source.text()).replaceAll('\r', ''),
    );

    await page.getByRole('tab', { name: 'Headers' }).click();
    const rows = page.getByRole('region', { name: 'Headers of the message' }).locator('tbody tr');
    expect(await rows.count()).toBe(Object.keys(mail.headers).length);
    expect(dashboard.faults).toEqual([]);
  });

  it('runs nothing of what a message brings, loads nothing from elsewhere, and keeps it from the page', async () => {
    const html = `<p id="a">hello</p><script>parent.postMessage('script', '*')</script>
      <img src="x" onerror="document.body.textContent='handler'"><img src="https://example.com/spy.gif">
      <form action="https://example.com"><button>send</button></form><iframe src="/"></iframe>
      <meta http-equiv="refresh" content="0;url=https://example.com"><a href="javascript:alert(1)">go</a>`;
    page = await dashboard.open();
    await page.waitForURL(/app=/); // the address is the page's until then
    const sent: string[] = []; // what the policy stops never comes to the network
    await page.context().route(/example\.com/, (route) => {
      sent.push(route.request().url());
      return route.abort();
    });
    const stopped = page.waitForEvent('requestfailed', (request) => request.url().includes('spy.gif'));
    await page.route('**/local/mailbox/evil', (route) =>
      route.fulfill({ json: { ...mail, messageId: 'evil', html, subject: 'Evil' } }),
    );
    await page.goto(`${dashboard.stage.endpoint}/#/mailbox/evil?app=${dashboard.applicationId}`);
    await frameOf(page).locator('#a').waitFor();
    expect(await frameOf(page).locator('script, iframe, meta[http-equiv]').count()).toBe(0);
    expect(await frameOf(page).locator('#a').textContent()).toBe('hello');
    const frame = page.frames().find((one) => one.url().includes('message-frame'));
    expect(await frame?.evaluate('self.origin')).toBe('null');
    expect(await frame?.evaluate('try { parent.document.title } catch (error) { error.name }')).toBe(
      'SecurityError',
    );
    expect((await stopped).failure()?.errorText).toBe('csp');
    expect(sent).toEqual([]);
  });

  it('puts the clock forward, and says what fell due', async () => {
    page = await open('/mailbox');
    const before = await dashboard.ask<{ now: string }>('/local/clock');
    const sentBefore = (await dashboard.ask<MailboxPage>('/local/mailbox?limit=1')).total;
    await page.getByRole('button', { name: '+ 3 days' }).click();
    const told = page.getByRole('status', { name: 'What fell due' });
    await told.filter({ hasText: /messages were sent/ }).waitFor();

    const after = await dashboard.ask<{ now: string }>('/local/clock');
    const days = (Date.parse(after.now) - Date.parse(before.now)) / 86_400_000;
    expect(days).toBeGreaterThanOrEqual(3);
    expect(days).toBeLessThan(3.1);
    const sent = (await dashboard.ask<MailboxPage>('/local/mailbox?limit=1')).total - sentBefore;
    expect(sent).toBeGreaterThan(0);
    expect(await told.textContent()).toContain(`${sent.toLocaleString('en')} messages were sent`);
    const { total } = await mailbox('limit=1');
    await messages(page)
      .getByRole('status')
      .filter({ hasText: `${total.toLocaleString('en')} messages` })
      .waitFor();

    await page.getByLabel('How many').fill('0');
    expect(await page.getByRole('button', { name: 'Put forward' }).isDisabled()).toBe(true);
    await page.getByLabel('How many').fill('5');
    await page.getByLabel('Unit').selectOption('minutes');
    await page.getByRole('button', { name: 'Put forward' }).click();
    await told.filter({ hasText: /to / }).waitFor();
    expect(dashboard.faults).toEqual([]);
  });

  it('is offered by a stage on a laptop, and by no other', async () => {
    page = await dashboard.open();
    const link = page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: 'Mailbox' });
    await link.waitFor();
    await page.route('**/stage', async (route) => {
      const stage = (await (await route.fetch()).json()) as object;
      await route.fulfill({ json: { ...stage, kind: 'aws' } });
    });
    await page.reload();
    await page.getByText('Stage on AWS').waitFor();
    expect(await link.count()).toBe(0);
    await page.goto(`${dashboard.stage.endpoint}/#/mailbox`);
    await page.getByText('This stage sends its messages').waitFor();
  });

  it.each(['light', 'dark'] as const)('is usable by everyone, %s', async (colorScheme) => {
    for (const view of ['/mailbox', `/mailbox/${mail.messageId}`]) {
      page = await open(view, { colorScheme });
      await messages(page).getByRole('listitem').first().waitFor();
      if (view.includes(mail.messageId)) await frameOf(page).locator('a').first().waitFor();
      expect({ view, violations: await violations(page) }).toEqual({ view, violations: [] });
      await page.context().close();
    }
  });

  it('fits a phone, and is pictured', async () => {
    const views = { list: '/mailbox', message: `/mailbox/${mail.messageId}` };
    for (const [name, view] of Object.entries(views)) {
      const ready = (of: Page) =>
        name === 'list'
          ? messages(of).getByRole('listitem').first().waitFor()
          : frameOf(of).locator('a').first().waitFor();
      page = await open(view, { viewport: { width: 360, height: 760 } });
      await ready(page);
      expect({ view, overflow: await overflow(page) }).toEqual({ view, overflow: 0 });
      await page.context().close();
      await dashboard.screenshots(`${view}?app=${dashboard.applicationId}`, `mailbox-${name}`, ready);
    }
  });
});
