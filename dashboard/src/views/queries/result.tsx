import { useState } from 'react';
import type { Column } from '../../api/types.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { DataTable, type Column as TableColumn } from '../../ui/data-table.tsx';
import { amount, bytes, count, duration, instant, NOTHING } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { Card } from '../../ui/page.tsx';
import { Empty } from '../../ui/states.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { chooseChart } from './chart-choice.ts';
import { curlOf } from './curl.ts';
import { download } from './download.ts';
import styles from './queries.module.css';
import { ResultChart } from './result-chart.tsx';
import type { Row } from './row.ts';
import { type Asked, PAGE_ROWS } from './use-execution.ts';

interface ResultProps {
  readonly name: string;
  readonly done: Extract<Asked, { phase: 'done' }>;
  /** What is known of the columns beside their types. */
  readonly notes?: ReadonlyMap<string, string>;
  readonly more: () => Promise<void>;
}

/** An answer as a table and, where it has a shape for one, as a chart. */
export function Result({ name, done: { question, result, execution }, notes, more }: ResultProps) {
  const [fault, setFault] = useState<string>();
  const { rows, columns, next } = result;
  const chart = chooseChart(columns, rows);
  const [tab, setTab] = useState('table');
  const facts = [
    `${count(execution.rows ?? rows.length)} ${(execution.rows ?? rows.length) === 1 ? 'row' : 'rows'}`,
    duration(execution.seconds * 1000),
    execution.scannedBytes !== undefined && `${bytes(execution.scannedBytes)} read`,
    execution.costUsd !== undefined && cost(execution.costUsd),
  ].filter(Boolean);
  const save = (format: 'csv' | 'ndjson') =>
    download(result.execution, format, name).then(
      () => setFault(undefined),
      (error: Error) => setFault(error.message),
    );
  return (
    <Card
      title="Answer"
      about={facts.join(' · ')}
      tools={
        <>
          <button type="button" onClick={() => save('csv')}>
            <Icon name="download" size={16} /> CSV
          </button>
          <button type="button" onClick={() => save('ndjson')}>
            <Icon name="download" size={16} /> NDJSON
          </button>
          <CopyButton text={curlOf(question, location.origin)}>Copy as curl</CopyButton>
        </>
      }
    >
      {fault && (
        <p className="fault" role="alert">
          {fault}
        </p>
      )}
      {rows.length === 0 ? (
        <Empty title="No rows">Nothing in the lake fits these parameters. Try a longer period.</Empty>
      ) : (
        <Tabs
          label="How the answer is shown"
          tabs={[
            { key: 'table', name: 'Table' },
            { key: 'chart', name: 'Chart' },
          ]}
          chosen={tab}
          onChoose={setTab}
        >
          {tab === 'table' ? (
            <ResultTable name={name} columns={columns} rows={rows} notes={notes} />
          ) : chart ? (
            <ResultChart name={name} choice={chart} columns={columns} rows={rows} />
          ) : (
            <Empty title="No chart for this answer">
              A chart needs a number in each row, and a day, a time or a name that is different in each.
            </Empty>
          )}
          {next && (
            <button type="button" className={styles.more} onClick={more}>
              Read {count(PAGE_ROWS)} more rows ({count(rows.length)} of {count(execution.rows)} are here)
            </button>
          )}
        </Tabs>
      )}
    </Card>
  );
}

function cost(usd: number): string {
  return usd > 0 && usd < 0.01 ? 'less than $0.01' : `$${usd.toFixed(2)}`;
}

interface ResultTableProps {
  readonly name: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  readonly notes?: ReadonlyMap<string, string>;
}

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
