import type { Column } from '../../api/types.ts';
import { DataTable, type Column as TableColumn } from '../../ui/data-table.tsx';
import { amount, instant, NOTHING } from '../../ui/format.ts';
import styles from './queries.module.css';
import type { Row } from './row.ts';

interface ResultTableProps {
  readonly name: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  readonly notes?: ReadonlyMap<string, string>;
}

/** The rows of an answer, each value written as its type asks. */
export function ResultTable({ name, columns, rows, notes }: ResultTableProps) {
  const shown: TableColumn<Row>[] = columns.map((column) => ({
    key: column.name,
    header: column.name,
    about: [column.type, notes?.get(column.name)].filter(Boolean).join(': '),
    isNumber: isNumber(column),
    cell: (row) => <Cell column={column} value={row[column.name]} />,
    sortBy: (row) => sortable(row[column.name]),
  }));
  return (
    <DataTable
      caption={`Answer of ${name}`}
      columns={shown}
      rows={rows}
      rowKey={(_, index) => String(index)}
      pageSize={100}
    />
  );
}

const isNumber = ({ type }: Column) => /^(tinyint|smallint|integer|bigint|real|double|decimal)/.test(type);

function Cell({ column, value }: { readonly column: Column; readonly value: unknown }) {
  if (value === null || value === undefined) return <span className="quiet">{NOTHING}</span>;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'object') return <code className={styles.value}>{JSON.stringify(value)}</code>;
  if (column.type.startsWith('timestamp')) return <time title={String(value)}>{instant(String(value))}</time>;
  if (isNumber(column)) return <Numeral name={column.name} value={Number(value)} />;
  return <span className={styles.value}>{String(value)}</span>;
}

/** Rates want more digits than sums; instants in milliseconds are told as such. */
function Numeral({ name, value }: { readonly name: string; readonly value: number }) {
  if (name.endsWith('_ms') || name.endsWith('timestamp')) {
    return <span title={instant(value)}>{String(value)}</span>;
  }
  const isSmall = !Number.isInteger(value) && Math.abs(value) < 1;
  return isSmall ? <span title={String(value)}>{value.toPrecision(3)}</span> : amount(value);
}

function sortable(value: unknown): string | number | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number') return value;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
