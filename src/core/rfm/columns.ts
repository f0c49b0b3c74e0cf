/** The fourteen columns of the AWS guidance's transactions file. */
export const COLUMNS = [
  'EventName',
  'ProductCode',
  'ProductName',
  'ProductDescription',
  'UnitPrice',
  'Quantity',
  'CustomerID',
  'Username',
  'ChannelType',
  'Address',
  'City',
  'State',
  'Country',
  'Date',
] as const;
export type Column = (typeof COLUMNS)[number];

/** Columns that every row must fill: the score needs five, the endpoint two. */
export const REQUIRED_COLUMNS = [
  'EventName',
  'UnitPrice',
  'Quantity',
  'CustomerID',
  'ChannelType',
  'Address',
  'Date',
] as const;
export type RequiredColumn = (typeof REQUIRED_COLUMNS)[number];

export interface HeaderMap {
  /** Position in the file, from 0, of each known column that is there. */
  readonly positions: ReadonlyMap<Column, number>;
  /** Required columns that are not there. */
  readonly missing: readonly RequiredColumn[];
  /** Known columns that stand there twice. */
  readonly twice: readonly Column[];
  /** Positions and names of columns that are not among the fourteen. */
  readonly extra: readonly { readonly name: string; readonly position: number }[];
}

/** Finds the known columns in a header; names match in any case, blanks, `_` and `-` aside. */
export function mapHeader(header: readonly string[]): HeaderMap {
  const byName = new Map(COLUMNS.map((column) => [plain(column), column]));
  const positions = new Map<Column, number>();
  const twice: Column[] = [];
  const extra: { name: string; position: number }[] = [];
  header.forEach((name, position) => {
    const column = byName.get(plain(name));
    if (!column) extra.push({ name: name.trim(), position });
    else if (positions.has(column)) twice.push(column);
    else positions.set(column, position);
  });
  return { positions, twice, extra, missing: REQUIRED_COLUMNS.filter((column) => !positions.has(column)) };
}

function plain(name: string): string {
  return name.replaceAll(/[\s_-]/g, '').toLowerCase();
}
