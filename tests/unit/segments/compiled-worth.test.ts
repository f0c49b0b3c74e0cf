import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DuckDbLake } from '../../../src/adapters/local/duckdb-lake.ts';
import {
  compileCustomerCount,
  compilePurchaseWorth,
  compileTransactionWorth,
} from '../../../src/compiler/segment-worth.ts';
import type { SegmentNode } from '../../../src/core/segments/segment-graph.ts';
import { insert, temporaryLake } from './lake-rows.ts';

/** A few customers that can be counted by eye; on both engines where a Trino runs. */
const APP = 'a'.repeat(32);
const OTHER = 'b'.repeat(32);
const CONTEXT = { applicationId: APP, at: new Date('2026-11-15T12:00:00Z') };
const DAYS = { from: '2025-11-16', to: '2026-11-15' };
const EVERYONE: SegmentNode = { kind: 'dimensional', groups: [], include: 'ALL' };
const GOLD: SegmentNode = {
  kind: 'dimensional',
  include: 'ALL',
  groups: [
    {
      sources: [],
      sourceType: 'ALL',
      type: 'ALL',
      dimensions: [{ Attributes: { Plan: { Values: ['gold'], AttributeType: 'INCLUSIVE' } } }],
    },
  ],
};
const endpoint = (endpoint_id: string, user_id: string | null, plan: string, application_id = APP) => ({
  application_id,
  endpoint_id,
  user_id,
  attributes: { Plan: [plan] },
});
const bought = (event_id: string, endpoint_id: string, more: object = {}) => ({
  application_id: APP,
  arrival_date: '2026-11-01',
  event_type: '_monetization.purchase',
  event_id,
  endpoint_id,
  attributes: { _currency: 'EUR' },
  metrics: { _item_price: 10.01, _quantity: 3 },
  ...more,
});
const feature = (upload_id: string, customer_id: string, monetary: number, application_id = APP) => ({
  application_id,
  upload_id,
  customer_id,
  monetary,
});
const upload = (upload_id: string, received_at: string, application_id = APP) => ({
  application_id,
  upload_id,
  received_at,
  as_of: '2026-10-01 00:00:00',
});

describe('the worth of a segment, compiled', () => {
  let lake: DuckDbLake;
  let remove: () => Promise<void>;

  beforeAll(async () => {
    ({ lake, remove } = await temporaryLake());
    await insert(lake, 'endpoints', [
      endpoint('mail', 'ana', 'gold'),
      endpoint('phone', 'ana', 'free'),
      endpoint('tablet', null, 'gold'),
      endpoint('kiosk', '', 'free'),
      endpoint('bobs', 'bob', 'free'),
      endpoint('mail', 'stranger', 'gold', OTHER),
    ]);
    await insert(lake, 'events', [
      bought('1', 'phone'), // Ana's, by an endpoint that is not in the segment
      bought('1', 'phone'), // delivered twice
      bought('2', 'mail', { user_id: 'ana', metrics: { amount: 0.1, _item_price: 7 } }),
      bought('3', 'tablet', { attributes: { amount: '5.5', _currency: 'usd' }, metrics: null }),
      bought('4', 'bobs', { attributes: null, metrics: { _item_price: 2 } }),
      bought('5', 'gone', { user_id: 'bob', metrics: {} }),
      bought('6', 'kiosk', { attributes: { _currency: '', amount: 'much' }, metrics: null }),
      bought('7', 'mail', { arrival_date: '2025-11-15' }), // too long ago
      bought('8', 'mail', { event_type: '_session.start' }),
      bought('9', 'mail', { application_id: OTHER }),
    ]);
    await insert(lake, 'rfm_uploads', [
      upload('old', '2026-10-02 00:00:00'),
      upload('new', '2026-10-03 00:00:00'),
      upload('theirs', '2026-10-04 00:00:00', OTHER),
    ]);
    await insert(lake, 'rfm_features', [
      feature('old', 'ana', 1000),
      feature('new', 'ana', 12.34),
      feature('new', 'bob', 0),
      feature('new', 'unknown', 0.66),
      feature('new', 'tablet', 3), // a customer, and no endpoint's id
      feature('theirs', 'ana', 77, OTHER),
    ]);
  });
  afterAll(() => remove());

  const purchasesOf = async (node: SegmentNode) => {
    const rows = await lake.engine.query(compilePurchaseWorth(node, CONTEXT, DAYS));
    return rows.map((row) => Object.values(row)).sort();
  };

  it('counts a user with several endpoints once', async () => {
    expect(await lake.engine.query(compileCustomerCount(GOLD, CONTEXT))).toEqual([{ customers: 2 }]);
    expect(await lake.engine.query(compileCustomerCount(EVERYONE, CONTEXT))).toEqual([{ customers: 4 }]);
  });

  it('sums purchases of whoever has an endpoint in it, currency by currency, each event once', async () => {
    // is_total, currency, purchases, buyers, revenue, and the segment's
    expect(await purchasesOf(GOLD)).toEqual(
      [
        [0, null, 2, 2, 2, 0, 0, 0],
        [0, 'EUR', 3, 2, 30.13, 2, 1, 30.13],
        [0, 'USD', 1, 1, 5.5, 1, 1, 5.5],
        [1, null, 6, 4, 37.63, 3, 2, 35.63],
      ].sort(),
    );
    const total = (await purchasesOf(EVERYONE)).find(([isTotal]) => isTotal === 1);
    expect(total).toEqual([1, null, 6, 4, 37.63, 6, 4, 37.63]);
  });

  it('answers a total of nothing where nobody bought', async () => {
    const context = { ...CONTEXT, applicationId: 'c'.repeat(32) };
    const rows = await lake.engine.query(compilePurchaseWorth(GOLD, context, DAYS));
    expect(rows.map((row) => Object.values(row))).toEqual([[1, null, 0, 0, 0, 0, 0, 0]]);
    expect(await lake.engine.query(compileTransactionWorth(GOLD, context))).toEqual([]);
  });

  it('takes the money of the newest file, and of users alone', async () => {
    const about = {
      upload_id: 'new',
      received_at: new Date('2026-10-03T00:00:00Z'),
      as_of: new Date('2026-10-01T00:00:00Z'),
    };
    const all = { buyers: 3, revenue: 16 };
    expect(await lake.engine.query(compileTransactionWorth(GOLD, CONTEXT))).toEqual([
      { ...about, ...all, own_buyers: 1, own_revenue: 12.34 },
    ]);
    expect(await lake.engine.query(compileTransactionWorth(EVERYONE, CONTEXT))).toEqual([
      { ...about, ...all, own_buyers: 1, own_revenue: 12.34 },
    ]);
  });
});
