import type { ReturnedColumn } from '../core/statement.ts';

/**
 * Reads the columns that a header's `returns` lists, such as
 * `r, f bigint (1-5), amount decimal(38,8) (currency units)`. A column without a type has that of the next one.
 * @throws Error for what is no such list
 */
export function returnedColumns(returns: string): ReturnedColumn[] {
  const columns: ReturnedColumn[] = [];
  let type: string | undefined;
  for (const part of splitTopLevel(returns).reverse()) {
    const [, name, own, note] = /^(\w+)(?: ([a-z]+(?:\(.*?\)+)?))?(?: \((.*)\))?$/.exec(part) ?? [];
    type = own ?? type;
    if (name === undefined || type === undefined)
      throw new Error(`Header: "${part}" is no column with a type`);
    columns.unshift({ name, type, ...(note !== undefined && { note }) });
  }
  return columns;
}

/** Splits at the commas that stand in no brackets. */
function splitTopLevel(text: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const character of text) {
    if (character === '(') depth++;
    if (character === ')') depth--;
    if (character === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts.map((part) => part.trim());
}
