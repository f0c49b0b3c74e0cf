import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Endpoint } from '../../src/core/endpoints/endpoint.ts';
import { recordsFor } from '../../src/core/events/app-event.ts';
import type { Worth } from '../../src/core/segments/segment-worth.ts';
import { HEADER, row, shop } from '../flows/home.ts';
import { openStage, type TestStage } from './stage.ts';

const NOW = new Date('2026-11-15T12:00:00Z');
const DAY_MS = 86_400_000;
const FIRST_DAY = '2025-11-16'; // 365 days, today included

let stage: TestStage;
beforeAll(async () => {
  stage = await openStage();
  stage.clock.set(NOW);
});
afterAll(() => stage.close());

async function call<T>(path: string, body?: unknown): Promise<T> {
  const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  const response = await stage.fetch(path, init);
  if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
  return (await response.json()) as T;
}
const newApp = async () => (await call<{ Id: string }>('/v1/apps', { Name: 'shop' })).Id;
const newSegment = async (app: string, Plan: string) =>
  (
    await call<{ Id: string }>(`/v1/apps/${app}/segments`, {
      Dimensions: { Attributes: { Plan: { Values: [Plan] } } },
    })
  ).Id;
const worth = (app: string, segment: string, rest = '') =>
  call<Worth>(`/segments/${segment}/worth?app=${app}${rest}`);

interface Device {
  readonly id: string;
  /** Absent of an endpoint without a user. */
  readonly user?: string;
  readonly isGold: boolean;
}

interface Purchase {
  readonly id: string;
  readonly device: string;
  /** As the app tells it, which need not know it. */
  readonly user?: string;
  readonly daysAgo: number;
  readonly currency?: string;
  /** In cents; told as `amount`, as price and quantity, or as an attribute. */
  readonly cents: number;
  readonly told: 'amount' | 'price' | 'attribute' | 'nowhere';
  readonly isBought: boolean;
  readonly deliveries: number;
}

function endpointOf(app: string, { id, user, isGold }: Device): Endpoint {
  return {
    ApplicationId: app,
    Id: id,
    Address: `${id}@example.com`,
    ChannelType: 'EMAIL',
    OptOut: 'NONE',
    EndpointStatus: 'ACTIVE',
    Attributes: { Plan: [isGold ? 'gold' : 'free'] },
    Metrics: {},
    Demographic: {},
    Location: {},
    User: user === undefined ? {} : { UserId: user },
    CohortId: '1',
    CreationDate: '2026-01-01T00:00:00.000Z',
    EffectiveDate: '2026-01-01T00:00:00.000Z',
  };
}

function eventsOf(app: string, purchase: Purchase) {
  const { id, device, user, daysAgo, currency, cents, told, isBought, deliveries } = purchase;
  const at = NOW.getTime() - daysAgo * DAY_MS;
  const record = recordsFor({
    applicationId: app,
    endpointId: device,
    endpoint: user === undefined ? {} : { User: { UserId: user } },
    accountId: '000000000000',
    arrivedAt: at,
  });
  const event = record(`${app}-${id}`, {
    EventType: isBought ? '_monetization.purchase' : '_session.start',
    Timestamp: at,
    Attributes: {
      ...(currency !== undefined && { _currency: currency }),
      ...(told === 'attribute' && { amount: String(cents / 100) }),
    },
    Metrics: {
      ...(told === 'amount' && { amount: cents / 100 }),
      ...(told === 'price' && { _item_price: cents / 200, _quantity: 2 }),
    },
  });
  return Array.from({ length: deliveries }, () => event);
}

interface Feature {
  readonly customer: string;
  readonly cents: number;
}

