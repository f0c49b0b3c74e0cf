import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import {
  chromiumPath,
  type Dashboard,
  openDashboard,
  overflow,
  until,
  violations,
} from './dashboard-page.ts';

interface Sizes {
  readonly items: {
    readonly id: string;
    readonly name: string;
    readonly size: number;
    readonly type: string;
  }[];
}

interface Worth {
  readonly customers: number;
  readonly transactions?: { readonly revenue: number; readonly everyone: { readonly revenue: number } };
  readonly purchases?: {
    readonly purchases: number;
    readonly revenue: readonly { readonly currency?: string; readonly amount: number }[];
  };
}

const grouped = (value: number) => new Intl.NumberFormat('en-US').format(value);
const PHONE = { width: 360, height: 760 };

(chromiumPath ? describe : describe.skip)('the view of segments', () => {
  let dashboard: Dashboard;
  let app: string;
  let page: Page;
  beforeAll(async () => {
    dashboard = await openDashboard(async ({ endpoint, key }) => {
      const headers = { authorization: `Bearer ${key.keyId}.${key.secret}` };
      for (let day = 0; day < 3; day += 1) {
        await fetch(`${endpoint}/local/clock`, {
          method: 'POST',
          headers,
          body: JSON.stringify({ advance: 'P1D' }),
        });
      }
    });
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

  const sizes = () => dashboard.ask<Sizes>(`/segments?app=${app}`);
  const idOf = async (name: string) => (await sizes()).items.find((one) => one.name === name)?.id as string;
  const definition = (id: string) =>
    dashboard.ask<{ Name: string; Version: number; Dimensions?: object; SegmentGroups?: object }>(
      `/v1/apps/${app}/segments/${id}`,
    );
  const count = async (body: object) =>
    (
      await dashboard.ask<{ count: number }>(`/segments/count?app=${app}`, {
        method: 'POST',
        body: JSON.stringify(body),
      })
    ).count;
  const row = (name: string) =>
    page.getByRole('table', { name: 'Segments' }).getByRole('row').filter({ hasText: name });
  const matching = (size: number) =>
    page
      .getByRole('region', { name: 'Who matches now' })
      .getByText(`${grouped(size)} endpoints`, { exact: true })
      .waitFor();

  it('lists every segment with the size that the API counts, and finds one by its words', async () => {
    page = await dashboard.open('/segments');
    const { items } = await sizes();
    for (const { name, size } of items) {
      await row(name).locator('[data-part=size]').getByText(grouped(size), { exact: true }).waitFor();
    }
    await page.getByLabel('Search segments').fill('renewal');
    await until(page, 'location.hash.includes("q=renewal")');
    expect(await row('Renewal Eligible').count()).toBe(1);
    expect(await row('asset_endpoints').count()).toBe(0);
  });

  it('draws sizes over time, with the same as a table', async () => {
    page = await dashboard.open('/segments');
    await page.getByRole('img', { name: /^Sizes by day/ }).waitFor();
    await page.getByRole('button', { name: 'Show as table' }).click();
    const table = page.getByRole('table', { name: 'Sizes by day' });
    const day = new Date().toISOString().slice(0, 10);
    const histories = await dashboard.ask<{ items: { sizes: { day: string }[] }[] }>(
      `/segments/sizes?app=${app}&from=${day}&to=2100-01-01`.replace(
        '2100-01-01',
        new Date(Date.now() + 9 * 864e5).toISOString().slice(0, 10),
      ),
    );
    const days = new Set(histories.items.flatMap((item) => item.sizes.map((one) => one.day)));
    expect(days.size).toBeGreaterThanOrEqual(3);
    expect(await table.getByRole('row').count()).toBe(days.size + 1);
  });

  it('lays two segments over each other', async () => {
    const [a, b] = [await idOf('Renewal Eligible'), await idOf('High Value Customers')];
    page = await dashboard.open('/segments');
    await page.getByLabel('First', { exact: true }).selectOption(a);
    await page.getByLabel('Second', { exact: true }).selectOption(b);
    const found = await dashboard.ask<{ both: number; first: { only: number }; second: { only: number } }>(
      `/segments/${a}/overlap?with=${b}`,
    );
    await page
      .getByRole('img', { name: `Two circles in proportion: ${grouped(found.both)} endpoints` })
      .waitFor();
    const numbers = page.getByRole('region', { name: 'Overlap' }).locator('dl > div');
    const shown = await numbers.evaluateAll((parts) =>
      parts.map(
        (part) =>
          (part as { querySelector(of: string): { textContent: string } }).querySelector('dd').textContent,
      ),
    );
    expect(shown).toEqual([found.first.only, found.both, found.second.only].map(grouped));
    expect(page.url()).toContain(`a=${a}`);
  });

  it('tells of one segment how large it is, what it is made of and who is in it', async () => {
    const id = await idOf('Renewal Eligible');
    page = await dashboard.open(`/segments/${id}`);
    const reach = await dashboard.ask<{
      count: number;
      channels: { endpoints: number; reachable: number }[];
    }>(`/segments/${id}/reach`);
    await page
      .getByRole('region', { name: 'Now' })
      .getByText(grouped(reach.count), { exact: true })
      .first()
      .waitFor();
    const { Dimensions } = (await definition(id)) as {
      Dimensions: { UserAttributes: Record<string, { Values: string[] }> };
    };
    const rules = page.getByRole('region', { name: 'Who is in it' });
    for (const [name, { Values }] of Object.entries(Dimensions.UserAttributes)) {
      await rules.getByText(`User’s ${name}`).waitFor();
      for (const value of Values) expect(await rules.textContent()).toContain(value);
    }
    const { items } = await dashboard.ask<{ items: { address: string }[] }>(`/segments/${id}/preview`);
    await page.getByRole('cell', { name: items[0]?.address, exact: true }).waitFor();
  });

  it('tells what a segment is worth, by each source that knows of money', async () => {
    const id = await idOf('High Value Customers');
    const { items } = await dashboard.ask<{ items: { endpointId: string }[] }>(`/segments/${id}/preview`);
    const bodies = items.slice(0, 2).map(({ endpointId }, index) => {
      const bought = {
        EventType: '_monetization.purchase',
        Timestamp: new Date().toISOString(),
        Attributes: { _currency: 'USD' },
        Metrics: { _item_price: 1234.5, _quantity: index + 1 },
      };
      return [endpointId, { Endpoint: {}, Events: { [`order-${index}`]: bought } }] as const;
    });
    await dashboard.ask(`/v1/apps/${app}/events`, {
      method: 'POST',
      body: JSON.stringify({ BatchItem: Object.fromEntries(bodies) }),
    });
    const { customers, transactions, purchases } = await dashboard.ask<Worth>(
      `/segments/${id}/worth?app=${app}`,
    );
    page = await dashboard.open(`/segments/${id}`);
    const card = page.getByRole('region', { name: 'What they are worth' });
    await card.getByRole('heading', { name: /^By transactions, up to/ }).waitFor();
    const money = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 });
    const [spent, bought] = [transactions?.revenue ?? -1, purchases?.revenue[0]];
    expect(await card.getByTitle(money.format(spent), { exact: true }).count()).toBe(1);
    expect(bought).toEqual({ currency: 'USD', amount: 3703.5 });
    expect(await card.getByTitle(`${money.format(bought?.amount ?? -1)} USD`, { exact: true }).count()).toBe(
      1,
    );
    const text = (await card.textContent()) ?? '';
    expect(text).toContain(`of ${money.format(transactions?.everyone.revenue ?? -1)}`);
    expect(text).toContain(`Purchases${grouped(purchases?.purchases ?? -1)}`);
    expect(text).toContain(`of ${grouped(customers)} customers`);
  });

  it('says of an application without purchases that none are known, and has the size of a new segment', async () => {
    const post = <Answer>(path: string, body: object) =>
      dashboard.ask<Answer>(path, { method: 'POST', body: JSON.stringify(body) });
    const shop = await post<{ Id: string }>('/v1/apps', { Name: 'No purchases' });
    const made = await post<{ Id: string }>(`/v1/apps/${shop.Id}/segments`, { Name: 'Made by SDK' });
    page = await dashboard.open(`/segments/${made.Id}?app=${shop.Id}`);
    const card = page.getByRole('region', { name: 'What they are worth' });
    await card.getByText('No purchases are known').waitFor();
    expect(await card.getByText('0', { exact: true }).count()).toBe(0);
    await page.getByRole('img', { name: /^Sizes by day/ }).waitFor();
    await page.context().close();
    await dashboard.ask(`/v1/apps/${shop.Id}`, { method: 'DELETE' }); // which others would be shown first
  });

  it('makes a segment from what the data suggests, counts it at each step, and saves it', async () => {
    const { userAttributes } = await dashboard.ask<{
      userAttributes: { name: string; values: { value: string; endpoints: number }[] }[];
    }>(`/segments/attributes?app=${app}`);
    const attribute = userAttributes.find(({ name }) => name === 'CLVTier') ?? userAttributes[0];
    const { name = '', values = [] } = attribute ?? {};
    const value = values[0]?.value as string;
    page = await dashboard.open('/segments/new');
    await matching(await count({}));
    expect(await page.getByRole('button', { name: 'Save segment' }).isEnabled()).toBe(false);
    await page.getByLabel('Add a condition').selectOption({ label: name });
    await page.getByText('Enter at least one value.').waitFor();
    await page.getByText('Counted again when the marked conditions are complete.').waitFor();
    await page.locator('fieldset').getByRole('button', { name: value }).first().click();
    const first = {
      Dimensions: { UserAttributes: { [name]: { AttributeType: 'INCLUSIVE', Values: [value] } } },
    };
    await matching(await count(first));
    await page.getByLabel('Add a condition').selectOption({ label: 'Channel' });
    await page
      .locator('fieldset')
      .getByRole('button', { name: /^E-mail/ })
      .click();
    const second = {
      Dimensions: {
        ...first.Dimensions,
        Demographic: { Channel: { DimensionType: 'INCLUSIVE', Values: ['EMAIL'] } },
      },
    };
    await matching(await count(second));
    await page.getByLabel('Name', { exact: true }).fill('Made here');
    await page.getByRole('button', { name: 'Save segment' }).click();
    await page.getByRole('heading', { name: 'Made here', level: 1 }).waitFor();
    const saved = await definition(await idOf('Made here'));
    expect(saved).toMatchObject({ Name: 'Made here', Version: 1, ...second });
  });

  it('opens what an SDK made faithfully, shows what it has no form for, and loses nothing when it is saved', async () => {
    const base = await idOf('High Value Customers');
    const made = {
      Name: 'By hand',
      SegmentGroups: {
        Include: 'ANY',
        Groups: [
          {
            SourceSegments: [{ Id: base, Version: 1 }],
            SourceType: 'ANY',
            Type: 'NONE',
            Dimensions: [
              {
                Attributes: {
                  LastEngagement: {
                    AttributeType: 'BETWEEN',
                    Values: ['2020-01-01T00:00:00Z', '2020-02-01T01:30:00+02:00'],
                  },
                },
              },
              {
                Location: {
                  GPSPoint: { Coordinates: { Latitude: 19.07, Longitude: 72.87 }, RangeInKilometers: 50 },
                },
                Behavior: {},
              },
            ],
          },
          { Dimensions: [{ Behavior: { Recency: { Duration: 'DAY_30', RecencyType: 'ACTIVE' } } }] },
        ],
      },
    };
    const { Id } = await dashboard.ask<{ Id: string }>(`/v1/apps/${app}/segments`, {
      method: 'POST',
      body: JSON.stringify(made),
    });
    page = await dashboard.open(`/segments/${Id}?tab=conditions`);
    await page.getByRole('button', { name: /^Located\s+within 50 km of\s+19.07, 72.87/ }).waitFor();
    await page.getByRole('button', { name: /^Active\s+in the last\s+30 days/ }).waitFor();
    await matching(await count(made));
    await page.getByText('A campaign writes through one channel').waitFor(); // several are among them
    await page.getByLabel('Name', { exact: true }).fill('By hand and here');
    await page.getByRole('button', { name: 'Save as version 2' }).click();
    await page.getByText('Version 2, saved').waitFor();
    const { SegmentGroups, Name } = await definition(Id);
    expect({ Name, SegmentGroups }).toEqual({ ...made, Name: 'By hand and here' });
  });

  it('marks the condition that the stage refuses, and takes JSON as well', async () => {
    page = await dashboard.open('/segments/new');
    await page.getByRole('tab', { name: 'JSON' }).click();
    const editor = page.getByRole('textbox', { name: /Dimensions or SegmentGroups/ });
    await editor.fill('{ "Dimensions": ');
    await page.getByRole('alert').filter({ hasText: 'This is not JSON' }).waitFor();
    const refused = {
      Dimensions: {
        Attributes: { Plan: { Values: ['x'.repeat(101)] } },
        Metrics: { RScore: { ComparisonOperator: 'EQUAL', Value: 4 } },
      },
    };
    await editor.fill(JSON.stringify(refused));
    await page.getByRole('tab', { name: 'Conditions' }).click();
    const faulty = page.locator('li[data-faulty=true]');
    await faulty.getByText(/a value of 101 characters; at most 100 are allowed/).waitFor();
    expect(await faulty.count()).toBe(1);
    expect(await faulty.textContent()).toContain('Plan');
    await faulty.getByRole('button', { name: /^Remove “Plan/ }).click();
    await matching(await count({ Dimensions: { Metrics: refused.Dimensions.Metrics } }));
    dashboard.faults.length = 0; // the browser tells of the refusal too
  });

  it('takes an earlier version up again, and deletes a segment after asking', async () => {
    const first = { Dimensions: { Demographic: { Channel: { Values: ['SMS'] } } } };
    const { Id } = await dashboard.ask<{ Id: string }>(`/v1/apps/${app}/segments`, {
      method: 'POST',
      body: JSON.stringify({ Name: 'Back', ...first }),
    });
    await dashboard.ask(`/v1/apps/${app}/segments/${Id}`, {
      method: 'PUT',
      body: JSON.stringify({ Dimensions: {} }),
    });
    page = await dashboard.open(`/segments/${Id}?tab=versions`);
    await page.getByRole('link', { name: 'Use version 1' }).click();
    await page.getByRole('button', { name: 'Save as version 3' }).click();
    await page.getByText('Version 3, saved').waitFor();
    expect(await definition(Id)).toMatchObject({ Version: 3, ...first });
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByRole('button', { name: 'Delete the segment' }).click();
    await page.getByRole('heading', { name: 'Segments', level: 1 }).waitFor();
    expect(await idOf('Back')).toBeUndefined();
  });

  it('shows an imported segment without conditions to edit', async () => {
    const { items } = await sizes();
    const imported = items.find(({ type }) => type === 'IMPORT');
    page = await dashboard.open(`/segments/${imported?.id}`);
    await page.getByText('Endpoints imported').waitFor();
    expect(await page.getByRole('tab', { name: 'Conditions' }).count()).toBe(0);
  });

  it('says what could not be shown of a segment that is not there', async () => {
    page = await dashboard.open('/segments/nobody');
    await page.getByRole('alert').filter({ hasText: 'Segment nobody not found' }).waitFor();
    dashboard.faults.length = 0; // the browser tells of the 404 too
  });

  const views = async (): Promise<[string, string, (shown: Page) => Promise<unknown>][]> => {
    const [a, b] = [await idOf('Renewal Eligible'), await idOf('High Value Customers')];
    const groups = await idOf('By hand and here');
    return [
      [
        `/segments?a=${a}&b=${b}`,
        'segments',
        async (shown) => {
          await shown.getByRole('img', { name: /^Two circles/ }).waitFor();
          await shown.locator('canvas').waitFor();
        },
      ],
      [
        `/segments/${a}`,
        'segment',
        async (shown) => {
          await shown.locator('canvas').waitFor();
          await shown.getByRole('table', { name: 'Some endpoints of the segment' }).waitFor();
        },
      ],
      [
        `/segments/${groups}?tab=conditions`,
        'segment-conditions',
        async (shown) => {
          await shown.getByRole('button', { name: /^LastEngagement/ }).click();
          await shown.getByRole('table', { name: 'Endpoints by channel' }).waitFor();
        },
      ],
    ];
  };

  it.each(['light', 'dark'] as const)('can be used by everyone, %s', async (colorScheme) => {
    const found: Record<string, string[]> = {};
    for (const [view, name, ready] of await views()) {
      page = await dashboard.open(view, { colorScheme });
      await ready(page);
      found[name] = await violations(page);
      await page.context().close();
    }
    expect(found).toEqual({ segments: [], segment: [], 'segment-conditions': [] });
  });

  it('fits a phone', async () => {
    const wide: Record<string, number> = {};
    for (const [view, name, ready] of await views()) {
      page = await dashboard.open(view, { viewport: PHONE });
      await ready(page);
      wide[name] = await overflow(page);
      await page.context().close();
      await dashboard.screenshots(view, name, ready);
    }
    expect(wide).toEqual({ segments: 0, segment: 0, 'segment-conditions': 0 });
  });
});
