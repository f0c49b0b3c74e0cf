import { useCallback } from 'react';
import type { DescribedUpload, RfmClusterProfileRow } from '../../api/types.ts';
import { useNamedQuery } from '../../api/use-stage.ts';
import { Chart } from '../../ui/chart.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { amount, count, money, percent, share } from '../../ui/format.ts';
import { Card } from '../../ui/page.tsx';
import type { Palette } from '../../ui/palette.ts';
import { ShareBar } from '../../ui/share-bar.tsx';
import { Empty, Loaded } from '../../ui/states.tsx';

const CHART_HEIGHT = 320;
const SMALLEST = 14;
const LARGEST = 64;

/** Who is alike: the clusters, from the worst to the best, with what their customers are like. */
export function Clusters({ upload }: { readonly upload: DescribedUpload }) {
  const profile = useNamedQuery<RfmClusterProfileRow>('rfm_cluster_profile', {
    application_id: upload.applicationId,
    upload_id: upload.uploadId,
  });
  return (
    <Card
      title="Clusters"
      about="Customers who are alike, found by k-means; the higher its number, the better a cluster"
    >
      <Loaded
        of={profile}
        what="The clusters"
        isEmpty={({ rows }) => rows.length === 0}
        empty={<Empty title="No customer is in a cluster" />}
      >
        {({ rows }) => (
          <>
            <Bubbles rows={rows} />
            <Profiles rows={rows} />
          </>
        )}
      </Loaded>
    </Card>
  );
}

function Bubbles({ rows }: { readonly rows: readonly RfmClusterProfileRow[] }) {
  const option = useCallback(
    (palette: Palette) => {
      const most = Math.max(1, ...rows.map(({ customers }) => customers ?? 0));
      const size = (customers: number | null) =>
        SMALLEST + (LARGEST - SMALLEST) * Math.sqrt((customers ?? 0) / most);
      return {
        tooltip: {
          formatter: ({ data }: { data: { row: RfmClusterProfileRow } }) => {
            const { cluster_label, customers, recency_days, frequency, monetary } = data.row;
            return `Cluster ${cluster_label}: ${count(customers)} customers\n${count(recency_days)} days since the last event, ${amount(frequency)} events, ${money(monetary)} spent each`;
          },
        },
        grid: { top: 28, left: 36, right: 28, bottom: 36 },
        xAxis: {
          type: 'value',
          name: 'Events of a customer',
          nameLocation: 'middle',
          nameGap: 28,
          scale: true,
        },
        yAxis: {
          type: 'value',
          name: 'Days since the last event',
          inverse: true,
          nameLocation: 'middle',
          nameGap: 40,
          scale: true,
        },
        visualMap: {
          show: false,
          dimension: 2,
          min: Math.min(...rows.map(({ monetary }) => monetary ?? 0)),
          max: Math.max(...rows.map(({ monetary }) => monetary ?? 0)),
          inRange: { color: [palette.series[5], palette.accent] },
        },
        series: [
          {
            type: 'scatter',
            data: rows.map((row) => ({
              value: [row.frequency ?? 0, row.recency_days ?? 0, row.monetary ?? 0],
              symbolSize: size(row.customers),
              row,
            })),
            itemStyle: { opacity: 0.8, borderColor: palette.card, borderWidth: 1.5 },
            label: {
              show: true,
              position: 'inside', // beside it, the next circle would lie on it
              color: palette.ink,
              textBorderColor: palette.card,
              textBorderWidth: 3,
              fontWeight: 600,
              formatter: ({ data }: { data: { row: RfmClusterProfileRow } }) =>
                String(data.row.cluster_label),
            },
          },
        ],
      };
    },
    [rows],
  );
  return (
    <Chart
      label={`${rows.length} clusters by how often and how lately their customers came; larger circles have more customers, stronger ones spent more`}
      height={CHART_HEIGHT}
      option={option}
      table={<Profiles rows={rows} />}
    />
  );
}

function Profiles({ rows }: { readonly rows: readonly RfmClusterProfileRow[] }) {
  const all = rows.reduce((sum, { customers }) => sum + (customers ?? 0), 0);
  const revenue = rows.reduce((sum, row) => sum + (row.revenue ?? 0), 0);
  const mean = (
    key: 'recency_days' | 'frequency' | 'monetary',
    header: string,
    about: string,
    words: (value: number | null) => string,
  ): Column<RfmClusterProfileRow> => {
    const most = Math.max(1e-9, ...rows.map((row) => row[key] ?? 0));
    return {
      key,
      header,
      about,
      isNumber: true,
      sortBy: (row) => row[key],
      cell: (row) => (
        <>
          {words(row[key])}
          <ShareBar share={(row[key] ?? 0) / most} color="var(--series-2)" />
        </>
      ),
    };
  };
  return (
    <DataTable
      caption="Profiles of the clusters"
      rows={rows.toReversed()}
      rowKey={({ cluster_label }) => String(cluster_label)}
      columns={[
        {
          key: 'cluster',
          header: 'Cluster',
          isNumber: true,
          sortBy: (row) => row.cluster_label,
          cell: (row) => row.cluster_label,
        },
        {
          key: 'customers',
          header: 'Customers',
          isNumber: true,
          sortBy: (row) => row.customers,
          cell: (row) => (
            <>
              {count(row.customers)} <span className="quiet">({percent(share(row.customers, all))})</span>
              <ShareBar share={share(row.customers, all)} />
            </>
          ),
        },
        mean(
          'recency_days',
          'Days since last',
          'Days since the newest event of a customer, on average',
          count,
        ),
        mean('frequency', 'Events each', 'Events of a customer, on average', amount),
        mean('monetary', 'Spent each', 'What one of them spent on average, in the file’s currency', money),
        {
          key: 'revenue',
          header: 'Share of money',
          about: 'Of what all customers spent',
          isNumber: true,
          sortBy: (row) => row.revenue,
          cell: (row) => (
            <>
              {percent(share(row.revenue, revenue))}
              <ShareBar share={share(row.revenue, revenue)} color="var(--series-3)" />
            </>
          ),
        },
      ]}
    />
  );
}
