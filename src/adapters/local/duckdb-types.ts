import {
  type DuckDBListType,
  type DuckDBMapType,
  type DuckDBStructType,
  type DuckDBType,
  DuckDBTypeId,
} from '@duckdb/node-api';

/** Where Athena's name of a type differs from DuckDB's in lower case. */
const NAMES: Readonly<Record<string, string>> = {
  hugeint: 'bigint', // what DuckDB makes of sum(bigint), which is a bigint in Athena
  float: 'real',
  timestamp_s: 'timestamp',
  timestamp_ms: 'timestamp',
  timestamp_ns: 'timestamp',
  blob: 'varbinary',
};

/** Athena's spelling of a type, such as `map(varchar, array(varchar))`. */
export function athenaType(type: DuckDBType): string {
  switch (type.typeId) {
    case DuckDBTypeId.LIST:
      return `array(${athenaType((type as DuckDBListType).valueType)})`;
    case DuckDBTypeId.MAP: {
      const { keyType, valueType } = type as DuckDBMapType;
      return `map(${athenaType(keyType)}, ${athenaType(valueType)})`;
    }
    case DuckDBTypeId.STRUCT: {
      const { entryNames, entryTypes } = type as DuckDBStructType;
      const members = entryTypes.map((entry, index) => `${entryNames[index]} ${athenaType(entry)}`);
      return `row(${members.join(', ')})`;
    }
    default: {
      const name = (type.alias ?? String(type)).toLowerCase();
      return NAMES[name] ?? name;
    }
  }
}

/** The type's name without what stands in brackets, as Athena's results have it. */
export function baseType(type: DuckDBType): string {
  return athenaType(type).replace(/\(.*/, '');
}
