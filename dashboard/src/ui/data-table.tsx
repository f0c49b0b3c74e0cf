import { type ReactNode, useState } from 'react';
import styles from './data-table.module.css';
import { Icon } from './icon.tsx';
import { useHiddenEnd } from './use-hidden-end.ts';

export interface Column<Row> {
  readonly key: string;
  readonly header: string;
  /** What the column says, in a line. */
  readonly about?: string;
  readonly cell: (row: Row) => ReactNode;
  /** Numbers stand at the end of their cell. */
  readonly isNumber?: boolean;
  /** By what the reader may sort; not sortable when absent. */
  readonly sortBy?: (row: Row) => string | number | null | undefined;
}

interface DataTableProps<Row> {
  /** Says what the rows are; read out before the table. */
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row, index: number) => string;
  readonly showCaption?: boolean;
  /** Rows shown at first; a button shows as many more. */
  readonly pageSize?: number;
  readonly isChosen?: (row: Row) => boolean;
}

/** Rows under their headers, sorted by the reader; a wide one scrolls within its box. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { caption, columns, rows, rowKey, showCaption = false, pageSize = 50, isChosen } = props;
  const [sort, setSort] = useState<{ key: string; falling: boolean }>();
  const [shown, setShown] = useState(pageSize);
  const box = useHiddenEnd<HTMLElement>();
  const sorted = sortRows(rows, columns.find(({ key }) => key === sort?.key)?.sortBy, sort?.falling ?? false);
  function sortBy({ key, isNumber = false }: Column<Row>) {
    setSort((now) => ({ key, falling: now?.key === key ? !now.falling : isNumber }));
  }
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls is reached by the keyboard */}
      <section ref={box} className={styles.box} aria-label={caption} tabIndex={0}>
        <table className={styles.table}>
          <caption className={showCaption ? styles.caption : 'unseen'}>{caption}</caption>
          <thead>
            <tr>
              {columns.map((column) => {
                const { key, header, about, isNumber, sortBy: by } = column;
                const direction = sort?.key === key ? (sort.falling ? 'descending' : 'ascending') : undefined;
                return (
                  <th key={key} scope="col" aria-sort={direction} data-number={isNumber} title={about}>
                    {by ? (
                      <button type="button" className={styles.sort} onClick={() => sortBy(column)}>
                        {header}
                        {direction && <Icon name={direction === 'ascending' ? 'up' : 'down'} size={13} />}
                      </button>
                    ) : (
                      header
                    )}
                  </th>
                );
              })}
            </tr>
          </thead>
          <tbody>
            {sorted.slice(0, shown).map((row, index) => (
              <tr key={rowKey(row, index)} data-chosen={isChosen?.(row)}>
                {columns.map(({ key, cell, isNumber }) => (
                  <td key={key} data-number={isNumber}>
                    {cell(row)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {sorted.length > shown && (
        <button type="button" className="plain" onClick={() => setShown(shown + pageSize)}>
          Show more ({sorted.length - shown} left)
        </button>
      )}
    </>
  );
}

function sortRows<Row>(rows: readonly Row[], by: Column<Row>['sortBy'], falling: boolean): readonly Row[] {
  if (!by) return rows;
  const sign = falling ? -1 : 1;
  return [...rows].sort((a, b) => {
    const [x, y] = [by(a), by(b)];
    if (x == null || y == null) return x == null ? (y == null ? 0 : 1) : -1; // unknown ones stand last
    return (
      sign * (typeof x === 'number' && typeof y === 'number' ? x - y : String(x).localeCompare(String(y)))
    );
  });
}
