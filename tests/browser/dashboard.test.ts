import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { chromiumPath, type Dashboard, openDashboard, overflow, violations } from './dashboard-page.ts';

(chromiumPath ? describe : describe.skip)('the dashboard', () => {
  let dashboard: Dashboard;
  let page: Page | undefined;

  beforeAll(async () => {
    dashboard = await openDashboard();
  });
  afterAll(() => dashboard?.close());
  beforeEach(() => {
    dashboard.faults.length = 0;
  });
  afterEach(async () => {
    await page?.context().close();
    page = undefined;
  });

  const heading = (of: Page, name: string) => of.getByRole('heading', { name, level: 1 });

  it('signs in by the link of the terminal, and takes its code out of the address', async () => {
    const { hash } = new URL(dashboard.stage.signInLink());
    page = await dashboard.openSignedOut(hash);
    await page.getByRole('combobox', { name: 'Application' }).waitFor();
    expect(page.url()).not.toContain('code');
    await page.reload();
    await page.getByRole('combobox', { name: 'Application' }).waitFor();
    expect(dashboard.faults).toEqual([]);

    const late = await dashboard.openSignedOut(hash);
    await late.getByRole('alert').filter({ hasText: 'This link has been used' }).waitFor();
    await late.getByLabel('Access key id').waitFor();
    await late.context().close();
  });

  it('keeps the key for this tab alone, or for the browser when asked to, and in no address', async () => {
    const { keyId, secret } = dashboard.stage.key;
    const held = (of: Page) =>
      of.evaluate('[sessionStorage, localStorage].map((store) => store.getItem("touchpoint-key"))');
    for (const stays of [false, true]) {
      page = await dashboard.openSignedOut();
      await page.getByLabel('Access key id').fill(keyId);
      await page.getByLabel('Secret access key').fill(secret);
      if (stays) await page.getByLabel('Stay signed in').check();
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('combobox', { name: 'Application' }).waitFor();
      const key = `${keyId}.${secret}`;
      expect(await held(page)).toEqual(stays ? [null, key] : [key, null]);
      expect(page.url()).not.toContain(secret);
      await page.context().close();
    }
    page = undefined;
  });

  it('says why a key is refused, and signs in by keyboard alone', async () => {
    const { stage } = dashboard;
    page = await dashboard.open();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Access key id').waitFor();
    await page.keyboard.type('nobody');
    await page.keyboard.press('Tab');
    await page.keyboard.type('wrong');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').filter({ hasText: 'does not take this key' }).waitFor();
    await page.getByLabel('Access key id').focus();
    await page.keyboard.type(stage.key.keyId);
    await page.keyboard.press('Tab');
    await page.keyboard.type(stage.key.secret);
    await page.keyboard.press('Enter');
    await page.getByRole('combobox', { name: 'Application' }).waitFor();
  });

  it('keeps the application in the address, so that the address can be shared', async () => {
    page = await dashboard.open();
    await page.waitForURL(new RegExp(dashboard.applicationId)); // the page's policy forbids waitForFunction
    expect(page.url()).toContain(`app=${dashboard.applicationId}`);
    expect(dashboard.faults).toEqual([]);
  });

  it('says what an address leads to that nobody knows', async () => {
    page = await dashboard.open('/nowhere');
    await heading(page, 'Nothing at this address').waitFor();
  });

  it('says of a view whose script does not come that the stage is silent, and shows it once it answers', async () => {
    page = await dashboard.open('/campaigns');
    await heading(page, 'Campaigns').waitFor();
    const url = `${dashboard.stage.endpoint}/**`;
    await page.route(url, (route) => route.abort());
    await page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: 'Journeys' }).click();
    const failure = page.getByRole('alert').filter({ hasText: 'This view could not be shown' });
    await failure.waitFor();
    await failure.getByRole('button', { name: 'Try again' }).click();
    await failure.getByText('The stage does not answer.', { exact: true }).waitFor(); // and the page is still there
    await page.unroute(url);
    await failure.getByRole('button', { name: 'Try again' }).click();
    await heading(page, 'Journeys').waitFor();
    dashboard.faults.length = 0; // the browser's own words on what it did not get
  });

  it.each(['light', 'dark'] as const)('is usable by everyone, %s', async (colorScheme) => {
    page = await dashboard.open('/', { colorScheme });
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await violations(page)).toEqual([]);
  });

  it('fits a phone, with the views behind a menu', async () => {
    page = await dashboard.open('/', { viewport: { width: 360, height: 760 } });
    await page.getByRole('heading', { level: 1 }).waitFor();
    const views = page.getByRole('navigation', { name: 'Views' });
    expect(await views.isVisible()).toBe(false);
    await page.getByRole('button', { name: 'Menu' }).click();
    await views.getByRole('link', { name: 'Overview' }).waitFor();
    expect(await overflow(page)).toBe(0);
    await dashboard.screenshots('/', 'home', (shown) => shown.getByRole('heading', { level: 1 }).waitFor());
  });
});
