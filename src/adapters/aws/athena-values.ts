import type { ColumnInfo, Row } from '@aws-sdk/client-athena';
import type { SqlRow, SqlValue } from '../../ports/query-engine.ts';

/** Types that Athena prints without quoting, so that the text cannot be read back (`{a=1, b=[x, y]}`). */
const AMBIGUOUS = new Set(['array', 'map', 'row']);

export function isAmbiguous({ Type }: ColumnInfo): boolean {
  return AMBIGUOUS.has(baseType(Type));
}

/** One row of GetQueryResults in the QueryEngine port's words. */
export function sqlRow(columns: readonly ColumnInfo[], { Data = [] }: Row): SqlRow {
  return Object.fromEntries(
    columns.map((column, index) => [column.Name, parseValue(column.Type, Data[index]?.VarCharValue)]),
  );
}

/**
 * @param type Athena's name of a column's type, such as `bigint` or `timestamp with time zone`
 * @param text as GetQueryResults has it; absent for null
 */
export function parseValue(type: string | undefined, text: string | undefined): SqlValue {
  if (text === undefined) return null;
  switch (baseType(type)) {
    case 'tinyint':
    case 'smallint':
    case 'integer':
      return Number(text);
    case 'bigint':
      return Number.isSafeInteger(Number(text)) ? Number(text) : text;
    case 'real':
    case 'float':
    case 'double':
      return Number(text); // also reads NaN, Infinity and -Infinity
    case 'boolean':
      return text === 'true';
    case 'date':
      return new Date(`${text}T00:00:00Z`);
    case 'timestamp':
      return parseTimestamp(text);
    case 'json':
      return JSON.parse(text) as SqlValue;
    default:
      return text; // varchar, char, decimal; and what the port has no word for
  }
}

/** `2026-03-01 09:00:00.000`, with a zone behind it where the type has one; Athena's session zone is UTC. */
function parseTimestamp(text: string): Date {
  const [day, time, zone = 'UTC'] = text.split(' ');
  const offset = zone === 'UTC' ? 'Z' : zone;
  return new Date(`${day}T${time?.slice(0, '09:00:00.000'.length)}${offset}`);
}

function baseType(type = 'varchar'): string {
  return /^[a-z]+/.exec(type)?.[0] ?? type;
}