async function putFeatures(app: string, upload: string, receivedAt: string, features: readonly Feature[]) {
  const text = (value: string) => ({ type: 'varchar' as const, value });
  await stage.ports.queries.run(
    {
      text: `insert into rfm_uploads (application_id, upload_id, received_at, as_of, segment_table)
        values (?, ?, cast(? as timestamp), timestamp '2026-11-02 00:00:00', 'guidance')`,
      values: [text(app), text(upload), text(receivedAt)],
    },
    `${upload}-uploads`,
  );
  for (const { customer, cents } of features) {
    await stage.ports.queries.run(
      {
        text: `insert into rfm_features (application_id, upload_id, customer_id, monetary) values (?, ?, ?, cast(? as double))`,
        values: [text(app), text(upload), text(customer), text(String(cents / 100))],
      },
      `${upload}-${customer}`,
    );
  }
}

/** The same by other means: one customer after the other, in cents. */
function oracle(devices: readonly Device[], purchases: readonly Purchase[], features: readonly Feature[]) {
  const userOf = new Map(devices.map(({ id, user }) => [id, user]));
  const personOf = (device: string, user?: string) => {
    const known = user ?? userOf.get(device);
    return known === undefined ? `device ${device}` : `user ${known}`;
  };
  const members = new Set(devices.filter(({ isGold }) => isGold).map(({ id, user }) => personOf(id, user)));
  const bought = purchases.filter(({ isBought, daysAgo }) => isBought && daysAgo < 365);
  const order = new Map<string, number>();
  const centsOf = ({ cents, told }: Purchase) => (told === 'nowhere' ? 0 : cents);
  const currencyOf = ({ currency }: Purchase) => currency?.toUpperCase() ?? '';
  for (const one of bought) order.set(currencyOf(one), (order.get(currencyOf(one)) ?? 0) + centsOf(one));
  const currencies = [...order].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([name]) => name);
  const told = (some: readonly Purchase[]) => ({
    buyers: new Set(some.map(({ device, user }) => personOf(device, user))).size,
    purchases: some.length,
    revenue: currencies.map((currency) => ({
      ...(currency !== '' && { currency }),
      amount:
        some.filter((one) => currencyOf(one) === currency).reduce((sum, one) => sum + centsOf(one), 0) / 100,
    })),
  });
  const own = bought.filter(({ device, user }) => members.has(personOf(device, user)));
  const spent = (some: readonly Feature[]) => ({
    buyers: some.filter(({ cents }) => cents > 0).length,
    revenue: some.reduce((sum, { cents }) => sum + cents, 0) / 100,
  });
  return {
    customers: members.size,
    ...(bought.length > 0 && {
      purchases: { from: FIRST_DAY, to: '2026-11-15', ...told(own), everyone: told(bought) },
    }),
    transactions: spent(features.filter(({ customer }) => members.has(`user ${customer}`))),
    everyone: spent(features),
  };
}

const users = fc.constantFrom('ana', 'bob', 'Zoë Ö');
const devices = fc
  .array(fc.record({ user: fc.option(users, { nil: undefined }), isGold: fc.boolean() }), {
    minLength: 1,
    maxLength: 8,
  })
  .map((all): Device[] => all.map((one, index) => ({ ...one, id: `d${index}` })));
const purchases = fc
  .array(
    fc.record({
      device: fc.integer({ min: 0, max: 9 }).map((index) => `d${index}`), // some of nobody whom the stage knows
      user: fc.option(users, { nil: undefined }),
      daysAgo: fc.oneof(fc.integer({ min: 0, max: 400 }), fc.constantFrom(364, 365)),
      currency: fc.constantFrom(undefined, 'EUR', 'eur', 'USD'),
      cents: fc.integer({ min: 0, max: 99_999 }),
      told: fc.constantFrom('amount', 'price', 'attribute', 'nowhere' as const),
      isBought: fc.integer({ min: 0, max: 4 }).map((one) => one > 0),
      deliveries: fc.integer({ min: 1, max: 2 }),
    }),
    { maxLength: 14 },
  )
  .map((all) => all.map((one, index): Purchase => ({ ...one, id: `p${index}` }) as Purchase));
const features = fc.uniqueArray(
  fc.record({ customer: fc.oneof(users, fc.constant('nobody')), cents: fc.nat(99_999) }),
  { selector: ({ customer }) => customer, maxLength: 4 },
);

