import { PlatformError } from '../errors.ts';
import { LIMITS } from './limits.ts';

/** One event of a PutEvents request, checked: Pinpoint's Event. Instants are epoch milliseconds. */
export interface ReportedEvent {
  readonly EventType: string;
  readonly Timestamp: number;
  readonly Attributes: Readonly<Record<string, string>>;
  readonly Metrics: Readonly<Record<string, number>>;
  readonly Session?: {
    readonly Id: string;
    readonly StartTimestamp: number;
    readonly StopTimestamp?: number;
  };
  readonly AppPackageName?: string;
  readonly AppTitle?: string;
  readonly AppVersionCode?: string;
  readonly ClientSdkVersion?: string;
  readonly SdkName?: string;
}

type Json = Readonly<Record<string, unknown>>;

/**
 * Event types that only the platform reports. That they are refused is ours: whoever holds a key
 * that lives in an app could otherwise invent bounces and sends.
 */
const RESERVED = /^(?:_email\.|_SMS\.|_campaign\.send$|_journey\.send$)/;

/**
 * Checks one event. Members that are null count as absent, and unknown ones are left out.
 * @throws PlatformError `BadRequest` naming the member, its value and the rule
 */
export function parseEvent(given: unknown): ReportedEvent {
  const event = objectOf('The event', given);
  if (!event) throw new PlatformError('BadRequest', 'The event is missing');
  const Attributes = namedValues('Attributes', event.Attributes, attributeOf);
  const Metrics = namedValues('Metrics', event.Metrics, metricOf);
  const keys = Object.keys(Attributes).length + Object.keys(Metrics).length;
  if (keys > LIMITS.keysPerEvent) {
    throw new PlatformError(
      'BadRequest',
      `The event has ${keys} attribute and metric keys; at most ${LIMITS.keysPerEvent} are allowed`,
    );
  }
  return {
    EventType: eventTypeOf(event.EventType),
    Timestamp: needed('Timestamp', instantOf('Timestamp', event.Timestamp)),
    Attributes,
    Metrics,
    Session: sessionOf(event.Session),
    AppPackageName: textOf('AppPackageName', event.AppPackageName),
    AppTitle: textOf('AppTitle', event.AppTitle),
    AppVersionCode: textOf('AppVersionCode', event.AppVersionCode),
    ClientSdkVersion: textOf('ClientSdkVersion', event.ClientSdkVersion),
    SdkName: textOf('SdkName', event.SdkName),
  };
}

/**
 * Checks that a value is an object.
 * @returns `undefined` when it is absent
 * @throws PlatformError `BadRequest`
 */
export function objectOf(member: string, value: unknown): Json | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'object' || Array.isArray(value)) refuse(member, 'must be an object', value);
  return value as Json;
}

function eventTypeOf(value: unknown): string {
  const type = needed('EventType', textOf('EventType', value, LIMITS.typeLength));
  if (type === '') throw new PlatformError('BadRequest', 'EventType must not be empty');
  if (RESERVED.test(type)) refuse('EventType', 'must not be one that the platform reports itself', type);
  return type;
}

/** @remarks The rule for Duration was seen on the live service (pinpoint-events-kpis.md Part 2). */
function sessionOf(value: unknown): ReportedEvent['Session'] {
  const session = objectOf('Session', value);
  if (!session) return undefined;
  const Id = needed('Session.Id', textOf('Session.Id', session.Id));
  const start = instantOf('Session.StartTimestamp', session.StartTimestamp);
  const StartTimestamp = needed('Session.StartTimestamp', start);
  const StopTimestamp = instantOf('Session.StopTimestamp', session.StopTimestamp);
  const duration = session.Duration ?? undefined;
  if (duration !== undefined && !Number.isInteger(duration)) {
    refuse('Session.Duration', 'must be a whole number of milliseconds', duration);
  }
  if (StopTimestamp !== undefined && duration !== undefined && duration !== StopTimestamp - StartTimestamp) {
    refuse(
      'Session.Duration',
      `must be StopTimestamp less StartTimestamp, ${StopTimestamp - StartTimestamp}`,
      duration,
    );
  }
  return { Id, StartTimestamp, ...(StopTimestamp !== undefined && { StopTimestamp }) };
}

const INSTANT = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/i;

/** ISO 8601; an instant without an offset is UTC (ours). */
function instantOf(member: string, value: unknown): number | undefined {
  const text = textOf(member, value);
  if (text === undefined) return undefined;
  const match = INSTANT.exec(text);
  const hasTime = text.length > 'yyyy-MM-dd'.length;
  const at = match ? Date.parse(hasTime && match[1] === undefined ? `${text}Z` : text) : Number.NaN;
  if (Number.isNaN(at)) refuse(member, 'must be an ISO 8601 date', value);
  return at;
}

function attributeOf(path: string, value: unknown): string {
  return textOf(path, value, LIMITS.valueLength) as string;
}

function metricOf(path: string, value: unknown): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) refuse(path, 'must be a number', value);
  return value as number;
}

/** Reads each value under its checked key; null is no value. */
function namedValues<T>(
  member: string,
  value: unknown,
  read: (path: string, value: unknown) => T,
): Record<string, T> {
  const source = objectOf(member, value);
  const values: Record<string, T> = Object.create(null); // a key may be __proto__
  if (!source) return values;
  for (const key in source) {
    const item = source[key];
    if (item === null || item === undefined) continue;
    if (key === '') throw new PlatformError('BadRequest', `${member} has an empty key`);
    textOf(`The key ${member}.${key}`, key, LIMITS.keyLength);
    values[key] = read(`${member}.${key}`, item);
  }
  return values;
}

function textOf(member: string, value: unknown, longest: number = Infinity): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') refuse(member, 'must be a string', value);
  const text = value as string;
  if (!text.isWellFormed()) refuse(member, 'must be well-formed Unicode', value);
  if (text.length > longest && [...text].length > longest) {
    throw new PlatformError(
      'BadRequest',
      `${member.slice(0, 200)} has ${[...text].length} characters; at most ${longest} are allowed`,
    );
  }
  return text;
}

function needed<T>(member: string, value: T | undefined): T {
  if (value === undefined) throw new PlatformError('BadRequest', `${member} is missing`);
  return value;
}

function refuse(member: string, rule: string, value: unknown): never {
  throw new PlatformError('BadRequest', `${member} ${rule}, not ${JSON.stringify(value)?.slice(0, 200)}`);
}
