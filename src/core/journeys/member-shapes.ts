import { z } from 'zod';
import { shown } from '../segments/read-member.ts';

/* Members whose errors say what was given and what may be. One that is missing is told as missing. */

/** A whole number between two bounds, both included. */
export function wholeNumber(least: number, most: number) {
  const error = told(`must be a whole number from ${least} to ${most}`);
  return z.int32({ error }).min(least, { error }).max(most, { error });
}

/** One of a list of words, in their exact case. */
export function oneOf<const Words extends readonly [string, ...string[]]>(words: Words) {
  return z.enum(words, { error: told(`must be one of ${words.join(', ')}`) });
}

/** A text of so many characters at most. */
export function textUpTo(most: number) {
  return z.string().max(most, {
    error: ({ input }) => `has ${(input as string).length} characters; at most ${most} are allowed`,
  });
}

/** A text of a form. */
export function textLike(pattern: RegExp, what: string) {
  return z.string().regex(pattern, { error: told(`must be ${what}`) });
}

/** A list with so many items at most. */
export function listUpTo<Item extends z.ZodType>(most: number, item: Item, what: string) {
  return z.array(item).max(most, {
    error: ({ input }) => `has ${(input as unknown[]).length} ${what}; at most ${most} are allowed`,
  });
}

function told(what: string) {
  return ({ input }: { readonly input?: unknown }) =>
    input === undefined ? undefined : `is ${shown(input)}; it ${what}`;
}