describe('the worth of a segment', () => {
  it('is what a count of its customers one by one gives, by events and by the newest file', async () => {
    await fc.assert(
      fc.asyncProperty(devices, purchases, features, async (all, bought, spent) => {
        const app = await newApp();
        await stage.ports.endpoints.change(app, { ids: [], userIds: [], addresses: [] }, () => ({
          put: all.map((device) => endpointOf(app, device)),
          remove: [],
        }));
        await stage.ports.events.append(bought.flatMap((one) => eventsOf(app, one)));
        await putFeatures(app, `${app}-old`, '2026-10-01 00:00:00', [{ customer: 'ana', cents: 12_345 }]);
        await putFeatures(app, `${app}-new`, '2026-11-01 00:00:00', spent);
        const expected = oracle(all, bought, spent);

        const answer = await worth(app, await newSegment(app, 'gold'));

        expect(answer).toMatchObject({ customers: expected.customers, at: NOW.toISOString() });
        expect(answer.purchases).toEqual(expected.purchases);
        expect(answer.transactions).toEqual({
          uploadId: `${app}-new`,
          receivedAt: '2026-11-01T00:00:00.000Z',
          asOf: '2026-11-02T00:00:00.000Z',
          ...expected.transactions,
          everyone: expected.everyone,
        });
      }),
      { numRuns: 25 },
    );
  });

  it('is not 0 but unknown where no purchases are known', async () => {
    const app = await newApp();
    const id = await newSegment(app, 'gold');
    expect(await worth(app, id)).toEqual({
      id,
      applicationId: app,
      version: 1,
      customers: 0,
      at: NOW.toISOString(),
    });
  });

  it('is that of a file which went through the machine', async () => {
    const app = await newApp();
    const lines = [
      ...shop(20),
      row({ CustomerID: 'Ana', UnitPrice: 12.34, Quantity: 3, Date: '2026-01-01' }),
    ];
    const body = [HEADER, ...lines].join('\n');
    expect((await stage.fetch(`/uploads/shop.csv?app=${app}`, { method: 'PUT', body })).status).toBe(202);
    await stage.settled();
    const { Id } = await call<{ Id: string }>(`/v1/apps/${app}/segments`, { Dimensions: {} });
    const columns = HEADER.split(',');
    const cents = lines
      .map((line) => Object.fromEntries(line.split(',').map((cell, index) => [columns[index], cell])))
      .filter(({ EventName }) => EventName === 'PURCHASED')
      .map(({ CustomerID, UnitPrice, Quantity }) => ({
        CustomerID,
        cents: Math.round(Number(UnitPrice) * 100) * Number(Quantity),
      }));
    const everyone = {
      buyers: new Set(cents.map(({ CustomerID }) => CustomerID)).size,
      revenue: cents.reduce((sum, one) => sum + one.cents, 0) / 100,
    };
    expect((await worth(app, Id)).transactions).toMatchObject({ ...everyone, everyone });
    expect((await worth(app, Id)).customers).toBe(21);
  });

  it('is that of the version that is asked for, and refuses one that is not there', async () => {
    const app = await newApp();
    await stage.ports.endpoints.change(app, { ids: [], userIds: [], addresses: [] }, () => ({
      put: [endpointOf(app, { id: 'a', isGold: true })],
      remove: [],
    }));
    const id = await newSegment(app, 'gold');
    const init = {
      method: 'PUT',
      body: JSON.stringify({ Dimensions: { Attributes: { Plan: { Values: ['none'] } } } }),
    };
    await stage.fetch(`/v1/apps/${app}/segments/${id}`, init);
    expect(await worth(app, id)).toMatchObject({ version: 2, customers: 0 });
    expect(await worth(app, id, '&version=1')).toMatchObject({ version: 1, customers: 1 });
    await expect(worth(app, id, '&version=3')).rejects.toThrow(`Segment ${id} version 3 not found`);
  });
});
