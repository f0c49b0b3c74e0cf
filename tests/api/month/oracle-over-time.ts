import type { Month, MonthEvent, MonthMessage } from './month.ts';
import { OPENS } from './oracle.ts';
import { isSuccess } from './oracle-messages.ts';

/* What `messages_over_time` and `delivery_problems` count, event by event. */

export const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);
const originOf = ({ campaign, journey }: MonthMessage) =>
  campaign ? 'campaign' : journey ? 'journey' : 'transactional';
const channelOf = ({ endpoint }: MonthMessage) => (endpoint.channel === 'GCM' ? 'PUSH' : endpoint.channel);

const TEXTS = ['_SMS.BUFFERED', '_SMS.SUCCESS', '_SMS.FAILURE'];

function isSent(event: MonthEvent, message: MonthMessage): boolean {
  if (originOf(message) !== 'transactional') return isSuccess(event);
  return event.type === '_email.send' || TEXTS.includes(event.type);
}

function isLost({ type }: MonthEvent, message: MonthMessage): boolean {
  const lost = ['_email.hardbounce', '_SMS.FAILURE'];
  if (!message.campaign) lost.push('_email.softbounce', '_email.rejected');
  return lost.includes(type);
}

export type Cell = Record<'sent' | 'delivered' | 'opened' | 'clicked', number>;

/**
 * By `day/channel/origin`, or what `nameOf` makes of a message and its day.
 * @param from first day, and `to` the last
 */
export function overTime(
  { events }: Month,
  from: string,
  to: string,
  nameOf = (day: string, message: MonthMessage) => [day, channelOf(message), originOf(message)].join('/'),
): Record<string, Cell> {
  const cells: Record<string, Cell> = {};
  const told = events.filter(({ at, message }) => message && dayOf(at) >= from && dayOf(at) <= to);
  for (const [message, own] of Map.groupBy(told, (event) => event.message as MonthMessage)) {
    const firstDay = (is: (event: MonthEvent) => boolean) =>
      own
        .filter(is)
        .map(({ at }) => dayOf(at))
        .sort()[0];
    const count = (day: string | undefined, what: keyof Cell) => {
      if (day === undefined) return;
      const name = nameOf(day, message);
      cells[name] ??= { sent: 0, delivered: 0, opened: 0, clicked: 0 };
      cells[name][what] += 1;
    };
    const sentOn = firstDay((event) => isSent(event, message));
    count(sentOn, 'sent');
    if (!own.some((event) => isLost(event, message))) count(sentOn, 'delivered');
    count(
      firstDay(({ type }) => OPENS.includes(type)),
      'opened',
    );
    count(
      firstDay(({ type }) => type === '_email.click'),
      'clicked',
    );
  }
  return cells;
}

/** Messages to which something of a type happened, by `origin/id`. */
export function messagesWith({ events }: Month, type: string): Record<string, number> {
  const found: Record<string, Set<string>> = {};
  for (const event of events) {
    if (!event.message || event.type !== type) continue;
    const { campaign, journey, id } = event.message;
    const key = [originOf(event.message), campaign ?? journey].filter(Boolean).join('/');
    found[key] ??= new Set();
    found[key].add(id);
  }
  return Object.fromEntries(Object.entries(found).map(([key, ids]) => [key, ids.size]));
}
