import {
  compileCustomerCount,
  compilePurchaseWorth,
  compileTransactionWorth,
} from '../../compiler/segment-worth.ts';
import type { Ports } from '../../ports/ports.ts';
import type { StoredSegment } from './segment.ts';
import { contextOf } from './segment-size.ts';
import { dayOf } from './size-history.ts';
import { resolveSegment } from './source-segments.ts';

/** What the customers of a segment have spent. What the lake knows nothing of is absent, which is not the same as 0. */
export interface Worth {
  /** Users that have an endpoint in the segment, and its endpoints without a user. */
  readonly customers: number;
  /** From events of type `_monetization.purchase`; absent when the application had none in these days. */
  readonly purchases?: PurchaseWorth;
  /** From the file of transactions that was received last and published; absent when there is none. */
  readonly transactions?: TransactionWorth;
  /** ISO 8601, UTC, as all instants. */
  readonly at: string;
}

export interface PurchaseWorth extends Purchases {
  /** UTC; both count. */
  readonly from: string;
  readonly to: string;
  /** Of the whole application. */
  readonly everyone: Purchases;
}

export interface Purchases {
  /** Customers who bought anything. */
  readonly buyers: number;
  readonly purchases: number;
  /** One for each currency in which anybody bought, the largest sum first; none is added to another. */
  readonly revenue: readonly Money[];
}

export interface Money {
  /** In capitals, as events have it; absent where they name none. */
  readonly currency?: string;
  readonly amount: number;
}

export interface TransactionWorth extends Spent {
  readonly uploadId: string;
  readonly receivedAt: string;
  /** To which instant the file reaches. */
  readonly asOf: string;
  /** Of all customers of the file. */
  readonly everyone: Spent;
}

export interface Spent {
  /** Customers who spent anything. */
  readonly buyers: number;
  /** In the file's currency, over all its time. */
  readonly revenue: number;
}

type PurchaseRow = {
  is_total: number;
  currency: string | null;
  purchases: number;
  buyers: number;
  revenue: number;
  own_purchases: number;
  own_buyers: number;
  own_revenue: number;
};
type TransactionRow = {
  upload_id: string;
  received_at: Date;
  as_of: Date;
  buyers: number;
  revenue: number;
  own_buyers: number;
  own_revenue: number;
};

/** Twelve months, today included. */
const DAYS = 365;
const DAY_MS = 86_400_000;

/**
 * Three statements, of however many customers. Purchases and transactions may be the same sales told twice, so they are
 * never added up.
 */
export async function segmentWorth(ports: Ports, segment: StoredSegment): Promise<Worth> {
  const context = contextOf(ports, segment.ApplicationId);
  const node = await resolveSegment(ports, segment);
  const to = dayOf(context.at);
  const from = dayOf(new Date(context.at.getTime() - (DAYS - 1) * DAY_MS));
  await ports.endpoints.refreshLake();
  const [[counted], bought, [spent]] = await Promise.all([
    ports.queries.query<{ customers: number }>(compileCustomerCount(node, context)),
    ports.queries.query<PurchaseRow>(compilePurchaseWorth(node, context, { from, to })),
    ports.queries.query<TransactionRow>(compileTransactionWorth(node, context)),
  ]);
  const purchases = purchasesOf(bought);
  return {
    customers: counted?.customers ?? 0,
    ...(purchases && { purchases: { from, to, ...purchases } }),
    ...(spent && { transactions: transactionsOf(spent) }),
    at: context.at.toISOString(),
  };
}

function purchasesOf(rows: readonly PurchaseRow[]): Omit<PurchaseWorth, 'from' | 'to'> | undefined {
  const total = rows.find(({ is_total }) => Number(is_total) === 1);
  if (total === undefined || total.purchases === 0) return undefined;
  const parts = rows
    .filter(({ is_total }) => Number(is_total) === 0)
    .sort((a, b) => b.revenue - a.revenue || ((a.currency ?? '') < (b.currency ?? '') ? -1 : 1));
  const money = (amountOf: (row: PurchaseRow) => number): Money[] =>
    parts.map((row) => ({ ...(row.currency !== null && { currency: row.currency }), amount: amountOf(row) }));
  return {
    buyers: total.own_buyers,
    purchases: total.own_purchases,
    revenue: money(({ own_revenue }) => own_revenue),
    everyone: {
      buyers: total.buyers,
      purchases: total.purchases,
      revenue: money(({ revenue }) => revenue),
    },
  };
}

function transactionsOf(row: TransactionRow): TransactionWorth {
  return {
    uploadId: row.upload_id,
    receivedAt: row.received_at.toISOString(),
    asOf: row.as_of.toISOString(),
    buyers: row.own_buyers,
    revenue: row.own_revenue,
    everyone: { buyers: row.buyers, revenue: row.revenue },
  };
}
