import { PlatformError } from '../errors.ts';

/**
 * The error for SQL that a caller may not run, with the place where the reason stands.
 * @param place offset into `text`, in UTF-16 units; absent where it is no single place
 */
export function refusedSql(reason: string, text: string, place?: number): PlatformError {
  if (place === undefined) return new PlatformError('BadRequest', `SQL: ${reason}`);
  const before = text.slice(0, place).split('\n');
  const column = [...(before.at(-1) ?? '')].length + 1;
  return new PlatformError('BadRequest', `SQL: ${reason} (line ${before.length}, column ${column})`);
}
