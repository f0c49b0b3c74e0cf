import type { z } from 'zod';
import { PlatformError } from './errors.ts';

/**
 * Gives an unknown value its type, or says what is wrong with it.
 * @param what names the value in the message, such as `CreateApplicationRequest`
 * @throws PlatformError `BadRequest` naming each wrong member: `CreateApplicationRequest: Name is missing`
 */
export function parse<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  const faults = result.error.issues.map((issue) => {
    const member = issue.path.map(String).join('.') || 'the body';
    if (issue.code === 'invalid_type' && issue.input === undefined) return `${member} is missing`;
    return `${member}: ${issue.message}`;
  });
  throw new PlatformError('BadRequest', `${what}: ${faults.join('; ')}`);
}
