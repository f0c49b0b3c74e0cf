import { type Decimal, parseDecimal } from './decimal.ts';
import { RenderingError } from './rendering-error.ts';
import { asList, asText, isMissing } from './values.ts';

/** What a helper's parameter takes. */
export interface Kind<T> {
  /** @throws RenderingError saying what the value is and must be */
  read(value: unknown): T;
  readonly optional: boolean;
  /** Takes a name without quotes: what is no variable is text (`tz=America/Los_Angeles`). */
  readonly bareword?: boolean;
}

export type Parameters = Readonly<Record<string, Kind<unknown>>>;
type Arguments<P extends Parameters> = { readonly [K in keyof P]: P[K] extends Kind<infer T> ? T : never };

/**
 * A helper that gives a value. Its parameters are given in order or by name; the first
 * `positional` of them, all when absent, may be given in order.
 */
export interface Helper {
  readonly parameters: Parameters;
  readonly positional: number;
  gives(given: Readonly<Record<string, unknown>>): unknown;
}

export function helper<P extends Parameters>(
  parameters: P,
  gives: (given: Arguments<P>) => unknown,
  positional = Object.keys(parameters).length,
): Helper {
  return { parameters, positional, gives: (given) => gives(given as Arguments<P>) };
}

function kind<T>(read: (value: unknown) => T): Kind<T> {
  return { read, optional: false };
}

export function optional<T, F>(wanted: Kind<T>, otherwise: F): Kind<T | F> {
  const read = (value: unknown) => (value === undefined || value === null ? otherwise : wanted.read(value));
  return { ...wanted, read, optional: true };
}

/** Also of a number or a list; no value is an empty text. */
export const text = kind(asText);
export const list = kind(asList);
export const anything = kind((value) => value);

export const count = kind((value) => {
  const read = typeof value === 'number' ? value : Number(asText(value).trim() || Number.NaN);
  if (!Number.isSafeInteger(read) || read < 0) {
    throw new RenderingError(`is ${shownText(value)}; it must be a whole number from 0 on`);
  }
  return read;
});

/** How wide a padded text may be, in characters; ours. */
const MAX_WIDTH = 10_000;
export const width = kind((value) => {
  const read = count.read(value);
  if (read > MAX_WIDTH) throw new RenderingError(`is ${read}; at most ${MAX_WIDTH} is allowed`);
  return read;
});

export const padding = kind((value) => asText(value) || ' ');

export const decimal = kind((value): Decimal => {
  const read = parseDecimal(Array.isArray(value) ? asText(value) : value);
  if (read === undefined) throw new RenderingError(`is ${shownText(value)}; it must be a number`);
  return read;
});

export const flag = kind((value) => value === true || asText(value) === 'true');

export const zone: Kind<string> = {
  optional: false,
  bareword: true,
  read(value) {
    const name = asText(value);
    if (!isZone(name))
      throw new RenderingError(`is ${shown(name)}; it must be a name of the time zone database`);
    return name;
  },
};

/** `pt`, `pt-PT` or `pt_PT`. */
export const locale: Kind<string> = {
  optional: false,
  bareword: true,
  read(value) {
    const name = asText(value).replaceAll('_', '-');
    if (name === '' || !accepts(() => Intl.getCanonicalLocales(name)))
      throw new RenderingError(`is ${shown(value)}; it must be a language such as en-US`);
    return name;
  },
};

const SHOWN = 60;

/** A value for a message, cut. */
export function shown(value: unknown): string {
  if (isMissing(value)) return 'missing';
  const all = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  return all.length > SHOWN ? `${all.slice(0, SHOWN)}…` : all;
}

/** As a plain variable would show it. */
function shownText(value: unknown): string {
  return shown(Array.isArray(value) ? asText(value) : value);
}

/** Asking is slow; a zone has few spellings in practice. */
const knownZones = new Set<string>();
const MAX_KNOWN_ZONES = 2_000;

function isZone(name: string): boolean {
  if (knownZones.has(name)) return true;
  if (!accepts(() => new Intl.DateTimeFormat('en', { timeZone: name }))) return false;
  if (knownZones.size < MAX_KNOWN_ZONES) knownZones.add(name);
  return true;
}

function accepts(work: () => unknown): boolean {
  try {
    work();
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
