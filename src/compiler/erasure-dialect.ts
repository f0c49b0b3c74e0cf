import { join, type Sql, sql, typeName } from './sql.ts';

/** How an engine says what is not said alike everywhere. */
export interface ErasureDialect {
  /** `value`, whose members are in the order of the column's, as the column's type. */
  castAs(column: string, value: Sql): Sql;
  /** Of a map those keys. */
  keepKeys(map: Sql, keys: readonly string[]): Sql;
}

/** Texts with commas between, bound. */
export const listed = (texts: readonly string[]) =>
  join(
    texts.map((text) => sql`${text}`),
    sql`, `,
  );

/** @param typeOf the engine's name of an `events` column's type */
export function duckDbErasure(typeOf: (column: string) => string): ErasureDialect {
  return {
    castAs: (column, value) => sql`cast(${value} as ${typeName(typeOf(column))})`,
    keepKeys: (map, keys) =>
      sql`map_from_entries(list_filter(map_entries(${map}), lambda entry: entry.key in (${listed(keys)})))`,
  };
}

/** @param typeOf as above */
export function athenaErasure(typeOf: (column: string) => string): ErasureDialect {
  return {
    castAs: (column, value) => sql`cast(${value} as ${typeName(typeOf(column))})`,
    keepKeys: (map, keys) => sql`map_filter(${map}, (key, value) -> key in (${listed(keys)}))`,
  };
}
