import { pick, type SeededNumbers, seededNumbers } from '../../../src/core/seeds/seeded-numbers.ts';
import { campaignMessages } from './month-campaigns.ts';
import { journeyMessages } from './month-journeys.ts';
import { shopping } from './month-shop.ts';

/*
 * A month of a shop that writes to its customers: campaigns with treatments and holdouts, journeys,
 * transactional mail, bounces, purchases. The same numbers each time. What is told twice, and what is
 * told late, is made in store-month.ts.
 */

export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

export interface MonthEndpoint {
  readonly id: string;
  readonly user?: string;
  readonly channel: 'EMAIL' | 'SMS' | 'GCM';
  readonly address: string;
  readonly zone?: string;
}

/** A row of `messages`. */
export interface MonthMessage {
  readonly id: string;
  readonly campaign?: string;
  readonly run?: string;
  readonly treatment?: string;
  readonly journey?: string;
  readonly activity?: string;
  readonly endpoint: MonthEndpoint;
  readonly reason?: string;
  readonly at: number;
}

/** A row of `journey_transitions`. */
export interface MonthMove {
  readonly journey: string;
  readonly run: string;
  readonly participant: string;
  readonly endpoint: MonthEndpoint;
  readonly from?: string;
  readonly to?: string;
  readonly branch: string;
  readonly at: number;
}

export interface MonthEvent {
  readonly id: string;
  readonly type: string;
  readonly at: number;
  readonly endpoint: MonthEndpoint;
  /** Whether the event itself says which user it is of. */
  readonly namesUser: boolean;
  readonly message?: MonthMessage;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly metrics?: Readonly<Record<string, number>>;
}

export interface Month {
  readonly start: number;
  readonly endpoints: readonly MonthEndpoint[];
  readonly messages: readonly MonthMessage[];
  readonly moves: readonly MonthMove[];
  /** Each once. */
  readonly events: readonly MonthEvent[];
}

export interface MonthIds {
  /** One with two treatments and a holdout, one over SMS and push. */
  readonly campaigns: readonly [string, string];
  /** One of endpoints with a holdout, one of users. */
  readonly journeys: readonly [string, string];
}

/** Gathers what happens. */
export interface Chronicle {
  readonly next: SeededNumbers;
  readonly start: number;
  readonly endpoints: readonly MonthEndpoint[];
  decide(message: Omit<MonthMessage, 'id'>): MonthMessage;
  move(move: MonthMove): void;
  tell(event: Omit<MonthEvent, 'id' | 'namesUser'> & { readonly namesUser?: boolean }): void;
}

const ZONES = ['Europe/Lisbon', 'America/New_York', 'Asia/Tokyo', undefined, 'Mars/Olympus'];
const DOMAINS = ['gmail.com', 'googlemail.com', 'outlook.com', 'yahoo.co.uk', 'icloud.com', 'shop.example'];

export function makeMonth(start: number, ids: MonthIds): Month {
  const next = seededNumbers(20_261_101);
  const endpoints = makeEndpoints(next);
  const messages: MonthMessage[] = [];
  const moves: MonthMove[] = [];
  const events: MonthEvent[] = [];
  const chronicle: Chronicle = {
    next,
    start,
    endpoints,
    decide(given) {
      const message = { id: `message-${messages.length}`, ...given };
      messages.push(message);
      return message;
    },
    move: (move) => void moves.push(move),
    tell: (event) => void events.push({ id: `event-${events.length}`, namesUser: true, ...event }),
  };
  campaignMessages(chronicle, ids.campaigns);
  journeyMessages(chronicle, ids.journeys);
  shopping(chronicle, messages);
  return { start, endpoints, messages, moves, events };
}

/** Some people have no user, some several endpoints. */
function makeEndpoints(next: SeededNumbers): MonthEndpoint[] {
  return Array.from({ length: 320 }, (_, index): MonthEndpoint[] => {
    const user = index % 5 === 0 ? {} : { user: `u${index}` };
    const zone = pick(ZONES, next());
    const own = (name: string, channel: MonthEndpoint['channel'], address: string) => ({
      id: `e${index}-${name}`,
      ...user,
      channel,
      address,
      ...(zone !== undefined && { zone }),
    });
    return [
      own('mail', 'EMAIL', `customer${index}@${pick(DOMAINS, next())}`),
      ...(index % 4 === 1 ? [own('app', 'GCM', `token${index}`)] : []),
      ...(index % 6 === 2 ? [own('phone', 'SMS', `+3519100${String(index).padStart(5, '0')}`)] : []),
      ...(index % 7 === 3 ? [own('work', 'EMAIL', `customer${index}@work.example`)] : []),
    ];
  }).flat();
}
