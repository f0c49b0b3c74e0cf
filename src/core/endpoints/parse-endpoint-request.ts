import { PlatformError } from '../errors.ts';
import { CHANNEL_TYPES } from './endpoint.ts';
import { checkId } from './endpoint-id.ts';
import type { EndpointRequest, EndpointUpdate } from './endpoint-request.ts';
import { LIMITS } from './limits.ts';

/** Characters that a text may have; Infinity where the reference names no limit. */
const DEMOGRAPHIC = {
  AppVersion: 50,
  Locale: Infinity,
  Make: 50,
  Model: 100,
  ModelVersion: 50,
  Platform: 50,
  PlatformVersion: 50,
  Timezone: Infinity,
} as const;
const LOCATION = { City: 75, Country: Infinity, PostalCode: Infinity, Region: 75 } as const;
/** Names that the tz database dropped; Pinpoint maps them on write (pinpoint-segments.md 1.1). */
const RENAMED_ZONES: Record<string, string> = {
  'Canada/East-Saskatchewan': 'America/Managua',
  'US/Pacific-New': 'America/Los_Angeles',
};

type Json = Readonly<Record<string, unknown>>;

/**
 * Checks an EndpointRequest as it came over the wire or out of a file. Unknown members are left
 * out, and a member that is null counts as absent.
 *
 * @throws PlatformError `BadRequest` naming the member, its value and the rule
 * @remarks Rules: pinpoint-segments.md 1.1 and 1.2. That unknown members are ignored is ours.
 */
export function parseEndpointRequest(given: unknown): EndpointRequest {
  const body = objectOf('The endpoint', given) ?? {};
  const user = objectOf('User', body.User);
  const demographic = textsOf('Demographic', objectOf('Demographic', body.Demographic), DEMOGRAPHIC);
  if (demographic?.Timezone !== undefined) {
    demographic.Timezone = RENAMED_ZONES[demographic.Timezone] ?? demographic.Timezone;
  }
  return withoutAbsent({
    Address: needed('Address', textOf('Address', body.Address)),
    ChannelType: oneOf(
      'ChannelType',
      needed('ChannelType', textOf('ChannelType', body.ChannelType)),
      CHANNEL_TYPES,
    ),
    OptOut: oneOf('OptOut', body.OptOut, ['ALL', 'NONE'] as const),
    EndpointStatus: oneOf('EndpointStatus', body.EndpointStatus, ['ACTIVE', 'INACTIVE'] as const),
    Attributes: attributesOf('Attributes', body.Attributes),
    Metrics: metricsOf(body.Metrics),
    Demographic: demographic,
    Location: locationOf(objectOf('Location', body.Location)),
    User:
      user &&
      withoutAbsent({
        UserId: userIdOf(user.UserId),
        UserAttributes: attributesOf('User.UserAttributes', user.UserAttributes),
      }),
    EffectiveDate: instantOf('EffectiveDate', body.EffectiveDate),
    RequestId: textOf('RequestId', body.RequestId),
  });
}

/**
 * Checks the body of UpdateEndpointsBatch: each item is an EndpointRequest with an `Id`.
 * @throws PlatformError `BadRequest`; the whole batch is refused for one bad item (ours)
 */
export function parseEndpointBatch(given: unknown): EndpointUpdate[] {
  const items = objectOf('The request', given)?.Item;
  if (!Array.isArray(items) || items.length === 0 || items.length > LIMITS.batchItems) {
    const count = Array.isArray(items) ? `${items.length} endpoints` : 'no list';
    throw new PlatformError(
      'BadRequest',
      `Item must hold 1 to ${LIMITS.batchItems} endpoints; it holds ${count}`,
    );
  }
  return items.map((item: unknown, index) => {
    const id = textOf(`Item[${index}].Id`, objectOf(`Item[${index}]`, item)?.Id);
    if (id === undefined) throw new PlatformError('BadRequest', `Item[${index}] has no Id`);
    checkId('Endpoint id', id);
    return { id, request: parseEndpointRequest(item) };
  });
}

function objectOf(member: string, value: unknown): Json | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'object' || Array.isArray(value)) refuse(member, 'must be an object', value);
  return value as Json;
}

function textOf(member: string, value: unknown, longest: number = Infinity): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') refuse(member, 'must be a string', value);
  const text = value as string;
  if (!text.isWellFormed()) refuse(member, 'must be well-formed Unicode', value);
  if (text.length > longest && [...text].length > longest) {
    throw new PlatformError(
      'BadRequest',
      `${member} has ${[...text].length} characters; at most ${longest} are allowed`,
    );
  }
  return text;
}

