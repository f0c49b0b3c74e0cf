import { HOUR_MS, type Month, type MonthEndpoint, type MonthEvent, type MonthMessage } from './month.ts';

/* The metrics of docs/metrics.md once more, event by event, for tests to compare with. */

export const personOf = ({ user, id }: MonthEndpoint) => (user === undefined ? id : `user:${user}`);

export interface OracleConversion {
  readonly type: string;
  readonly hours: number;
  accepts?(event: MonthEvent): boolean;
  amount(event: MonthEvent): number;
}

export const purchases = (hours: number): OracleConversion => ({
  type: '_monetization.purchase',
  hours,
  amount: ({ metrics }) => (metrics?._item_price ?? 0) * (metrics?._quantity ?? 1),
});

/** Conversions by person. */
function conversionsOf({ events }: Month, rule: OracleConversion): Map<string, MonthEvent[]> {
  const own = events.filter((event) => event.type === rule.type && (rule.accepts?.(event) ?? true));
  return Map.groupBy(own, (event) => personOf(event.endpoint));
}

/** Kinds of what was told of each message. */
function toldOf({ events }: Month): Map<string, MonthEvent[]> {
  const told = new Map<string, MonthEvent[]>();
  for (const event of events) {
    if (!event.message) continue;
    const list = told.get(event.message.id) ?? [];
    list.push(event);
    told.set(event.message.id, list);
  }
  return told;
}

export const OPENS = ['_email.open', '_campaign.opened_notification', '_journey.opened_notification'];

export interface Fate {
  readonly message: MonthMessage;
  readonly targeted: boolean;
  readonly sent: boolean;
  readonly delivered: boolean;
  readonly opened: boolean;
  readonly clicked: boolean;
}

export function fates(month: Month): Fate[] {
  const told = toldOf(month);
  return month.messages.map((message) => {
    const events = told.get(message.id) ?? [];
    const has = (...types: string[]) => events.some(({ type }) => types.includes(type));
    const sent = events.some(({ type, attributes }) => {
      if (type === '_campaign.send') return attributes?.campaign_send_status === 'SUCCESS';
      return type === '_journey.send' && attributes?.journey_send_status === 'SUCCESS';
    });
    const lost =
      has('_email.hardbounce', '_SMS.FAILURE') ||
      (message.journey !== undefined && has('_email.softbounce', '_email.rejected'));
    const delivered = sent && !lost;
    return {
      message,
      targeted: message.reason === undefined,
      sent,
      delivered,
      opened: delivered && has(...OPENS),
      clicked: delivered && has('_email.click'),
    };
  });
}

const isOf = (id: string) => (message: MonthMessage) => message.campaign === id || message.journey === id;

/** What `message_funnel` returns of one group. */
export function funnel(
  month: Month,
  of: string,
  rule: OracleConversion,
  belongs: (message: MonthMessage) => boolean = () => true,
) {
  const own = fates(month).filter(({ message }) => isOf(of)(message) && belongs(message));
  const people = (list: readonly Fate[]) =>
    new Set(list.map(({ message }) => personOf(message.endpoint))).size;
  const counts = (name: Exclude<keyof Fate, 'message'>) => {
    const list = own.filter((fate) => fate[name]);
    return { messages: list.length, people: people(list) };
  };
  const targeted = own.filter((fate) => fate.targeted);
  const won = new Set<MonthEvent>();
  for (const { message } of targeted) {
    for (const event of conversionsOf(month, rule).get(personOf(message.endpoint)) ?? []) {
      if (event.at >= message.at && event.at <= message.at + rule.hours * HOUR_MS) won.add(event);
    }
  }
  return {
    audience: { messages: own.length, people: people(own) },
    targeted: counts('targeted'),
    sent: counts('sent'),
    delivered: counts('delivered'),
    opened: counts('opened'),
    clicked: counts('clicked'),
    converted: { messages: null, people: new Set([...won].map(({ endpoint }) => personOf(endpoint))).size },
    conversions: won.size,
    revenue: [...won].reduce((sum, event) => sum + rule.amount(event), 0),
  };
}

/** One lot that fell. */
interface Lot {
  readonly person: string;
  readonly key: string;
  readonly side: string;
  readonly at: number;
}

const AFTER_HOLDOUT = [
  'CAMPAIGN_CAP',
  'TOTAL_CAP',
  'TIMEFRAME_CAP',
  'DAILY_CAP',
  'QUIET_TIME_MISSING_TIMEZONE',
  'QUIET_TIME',
];

export function campaignLots(month: Month, campaign: string): Lot[] {
  return month.messages
    .filter(isOf(campaign))
    .filter(({ reason }) => reason === undefined || reason === 'HOLDOUT' || AFTER_HOLDOUT.includes(reason))
    .map(({ endpoint, reason, treatment, at }) => ({
      person: personOf(endpoint),
      key: endpoint.id,
      side: reason === 'HOLDOUT' ? 'HOLDOUT' : (treatment as string),
      at,
    }));
}

export function journeyLots(month: Month, journey: string, activity: string): Lot[] {
  return month.moves
    .filter((move) => move.journey === journey && move.from === activity)
    .map(({ endpoint, participant, branch, at }) => ({
      person: personOf(endpoint),
      key: participant,
      side: branch,
      at,
    }));
}

/** People, converted people, conversions and revenue of each side. */
export function sides(month: Month, lots: readonly Lot[], rule: OracleConversion) {
  const found = new Map<
    string,
    { people: number; converted: number; conversions: number; revenue: number; squares: number }
  >();
  const conversions = conversionsOf(month, rule);
  let crossed = 0;
  for (const [person, own] of Map.groupBy(lots, (lot) => lot.person)) {
    own.sort((one, other) => one.at - other.at || (one.key < other.key ? -1 : 1));
    const [first] = own as [Lot];
    if (new Set(own.map(({ side }) => side)).size > 1) crossed += 1;
    const won = (conversions.get(person) ?? []).filter(
      ({ at }) => at >= first.at && at <= first.at + rule.hours * HOUR_MS,
    );
    const revenue = won.reduce((sum, event) => sum + rule.amount(event), 0);
    const side = found.get(first.side) ?? { people: 0, converted: 0, conversions: 0, revenue: 0, squares: 0 };
    side.people += 1;
    side.converted += won.length > 0 ? 1 : 0;
    side.conversions += won.length;
    side.revenue += revenue;
    side.squares += revenue * revenue;
    found.set(first.side, side);
  }
  return { bySide: found, crossed };
}
