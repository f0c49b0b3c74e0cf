const ISO_8601 = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|[+-]\d\d(?::?\d\d)?)?)?$/i;

/**
 * Reads an instant in ISO 8601's extended form: a day, which begins at midnight, or a day with a time.
 * A zone that is not written is UTC, wherever the stage runs; `Date.parse` takes the machine's, and guesses at
 * texts such as `week 3`.
 * @returns `undefined` for any other text, and for a day that the calendar does not have
 */
export function readInstant(text: string): Date | undefined {
  const [, day, time = '00:00', zone = 'Z'] = ISO_8601.exec(text) ?? [];
  if (day === undefined) return undefined;
  const offset = zone.replace(/^([+-]\d\d):?(\d\d)?$/, (_, hours, minutes = '00') => `${hours}:${minutes}`);
  const instant = new Date(`${day}T${time}${offset.toUpperCase()}`);
  return isDay(day) && !Number.isNaN(instant.getTime()) ? instant : undefined;
}

/** Whether a text is a day of the calendar, such as `2026-11-24`: February has no 30th, though `Date` reads one as March. */
export function isDay(text: string): boolean {
  const midnight = new Date(`${text}T00:00:00Z`);
  return (
    /^\d{4}-\d\d-\d\d$/.test(text) &&
    !Number.isNaN(midnight.getTime()) &&
    midnight.toISOString().startsWith(text)
  );
}
