import { Temporal } from 'temporal-polyfill';
import { parsePattern } from './date-pattern.ts';
import { checkDateFormat, formatDate } from './format-date.ts';
import { type Helper, helper, type Kind, locale, optional, text, zone } from './helper.ts';
import { readDate } from './parse-date.ts';
import { asText } from './values.ts';

const UTC = 'UTC';
const ENGLISH = 'en-US';

const format: Kind<string> = { read: (value) => checkDateFormat(asText(value)), optional: false };
const pattern: Kind<string> = {
  optional: false,
  read(value) {
    parsePattern(asText(value));
    return asText(value);
  },
};
const parameters = { tz: optional(zone, UTC), locale: optional(locale, ENGLISH) };

/**
 * Date helpers of pinpoint-campaigns-journeys.md 3.3. A date that names no zone is one of `tz`, so
 * that it keeps its day; one that does is told in `tz` (ours). No date gives no text.
 */
export function dateHelpers(now: () => Date): Readonly<Record<string, Helper>> {
  return {
    dateFormat: helper(
      {
        date: text,
        inputFormat: optional(pattern, undefined),
        outputFormat: optional(format, 'medium'),
        ...parameters,
      },
      ({ date, inputFormat, outputFormat, tz, locale: language }) => {
        if (date.trim() === '') return '';
        const moment = readDate(date.trim(), {
          pattern: inputFormat,
          zone: tz,
          locale: language,
          now: now(),
        });
        return formatDate(moment, outputFormat, language);
      },
      1,
    ),
    now: helper(
      { format: optional(format, 'medium'), ...parameters },
      ({ format: wanted, tz, locale: language }) => {
        const instant = Temporal.Instant.fromEpochMilliseconds(now().getTime());
        return formatDate(instant.toZonedDateTimeISO(tz), wanted, language);
      },
      1,
    ),
  };
}
