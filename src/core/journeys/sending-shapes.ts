import { z } from 'zod';
import { listUpTo, textLike, textUpTo } from './member-shapes.ts';

/* When messages may go out, each member by itself (pinpoint-campaigns-journeys.md 2.6). */

const MAX_CLOSED_DAYS = 20;
const MAX_CLOSED_DAYS_NAME = 150;
const MAX_INTERVALS = 4;

export const JOURNEY_CHANNELS = ['EMAIL', 'SMS', 'PUSH', 'VOICE', 'CUSTOM'] as const;
export type JourneyChannel = (typeof JOURNEY_CHANNELS)[number];

/** In the order of ISO 8601: Monday is the first. */
export const WEEKDAYS = [
  'MONDAY',
  'TUESDAY',
  'WEDNESDAY',
  'THURSDAY',
  'FRIDAY',
  'SATURDAY',
  'SUNDAY',
] as const;

const clock = textLike(/^([01]\d|2[0-3]):[0-5]\d$/, 'HH:MM, 24-hour');
export const quietTime = z
  .object({ Start: clock.nullish(), End: clock.nullish() })
  .refine(({ Start, End }) => (Start == null) === (End == null), {
    message: 'needs both Start and End, or neither',
  });

/** With or without ISO 8601's `T` before it. @remarks The reference publishes no sample. */
const openClock = textLike(/^T?([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/, 'HH:MM or HH:MM:SS, 24-hour');
const openInterval = z
  .object({ StartTime: openClock, EndTime: openClock })
  .refine(({ StartTime, EndTime }) => StartTime.replace('T', '') < EndTime.replace('T', ''), {
    error: ({ input }) => {
      const { StartTime, EndTime } = input as { StartTime: string; EndTime: string };
      return `opens at ${StartTime} and closes at ${EndTime}; it must close later on the same day`;
    },
  });
const openDays = z.partialRecord(
  z.enum(WEEKDAYS),
  listUpTo(MAX_INTERVALS, openInterval, 'intervals').nullish(),
);
export const openHours = byChannel(openDays.nullish());

const localDateTime = textLike(
  /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?Z?$/,
  'a local date and time such as 2026-12-24T00:00:00',
);
const closedDaysRule = z.object({
  Name: textUpTo(MAX_CLOSED_DAYS_NAME).nullish(),
  StartDateTime: localDateTime,
  EndDateTime: localDateTime,
});
export const closedDays = byChannel(listUpTo(MAX_CLOSED_DAYS, closedDaysRule, 'rules').nullish());

function byChannel<T extends z.ZodType>(shape: T) {
  return z.object({ EMAIL: shape, SMS: shape, PUSH: shape, VOICE: shape, CUSTOM: shape });
}
