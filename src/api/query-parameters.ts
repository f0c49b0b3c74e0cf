import { z } from 'zod';
import { PlatformError } from '../core/errors.ts';
import { readInstant } from '../core/instant.ts';
import { parse } from '../core/parse.ts';
import type { Route, RouteRequest } from './route.ts';

/* Parameters behind the question mark, read from texts. */

/** An instant with its zone. */
export const moment = z
  .string()
  .refine((value) => readInstant(value) !== undefined, {
    error: ({ input }) => `is ${input}; it must be an instant such as 2026-06-01T09:00:00Z`,
  })
  .transform((value) => readInstant(value) as Date);
/** A whole number from 1 on. */
export const countUpTo = (most: number) =>
  z
    .string()
    .refine((value) => /^0*[1-9]\d{0,8}$/.test(value) && Number(value) <= most, {
      error: ({ input }) => `is ${input}; it must be a whole number from 1 to ${most}`,
    })
    .transform(Number);

/** @throws PlatformError `BadRequest` for one of the names that is given more than once */
export function refuseRepeated(query: URLSearchParams, names: readonly string[]): void {
  for (const name of names) {
    const times = query.getAll(name).length;
    if (times > 1) throw new PlatformError('BadRequest', `Parameter ${name} is given ${times} times`);
  }
}

/** Whether a parameter is of a signature that stands in the address. */
export const isOfSignature = (name: string) => /^x-amz-/i.test(name);

/**
 * A misspelt parameter would be a question that nobody asked, answered without a word.
 * @throws PlatformError `BadRequest` for a parameter that the route does not have, or that is given twice
 */
export function checkParameters({ doc, path }: Pick<Route, 'doc' | 'path'>, query: URLSearchParams): void {
  const known = (doc.query ?? []).map(({ name }) => name);
  const unknown = [...query.keys()].find((name) => !known.includes(name) && !isOfSignature(name));
  if (unknown !== undefined) {
    const have = known.length > 0 ? `it has ${known.join(', ')}` : 'it has none';
    throw new PlatformError('BadRequest', `${path} has no parameter ${unknown}; ${have}`);
  }
  refuseRepeated(query, known);
}

/**
 * The parameters that a schema names; others are left alone.
 * @throws PlatformError `BadRequest` naming each wrong one and its value
 */
export function readQuery<T>(schema: z.ZodType<T> & { readonly shape: object }, { query }: RouteRequest): T {
  const names = Object.keys(schema.shape);
  const values = Object.fromEntries(
    names.flatMap((name) => (query.has(name) ? [[name, query.get(name)]] : [])),
  );
  return parse(schema, values, 'The query');
}
