import { PlatformError } from '../errors.ts';
import { shown } from './helper.ts';

type Default = string | number | boolean | readonly string[];

/** The value of a variable that the endpoint has none for, by the parts of the variable's path. */
export type Defaults = ReadonlyMap<string, Default>;

const keyOf = (parts: readonly string[]) => JSON.stringify(parts);

/**
 * Reads DefaultSubstitutions: a text that holds a JSON object, path to value.
 * @throws PlatformError `BadRequest` naming the path whose value is none
 */
export function readDefaults(text: string | undefined): Defaults {
  if (text === undefined || text.trim() === '') return new Map();
  const defaults = new Map<string, Default>();
  for (const [path, value] of Object.entries(readObject(text))) {
    const parts = partsOf(path);
    if (parts.length === 0 || !isDefault(value)) {
      throw new PlatformError(
        'BadRequest',
        `DefaultSubstitutions: the value of ${shown(path)} is ${shown(value)}; it must be a text`,
      );
    }
    defaults.set(keyOf(parts), value);
  }
  return defaults;
}

/** The default of a path; that of a list is also that of its first value. */
export function defaultOf(defaults: Defaults, parts: readonly string[]): Default | undefined {
  const own = defaults.get(keyOf(parts));
  if (own !== undefined || parts.at(-1) !== '0') return own;
  const ofList = defaults.get(keyOf(parts.slice(0, -1)));
  return Array.isArray(ofList) ? ofList[0] : ofList;
}

/** The parts of a path as Handlebars reads it: `User.UserAttributes.[Last Name].[0]`. */
export function partsOf(path: string): string[] {
  return [...path.matchAll(/\[([^\]]*)\]|[^.[\]]+/g)].map(([all, bracketed]) => bracketed ?? all.trim());
}

function readObject(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PlatformError('BadRequest', `DefaultSubstitutions is not JSON: ${reason}`, {}, { cause });
  }
  throw new PlatformError('BadRequest', `DefaultSubstitutions is ${shown(text)}; it must be a JSON object`);
}

function isDefault(value: unknown): value is Default {
  if (Array.isArray(value)) return value.every((item) => typeof item === 'string');
  return ['string', 'number', 'boolean'].includes(typeof value);
}
