import { PlatformError } from '../errors.ts';

/** Readers of a request's members. Each takes the member's value and its path, which errors name. */

export type Json = Readonly<Record<string, unknown>>;

/** The refusal of a member, as `{path} {why}`. */
export function refusal(path: string, why: string, details: Record<string, unknown> = {}): PlatformError {
  return new PlatformError('BadRequest', `${path} ${why}`, { member: path, ...details });
}

/** JSON's null counts as absent. */
export function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** Reads the member if it is given. */
export function optional<T>(
  value: unknown,
  path: string,
  read: (value: unknown, path: string) => T,
): T | undefined {
  return isGiven(value) ? read(value, path) : undefined;
}

export function readObject(value: unknown, path: string): Json {
  if (!isGiven(value)) throw refusal(path, 'is missing');
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw refusal(path, `is ${shown(value)}; it must be an object`);
  }
  return value as Json;
}

export function readList(value: unknown, path: string): readonly unknown[] {
  if (!isGiven(value)) throw refusal(path, 'is missing');
  if (!Array.isArray(value)) throw refusal(path, `is ${shown(value)}; it must be a list`);
  return value;
}

export function readText(value: unknown, path: string): string {
  if (!isGiven(value)) throw refusal(path, 'is missing');
  if (typeof value !== 'string') throw refusal(path, `is ${shown(value)}; it must be a string`);
  return value;
}

/** Reads a finite number between the two bounds, both inclusive. */
export function readNumber(value: unknown, path: string, least = -Infinity, most = Infinity): number {
  if (!isGiven(value)) throw refusal(path, 'is missing');
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw refusal(path, `is ${shown(value)}; it must be a number`);
  }
  if (value < least || value > most) {
    const bounds = most === Infinity ? `at least ${least}` : `between ${least} and ${most}`;
    throw refusal(path, `is ${value}; it must be ${bounds}`);
  }
  return value;
}

/** Reads one of a list of words, in their exact case. */
export function readOneOf<T extends string>(words: readonly T[]): (value: unknown, path: string) => T {
  return (value, path) => {
    const word = words.find((known) => known === value);
    if (word !== undefined) return word;
    if (!isGiven(value)) throw refusal(path, 'is missing');
    throw refusal(path, `is ${shown(value)}; it must be one of ${words.join(', ')}`);
  };
}

/** Reads a map of names, each value with `read`. */
export function readMap<T>(
  value: unknown,
  path: string,
  read: (value: unknown, path: string) => T,
): Record<string, T> {
  const given = Object.entries(readObject(value, path)).filter(([, item]) => isGiven(item));
  return Object.fromEntries(given.map(([name, item]) => [name, read(item, `${path}.${name}`)]));
}

/** A value as an error shows it: strings bare, the rest as JSON, cut at 100 characters. */
export function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
