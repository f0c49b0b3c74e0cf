import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { parse } from '../../src/core/parse.ts';

const Member = z.object({
  Name: z.string().max(3).regex(/^a/, 'must begin with an a').nullish(),
  Kind: z.enum(['ONE', 'TWO']).nullish(),
  Share: z.number().max(100).nullish(),
  Items: z.array(z.string()).max(1).nullish(),
  Named: z.record(z.string().regex(/^\w+$/), z.string()).nullish(),
  Limit: z
    .number()
    .refine(() => false, { error: ({ input }) => `is ${input}; it must be less` })
    .nullish(),
});

function messageOf(value: unknown, what = 'Request', schema: z.ZodType = Member): string {
  try {
    parse(schema, value, what);
  } catch (error) {
    return (error as Error).message;
  }
  return 'accepted';
}

describe('the refusal of a request', () => {
  it.each<[string, unknown, string]>([
    ['a choice', { Kind: 'SIX' }, 'Request: Kind: Invalid option: expected one of "ONE"|"TWO", not "SIX"'],
    ['a number', { Share: 101 }, 'Request: Share: Too big: expected number to be <=100, not 101'],
    ['a type', { Share: 'x' }, 'Request: Share: Invalid input: expected number, received string "x"'],
    ['a form', { Name: 'b' }, 'Request: Name: must begin with an a, not "b"'],
    ['a rule that tells it itself', { Limit: 7 }, 'Request: Limit: is 7; it must be less'],
  ])('names member and value of %s', (_, value, message) => {
    expect(messageOf(value)).toBe(message);
  });

  it('tells the length of what is too long, not its text', () => {
    expect(messageOf({ Name: 'abcd' })).toBe(
      'Request: Name: Too big: expected string to have <=3 characters, not 4',
    );
    expect(messageOf({ Items: ['a', 'b'] })).toBe(
      'Request: Items: Too big: expected array to have <=1 items, not 2',
    );
  });

  it('says which rule the name of a member breaks', () => {
    expect(messageOf({ Named: { 'a b': 'x' } })).toBe(
      'Request: Named.a b: the name must match pattern /^\\w+$/',
    );
  });

  it('repeats no more than 100 characters', () => {
    const message = messageOf({ Kind: 'x'.repeat(5000) });

    expect(message).toBe(
      `Request: Kind: Invalid option: expected one of "ONE"|"TWO", not "${'x'.repeat(100)}"`,
    );
  });

  it('names a value that is no member by what it is', () => {
    expect(messageOf('FAX', 'Parameter channel', z.enum(['SMS']))).toBe(
      'Parameter channel: Invalid input: expected "SMS", not "FAX"',
    );
    expect(messageOf([])).toBe('Request: Invalid input: expected object, received array');
    expect(messageOf(undefined)).toBe('Request: the body is missing');
  });
});
