/**
 * What template variables hold, and how they count. Custom attributes are lists, also of one value
 * (pinpoint-campaigns-journeys.md 3.2).
 */

/** The text that a plain variable shows: a list's values with commas between; a group of members shows nothing. */
export function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.map(asText).join(',');
  return typeof value === 'object' ? '' : String(value);
}

/** A list as it is, one value as a list of one, no value as an empty list. */
export function asList(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return value === undefined || value === null || value === '' ? [] : [value];
}

/** Whether an endpoint has no value there, so that the default counts. */
export function isMissing(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true;
  return Array.isArray(value) && (value.length === 0 || (value.length === 1 && isMissing(value[0])));
}

/** What `if`, `and`, `or` and `not` ask: a value that is there and is neither `false` nor zero. */
export function isTruthy(value: unknown): boolean {
  return !isMissing(value) && Boolean(value);
}