/** An empty address or channel is a missing one, in the words that clients look for. */
function needed(member: string, text: string | undefined): string | undefined {
  if (text === '') throw new PlatformError('BadRequest', `Missing ${member}`);
  return text;
}

function oneOf<T extends string>(member: string, value: unknown, values: readonly T[]): T | undefined {
  if (value === undefined || value === null) return undefined;
  if (!values.includes(value as T)) refuse(member, `must be one of ${values.join(', ')}`, value);
  return value as T;
}

function numberOf(member: string, value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number' || !Number.isFinite(value)) refuse(member, 'must be a number', value);
  return value as number;
}

function textsOf<Names extends string>(
  member: string,
  source: Json | undefined,
  names: Readonly<Record<Names, number>>,
): Partial<Record<Names, string>> | undefined {
  if (!source) return undefined;
  const texts: Partial<Record<Names, string>> = {};
  for (const [name, longest] of Object.entries(names) as [Names, number][]) {
    const text = textOf(`${member}.${name}`, source[name], longest);
    if (text !== undefined) texts[name] = text;
  }
  return texts;
}

function attributesOf(member: string, value: unknown): Record<string, string[]> | undefined {
  const source = objectOf(member, value);
  return (
    source &&
    namedValues(member, source, (path, values) => {
      if (!Array.isArray(values)) refuse(path, 'must be a list of strings', values);
      const list = values as unknown[];
      if (list.length > LIMITS.values) {
        throw new PlatformError(
          'BadRequest',
          `${path} has ${list.length} values; at most ${LIMITS.values} are allowed`,
        );
      }
      return list.map((item, index) => {
        const text = textOf(`${path}[${index}]`, item, LIMITS.valueLength);
        if (text === undefined) refuse(path, 'must be a list of strings', values);
        return text as string;
      });
    })
  );
}

function metricsOf(value: unknown): Record<string, number> | undefined {
  const source = objectOf('Metrics', value);
  return source && namedValues('Metrics', source, (path, metric) => numberOf(path, metric) as number);
}

/** Reads each value under its checked name; null is no value. `fromEntries` keeps names like `__proto__` plain. */
function namedValues<T>(
  member: string,
  source: Json,
  read: (path: string, value: unknown) => T,
): Record<string, T> {
  const entries = Object.entries(source).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(
    entries.map(([name, value]) => {
      if (name === '') throw new PlatformError('BadRequest', `${member} has an empty name`);
      textOf(`The name ${member}.${name}`, name, LIMITS.nameLength);
      return [name, read(`${member}.${name}`, value)];
    }),
  );
}

function locationOf(source: Json | undefined): EndpointRequest['Location'] {
  if (!source) return undefined;
  const latitude = coordinateOf('Location.Latitude', source.Latitude, 90);
  const longitude = coordinateOf('Location.Longitude', source.Longitude, 180);
  if ((latitude === undefined) !== (longitude === undefined)) {
    throw new PlatformError('BadRequest', 'Location needs both Latitude and Longitude, or neither');
  }
  return withoutAbsent({
    ...textsOf('Location', source, LOCATION),
    Latitude: latitude,
    Longitude: longitude,
  });
}

/** Pinpoint keeps one decimal. */
function coordinateOf(member: string, value: unknown, largest: number): number | undefined {
  const degrees = numberOf(member, value);
  if (degrees === undefined) return undefined;
  if (Math.abs(degrees) > largest) refuse(member, `must be between -${largest} and ${largest}`, value);
  return Math.round(degrees * 10) / 10 + 0; // + 0: no negative zero
}

function userIdOf(value: unknown): string | undefined {
  const userId = textOf('User.UserId', value);
  if (userId !== undefined) checkId('UserId', userId);
  return userId;
}

function instantOf(member: string, value: unknown): string | undefined {
  const text = textOf(member, value);
  if (text === undefined) return undefined;
  const at = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at)) refuse(member, 'must be an ISO 8601 date', value);
  return new Date(at).toISOString();
}

function refuse(member: string, rule: string, value: unknown): never {
  throw new PlatformError('BadRequest', `${member} ${rule}, not ${shownValue(value)}`);
}

function withoutAbsent<T extends object>(members: T): T {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as T;
}

/** Characters of a refused value that a message tells. */
const SHOWN = 200;

/** A refused value for a message. JSON that is nested some thousand times can be read, and not be written. */
export function shownValue(value: unknown): string | undefined {
  try {
    return JSON.stringify(value)?.slice(0, SHOWN);
  } catch (error) {
    if (error instanceof RangeError) return 'something nested too deep';
    throw error;
  }
}
