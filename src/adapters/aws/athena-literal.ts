import { PlatformError } from '../../core/errors.ts';
import type { BoundValue, Statement } from '../../core/statement.ts';

/**
 * The text that Athena is sent for a statement: its values are literals in it. Athena documents execution
 * parameters for WHERE clauses of SELECT, INSERT, CTAS and UNLOAD only (docs/athena.md); ours stand everywhere.
 */
export function athenaText({ text, values }: Statement): string {
  return values.length === 0 ? text : inlineLiterals(text, values.map(renderLiteral));
}

/**
 * A value as a literal of Athena's SQL.
 * @throws PlatformError `BadRequest` for a bigint that is not a safe integer, an invalid date, or a
 *   value that is not of its type
 */
export function renderLiteral({ type, value }: BoundValue): string {
  if (value === null) return 'null';
  switch (type) {
    case 'varchar':
      if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`;
      break;
    case 'bigint':
      if (Number.isSafeInteger(value)) return String(value);
      break;
    case 'double':
      if (typeof value === 'number') return renderDouble(value);
      break;
    case 'boolean':
      if (typeof value === 'boolean') return String(value);
      break;
    case 'timestamp':
      if (isInstant(value)) return `timestamp '${value.toISOString().replace('T', ' ').replace('Z', '')}'`;
      break;
    case 'date':
      if (isInstant(value)) return `date '${value.toISOString().slice(0, 10)}'`;
      break;
  }
  throw new PlatformError('BadRequest', `${String(value)} is not a ${type}`, { type, value });
}

/** Years beyond four digits have another ISO form, which Athena does not read. */
function isInstant(value: unknown): value is Date {
  return value instanceof Date && value.getUTCFullYear() >= 0 && value.getUTCFullYear() <= 9999;
}

function renderDouble(value: number): string {
  if (Number.isNaN(value)) return 'nan()';
  if (!Number.isFinite(value)) return value > 0 ? 'infinity()' : '-infinity()';
  const text = Object.is(value, -0) ? '-0' : String(value).toUpperCase();
  return text.includes('E') ? text : `${text}E0`; // without an exponent Athena would read a decimal
}

/** What may hold a question mark that is no placeholder; the last alternative is the placeholder. */
const QUOTED_OR_PLACEHOLDER = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|(\?)/g;

/**
 * Puts literals in place of the placeholders of `text`, leaving strings, names and comments alone.
 * @throws PlatformError `Internal` when there are not as many placeholders as literals
 */
export function inlineLiterals(text: string, literals: readonly string[]): string {
  let used = 0;
  const inlined = text.replace(QUOTED_OR_PLACEHOLDER, (found, placeholder?: string) => {
    if (placeholder === undefined) return found;
    const literal = literals[used++] ?? 'null';
    return literal.startsWith('-') ? `(${literal})` : literal; // `- -1`, not the comment `--1`
  });
  if (used === literals.length) return inlined;
  const message = `The statement has ${used} placeholders for ${literals.length} values`;
  throw new PlatformError('Internal', message, { sql: text });
}
