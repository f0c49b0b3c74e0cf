import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { Customer, FoundCustomer, TimelineEntry } from '../../dashboard/src/api/types.ts';
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

/** An id of everything that an address must escape. */
const STRANGE = 'Ana/Öz 50%2F?#&:+"ü';

(chromiumPath ? describe : describe.skip)('the customers', () => {
  let dashboard: Dashboard;
  let page: Page | undefined;
  let app: string;

  beforeAll(async () => {
    dashboard = await openDashboard(withPast);
    app = dashboard.applicationId;
    const put = (id: string, rest: object) =>
      dashboard.ask(`/v1/apps/${app}/endpoints/${encodeURIComponent(id)}`, {
        method: 'PUT',
        body: JSON.stringify({ ChannelType: 'EMAIL', ...rest }),
      });
    await put('strange-mail', { Address: 'strange@example.com', User: { UserId: STRANGE } });
    await put('strange-phone', {
      ChannelType: 'SMS',
      Address: '+12025550142',
      OptOut: 'ALL',
      User: { UserId: STRANGE },
    });
    await put('No/User', { Address: 'nobody@example.com', Attributes: { Note: ['likes lamps'] } });
    await dashboard.ask('/suppressions', {
      method: 'PUT',
      body: JSON.stringify({
        app,
        channel: 'EMAIL',
        address: 'success+example2@simulator.amazonses.com',
        reason: 'COMPLAINT',
      }),
    });
    for (const advance of ['PT10M', 'P4D']) {
      await dashboard.ask('/local/clock', { method: 'POST', body: JSON.stringify({ advance }) });
    }
  }, 180_000);
  afterAll(() => dashboard?.close());
  beforeEach(() => {
    dashboard.faults.length = 0;
  });
  afterEach(async () => {
    await page?.context().close();
    page = undefined;
  });

  const addressOf = (id: string, rest = '') => `/customers/${encodeURIComponent(id)}${rest}`;
  const customer = (id: string) => dashboard.ask<Customer>(`${addressOf(id)}?app=${app}`);
  const timeline = (id: string, rest = '') =>
    dashboard.ask<{ items: TimelineEntry[]; next?: string }>(`${addressOf(id)}/timeline?app=${app}${rest}`);
  const search = (text: string) =>
    dashboard.ask<{ items: FoundCustomer[] }>(`/customers?app=${app}&search=${encodeURIComponent(text)}`);
  const opened = async (id: string, rest = '', options = {}) => {
    page = await dashboard.open(addressOf(id, rest), options);
    await part(page, 'Timeline').getByRole('listitem').first().waitFor();
    return page;
  };

  it('are found by a part of an id, an address or an attribute, as the stage finds them', async () => {
    page = await dashboard.open('/customers');
    for (const text of ['EXAMPLE77', 'likes LAMPS', STRANGE.slice(3), '0142']) {
      await page.getByLabel('User id, endpoint id, address, or an attribute’s value').fill(text);
      await page.getByRole('button', { name: 'Find' }).click();
      const { items } = await search(text);
      await part(page, `Customers with “${text}”`)
        .getByRole('link', {
          name: items[0]?.name ?? items[0]?.id.replace(/^(user|endpoint):/, ''),
          exact: true,
        })
        .first()
        .waitFor();
      const rows = part(page, 'Customers, the best hits first').getByRole('row');
      expect([text, await rows.count()]).toEqual([text, items.length + 1]);
    }
    await until(page, "location.hash.includes('search=0142')");
    await page.getByLabel('User id, endpoint id, address, or an attribute’s value').fill('zzzzz');
    await page.getByRole('button', { name: 'Find' }).click();
    await page.getByText('Nobody found').waitFor();
    expect(dashboard.faults).toEqual([]);
  });

  it('with ids of any characters have an address of their own', async () => {
    page = await dashboard.open(`/customers?search=${encodeURIComponent(STRANGE)}`);
    await page.getByRole('link', { name: STRANGE, exact: true }).click();
    await page.getByRole('heading', { name: STRANGE, level: 1 }).waitFor();
    await page.getByText('Takes messages at 1 of 2').waitFor();
    await page.reload();
    await page.getByRole('heading', { name: STRANGE, level: 1 }).waitFor();
    await page.context().close();
    page = await opened('endpoint:No/User');
    await page.getByRole('heading', { name: 'No/User', level: 1 }).waitFor();
    expect(dashboard.faults).toEqual([]);
  });

  it('tell in plain words why one got no message of a campaign or journey', async () => {
    const { reach } = await customer('user:2');
    const shown = await opened('user:2');
    const table = part(shown, 'Campaigns and journeys, and what they were to this customer');
    for (const { name, segment, inSegment, sent, held } of reach) {
      const row = table.getByRole('row').filter({ has: shown.getByRole('link', { name, exact: true }) });
      const text = (await row.allInnerTexts()).join();
      expect(text).toContain(segment?.name);
      expect(text).toContain(inSegment ? 'in it now' : 'not in it now');
      if (sent === 0 && Object.keys(held).length === 0 && !inSegment)
        expect(text).toContain('Not in the audience');
    }
    const timelineOf = await timeline('user:2', '&kinds=message');
    const heldBack = timelineOf.items.find(({ reason }) => reason === 'SUPPRESSED');
    expect(heldBack).toBeDefined();
    await part(shown, 'Timeline').getByText('E-mail held back: address suppressed').first().waitFor();
    await part(shown, 'Timeline')
      .getByText('The address bounced, complained or unsubscribed before, so nothing is sent to it any more.')
      .first()
      .waitFor();
    await shown.getByText('Nothing is sent to this address: a message was reported as spam').waitFor();
  });

  it('list what happened over all channels, newest first, page by page and by kind', async () => {
    const whole = await timeline('user:100', '&limit=1000');
    const shown = await opened('user:100');
    const list = part(shown, 'Timeline');
    expect(await list.getByRole('listitem').count()).toBe(Math.min(whole.items.length, 50));
    const times = await list
      .locator('time')
      .evaluateAll((all) => all.map((one) => one.getAttribute('datetime')));
    expect(times).toEqual(whole.items.slice(0, 50).map(({ at }) => at));
    await list.getByRole('button', { name: 'Messages', exact: true }).click();
    await until(shown, "location.hash.includes('show=message')");
    const messages = whole.items.filter(({ kind }) => kind === 'message');
    expect(messages.length).toBeGreaterThan(8); // the weekly campaign's past too
    await list.getByText('E-mail: delivered').first().waitFor({ state: 'detached' });
    await list.getByRole('listitem').first().waitFor();
    expect(await list.getByRole('listitem').count()).toBe(messages.length);
  });

  it('show the segments that hold them now, and everything stored', async () => {
    const { segments, userAttributes, endpoints } = await customer('user:100');
    const shown = await opened('user:100');
    const names = await part(shown, 'Segments now').getByRole('link').allInnerTexts();
    expect(names).toEqual(segments.map(({ name, id }) => name ?? id));
    expect(names.length).toBeGreaterThan(1);
    const attributes = part(shown, 'Attributes of the user');
    for (const [name, values] of Object.entries(userAttributes)) {
      await attributes.getByText(name, { exact: true }).waitFor();
      await attributes.getByText(values.join(', '), { exact: true }).first().waitFor();
    }
    await part(shown, 'Address')
      .getByText(endpoints[0]?.address ?? '')
      .waitFor();
    expect(Object.keys(endpoints[0]?.metrics ?? {})).toContain('RScore');
    await part(shown, 'Numbers').getByText('Recency score').waitFor();
  });

  it('are deleted once the id was typed, and are gone then', async () => {
    const shown = await opened(`user:${STRANGE}`);
    await shown.getByRole('button', { name: 'Delete this customer' }).click();
    const dialog = shown.getByRole('dialog');
    const remove = dialog.getByRole('button', { name: 'Delete', exact: true });
    expect(await remove.isDisabled()).toBe(true);
    await dialog.getByRole('textbox').fill(STRANGE.slice(0, -1));
    expect(await remove.isDisabled()).toBe(true);
    expect(await violations(shown)).toEqual([]);
    await dialog.getByRole('textbox').fill(STRANGE);
    await remove.click();
    await dialog.getByText('2 addresses and devices were deleted.').waitFor();
    await shown.getByText('This customer was deleted').waitFor();
    expect(await shown.locator('main').getByText(STRANGE).count()).toBe(0); // the page behind shows nothing old
    expect(await shown.getByRole('region', { name: 'Timeline' }).count()).toBe(0);
    await dialog.getByRole('button', { name: 'To the list of customers' }).click();
    await shown.getByRole('heading', { name: 'Customers', level: 1 }).waitFor();
    expect((await search(STRANGE)).items).toEqual([]);
    await expect(customer(`user:${STRANGE}`)).rejects.toThrow('404');
  });

  it('say so where there is nobody of that id', async () => {
    page = await dashboard.open(addressOf('user:nobody at all'));
    await page.getByText('Nobody is known by this id').waitFor();
    await page.getByRole('link', { name: 'Search all customers' }).click();
    await page.getByRole('heading', { name: 'Customers', level: 1 }).waitFor();
  });

  it.each(['light', 'dark'] as const)('are usable by everyone, %s', async (colorScheme) => {
    const shown = await opened('user:2', '', { colorScheme });
    expect(await violations(shown)).toEqual([]);
    await shown.getByRole('link', { name: 'Customers' }).first().click();
    await part(shown, 'Customers, the best hits first').waitFor();
    expect(await violations(shown)).toEqual([]);
  });

  it('fit a phone', async () => {
    const shown = await opened('user:2', '', { viewport: { width: 360, height: 760 } });
    expect(await overflow(shown)).toBe(0);
    await dashboard.screenshots('/customers?search=high', 'customer-list', (one) =>
      part(one, 'Customers, the best hits first').waitFor(),
    );
    await dashboard.screenshots(addressOf('user:2'), 'customer', (one) =>
      part(one, 'Timeline').getByRole('listitem').first().waitFor(),
    );
    expect(dashboard.faults).toEqual([]);
  });

  it('are told of messages of campaigns that were deleted under the name that those had', async () => {
    const { items } = await timeline('user:100', '&kinds=message');
    const origin = items.find((item) => item.origin?.type === 'campaign')?.origin;
    const { id = '', name = '' } = origin ?? {};
    expect(name).not.toBe('');
    await dashboard.ask(`/v1/apps/${app}/campaigns/${id}`, { method: 'DELETE' });
    const list = part(await opened('user:100'), 'Timeline');
    await list.getByText(`${name} (deleted)`).first().waitFor();
    expect(await list.getByRole('link', { name, exact: true }).count()).toBe(0);
  });
});
