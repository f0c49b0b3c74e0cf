import type { DemoCompany, DemoPlace } from './company.ts';
import { demoName } from './demo-endpoints.ts';
import { pick, type SeededNumbers } from './seeded-numbers.ts';

/** Where a customer is reached. */
export interface Contact {
  readonly ChannelType: string;
  readonly Address: string;
}

export interface ShopCustomer {
  readonly id: string;
  readonly name: string;
  readonly place: DemoPlace;
  /** The usual one first. */
  readonly contacts: readonly Contact[];
  /** How many events the customer leaves. */
  readonly events: number;
  /** From the file's end back to the newest event, in days. */
  readonly quietDays: number;
  /** From the newest event back to the oldest, in days. */
  readonly activeDays: number;
}

const CUSTOMERS = 1_000;
const YEAR_DAYS = 365;

/** The shop's customers: a few busy ones and many quiet ones; one in eight has long been away. */
export function shopCustomers(company: DemoCompany, next: SeededNumbers): ShopCustomer[] {
  return Array.from({ length: CUSTOMERS }, (_, index) => shopCustomer(company, index, next));
}

function shopCustomer(company: DemoCompany, index: number, next: SeededNumbers): ShopCustomer {
  const number = String(index + 1).padStart(4, '0');
  const name = demoName(company, index);
  const place = pick(company.places, next());
  const eagerness = next() ** 3;
  const lapsed = next() < 0.12;
  const quietDays = lapsed ? 180 + next() * 150 : next() ** 2 * 320 * (1 - 0.7 * eagerness);
  return {
    id: `Shop-${number}`,
    name: `${name.first} ${name.last}`,
    place,
    contacts: contacts(index, next),
    events: 2 + Math.floor(eagerness * 40),
    quietDays,
    activeDays: Math.min(YEAR_DAYS - quietDays, 20 + next() * 340),
  };
}

/** Simulator addresses, numbers of the range that Ofcom keeps for drama, made-up device tokens. */
function contacts(index: number, next: SeededNumbers): Contact[] {
  const email = { ChannelType: 'EMAIL', Address: `success+shop${index + 1}@simulator.amazonses.com` };
  const sms = { ChannelType: 'SMS', Address: `+447700900${String(index).padStart(3, '0')}` };
  const push = { ChannelType: next() < 0.5 ? 'APNS' : 'GCM', Address: deviceToken(next) };
  const kind = next();
  if (kind < 0.7) return [email];
  if (kind < 0.8) return [email, sms];
  if (kind < 0.92) return [sms];
  return [push];
}

function deviceToken(next: SeededNumbers): string {
  return Array.from({ length: 8 }, () =>
    Math.floor(next() * 2 ** 32)
      .toString(16)
      .padStart(8, '0'),
  ).join('');
}
