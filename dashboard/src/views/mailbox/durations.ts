const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** What the clock can be put forward by, written as ISO 8601. */
export const UNITS = {
  minutes: { ms: MINUTE, write: (count: number) => `PT${count}M` },
  hours: { ms: HOUR, write: (count: number) => `PT${count}H` },
  days: { ms: DAY, write: (count: number) => `P${count}D` },
  weeks: { ms: 7 * DAY, write: (count: number) => `P${count}W` },
} as const;

/** @param duration one that `UNITS` wrote */
export function durationMs(duration: string): number {
  const [, time = '', count = '0', letter = ''] = /^P(T?)(\d+)([MHDW])$/.exec(duration) ?? [];
  const unit = Object.values(UNITS).find(({ write }) => write(1) === `P${time}1${letter}`);
  return Number(count) * (unit?.ms ?? 0);
}

const written = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });

/** `3 days ahead of the world`; the world's own time when it is ahead by less than a minute. */
export function aheadWords(aheadMs: number): string {
  if (aheadMs < MINUTE) return 'the world’s own time';
  const [unit, ms] =
    aheadMs >= 2 * DAY ? ['days', DAY] : aheadMs >= 2 * HOUR ? ['hours', HOUR] : ['minutes', MINUTE];
  return `${written.format(aheadMs / (ms as number))} ${unit} ahead of the world`;
}
