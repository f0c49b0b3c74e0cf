import { useAddress } from './address.ts';
import { useStageNow } from './stage-facts.ts';

const DAY_MS = 86_400_000;
export const PERIODS = [7, 30, 90] as const;
const DEFAULT_DAYS = 30;

export interface Period {
  /** First instant. */
  readonly start: Date;
  /** Last instant. */
  readonly end: Date;
  readonly days: number;
  /** `Last 30 days`, or the two days of a range. */
  readonly label: string;
  /** As parameters of routes that take `start` and `end`: ISO 8601. */
  readonly range: { readonly start: string; readonly end: string };
}

/**
 * The period that the address tells: `days=30`, or `from=2026-11-01&to=2026-11-28` (whole days, UTC).
 * Thirty days up to the stage's clock when it tells none. Its end is a whole minute, so that one question
 * asked twice is the same question.
 */
export function usePeriod(): Period {
  const { get } = useAddress();
  const now = useStageNow();
  return readPeriod({ days: get('days'), from: get('from'), to: get('to') }, now);
}

export function readPeriod(
  { days, from, to }: { days?: string; from?: string; to?: string },
  now: Date,
): Period {
  const first = instant(from);
  const last = instant(to);
  if (first && last && first <= last) {
    const end = new Date(last.getTime() + DAY_MS - 1);
    return period(first, end, `${from} to ${to}`);
  }
  const length = Math.min(Math.max(Math.trunc(Number(days)) || DEFAULT_DAYS, 1), 366);
  const end = new Date(Math.ceil((now.getTime() + 1) / 60_000) * 60_000);
  const start = new Date(Math.floor(end.getTime() / DAY_MS) * DAY_MS - (length - 1) * DAY_MS);
  return period(start, end, length === 1 ? 'Today' : `Last ${length} days`);
}

function period(start: Date, end: Date, label: string): Period {
  return {
    start,
    end,
    days: Math.ceil((end.getTime() - start.getTime()) / DAY_MS),
    label,
    range: { start: start.toISOString(), end: end.toISOString() },
  };
}

function instant(day: string | undefined): Date | undefined {
  if (!day || !/^\d{4}-\d{2}-\d{2}$/.test(day)) return undefined;
  const found = new Date(`${day}T00:00:00Z`);
  return Number.isNaN(found.getTime()) ? undefined : found;
}
