import type { NamedQueryParameter } from '../../api/types.ts';

/** How a reader gives a parameter's value. */
export type ParameterKind = 'application' | 'choice' | 'thing' | 'day' | 'instant' | 'number' | 'text';

/** Whose ids a parameter takes. */
export const THINGS: Readonly<Record<string, readonly Thing[]>> = {
  campaign_id: ['campaigns'],
  journey_id: ['journeys'],
  segment_id: ['segments'],
  upload_id: ['uploads'],
  origin_id: ['campaigns', 'journeys'],
};
export type Thing = 'campaigns' | 'journeys' | 'segments' | 'uploads';

/** From the header of the query: its type, its rule, and what its name tells. */
export function parameterKind({ name, type, oneOf }: NamedQueryParameter): ParameterKind {
  if (name === 'application_id') return 'application';
  if (oneOf || type === 'boolean') return 'choice';
  if (name in THINGS) return 'thing';
  if (type === 'date' || /_(day|date)$/.test(name)) return 'day';
  if (type === 'timestamp' || (type === 'bigint' && name.endsWith('_ms'))) return 'instant';
  return type === 'bigint' || type === 'double' ? 'number' : 'text';
}

const DAY_MS = 86_400_000;
const BEGINS = /^(from|since)(_|$)/;
const ENDS = /^(to|until|as_of|before)(_|$)/;
const DAYS_BACK = 30;

/** What stands in a field before the reader writes there: the default, or the last thirty days up to the stage's now. */
export function firstValue(parameter: NamedQueryParameter, now: Date): string {
  const kind = parameterKind(parameter);
  const { name, default: standard } = parameter;
  if (standard !== undefined && standard !== null) return String(standard);
  const at = BEGINS.test(name) ? new Date(now.getTime() - DAYS_BACK * DAY_MS) : now;
  if (!BEGINS.test(name) && !ENDS.test(name)) return '';
  if (standard === null) return '';
  if (kind === 'day') return at.toISOString().slice(0, 10);
  if (kind === 'instant') return instantValue(parameter, at);
  return '';
}

/** An instant as the parameter takes it: epoch milliseconds, or ISO 8601 in UTC. */
export function instantValue({ type }: NamedQueryParameter, at: Date): string {
  return type === 'bigint' ? String(at.getTime()) : at.toISOString();
}

/** `2026-11-28T14:05` in the reader's zone, as a field for date and time holds it. */
export function localValue(value: string): string {
  const at = new Date(/^-?\d+$/.test(value) ? Number(value) : value);
  if (value === '' || Number.isNaN(at.getTime())) return '';
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** What is wrong with a value, by the rule of the header; nothing when it may be sent. */
export function fieldFault(parameter: NamedQueryParameter, value: string): string | undefined {
  if (value === '') return parameter.required ? 'A value is needed.' : undefined;
  if (parameterKind(parameter) !== 'number') return undefined;
  const { type, from, to } = parameter;
  const number = Number(value);
  if (Number.isNaN(number)) return 'A number is needed.';
  if (type === 'bigint' && !Number.isInteger(number)) return 'A whole number is needed.';
  if (from !== undefined && number < Number(from)) return `At least ${from}.`;
  if (to !== undefined && number > Number(to)) return `At most ${to}.`;
  return undefined;
}
