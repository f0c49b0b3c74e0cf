import type { ErasedValue } from '../../ports/erasable-place.ts';
import { endpointKey } from '../endpoints/endpoint-id.ts';
import { pseudonym } from './subject.ts';

/** Finds persons of one application in fields, documents and lines. */
export interface ErasedValues {
  readonly isEmpty: boolean;
  /** @param name the field's name; ids are looked for where a name says that it is one, or they are long enough to be plain */
  find(name: string, text: string): ErasedValue | undefined;
  /** The same value with pseudonyms instead of persons, and the erasures that were met. */
  redact(value: unknown, name?: string): { readonly value: unknown; readonly met: ReadonlySet<string> };
}

const ENDPOINT = /^(endpoint_?ids?|id|given_?id|client_?id)$/i;
const USER = /^(user_?ids?|user\.userid|customer_?ids?)$/i;
const APPLICATION = /^app(lication)?_?id$/i;
const PARTICIPANT = /^participant(_?id)?$/i;
const ADDRESS = /^(address|destination\w*|to|email\w*|phone\w*)$/i;
/** Shorter ids could be any word or number; they are looked for only where a name says that an id stands there. */
const PLAIN_LENGTH = 8;
const CHANNEL = /^[A-Z_]+:/;

/** @param values of one application */
export function erasedValues(values: readonly ErasedValue[]): ErasedValues {
  const endpoints = new Map(of('endpoint'));
  const users = new Map(of('user'));
  const addresses = new Map(
    of('address').map(([key, value]) => [key.replace(CHANNEL, '').toLowerCase(), value] as const),
  );
  const applications = new Map(of('application'));
  const plain = [...endpoints, ...users, ...addresses].filter(([text]) => text.length >= PLAIN_LENGTH);
  const within =
    plain.length === 0
      ? undefined
      : new RegExp(
          plain
            .map(([text]) => escaped(text))
            .sort(longest)
            .join('|'),
          'gi',
        );

  function of(kind: ErasedValue['kind']): [string, ErasedValue][] {
    return values.filter((value) => value.kind === kind).map((value) => [value.value, value]);
  }

  function find(name: string, text: string): ErasedValue | undefined {
    const trimmed = text.trim();
    const lower = trimmed.toLowerCase();
    const gone = APPLICATION.test(name) ? applications.get(trimmed) : undefined;
    if (gone) return gone;
    if (ADDRESS.test(name) || trimmed.length >= PLAIN_LENGTH) {
      const found = addresses.get(lower);
      if (found) return found;
    }
    if (ENDPOINT.test(name) || PARTICIPANT.test(name) || trimmed.length >= PLAIN_LENGTH) {
      const found = endpoints.get(endpointKey(trimmed));
      if (found) return found;
    }
    if (USER.test(name) || trimmed.length >= PLAIN_LENGTH) {
      const found = users.get(trimmed);
      if (found) return found;
    }
    return PARTICIPANT.test(name) && trimmed.startsWith('user:') ? users.get(trimmed.slice(5)) : undefined;
  }

  function redactText(name: string, text: string, met: Set<string>): string {
    const found = find(name, text);
    if (found) {
      met.add(found.erasureId);
      return pseudonym(found.salt, text);
    }
    return within === undefined
      ? text
      : text.replace(within, (part) => {
          const inner = find('', part);
          if (!inner) return part;
          met.add(inner.erasureId);
          return pseudonym(inner.salt, part);
        });
  }

  function redactValue(value: unknown, name: string, met: Set<string>): unknown {
    if (typeof value === 'string') return redactText(name, value, met);
    if (Array.isArray(value)) return value.map((item) => redactValue(item, name, met));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [redactText('', key, met), redactValue(item, key, met)]),
    );
  }

  return {
    isEmpty: values.length === 0,
    find,
    redact(value, name = '') {
      const met = new Set<string>();
      return { value: redactValue(value, name, met), met };
    },
  };
}

const escaped = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
const longest = (left: string, right: string) => right.length - left.length;

/** The values by application. */
export function byApplication(values: readonly ErasedValue[]): Map<string, ErasedValue[]> {
  const found = new Map<string, ErasedValue[]>();
  for (const value of values) {
    const group = found.get(value.applicationId);
    if (group) group.push(value);
    else found.set(value.applicationId, [value]);
  }
  return found;
}

/** An address as `ErasedValue` has it, apart. */
export function addressOf({ value }: ErasedValue): {
  readonly channelType: string;
  readonly address: string;
} {
  const colon = value.indexOf(':');
  return { channelType: value.slice(0, colon), address: value.slice(colon + 1) };
}
