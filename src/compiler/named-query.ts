import { PlatformError } from '../core/errors.ts';
import type { BoundValue, QueryHeader, Statement } from '../core/statement.ts';
import { readQueryFile } from './query-header.ts';
import { bindParameter, parseParameter } from './query-parameter.ts';
import { returnedColumns } from './returned-columns.ts';

/** A file of `queries/`, its header read. */
export interface NamedQuery extends QueryHeader {
  /** Athena's SQL with `:name` for every parameter, without the header. */
  readonly body: string;
}

/** What must not be touched when parameters are looked for: texts and comments; then a parameter. */
const TOKENS = /'(?:[^']|'')*'|--[^\n]*|::|:([a-z_][a-z0-9_]*)/g;

/**
 * Reads a query file.
 * @throws Error when the header lacks a field, declares what the body does not use, or the reverse, or a
 *   parameter's rule makes no sense
 */
export function parseNamedQuery(text: string): NamedQuery {
  const { one, all, body } = readQueryFile(text);
  const name = one('name');
  const parameters = all('param').map((parameter) => parseParameter(name, parameter));
  const used = new Set([...body.matchAll(TOKENS)].flatMap(([, parameter]) => parameter ?? []));
  for (const parameter of parameters) {
    if (!used.delete(parameter.name))
      throw new Error(`Query ${name}: parameter ${parameter.name} is not used`);
  }
  if (used.size > 0) throw new Error(`Query ${name}: parameter ${[...used].join(', ')} is not declared`);
  const returns = one('returns');
  return {
    name,
    grain: one('grain'),
    parameters,
    returns,
    columns: returnedColumns(returns),
    reads: one('reads'),
    body,
  };
}

/**
 * Binds a query's parameters. Texts are read as the declared type, so that they may come from a URL.
 * @throws PlatformError `BadRequest` for a parameter that is missing, unknown, ill-typed or against its rule
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
