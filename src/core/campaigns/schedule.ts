import { z } from 'zod';
import { countOccurrences } from '../../compiler/campaign-events.ts';
import { statementBytes } from '../statement.ts';
import { type EventFilter, eventFilterSchema } from './event-filter.ts';

/** Source: pinpoint-campaigns-journeys.md 1.2. */
export const FREQUENCIES = ['ONCE', 'HOURLY', 'DAILY', 'WEEKLY', 'MONTHLY', 'EVENT', 'IN_APP_EVENT'] as const;
export type Frequency = (typeof FREQUENCIES)[number];

/** The `StartTime` of what is to begin at once. */
export const IMMEDIATE = 'IMMEDIATE';

/** Bytes of the statement that finds a filter's events, values included: beside the largest segment it then fits a run's. Ours. */
const MAX_FILTER_BYTES = 60_000;

const bytesOf = (filter: EventFilter) =>
  statementBytes(countOccurrences('a'.repeat(32), { filter, from: 0, to: 0 }));

/** `UTC` and the offsets that a schedule may begin in. */
export const TIMEZONES: readonly string[] = [
  'UTC',
  ...['01', '02', '03', '03:30', '04', '04:30', '05', '05:30', '05:45', '06', '06:30', '07', '08', '09'].map(
    (offset) => `UTC+${offset}`,
  ),
  ...['09:30', '10', '10:30', '11', '12', '13'].map((offset) => `UTC+${offset}`),
  ...['02', '03', '04', '05', '06', '07', '08', '09', '10', '11'].map((offset) => `UTC-${offset}`),
];

/** A date and a time of day, seconds and zone optional: the zone is then `Timezone`. */
const DATE_TIME =
  /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?(Z|[+-]([01]\d|2[0-3]):?[0-5]\d)?$/;
const MS_PER_MINUTE = 60_000;

const isDateTime = (text: string) => DATE_TIME.test(text) && !Number.isNaN(Date.parse(zoned(text)));
const EXAMPLE = 'an ISO 8601 instant such as 2026-12-01T09:00:00Z';
const time = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: ({ input }) => `is "${input}"; it must be HH:MM, 24-hour` });

export const schedule = z
  .object({
    EndTime: z
      .string()
      .refine(isDateTime, { error: ({ input }) => `is "${input}", not ${EXAMPLE}` })
      .optional(),
    EventFilter: eventFilterSchema('Schedule.EventFilter').optional(),
    Frequency: z.enum(FREQUENCIES).optional(),
    IsLocalTime: z.boolean().optional(),
    QuietTime: z
      .object({ Start: time.optional(), End: time.optional() })
      .refine(({ Start, End }) => (Start === undefined) === (End === undefined), {
        error: 'needs both Start and End, or neither',
      })
      .optional(),
    StartTime: z.string().refine((text) => text === IMMEDIATE || isDateTime(text), {
      error: ({ input }) => `is "${input}", neither ${IMMEDIATE} nor ${EXAMPLE}`,
    }),
    Timezone: z
      .string()
      .refine((name) => TIMEZONES.includes(name), {
        error: ({ input }) => `is "${input}"; it must be one of ${TIMEZONES.join(', ')}`,
      })
      .optional(),
  })
  .check(({ value, issues }) => {
    const { EndTime, StartTime, Frequency = 'ONCE', EventFilter } = value;
    const refuse = (member: string, message: string) =>
      issues.push({ code: 'custom', path: [member], message, input: value });
    if (EndTime !== undefined && StartTime !== IMMEDIATE && endOf(value) <= startOf(value)) {
      refuse('EndTime', `is ${EndTime}, not after StartTime ${StartTime}`);
    }
    const needsFilter = Frequency === 'EVENT' || Frequency === 'IN_APP_EVENT';
    const filterBytes = EventFilter && bytesOf(EventFilter);
    if (filterBytes !== undefined && filterBytes > MAX_FILTER_BYTES) {
      refuse(
        'EventFilter',
        `makes a condition of ${filterBytes} bytes; at most ${MAX_FILTER_BYTES} are allowed`,
      );
    }
    if (needsFilter && EventFilter === undefined) refuse('EventFilter', `is missing; ${Frequency} needs one`);
    if (!needsFilter && EventFilter !== undefined) {
      refuse('EventFilter', `is given; only EVENT and IN_APP_EVENT have one, not ${Frequency}`);
    }
  });
export type Schedule = z.infer<typeof schedule>;

/** Epoch milliseconds; NaN for `IMMEDIATE`. */
export function startOf({ StartTime, Timezone }: Pick<Schedule, 'StartTime' | 'Timezone'>): number {
  return StartTime === IMMEDIATE ? Number.NaN : instantOf(StartTime, Timezone);
}

/** Epoch milliseconds; infinite when the schedule has no end. */
export function endOf({ EndTime, Timezone }: Pick<Schedule, 'EndTime' | 'Timezone'>): number {
  return EndTime === undefined ? Number.POSITIVE_INFINITY : instantOf(EndTime, Timezone);
}

/** Minutes east of UTC of the zone that a schedule's clock times are told in: its `Timezone`, else that of its `StartTime`. */
export function offsetMinutes({ StartTime, Timezone }: Pick<Schedule, 'StartTime' | 'Timezone'>): number {
  const text = Timezone ?? StartTime;
  const [, sign, hours, minutes = '0'] = /([+-])(\d\d):?(\d\d)?$/.exec(timeOf(text)) ?? [];
  if (hours === undefined) return 0;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

/** Without the date, whose hyphens are no signs. */
function timeOf(text: string): string {
  return text.startsWith('UTC') ? text : text.slice('YYYY-MM-DDTHH:MM'.length);
}

function instantOf(text: string, timezone: string | undefined): number {
  const hasZone = /(Z|[+-]\d\d:?\d\d)$/.test(text.slice('YYYY-MM-DD'.length));
  const offset = hasZone ? 0 : offsetMinutes({ StartTime: text, Timezone: timezone });
  return Date.parse(zoned(text)) - offset * MS_PER_MINUTE;
}

/** JavaScript takes a date-time without a zone for the machine's own time. */
function zoned(text: string): string {
  return /(Z|[+-]\d\d:?\d\d)$/.test(text.slice('YYYY-MM-DD'.length)) ? text : `${text}Z`;
}
