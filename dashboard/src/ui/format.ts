/** Numbers and instants as the reader's locale writes them. */
const whole = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 });
const compactNumber = new Intl.NumberFormat(undefined, { notation: 'compact', maximumFractionDigits: 1 });
const decimal = new Intl.NumberFormat(undefined, { maximumFractionDigits: 2 });
const moneyFormat = new Intl.NumberFormat(undefined, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const axisPercentage = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 1 });
const percentage = new Intl.NumberFormat(undefined, {
  style: 'percent',
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});
const signedPercentage = new Intl.NumberFormat(undefined, {
  style: 'percent',
  maximumFractionDigits: 1,
  signDisplay: 'exceptZero',
});
const dayFormat = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });
const utcDayFormat = new Intl.DateTimeFormat(undefined, { month: 'short', day: 'numeric', timeZone: 'UTC' });
const instantFormat = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });

/** What stands where nothing is known. */
export const NOTHING = '–';

type Maybe<Value> = Value | null | undefined;

/** `1,234` */
export const count = (value: Maybe<number>) => (value == null ? NOTHING : whole.format(value));
/** `1.2M`, for places where the whole number stands elsewhere */
export const compact = (value: Maybe<number>) => (value == null ? NOTHING : compactNumber.format(value));
/** `1,234.50`: a sum of money, in whatever currency it is told */
export const money = (value: Maybe<number>) => (value == null ? NOTHING : moneyFormat.format(value));
/** `1,234.56` */
export const amount = (value: Maybe<number>) => (value == null ? NOTHING : decimal.format(value));
/** A share of 0 to 1: `12.3%`; only nothing is `0.0%` and only all is `100.0%`, so that few rejected rows are not none. */
export function percent(share: Maybe<number>): string {
  if (share == null || !Number.isFinite(share)) return NOTHING;
  if (share > 0 && share < 0.0005) return `<${percentage.format(0.001)}`;
  if (share < 1 && share >= 0.9995) return `>${percentage.format(0.999)}`;
  return percentage.format(share);
}
/** A share at a mark of an axis, where digits that say nothing are in the way: `10%`, `2.5%` */
export const axisPercent = (value: number) => axisPercentage.format(value);
/** A change against an earlier value: `+12.3%`; nothing against nothing. */
export function change(now: Maybe<number>, before: Maybe<number>): string {
  return now == null || !before ? NOTHING : signedPercentage.format(now / before - 1);
}
const signedPoints = new Intl.NumberFormat(undefined, {
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
  signDisplay: 'exceptZero',
});
const pointFormat = new Intl.NumberFormat(undefined, {
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});
/** A share's change against an earlier one, in percentage points: `+1.2 points` */
export function points(now: Maybe<number>, before: Maybe<number>): string {
  return now == null || before == null ? NOTHING : `${signedPoints.format((now - before) * 100)} points`;
}
/** A share as percentage points, such as a difference of two: `7.8 points` */
export const asPoints = (value: number) => `${pointFormat.format(value * 100)} points`;
export const share = (part: Maybe<number>, all: Maybe<number>) =>
  part == null || !all ? undefined : part / all;
/** A day in the reader's zone. */
export const day = (at: Maybe<string | number | Date>) =>
  at == null ? NOTHING : dayFormat.format(new Date(at));
/** The name of a UTC day such as `2026-11-28`, as the lake cuts days: `Nov 28` */
export const utcDay = (name: string) => utcDayFormat.format(new Date(`${name}T00:00:00Z`));
/** Day and time in the reader's zone. */
export const instant = (at: Maybe<string | number | Date>) =>
  at == null ? NOTHING : instantFormat.format(new Date(at));

/** `1 day`, `30 days` */
export const days = (length: number) => (length === 1 ? '1 day' : `${count(length)} days`);

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** `3 days ago`, `in 2 hours`, `now` */
export function ago(at: Maybe<string | number | Date>, now: Date): string {
  if (at == null) return NOTHING;
  const distance = new Date(at).getTime() - now.getTime();
  const unit = UNITS.find(([, length]) => Math.abs(distance) >= length);
  return unit ? relative.format(Math.round(distance / unit[1]), unit[0]) : relative.format(0, 'second');
}

/** `14 ms`, `2.3 s`, `3 min 20 s` */
export function duration(milliseconds: Maybe<number>): string {
  if (milliseconds == null) return NOTHING;
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 60_000) return `${decimal.format(milliseconds / 1000)} s`;
  return `${Math.floor(milliseconds / 60_000)} min ${Math.round((milliseconds % 60_000) / 1000)} s`;
}

/** `1.2 GB` */
export function bytes(size: Maybe<number>): string {
  if (size == null) return NOTHING;
  const power = Math.min(Math.floor(Math.log10(Math.max(size, 1)) / 3), 4);
  return `${decimal.format(size / 1000 ** power)} ${['B', 'kB', 'MB', 'GB', 'TB'][power]}`;
}
