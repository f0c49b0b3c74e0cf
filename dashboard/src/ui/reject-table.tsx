import { csvRows } from './csv.ts';
import { DataTable } from './data-table.tsx';
import { count } from './format.ts';

/** Rows of a very long list that are kept on the page; the file has all. */
const SHOWN = 1000;

interface RejectTableProps {
  readonly caption: string;
  /** CSV with a header: one row for each that could not be used. */
  readonly text: string;
  /** How many there are; those of the text when absent. */
  readonly total?: number;
  /** What the columns are called, where not as in the file. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** What could not be used, line by line. */
export function RejectTable({ caption, text, total, headers = {} }: RejectTableProps) {
  const [header = [], ...rows] = csvRows(text);
  return (
    <>
      <DataTable
        caption={caption}
        rows={rows.slice(0, SHOWN)}
        rowKey={(_, index) => String(index)}
        columns={header.map((title, place) => ({
          key: title,
          header: headers[title] ?? title.charAt(0).toUpperCase() + title.slice(1),
          isNumber: title === 'line',
          cell: (row: string[]) => row[place],
          sortBy: (row: string[]) => (title === 'line' ? Number(row[place]) : row[place]),
        }))}
      />
      {(total ?? rows.length) > SHOWN && (
        <p className="quiet small">
          The first {count(SHOWN)} of {count(total ?? rows.length)}; the file has them all.
        </p>
      )}
    </>
  );
}
