import { PlatformError } from '../core/errors.ts';
import { isDay, readInstant } from '../core/instant.ts';
import type { BoundValue, ParameterRule, QueryParameter, SqlType } from '../core/statement.ts';

const TYPES: readonly SqlType[] = ['varchar', 'bigint', 'double', 'boolean', 'timestamp', 'date'];
/** What the HTTP API itself asks for beside a query's parameters (src/api/named-queries.ts). */
export const RESERVED = ['limit', 'next', 'format', 'maxAge'] as const;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** The clauses that may stand before the description, each ended by a semicolon. */
const CLAUSES: readonly [RegExp, (found: readonly string[]) => Written][] = [
  [/^one of (.+)$/, ([list = '']) => ({ oneOf: list.split(',').map(unquoted) })],
  [/^from (\S+) to (\S+)$/, ([from, to]) => ({ from, to })],
  [/^at least (\S+)$/, ([from]) => ({ from })],
  [/^at most (\S+)$/, ([to]) => ({ to })],
  [/^a day$/, () => ({ day: true })],
  [/^default (.+)$/, ([text = '']) => ({ default: unquoted(text) })],
  [/^optional$/, () => ({ default: null })],
];

type PlainValue = string | number | boolean | null;

/** A rule as its header writes it, its values not read yet. */
interface Written {
  readonly oneOf?: readonly string[];
  readonly from?: string;
  readonly to?: string;
  readonly day?: true;
  readonly default?: string | null;
}

/**
 * Reads what stands behind `-- param:`, such as
 * `days bigint from 1 to 365; default 30; how far back to look`.
 * @throws Error for an unknown type, a name that the API keeps to itself, and values that break the rule they stand in
 */
export function parseParameter(query: string, text: string): QueryParameter {
  const [, name = '', type = '', rest = ''] = /^(\w+)\s+(\w+)\s*(.*)$/.exec(text) ?? [];
  if (!TYPES.includes(type as SqlType)) throw new Error(`Query ${query}: unknown type ${type} of ${name}`);
  if ((RESERVED as readonly string[]).includes(name)) {
    throw new Error(`Query ${query}: ${name} is a parameter of the API itself`);
  }
  const { written, description } = splitClauses(rest);
  const plain = { name, type: type as SqlType, description };
  return { ...plain, ...readRule(query, plain, written) };
}

function splitClauses(rest: string): { written: Written; description: string } {
  const parts = rest.split(/;\s*/);
  let written: Written = {};
  while (parts.length > 1) {
    const clause = CLAUSES.flatMap(([form, read]) => {
      const found = form.exec(parts[0] ?? '');
      return found ? [read(found.slice(1))] : [];
    })[0];
    if (!clause) break;
    written = { ...written, ...clause };
    parts.shift();
  }
  return { written, description: parts.join('; ') };
}

function readRule(query: string, parameter: QueryParameter, written: Written): ParameterRule {
  const read = (text: string) => plainValue(readValue(query, parameter, text));
  const rule = {
    ...(written.oneOf && { oneOf: written.oneOf.map((text) => read(text) as string | number | boolean) }),
    ...(written.from !== undefined && { from: read(written.from) as string | number }),
    ...(written.to !== undefined && { to: read(written.to) as string | number }),
    ...(written.day && { day: written.day }),
  };
  if (written.default === undefined) return rule;
  if (written.default === null) return { ...rule, default: null };
  return { ...rule, default: plainValue(bindParameter(query, { ...parameter, ...rule }, written.default)) };
}

/**
 * Reads a value as the parameter's type and checks its rule; texts may come from a URL.
 * @param given `undefined` when none was given; `null` is SQL's
 * @param query its name, for messages
 * @throws PlatformError `BadRequest` for a value that is missing, of another type, or against the rule
 */
export function bindParameter(query: string, parameter: QueryParameter, given: unknown): BoundValue {
  const { name, type } = parameter;
  if (given === undefined) {
    if (parameter.default === undefined) {
      throw new PlatformError('BadRequest', `Query ${query} needs parameter ${name} (${type})`);
    }
    return bindParameter(query, parameter, parameter.default);
  }
  if (given === null) return { type, value: null };
  const bound = readValue(query, parameter, given);
  const broken = brokenRule(parameter, plainValue(bound));
  if (broken) throw wrong(query, parameter, broken, given);
  return bound;
}

/** What the value must be and is not. */
function brokenRule({ oneOf, from, to, day }: ParameterRule, value: PlainValue): string | undefined {
  if (value === null) return undefined;
  if (day && !isDay(String(value))) return 'a day such as 2026-11-24';
  if (oneOf && !oneOf.includes(value)) return `one of ${oneOf.map((one) => one || "''").join(', ')}`;
  if (from !== undefined && value < from) return `at least ${from}`;
  if (to !== undefined && value > to) return `at most ${to}`;
  return undefined;
}

function wrong(query: string, { name }: QueryParameter, what: string, given: unknown): PlatformError {
  const message = `Query ${query}: parameter ${name} must be ${what}, not ${JSON.stringify(given)}`;
  return new PlatformError('BadRequest', message);
}

function readValue(query: string, parameter: QueryParameter, given: unknown): BoundValue {
  const { type } = parameter;
  const value = READERS[type](given);
  if (value === undefined) throw wrong(query, parameter, `a ${type}`, given);
  return { type, value };
}

/** How a value of each type is read; `undefined` for what is none. */
const READERS: Readonly<Record<SqlType, (given: unknown) => BoundValue['value'] | undefined>> = {
  varchar: (given) => (typeof given === 'string' ? given : undefined),
  boolean: (given) => {
    if (given === true || given === 'true') return true;
    return given === false || given === 'false' ? false : undefined;
  },
  bigint: (given) => {
    const number = readNumber(given);
    return Number.isSafeInteger(number) ? number : undefined;
  },
  double: readNumber,
  timestamp: instantOf,
  date: instantOf,
};

function readNumber(given: unknown): number | undefined {
  const number = typeof given === 'string' && NUMBER.test(given.trim()) ? Number(given) : given;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

function instantOf(given: unknown): Date | undefined {
  if (given instanceof Date) return Number.isNaN(given.getTime()) ? undefined : given;
  return typeof given === 'string' ? readInstant(given.trim()) : undefined;
}

/** As JSON tells it: an instant in ISO 8601, a day as `yyyy-MM-dd`. */
function plainValue({ type, value }: BoundValue): PlainValue {
  if (!(value instanceof Date)) return value;
  return type === 'date' ? value.toISOString().slice(0, 10) : value.toISOString();
}

function unquoted(text: string): string {
  return text.trim().replace(/^'(.*)'$/, '$1');
}
