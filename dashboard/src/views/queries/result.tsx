import { useState } from 'react';
import { CopyButton } from '../../ui/copy-button.tsx';
import { bytes, count, duration } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { Card } from '../../ui/page.tsx';
import { Empty } from '../../ui/states.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { chooseChart } from './chart-choice.ts';
import { curlOf } from './curl.ts';
import { download } from './download.ts';
import styles from './queries.module.css';
import { ResultChart } from './result-chart.tsx';
import { ResultTable } from './result-table.tsx';
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
