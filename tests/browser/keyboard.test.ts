import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { chromiumPath, type Dashboard, openDashboard } from './dashboard-page.ts';

/** No task has so many stops between two of its steps. */
const MOST_TABS = 80;

(chromiumPath ? describe : describe.skip)('by keys alone', () => {
  let dashboard: Dashboard;
  let page: Page;

  beforeAll(async () => {
    dashboard = await openDashboard();
  });
  afterAll(() => dashboard?.close());
  afterEach(() => page?.context().close());

  /** What has the focus, by role and name, and whether a reader sees that it has. */
  const focused = () =>
    page.evaluate(`(() => {
      const at = document.activeElement;
      const label = at.labels?.[0]?.textContent ?? at.getAttribute('aria-label') ?? at.textContent ?? '';
      return { name: label.trim(), tag: at.tagName, isSeen: getComputedStyle(at).outlineStyle !== 'none' };
    })()`) as Promise<{ name: string; tag: string; isSeen: boolean }>;

  /** Presses Tab until something with that name has the focus, which must be seen at every stop on the way. */
  async function tabTo(name: string | RegExp, key = 'Tab'): Promise<void> {
    const way: string[] = [];
    for (let stop = 0; stop < MOST_TABS; stop++) {
      await page.keyboard.press(key);
      const at = await focused();
      if (at.tag !== 'BODY') expect({ ...at, isSeen: true }).toEqual(at);
      way.push(at.name.slice(0, 40));
      if (typeof name === 'string' ? at.name === name : name.test(at.name)) return;
    }
    throw new Error(`Tab never came to ${name}; it came to ${way.join(' → ')}`);
  }

  const backTo = (name: string) => tabTo(name, 'Shift+Tab');

  it('a segment is built of two conditions, named and saved', async () => {
    page = await dashboard.open('/segments');
    await page.getByRole('heading', { name: 'Segments', level: 1 }).waitFor();
    await tabTo('New segment');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'New segment', level: 1 }).waitFor();
    await tabTo('Name');
    await page.keyboard.type('By keys');

    // letters go to an option of the closed list, and add nothing before Enter
    await tabTo('Add a condition');
    await page.keyboard.type('CLV');
    expect(await page.getByText('Enter at least one value.').count()).toBe(0);
    await page.keyboard.press('Enter');
    await page.getByText('Enter at least one value.').waitFor();
    await tabTo('Values');
    await page.keyboard.type('High');
    await page.keyboard.press('Enter');
    await page.getByText('Enter at least one value.').waitFor({ state: 'hidden' });

    // and so do arrows, of which each would add another condition
    await tabTo('Add a condition');
    await page.keyboard.type('Chan');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await tabTo(/^E-mail/);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Save segment' }).and(page.locator(':enabled')).waitFor();

    await backTo('Name');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'By keys', level: 1 }).waitFor();
    const path = `/v1/apps/${dashboard.applicationId}/segments`;
    const { Item } = await dashboard.ask<{ Item: { Name: string; SegmentGroups?: unknown }[] }>(path);
    expect(Item.find(({ Name }) => Name === 'By keys')).toMatchObject({
      Dimensions: {
        UserAttributes: { CLVTier: { AttributeType: 'INCLUSIVE', Values: ['High'] } },
        Demographic: { Channel: { DimensionType: 'INCLUSIVE', Values: ['EMAIL'] } },
      },
    });
  });

  it('a dialog keeps the focus, gives it back, and Escape closes it', async () => {
    page = await dashboard.open('/customers/user%3A1');
    const button = page.getByRole('button', { name: 'Delete this customer' });
    await button.focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    for (let stop = 0; stop < 8; stop++) {
      await page.keyboard.press('Tab');
      // between the last and the first stop a browser may go through its own bar
      const isInside =
        'document.querySelector("dialog").contains(document.activeElement) || document.activeElement === document.body';
      expect(await page.evaluate(isInside)).toBe(true);
    }
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    expect((await focused()).name).toBe('Delete this customer');
  });

  it('the first stop of a page leads past everything that all pages have', async () => {
    page = await dashboard.open('/campaigns');
    await page.getByRole('heading', { name: 'Campaigns', level: 1 }).waitFor();
    await page.keyboard.press('Tab');
    expect((await focused()).name).toBe('Skip to content');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect((await focused()).name).toBe('7 days');
  });
});
