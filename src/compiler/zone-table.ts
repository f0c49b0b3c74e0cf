import { bound, identifier, join, type Sql, sql } from './sql.ts';

type ColumnType = 'varchar' | 'timestamp' | 'bigint';
type ValueOf<Type extends ColumnType> = Type extends 'timestamp'
  ? Date
  : Type extends 'bigint'
    ? number
    : string;
/** What is known of one zone: its name in lower case, and the values of the columns. */
export type ZoneRow<Columns extends Readonly<Record<string, ColumnType>>> = { readonly zone: string } & {
  readonly [Name in keyof Columns]: ValueOf<Columns[Name]>;
};

/**
 * A table of time zones, to stand behind `from` or `join`: `zone`, a name in lower case to be compared
 * with `lower(demographic_timezone)`, and the columns given. It is bound as one text, so that a
 * statement stays the same whatever the zones are.
 * @param zones no zone twice; texts hold neither `;` nor `=`
 * @example sql`left join ${zoneTable(quietZones(at, quiet), { until: 'timestamp' })} as quiet on quiet.zone = lower(demographic_timezone)`
 */
export function zoneTable<Columns extends Readonly<Record<string, ColumnType>>>(
  zones: readonly ZoneRow<Columns>[],
  columns: Columns,
): Sql {
  const names = Object.keys(columns);
  const text = zones.map((row) => [row.zone, ...names.map((name) => textOf(row[name]))].join('=')).join(';');
  const selected = names.map((name, index) => {
    const part = sql`split_part(entry, '=', ${bound('bigint', index + 2)})`;
    return sql`${typed(part, columns[name])} as ${identifier(name)}`;
  });
  const list = join([sql`split_part(entry, '=', 1) as zone`, ...selected], sql`, `);
  return sql`(select ${list} from unnest(split(${text}, ';')) as entries(entry) where entry <> '')`;
}

function textOf(value: unknown): string {
  // Both engines read this as a timestamp without a zone.
  if (value instanceof Date) return value.toISOString().replace('T', ' ').replace('Z', '');
  return String(value);
}

function typed(part: Sql, type: ColumnType | undefined): Sql {
  if (type === 'timestamp') return sql`cast(${part} as timestamp)`;
  return type === 'bigint' ? sql`cast(${part} as bigint)` : part;
}
