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
  const name = demoName(company, index);
  const place = pick(company.places, next());
  const eagerness = next() ** 3;
  const lapsed = next() < 0.12;
  const quietDays = lapsed ? 180 + next() * 150 : next() ** 2 * 320 * (1 - 0.7 * eagerness);
  return {
    ...identity(index, next),
    name: `${name.first} ${name.last}`,
    place,
    events: 2 + Math.floor(eagerness * 40),
    quietDays,
    activeDays: Math.min(YEAR_DAYS - quietDays, 20 + next() * 340),
  };
}

/**
 * Most customers are users of the imported endpoints, met at their e-mail address. Those whom the
 * shop also or only reaches otherwise are people of its own: another endpoint of an imported user
 * would share that user's attributes, and the seeded segments would no longer have the guide's sizes.
 */
function identity(index: number, next: SeededNumbers): Pick<ShopCustomer, 'id' | 'contacts'> {
  const kind = next();
  if (kind < 0.8) return { id: String(index + 1), contacts: [email(`example${index + 1}`)] };
  const id = `Shop-${String(index + 1).padStart(4, '0')}`;
  if (kind < 0.86) return { id, contacts: [email(id.toLowerCase()), textMessage(index)] };
  if (kind < 0.95) return { id, contacts: [textMessage(index)] };
  return { id, contacts: [push(next)] };
}

function email(name: string): Contact {
  return { ChannelType: 'EMAIL', Address: `success+${name}@simulator.amazonses.com` };
}

/** Numbers of the range that Ofcom keeps for drama. */
function textMessage(index: number): Contact {
  return { ChannelType: 'SMS', Address: `+447700900${String(index).padStart(3, '0')}` };
}

/** A made-up device token. */
function push(next: SeededNumbers): Contact {
  const ChannelType = next() < 0.5 ? 'APNS' : 'GCM';
  const words = Array.from({ length: 8 }, () => Math.floor(next() * 2 ** 32).toString(16));
  return { ChannelType, Address: words.map((word) => word.padStart(8, '0')).join('') };
}
