import { Temporal } from 'temporal-polyfill';

const ISO_DURATION = /^P(?!$)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+S)?)?$/;
const DAYS = { years: 365, months: 30 } as const;

/**
 * Milliseconds of an ISO 8601 duration in whole numbers, such as `P2D` or `PT90M`.
 * @returns `undefined` when the text is none
 * @remarks A day is 24 hours; a month of 30 days and a year of 365 are ours.
 */
export function durationMs(text: string): number | undefined {
  if (!ISO_DURATION.test(text)) return undefined;
  try {
    const { years, months, ...rest } = { ...fieldsOf(Temporal.Duration.from(text)) };
    const days = years * DAYS.years + months * DAYS.months;
    return (
      Temporal.Duration.from(rest).total('milliseconds') +
      Temporal.Duration.from({ days }).total('milliseconds')
    );
  } catch {
    return undefined; // longer than the calendar
  }
}

function fieldsOf({ years, months, weeks, days, hours, minutes, seconds }: Temporal.Duration) {
  return { years, months, days: days + weeks * 7, hours, minutes, seconds };
}
