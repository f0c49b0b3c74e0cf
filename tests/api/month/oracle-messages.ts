import { HOUR_MS, type Month, type MonthEvent, type MonthMessage } from './month.ts';
import { fates, OPENS, type OracleConversion, personOf } from './oracle.ts';

/* What is counted by message: attribution, time to open, hours, mail providers, fatigue, status. */

export const isSuccess = ({ type, attributes }: MonthEvent) =>
  (type === '_campaign.send' && attributes?.campaign_send_status === 'SUCCESS') ||
  (type === '_journey.send' && attributes?.journey_send_status === 'SUCCESS');

const TOUCHES = {
  send: isSuccess,
  open: ({ type }: MonthEvent) => OPENS.includes(type),
  click: ({ type }: MonthEvent) => type === '_email.click',
};

/** Shares of conversions, revenue and touches by `origin/id/part`; `none` for those that nothing led to. */
export function attributed(
  { events }: Month,
  rule: OracleConversion,
  model: 'last_touch' | 'first_touch' | 'linear',
  touchedBy: keyof typeof TOUCHES,
) {
  const touches = Map.groupBy(
    events.filter((event) => event.message && TOUCHES[touchedBy](event)),
    ({ endpoint }) => personOf(endpoint),
  );
  const found: Record<string, { conversions: number; revenue: number; touched: number }> = {};
  const give = (key: string, share: number, money: number) => {
    found[key] ??= { conversions: 0, revenue: 0, touched: 0 };
    found[key].conversions += share;
    found[key].revenue += share * money;
    found[key].touched += 1;
  };
  const conversions = events.filter((event) => event.type === rule.type && (rule.accepts?.(event) ?? true));
  for (const event of conversions) {
    const before = (touches.get(personOf(event.endpoint)) ?? []).filter(
      ({ at }) => at <= event.at && at >= event.at - rule.hours * HOUR_MS,
    );
    const messages = [...Map.groupBy(before, ({ message }) => message as MonthMessage)].map(
      ([message, own]) => ({
        message,
        first: Math.min(...own.map(({ at }) => at)),
        last: Math.max(...own.map(({ at }) => at)),
      }),
    );
    if (messages.length === 0) give('none', 1, rule.amount(event));
    const byId = (one: { message: MonthMessage }, other: { message: MonthMessage }) =>
      one.message.id < other.message.id ? -1 : 1;
    const [last] = messages.toSorted((one, other) => other.last - one.last || byId(one, other));
    const [first] = messages.toSorted((one, other) => one.first - other.first || byId(one, other));
    const parts = Map.groupBy(messages, ({ message }) => keyOf(message));
    for (const [key, own] of parts) {
      const shareOf = (one: (typeof own)[number]) => {
        if (model === 'linear') return 1 / messages.length;
        return one === (model === 'last_touch' ? last : first) ? 1 : 0;
      };
      give(
        key,
        own.reduce((sum, one) => sum + shareOf(one), 0),
        rule.amount(event),
      );
    }
  }
  return found;
}

const keyOf = ({ campaign, treatment, journey, activity }: MonthMessage) =>
  campaign ? `campaign/${campaign}/${treatment}` : `journey/${journey}/${activity}`;

/** Messages sent, with the instants of their sending and first open or click. */
export function reactions({ events }: Month, reacts: readonly string[]) {
  const byMessage = Map.groupBy(
    events.filter(({ message }) => message),
    ({ message }) => message as MonthMessage,
  );
  return [...byMessage].flatMap(([message, own]) => {
    const sent = own.filter((event) => isSuccess(event) || event.type === '_email.send').map(({ at }) => at);
    const reacted = own.filter(({ type }) => reacts.includes(type)).map(({ at }) => at);
    if (sent.length === 0) return [];
    return [
      {
        message,
        sentAt: Math.min(...sent),
        reactedAt: reacted.length > 0 ? Math.min(...reacted) : undefined,
      },
    ];
  });
}

/** Weekday, 1 is Monday, and hour in a zone; UTC for what is none. */
export function localHour(
  at: number,
  zone: string | undefined,
): { weekday: number; hour: number; known: boolean } {
  const read = (timeZone: string) => {
    const parts = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      weekday: 'short',
      hour: '2-digit',
      hourCycle: 'h23',
    }).formatToParts(at);
    const of = (type: string) => parts.find((part) => part.type === type)?.value ?? '';
    return {
      weekday: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(of('weekday')) + 1,
      hour: Number(of('hour')),
    };
  };
  try {
    if (zone !== undefined) return { ...read(zone), known: true };
  } catch {
    // a zone that there is not
  }
  return { ...read('UTC'), known: false };
}

const PROVIDERS: Record<string, string> = {
  'gmail.com': 'gmail',
  'googlemail.com': 'gmail',
  'outlook.com': 'outlook',
  'yahoo.co.uk': 'yahoo',
  'icloud.com': 'apple',
};

/** E-mails by provider, and how many of them each kind of event was told of. */
export function byProvider({ events }: Month) {
  const mails = Map.groupBy(
    events.filter(({ type }) => type.startsWith('_email.')),
    ({ message }) => message as MonthMessage,
  );
  const found: Record<string, Record<string, number>> = {};
  for (const [{ endpoint }, own] of mails) {
    const provider = PROVIDERS[endpoint.address.split('@')[1] ?? ''] ?? 'other';
    found[provider] ??= {};
    for (const type of new Set(own.map((event) => event.type))) {
      const counts = found[provider] as Record<string, number>;
      counts[type] = (counts[type] ?? 0) + 1;
    }
  }
  return found;
}

/** People by how many messages they were sent. */
export function fatigue(month: Month, most: number) {
  const sent = fates(month).filter((fate) => fate.sent);
  const told = Map.groupBy(month.events, ({ message }) => message?.id);
  const has = (message: MonthMessage, ...types: string[]) =>
    (told.get(message.id) ?? []).some(({ type }) => types.includes(type));
  const found: Record<
    number,
    { people: number; messages: number; opened: number; unsubscribed: number; complained: number }
  > = {};
  for (const own of Map.groupBy(sent, ({ message }) => personOf(message.endpoint)).values()) {
    const each = Math.min(most, own.length);
    found[each] ??= { people: 0, messages: 0, opened: 0, unsubscribed: 0, complained: 0 };
    const row = found[each];
    row.people += 1;
    row.messages += own.length;
    row.opened += own.filter(({ message }) => has(message, ...OPENS)).length;
    row.unsubscribed += own.some(({ message }) => has(message, '_email.unsubscribe', '_SMS.OPTOUT')) ? 1 : 0;
    row.complained += own.some(({ message }) => has(message, '_email.complaint')) ? 1 : 0;
  }
  return found;
}
