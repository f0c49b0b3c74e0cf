import { useState } from 'react';
import type { DescribedUpload, RfmCellsRow } from '../../api/types.ts';
import { useNamedQuery } from '../../api/use-stage.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { compact, count, money, percent, share } from '../../ui/format.ts';
import { Card } from '../../ui/page.tsx';
import { Empty, Loaded, Skeleton } from '../../ui/states.tsx';
import styles from './rfm.module.css';

/** The strongest colour of a cell, in percent of the accent: text stays readable on it. */
const STRONGEST = 46;

interface Cell {
  readonly customers: number;
  readonly monetary: number;
}

/** Recency against frequency: how many customers a cell has, and by its colour what one is worth. */
export function HeatMap({
  upload: { applicationId, uploadId, settings },
}: {
  readonly upload: DescribedUpload;
}) {
  const cells = useNamedQuery<RfmCellsRow>('rfm_cells', {
    application_id: applicationId,
    upload_id: uploadId,
  });
  const [asTable, setAsTable] = useState(false);
  const most = settings?.scores === 'quartile' ? 4 : 5;
  return (
    <Card
      title="Recency and frequency"
      about="Customers in each cell; the stronger its colour, the more one of them has spent on average"
      tools={
        <button
          type="button"
          className="plain small"
          aria-pressed={asTable}
          onClick={() => setAsTable(!asTable)}
        >
          {asTable ? 'Show as map' : 'Show every cell as a row'}
        </button>
      }
    >
      <Loaded
        of={cells}
        what="The scores"
        skeleton={<Skeleton lines={9} height={340} />}
        isEmpty={({ rows }) => rows.length === 0}
        empty={<Empty title="No customer has scores" />}
      >
        {({ rows }) => (asTable ? <CellTable rows={rows} /> : <ScoreMap rows={rows} most={most} />)}
      </Loaded>
    </Card>
  );
}

function ScoreMap({ rows, most }: { readonly rows: readonly RfmCellsRow[]; readonly most: number }) {
  const scores = Array.from({ length: most }, (_, index) => index + 1);
  const at = (r: number, f: number): Cell =>
    rows
      .filter(({ r_score, f_score }) => r_score === r && f_score === f)
      .reduce(
        (sum, row) => ({
          customers: sum.customers + (row.customers ?? 0),
          monetary: sum.monetary + (row.monetary ?? 0),
        }),
        { customers: 0, monetary: 0 },
      );
  const means = scores.flatMap((r) => scores.map((f) => meanOf(at(r, f)) ?? 0));
  const highest = Math.max(...means, 1e-9);
  const all = rows.reduce((sum, { customers }) => sum + (customers ?? 0), 0);
  return (
    <div className={styles.mapBox}>
      <table className={styles.map}>
        <caption className="unseen">
          Customers by recency score (rows) and frequency score (columns), with the average money of a
          customer
        </caption>
        <thead>
          <tr>
            <td />
            {scores.map((f) => (
              <th key={f} scope="col">
                <span className="quiet">Frequency</span> {f}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {scores.toReversed().map((r) => (
            <tr key={r}>
              <th scope="row">
                <span className="quiet">Recency</span> {r}
              </th>
              {scores.map((f) => {
                const cell = at(r, f);
                const mean = meanOf(cell);
                const strength = mean === undefined ? 0 : 4 + (mean / highest) * (STRONGEST - 4);
                return (
                  <td
                    key={f}
                    data-cell={`${r}-${f}`}
                    data-empty={cell.customers === 0}
                    title={`${count(cell.customers)} customers (${percent(share(cell.customers, all))}), ${money(mean)} each, ${money(cell.monetary)} together`}
                    style={{
                      background: `color-mix(in oklab, var(--accent) ${strength.toFixed(1)}%, var(--card))`,
                    }}
                  >
                    <strong>{count(cell.customers)}</strong>
                    <span className="small">{mean === undefined ? '–' : `${compact(mean)} each`}</span>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <p className={styles.scale}>
        <span className="quiet small">0 each</span>
        <span className={styles.gradient} aria-hidden="true" />
        <span className="quiet small">{money(highest)} each, in the file’s currency</span>
      </p>
      <p className="quiet small">
        Score {most} is best: bought lately, or often. Quiet but valuable customers are at the bottom right.
      </p>
    </div>
  );
}

function CellTable({ rows }: { readonly rows: readonly RfmCellsRow[] }) {
  return (
    <DataTable
      caption="Customers by scores"
      rows={rows}
      rowKey={({ r_score, f_score, m_score }) => `${r_score} ${f_score} ${m_score}`}
      columns={[
        {
          key: 'r',
          header: 'Recency',
          isNumber: true,
          cell: (row) => row.r_score,
          sortBy: (row) => row.r_score,
        },
        {
          key: 'f',
          header: 'Frequency',
          isNumber: true,
          cell: (row) => row.f_score,
          sortBy: (row) => row.f_score,
        },
        {
          key: 'm',
          header: 'Money',
          isNumber: true,
          cell: (row) => row.m_score,
          sortBy: (row) => row.m_score,
        },
        {
          key: 'customers',
          header: 'Customers',
          isNumber: true,
          cell: (row) => count(row.customers),
          sortBy: (row) => row.customers,
        },
        {
          key: 'monetary',
          header: 'Spent together',
          isNumber: true,
          cell: (row) => money(row.monetary),
          sortBy: (row) => row.monetary,
        },
        {
          key: 'mean',
          header: 'Each',
          isNumber: true,
          cell: (row) => money(share(row.monetary, row.customers)),
          sortBy: (row) => share(row.monetary, row.customers),
        },
      ]}
    />
  );
}

function meanOf({ customers, monetary }: Cell): number | undefined {
  return customers === 0 ? undefined : monetary / customers;
}
