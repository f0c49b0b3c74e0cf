import {
  DuckDBArrayValue,
  DuckDBBlobValue,
  type DuckDBConnection,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBMapValue,
  type DuckDBPreparedStatement,
  DuckDBStructValue,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBUnionValue,
  type DuckDBValue,
} from '@duckdb/node-api';
import type { BoundValue, Statement } from '../../core/statement.ts';
import type { SqlValue } from '../../ports/query-engine.ts';

const MICROS_PER_MS = 1000n;
const NANOS_PER_MS = 1_000_000n;
const MS_PER_DAY = 86_400_000;

/** A prepared statement with every `?` bound. */
export async function prepareBound(
  connection: DuckDBConnection,
  { text, values }: Statement,
): Promise<DuckDBPreparedStatement> {
  const prepared = await connection.prepare(text);
  values.forEach((value, index) => {
    bind(prepared, index + 1, value);
  });
  return prepared;
}

function bind(prepared: DuckDBPreparedStatement, index: number, { type, value }: BoundValue): void {
  if (value === null) prepared.bindNull(index);
  else if (value instanceof Date) {
    const micros = BigInt(value.getTime()) * MICROS_PER_MS;
    if (type === 'date')
      prepared.bindDate(index, new DuckDBDateValue(Math.floor(value.getTime() / MS_PER_DAY)));
    else prepared.bindTimestamp(index, new DuckDBTimestampValue(micros));
  } else if (typeof value === 'boolean') prepared.bindBoolean(index, value);
  else if (typeof value === 'string') prepared.bindVarchar(index, value);
  else if (type === 'bigint') prepared.bindBigInt(index, BigInt(value));
  else prepared.bindDouble(index, value);
}

/** A DuckDB value in the QueryEngine port's words. */
export function sqlValue(value: DuckDBValue): SqlValue {
  if (
    value === null ||
    typeof value === 'string' ||
    typeof value === 'number' ||
    typeof value === 'boolean'
  ) {
    return value;
  }
  if (typeof value === 'bigint') {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : String(value);
  }
  if (value instanceof DuckDBTimestampValue || value instanceof DuckDBTimestampTZValue) {
    return new Date(Number(value.micros / MICROS_PER_MS));
  }
  if (value instanceof DuckDBTimestampNanosecondsValue) return new Date(Number(value.nanos / NANOS_PER_MS));
  if (value instanceof DuckDBTimestampMillisecondsValue) return new Date(Number(value.millis));
  if (value instanceof DuckDBTimestampSecondsValue) return new Date(Number(value.seconds) * 1000);
  if (value instanceof DuckDBDateValue) return new Date(value.days * MS_PER_DAY);
  if (value instanceof DuckDBDecimalValue) return value.toString();
  if (value instanceof DuckDBListValue || value instanceof DuckDBArrayValue) return value.items.map(sqlValue);
  if (value instanceof DuckDBUnionValue) return sqlValue(value.value);
  if (value instanceof DuckDBBlobValue) return bytesText(value.bytes);
  if (value instanceof DuckDBMapValue) {
    return Object.fromEntries(value.entries.map((entry) => [String(entry.key), sqlValue(entry.value)]));
  }
  if (value instanceof DuckDBStructValue) {
    return Object.fromEntries(Object.entries(value.entries).map(([name, item]) => [name, sqlValue(item)]));
  }
  return String(value); // a time, an interval, a uuid, bits
}

/** As Athena prints a varbinary: `de ad be ef`. */
function bytesText(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}
