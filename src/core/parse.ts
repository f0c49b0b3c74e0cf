import type { z } from 'zod';
import { PlatformError } from './errors.ts';

/**
 * Gives an unknown value its type, or says what is wrong with it.
 * @param what names the value in the message, such as `CreateApplicationRequest`
 * @throws PlatformError `BadRequest` naming each wrong member and its value: `CreateApplicationRequest: Name is missing`
 */
export function parse<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  throw new PlatformError('BadRequest', `${what}: ${result.error.issues.map(faultOf).join('; ')}`);
}

/** The value without members that are null or undefined, at any depth; elements of lists stay. */
export function withoutNulls<T>(value: T): T {
  if (Array.isArray(value)) return value.map(withoutNulls) as T;
  if (typeof value !== 'object' || value === null) return value;
  const given = Object.entries(value).filter(([, member]) => member !== null && member !== undefined);
  return Object.fromEntries(given.map(([name, member]) => [name, withoutNulls(member)])) as T;
}

/** Longest text that is repeated to the caller, in characters. */
const MAX_REPEATED = 100;

/** Names the member and the value: `Name: Invalid input: expected string, received number 5`. */
function faultOf(issue: z.core.$ZodIssue): string {
  const member = issue.path.map(String).join('.');
  if (issue.code === 'invalid_type' && issue.input === undefined) return `${member || 'the body'} is missing`;
  return `${member && `${member}: `}${reasonOf(issue)}${givenValue(issue)}`;
}

/** Of a member's name that is not allowed, the rule that it breaks. */
function reasonOf(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'invalid_key') return issue.message;
  return issue.issues.map(({ message }) => `the name ${message.replace(/^Invalid string: /, '')}`).join('; ');
}

/** What was given, where the message does not tell it: a length that is out of bounds, else a text, number or boolean. */
function givenValue(issue: z.core.$ZodIssue): string {
  const { input, message } = issue;
  if (/^(is|are|has|have) |, not /.test(message) || issue.code === 'invalid_key') return '';
  const hasLength = typeof input === 'string' || Array.isArray(input);
  if (hasLength && (issue.code === 'too_big' || issue.code === 'too_small')) return `, not ${input.length}`;
  if (typeof input !== 'string' && typeof input !== 'number' && typeof input !== 'boolean') return '';
  const value = JSON.stringify(typeof input === 'string' ? input.slice(0, MAX_REPEATED) : input);
  return issue.code === 'invalid_type' ? ` ${value}` : `, not ${value}`;
}
