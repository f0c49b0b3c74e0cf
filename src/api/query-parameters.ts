import { z } from 'zod';
import { parse } from '../core/parse.ts';
import type { RouteRequest } from './route.ts';

/* Parameters behind the question mark, read from texts. */

/** An instant with its zone. */
export const moment = z
  .string()
  .refine((value) => !Number.isNaN(Date.parse(value)), {
    error: ({ input }) => `is ${input}; it must be an instant such as 2026-06-01T09:00:00Z`,
  })
  .transform((value) => new Date(value));
/** A whole number from 1 on. */
export const countUpTo = (most: number) =>
  z
    .string()
    .refine((value) => /^0*[1-9]\d{0,8}$/.test(value) && Number(value) <= most, {
      error: ({ input }) => `is ${input}; it must be a whole number from 1 to ${most}`,
    })
    .transform(Number);

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
