import { COLUMNS, type Column } from '../rfm/columns.ts';
import type { DemoCompany, DemoProduct } from './company.ts';
import { type ShopCustomer, shopCustomers } from './demo-shop-customers.ts';
import { pick, type SeededNumbers, seededNumbers } from './seeded-numbers.ts';

type Transaction = Record<Column, string>;

const DAY_MS = 86_400_000;
/** The year that the file tells of ends here. */
const END_MS = Date.UTC(2026, 4, 31, 22, 0, 0);

/**
 * What the company's shop wrote down in one year: a CSV file of the RFM guidance's form with 1,000
 * customers and {@link DEMO_REJECTS} rows that cannot be used. A few customers leave most events;
 * some of those have gone quiet.
 */
export function demoTransactionsFile(company: DemoCompany): string {
  const next = seededNumbers(18);
  const rows: { at: number; row: Transaction }[] = [];
  for (const customer of shopCustomers(company, next)) {
    for (let event = 0; event < customer.events; event++) {
      // the first event is the newest, so that recency is what was drawn
      const daysBack = customer.quietDays + (event === 0 ? 0 : next() * customer.activeDays);
      const at = END_MS - Math.floor(daysBack * DAY_MS);
      rows.push({ at, row: transaction(company, customer, at, next) });
    }
  }
  rows.sort((a, b) => a.at - b.at);
  const lines = rows.map(({ row }) => row);
  DEMO_REJECTS.forEach((mistake, index) => {
    const at = 400 + index * 1_700;
    lines.splice(at, 0, { ...(lines[at] as Transaction), ...mistake });
  });
  const cells = lines.map((row) => COLUMNS.map((column) => csvCell(row[column])).join(','));
  return `${[COLUMNS.join(','), ...cells].join('\r\n')}\r\n`;
}

/** What is wrong in the rows that the pipeline must set aside. */
export const DEMO_REJECTS: readonly Partial<Transaction>[] = [
  { CustomerID: '' },
  { Date: 'Wed, 31 Sep 2025 10:00:00 +0100' },
  { UnitPrice: 'twelve' },
  { EventName: 'RETURNED' },
  { Quantity: '' },
];

function transaction(
  company: DemoCompany,
  customer: ShopCustomer,
  at: number,
  next: SeededNumbers,
): Transaction {
  const kind = next();
  const product = pick(company.products, next() ** 1.5);
  const contact = customer.contacts.length > 1 && next() < 0.3 ? customer.contacts[1] : customer.contacts[0];
  return {
    EventName: kind < 0.55 ? 'VIEWED' : kind < 0.68 ? 'PROCESSED' : 'PURCHASED',
    ProductCode: product.ProductCode,
    ProductName: product.ProductName,
    ProductDescription: product.ProductDescription,
    UnitPrice: price(product, next),
    Quantity: String(1 + Math.floor(next() ** 3 * 5)),
    CustomerID: customer.id,
    Username: customer.name,
    ChannelType: contact?.ChannelType ?? '',
    Address: contact?.Address ?? '',
    City: customer.place.City,
    State: customer.place.State,
    Country: customer.place.Country,
    Date: rfc2822(at, customer.place.offset),
  };
}

/** Some tills write thousands with a comma, some do not. */
function price(product: DemoProduct, next: SeededNumbers): string {
  const plain = product.price.toFixed(2);
  return next() < 0.5 ? plain.replace(/(\d)(?=(\d{3})+\.)/g, '$1,') : plain;
}

/** `Mon, 19 Sep 2022 12:16:01 +0530`: the local time of the offset, and the offset. */
function rfc2822(at: number, offset: string): string {
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(3));
  const local = new Date(at + (offset.startsWith('-') ? -minutes : minutes) * 60_000);
  return local.toUTCString().replace('GMT', offset);
}

function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
