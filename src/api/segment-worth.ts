import {
  type Money,
  type Purchases,
  type PurchaseWorth,
  type Spent,
  segmentWorth,
  type TransactionWorth,
  type Worth,
} from '../core/segments/segment-worth.ts';
import { day, instant, list, named, object, real, said, text, whole } from './json-schema.ts';
import { APP_OF_ID } from './parameters.ts';
import { reusable } from './reusable.ts';
import type { Route } from './route.ts';
import { askedFor, VERSION } from './segments.ts';

const PURCHASES = {
  buyers: said(whole, 'customers who bought anything'),
  purchases: whole,
  revenue: said(
    list(
      named(
        'Money',
        object<Money>({ currency: said(text, 'absent where events name none'), amount: real }, ['currency']),
      ),
    ),
    'one for each currency in which anybody bought; none is added to another',
  ),
};
const PURCHASE_WORTH = named(
  'PurchaseWorth',
  object<PurchaseWorth>({
    from: day,
    to: day,
    ...PURCHASES,
    everyone: named('Purchases', object<Purchases>(PURCHASES)),
  }),
);

const SPENT = {
  buyers: said(whole, 'customers who spent anything'),
  revenue: said(real, "in the file's currency, over all its time"),
};
const TRANSACTION_WORTH = named(
  'TransactionWorth',
  object<TransactionWorth>({
    uploadId: text,
    receivedAt: instant,
    asOf: said(instant, 'to which the file reaches'),
    ...SPENT,
    everyone: named('Spent', object<Spent>(SPENT)),
  }),
);

interface SegmentWorth extends Worth {
  readonly id: string;
  readonly applicationId: string;
  readonly name?: string;
  readonly version: number;
}

const SEGMENT_WORTH = named(
  'SegmentWorth',
  object<SegmentWorth>(
    {
      id: text,
      applicationId: text,
      name: text,
      version: whole,
      customers: said(whole, 'users that have an endpoint in the segment, and endpoints without a user'),
      purchases: said(
        PURCHASE_WORTH,
        'from events of purchases in twelve months; absent when the application had none',
      ),
      transactions: said(
        TRANSACTION_WORTH,
        'from the file of transactions that was received last and published; absent when there is none',
      ),
      at: instant,
    },
    ['name', 'purchases', 'transactions'],
  ),
);

/** `GET /segments/{id}/worth`: what the customers of a segment have spent. */
export const segmentWorthRoutes: readonly Route[] = [
  reusable({
    method: 'GET',
    path: '/segments/{id}/worth',
    scope: 'report',
    doc: {
      summary:
        'What the customers of a segment have spent: by purchase events of the last twelve months, and by the newest file of transactions; the two are never added up',
      query: [APP_OF_ID, VERSION],
      answers: { 200: { description: 'The sums, beside those of everybody', schema: SEGMENT_WORTH } },
    },
    async handle(ports, request): Promise<SegmentWorth> {
      const { segment } = await askedFor(ports, request);
      const { Id: id, ApplicationId: applicationId, Name: name, Version: version } = segment;
      return { id, applicationId, name, version, ...(await segmentWorth(ports, segment)) };
    },
  }),
];
