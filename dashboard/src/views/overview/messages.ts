import type { MessagesOverTimeRow } from '../../api/types.ts';
import { useNamedQuery } from '../../api/use-stage.ts';

const DAY_MS = 86_400_000;

/** Days in UTC, as the lake cuts them; both count. */
export interface Days {
  readonly from: string;
  readonly to: string;
}

export const MEASURES = ['sent', 'delivered', 'opened', 'clicked'] as const;
export type Measure = (typeof MEASURES)[number];

export const MEASURE_WORDS: Record<Measure, { readonly name: string; readonly about: string }> = {
  sent: { name: 'Sent', about: 'Messages handed over to a provider' },
  delivered: {
    name: 'Delivered',
    about: 'Messages sent, less those that bounced or failed',
  },
  opened: {
    name: 'Opened',
    about: 'Messages opened, each counted once. Only e-mail and push tell',
  },
  clicked: { name: 'Clicked', about: 'Messages in which a link was followed, each counted once' },
};

/** Counts of messages, and what opened and clicked are parts of. */
export interface Counts extends Record<Measure, number> {
  /** Delivered on channels that tell of opening. */
  readonly openable: number;
  /** Delivered on channels that tell of clicks. */
  readonly clickable: number;
}

export function useMessages(application_id: string, { from, to }: Days, more: Record<string, string> = {}) {
  return useNamedQuery<MessagesOverTimeRow>('messages_over_time', {
    application_id,
    from_day: from,
    to_day: to,
    ...more,
  });
}

export function daysOf({ start, end }: { readonly start: Date; readonly end: Date }): Days {
  return { from: dayOf(start), to: dayOf(end) };
}

/** As many days, up to the one before the first. */
export function daysBefore({ from, to }: Days): Days {
  const length = Date.parse(to) - Date.parse(from) + DAY_MS;
  return { from: dayOf(Date.parse(from) - length), to: dayOf(Date.parse(from) - DAY_MS) };
}

/** Each day, none left out. */
export function eachDay({ from, to }: Days): string[] {
  const count = Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS) + 1;
  return Array.from({ length: count }, (_, index) => dayOf(Date.parse(from) + index * DAY_MS));
}

export function sumOf(rows: readonly MessagesOverTimeRow[]): Counts {
  const counts = { sent: 0, delivered: 0, opened: 0, clicked: 0, openable: 0, clickable: 0 };
  for (const row of rows) {
    for (const measure of MEASURES) counts[measure] += row[measure] ?? 0;
    if (row.channel === 'EMAIL' || row.channel === 'PUSH') counts.openable += row.delivered ?? 0;
    if (row.channel === 'EMAIL') counts.clickable += row.delivered ?? 0;
  }
  return counts;
}

const dayOf = (at: Date | number) => new Date(at).toISOString().slice(0, 10);
