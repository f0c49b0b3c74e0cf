import { PlatformError } from '../core/errors.ts';
import type { BoundValue, QueryHeader, QueryParameter, SqlType, Statement } from '../core/statement.ts';

/** A file of `queries/`, its header read. */
export interface NamedQuery extends QueryHeader {
  /** Athena's SQL with `:name` for every parameter, without the header. */
  readonly body: string;
}

const TYPES: readonly SqlType[] = ['varchar', 'bigint', 'double', 'boolean', 'timestamp', 'date'];
/** What must not be touched when parameters are looked for: texts and comments; then a parameter. */
const TOKENS = /'(?:[^']|'')*'|--[^\n]*|::|:([a-z_][a-z0-9_]*)/g;

/**
 * Reads a query file.
 * @throws Error when the header lacks a field, or declares what the body does not use, or the reverse
 */
export function parseNamedQuery(text: string): NamedQuery {
  const field = (label: string): string => {
    const found = new RegExp(`^-- ${label}:\\s*(.+(?:\\n--  +.+)*)`, 'm').exec(text)?.[1];
    if (!found) throw new Error(`Query header lacks "${label}:" in ${text.slice(0, 60)}`);
    return found.replaceAll(/\n--\s*/g, ' ').trim();
  };
  const name = field('name');
  const parameters = [...text.matchAll(/^-- param:\s+(\w+)\s+(\w+)\s*(.*)$/gm)].map(
    ([, parameter, type, description]) => {
      if (!TYPES.includes(type as SqlType))
        throw new Error(`Query ${name}: unknown type ${type} of ${parameter}`);
      return { name: parameter as string, type: type as SqlType, description: description ?? '' };
    },
  );
  const body = text.replace(/^(?:--[^\n]*\n)+/, '').trim();
  const used = new Set([...body.matchAll(TOKENS)].flatMap(([, parameter]) => parameter ?? []));
  for (const parameter of parameters) {
    if (!used.delete(parameter.name))
      throw new Error(`Query ${name}: parameter ${parameter.name} is not used`);
  }
  if (used.size > 0) throw new Error(`Query ${name}: parameter ${[...used].join(', ')} is not declared`);
  return { name, grain: field('grain'), parameters, returns: field('returns'), reads: field('reads'), body };
}

/**
 * Binds a query's parameters. Texts are read as the declared type, so that they may come from a URL.
 * @throws PlatformError `BadRequest` for a missing, unknown or ill-typed parameter
 */
export function bindNamedQuery(query: NamedQuery, given: Record<string, unknown>): Statement {
  for (const name of Object.keys(given)) {
    if (!query.parameters.some((parameter) => parameter.name === name)) {
      throw new PlatformError('BadRequest', `Query ${query.name} has no parameter ${name}`);
    }
  }
  const bound = new Map(
    query.parameters.map((parameter) => [
      parameter.name,
      bindParameter(query.name, parameter, given[parameter.name]),
    ]),
  );
  const values: BoundValue[] = [];
  const text = query.body.replaceAll(TOKENS, (token, name: string | undefined) => {
    const value = name === undefined ? undefined : bound.get(name);
    if (!value) return token;
    values.push(value);
    return value.type === 'varchar' ? '?' : `cast(? as ${value.type})`;
  });
  return { text, values };
}

function bindParameter(query: string, { name, type }: QueryParameter, given: unknown): BoundValue {
  if (given === undefined)
    throw new PlatformError('BadRequest', `Query ${query} needs parameter ${name} (${type})`);
  const wrong = () =>
    new PlatformError(
      'BadRequest',
      `Query ${query}: parameter ${name} must be a ${type}, not ${JSON.stringify(given)}`,
    );
  if (given === null) return { type, value: null };
  if (type === 'varchar') {
    if (typeof given !== 'string') throw wrong();
    return { type, value: given };
  }
  if (type === 'boolean') {
    if (given !== true && given !== false && given !== 'true' && given !== 'false') throw wrong();
    return { type, value: given === true || given === 'true' };
  }
  if (type === 'bigint' || type === 'double') {
    const number = typeof given === 'string' && given.trim() !== '' ? Number(given) : given;
    if (typeof number !== 'number' || !Number.isFinite(number)) throw wrong();
    if (type === 'bigint' && !Number.isSafeInteger(number)) throw wrong();
    return { type, value: number };
  }
  const instant = given instanceof Date ? given : new Date(String(given));
  if (Number.isNaN(instant.getTime())) throw wrong();
  return { type, value: instant };
}
