import { useCallback } from 'react';
import type { DescribedUpload, RfmSegmentsRow } from '../../api/types.ts';
import { useNamedQuery } from '../../api/use-stage.ts';
import { StageLink } from '../../app/stage-link.tsx';
import { Chart } from '../../ui/chart.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { amount, axisPercent, count, money, percent, share } from '../../ui/format.ts';
import { Card } from '../../ui/page.tsx';
import type { Palette } from '../../ui/palette.ts';
import { Empty, Loaded, Skeleton } from '../../ui/states.tsx';
import { bareName } from './words.ts';

const ROW_HEIGHT = 44;
const AXIS_HEIGHT = 80;

/** The named segments: how many customers each has, and how much of the money. */
export function Worth({ upload }: { readonly upload: DescribedUpload }) {
  const { applicationId, uploadId, segments = [] } = upload;
  const found = useNamedQuery<RfmSegmentsRow>('rfm_segments', {
    application_id: applicationId,
    upload_id: uploadId,
  });
  return (
    <Card
      title="Segments and what they are worth"
      about="Each customer is in one of them; money is the sum of purchases, in the file’s currency"
    >
      <Loaded
        of={found}
        what="The segments"
        skeleton={<Skeleton lines={9} height={400} />}
        isEmpty={({ rows }) => rows.length === 0}
        empty={<Empty title="No customer is in a segment" />}
      >
        {({ rows }) => (
          <>
            <Shares rows={rows} />
            <SegmentTable rows={rows} links={new Map(segments.map(({ id, name }) => [bareName(name), id]))} />
          </>
        )}
      </Loaded>
    </Card>
  );
}

const sumOf = (rows: readonly RfmSegmentsRow[], of: 'customers' | 'revenue') =>
  rows.reduce((sum, row) => sum + (row[of] ?? 0), 0);

function Shares({ rows }: { readonly rows: readonly RfmSegmentsRow[] }) {
  const [customers, revenue] = [sumOf(rows, 'customers'), sumOf(rows, 'revenue')];
  const option = useCallback(
    (palette: Palette) => {
      const ordered = [...rows].sort((a, b) => (a.revenue ?? 0) - (b.revenue ?? 0));
      const bars = (name: string, color: string | undefined, all: number, of: 'customers' | 'revenue') => ({
        name,
        type: 'bar',
        color,
        barMaxWidth: 13,
        data: ordered.map((row) => share(row[of], all) ?? 0),
      });
      return {
        tooltip: {
          trigger: 'axis',
          axisPointer: { type: 'shadow' },
          valueFormatter: (value: unknown) => percent(value as number),
        },
        legend: {},
        xAxis: { type: 'value', axisLabel: { formatter: axisPercent } },
        yAxis: { type: 'category', data: ordered.map(({ segment }) => segment ?? 'Others') },
        series: [
          bars('Share of customers', palette.series[0], customers, 'customers'),
          bars('Share of money', palette.series[2], revenue, 'revenue'),
        ],
      };
    },
    [rows, customers, revenue],
  );
  const richest = rows.toSorted((a, b) => (b.revenue ?? 0) - (a.revenue ?? 0))[0];
  return (
    <Chart
      label={`${richest?.segment} has ${percent(share(richest?.customers, customers))} of customers and ${percent(share(richest?.revenue, revenue))} of the money`}
      height={AXIS_HEIGHT + rows.length * ROW_HEIGHT}
      option={option}
      table={
        <DataTable
          caption="Shares of customers and money"
          rows={rows}
          rowKey={({ segment }) => segment ?? ''}
          columns={[
            { key: 'segment', header: 'Segment', cell: (row) => row.segment },
            {
              key: 'customers',
              header: 'Share of customers',
              isNumber: true,
              cell: (row) => percent(share(row.customers, customers)),
            },
            {
              key: 'money',
              header: 'Share of money',
              isNumber: true,
              cell: (row) => percent(share(row.revenue, revenue)),
            },
          ]}
        />
      }
    />
  );
}

function SegmentTable({
  rows,
  links,
}: {
  readonly rows: readonly RfmSegmentsRow[];
  readonly links: ReadonlyMap<string, string>;
}) {
  return (
    <DataTable
      caption="Named segments of the upload"
      rows={rows}
      rowKey={({ segment }) => segment ?? ''}
      columns={[
        {
          key: 'segment',
          header: 'Segment',
          sortBy: ({ segment }) => segment,
          cell: ({ segment }) => {
            const id = links.get(segment ?? '');
            return id ? <StageLink to={`/segments/${id}`}>{segment}</StageLink> : segment;
          },
        },
        {
          key: 'customers',
          header: 'Customers',
          isNumber: true,
          sortBy: (row) => row.customers,
          cell: (row) => count(row.customers),
        },
        {
          key: 'revenue',
          header: 'Money',
          about: 'What all of them spent together',
          isNumber: true,
          sortBy: (row) => row.revenue,
          cell: (row) => money(row.revenue),
        },
        {
          key: 'each',
          header: 'Money each',
          about: 'What one of them spent on average',
          isNumber: true,
          sortBy: (row) => row.monetary,
          cell: (row) => money(row.monetary),
        },
        {
          key: 'recency',
          header: 'Days since last',
          about: 'Days since the newest event of a customer, on average',
          isNumber: true,
          sortBy: (row) => row.recency_days,
          cell: (row) => count(row.recency_days),
        },
        {
          key: 'frequency',
          header: 'Events each',
          about: 'Events of a customer, on average',
          isNumber: true,
          sortBy: (row) => row.frequency,
          cell: (row) => amount(row.frequency),
        },
      ]}
    />
  );
}
