import type { ReactNode } from 'react';
import type { SegmentResponse } from '../../api/pinpoint.ts';
import type { Money, PurchaseWorth, SegmentWorth, TransactionWorth } from '../../api/types.ts';
import { StageLink } from '../../app/stage-link.tsx';
import { amount, compact, count, day, percent, share } from '../../ui/format.ts';
import { Card } from '../../ui/page.tsx';
import { Stat, Stats } from '../../ui/stat.tsx';
import { Empty, Loaded } from '../../ui/states.tsx';
import { useWorth } from './questions.ts';
import styles from './segments.module.css';

/** What the customers of a segment have spent, by each source that knows of it. */
export function WorthCard({ segment, app }: { readonly segment: SegmentResponse; readonly app: string }) {
  const worth = useWorth(app, segment);
  return (
    <Card
      title="What they are worth"
      about="Money that the customers in it have spent. Purchase events and transactions may tell of the same sales, so they stand apart."
    >
      <Loaded
        of={worth}
        what="What the segment is worth"
        isEmpty={({ purchases, transactions }) => !purchases && !transactions}
        empty={
          <Empty title="No purchases are known">
            What customers spend is not known to this application.{' '}
            <StageLink to="/rfm">Upload transactions</StageLink>, or have apps send{' '}
            <code>_monetization.purchase</code> events.
          </Empty>
        }
      >
        {({ customers, purchases, transactions }) => (
          <>
            {transactions && <Transactions worth={transactions} customers={customers} />}
            {purchases && <PurchaseEvents worth={purchases} customers={customers} />}
          </>
        )}
      </Loaded>
    </Card>
  );
}

interface PartProps<Part> {
  readonly worth: Part;
  readonly customers: SegmentWorth['customers'];
}

function Transactions({ worth, customers }: PartProps<TransactionWorth>) {
  const { buyers, revenue, everyone, asOf } = worth;
  return (
    <Source name={`By transactions, up to ${day(asOf)}`}>
      <Stat
        name="Spent"
        about="In the currency of the newest file of transactions, over all the time that it tells of"
        value={<span title={amount(revenue)}>{compact(revenue)}</span>}
        of={`${percent(share(revenue, everyone.revenue))} of ${amount(everyone.revenue)}`}
      />
      <Stat
        name="For each customer"
        about="What was spent, divided by all customers in the segment"
        value={amount(share(revenue, customers))}
        of={`of ${count(customers)} customers`}
      />
      <Buyers buyers={buyers} customers={customers} />
    </Source>
  );
}

function PurchaseEvents({ worth, customers }: PartProps<PurchaseWorth>) {
  const { buyers, purchases, revenue, everyone } = worth;
  const [first, ...others] = revenue;
  const all = everyone.revenue[0]?.amount;
  return (
    <Source name="By purchase events, in twelve months">
      <Stat
        name="Spent"
        about="Events of type _monetization.purchase of the last twelve months"
        value={
          first && <span title={inWords(first)}>{`${compact(first.amount)} ${first.currency ?? ''}`}</span>
        }
        of={
          others.length > 0
            ? `and ${others.map(inWords).join(', ')}`
            : `${percent(share(first?.amount, all))} of ${amount(all)}`
        }
      />
      <Stat name="Purchases" value={count(purchases)} of={`of ${count(everyone.purchases)}`} />
      <Buyers buyers={buyers} customers={customers} />
    </Source>
  );
}

function Source({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <section className={styles.source}>
      <h3>{name}</h3>
      <Stats>{children}</Stats>
    </section>
  );
}

function Buyers({ buyers, customers }: { readonly buyers: number; readonly customers: number }) {
  return (
    <Stat
      name="Buyers"
      about="Customers in the segment who bought anything"
      value={count(buyers)}
      of={`${percent(share(buyers, customers))} of ${count(customers)} customers`}
    />
  );
}

const inWords = ({ amount: sum, currency = '' }: Money) => `${amount(sum)} ${currency}`.trim();
