import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { BrowserContext, Page } from 'playwright-core';
import { chromiumPath, type Dashboard, openDashboard } from './dashboard-page.ts';

interface Key {
  readonly keyId: string;
  readonly secret: string;
}

const textOf = ({ keyId, secret }: Key) => `${keyId}.${secret}`;

(chromiumPath ? describe : describe.skip)('tabs of one browser', () => {
  let dashboard: Dashboard;
  let context: BrowserContext | undefined;

  beforeAll(async () => {
    dashboard = await openDashboard();
  });
  afterAll(() => dashboard?.close());
  afterEach(async () => {
    await context?.close();
    context = undefined;
  });

  /** The first tab of a browser in which nobody is signed in. */
  async function firstTab(): Promise<Page> {
    const page = await dashboard.openSignedOut();
    context = page.context();
    await isSignedOut(page);
    return page;
  }

  /** One more tab of it, at a link of the dashboard. */
  async function anotherTab(beside: Page, init?: string): Promise<Page> {
    const page = await beside.context().newPage();
    if (init) await page.addInitScript(init);
    await page.goto(`${dashboard.stage.endpoint}/#/campaigns`);
    return page;
  }

  async function signIn(page: Page, { keyId, secret }: Key, stays = false) {
    await page.getByLabel('Access key id').fill(keyId);
    await page.getByLabel('Secret access key').fill(secret);
    if (stays) await page.getByLabel('Stay signed in').check();
    await page.getByRole('button', { name: 'Sign in' }).click();
  }

  const isSignedIn = (page: Page) => page.getByRole('combobox', { name: 'Application' }).waitFor();
  const isSignedOut = (page: Page) => page.getByLabel('Access key id').waitFor();
  const signOut = (page: Page) => page.getByRole('button', { name: 'Sign out' }).click();
  const refusal = (page: Page) => page.getByRole('alert').filter({ hasText: 'does not take this key' });

  /** The key that a tab has of its own, and the one that it shares with all tabs. */
  const kept = (page: Page) =>
    page.evaluate('[sessionStorage, localStorage].map((store) => store.getItem("touchpoint-key"))');

  const newKey = (name: string) =>
    dashboard.ask<Key>('/keys', {
      method: 'POST',
      body: JSON.stringify({ name, scopes: ['report-admin'] }),
    });

  /** The key that a tab's next question names. */
  async function keyInUse(page: Page): Promise<string | undefined> {
    const asked = page.waitForRequest((request) => request.headers().authorization !== undefined);
    await page.reload();
    return (await asked).headers().authorization;
  }

  it('are signed in by one sign-in, without the key being kept for longer than they are open', async () => {
    const first = await firstTab();
    await signIn(first, dashboard.stage.key);
    await isSignedIn(first);

    const second = await anotherTab(first);

    await second.getByRole('heading', { name: 'Campaigns', level: 1 }).waitFor();
    await isSignedIn(second);
    const key = textOf(dashboard.stage.key);
    for (const page of [first, second]) expect(await kept(page)).toEqual([key, null]);
    const shared = await second.evaluate('JSON.stringify(localStorage)');
    expect(shared).not.toContain(dashboard.stage.key.secret);
    expect(second.url()).not.toContain(dashboard.stage.key.secret);
    await first.close(); // the second has it, and gives it on
    const third = await anotherTab(second);
    await isSignedIn(third);
  });

  it('are signed out by one, and nothing is left of the key', async () => {
    const first = await firstTab();
    await signIn(first, dashboard.stage.key);
    await isSignedIn(first);
    const second = await anotherTab(first);
    await isSignedIn(second);

    await signOut(second);

    for (const page of [first, second]) {
      await isSignedOut(page);
      expect(await kept(page)).toEqual([null, null]);
    }
    await isSignedOut(await anotherTab(first));
  });

  it('that stay signed in are signed out by one too', async () => {
    const first = await firstTab();
    const second = await anotherTab(first);
    await signIn(first, dashboard.stage.key, true);
    for (const page of [first, second]) {
      await isSignedIn(page);
      expect(await kept(page)).toEqual([null, textOf(dashboard.stage.key)]);
    }
    await signOut(second);
    await isSignedOut(first);
    expect(await kept(first)).toEqual([null, null]);
    await first.reload();
    await isSignedOut(first);
  });

  it('follow whoever signs in last, in place of one who stayed signed in', async () => {
    const anna = await newKey('Anna');
    const first = await firstTab();
    await signIn(first, anna, true);
    await isSignedIn(first);
    const second = await anotherTab(first);
    await isSignedIn(second);
    expect(await keyInUse(second)).toBe(`Bearer ${textOf(anna)}`);

    await second.goto(dashboard.stage.signInLink());

    const key = textOf(dashboard.stage.key);
    for (const page of [second, first]) {
      await isSignedIn(page);
      expect(await settled(page, key)).toEqual([key, null]);
      expect(await keyInUse(page)).toBe(`Bearer ${key}`);
    }
  });

  /** What a tab keeps, once it has its own copy of a key. */
  async function settled(page: Page, key: string) {
    for (let turn = 0; turn < 100; turn += 1) {
      if ((await page.evaluate('sessionStorage.getItem("touchpoint-key")')) === key) break;
      await page.waitForTimeout(50);
    }
    return kept(page);
  }

  it('are not disturbed by a key that the stage does not take, and follow the one that it takes', async () => {
    const first = await firstTab();
    const second = await anotherTab(first);
    await isSignedOut(second);
    await signIn(first, { keyId: 'nobody', secret: 'wrong' }, true);
    await refusal(first).waitFor();
    expect(await kept(first)).toEqual([null, null]);
    expect(await refusal(second).count()).toBe(0);

    await signIn(first, dashboard.stage.key);

    await isSignedIn(second);
  });

  it('are signed out with the reason when their key is revoked, and give it to nobody', async () => {
    const guest = await newKey('Guest');
    const first = await firstTab();
    await signIn(first, guest);
    await isSignedIn(first);
    const second = await anotherTab(first);
    await isSignedIn(second);
    for (const page of [first, second]) await page.waitForLoadState('networkidle'); // neither has a question under way

    const revoked = await fetch(`${dashboard.stage.endpoint}/keys/${guest.keyId}`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${textOf(dashboard.stage.key)}` },
    });
    expect(revoked.ok).toBe(true);
    await first.reload(); // it knows by the first answer

    for (const page of [first, second]) {
      await refusal(page).waitFor();
      expect(await kept(page)).toEqual([null, null]);
    }
    const third = await anotherTab(first);
    await isSignedOut(third);
    expect(await kept(third)).toEqual([null, null]);
  });

  it('do not come back with a key that was signed out while they were closed', async () => {
    const first = await firstTab();
    await signIn(first, dashboard.stage.key);
    await isSignedIn(first);
    const closed = (await first.evaluate('JSON.stringify({ ...sessionStorage })')) as string;
    await signOut(first);
    await isSignedOut(first);

    const reopened = await anotherTab(first, `Object.assign(sessionStorage, ${closed})`);

    await isSignedOut(reopened);
    expect(await kept(reopened)).toEqual([null, null]);
  });

  it('ask for the key soon when no other one answers', async () => {
    const first = await firstTab();
    await signIn(first, dashboard.stage.key);
    await isSignedIn(first);
    const browser = await first.context().storageState(); // what is shared stays when all tabs are closed
    await first.context().close();
    context = await first.context().browser()?.newContext({ storageState: browser });
    const alone = await context?.newPage();
    if (!alone) throw new Error('There is no browser');
    await alone.goto(dashboard.stage.endpoint);
    await isSignedOut(alone);
    expect(await alone.evaluate('localStorage.getItem("touchpoint-sign-in")')).not.toBeNull();
    const drawnAt = await alone.evaluate(
      'performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? performance.now()',
    );
    expect(drawnAt).toBeLessThan(2000);
  });
});
