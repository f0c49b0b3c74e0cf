import { useCallback } from 'react';
import type { DescribedUpload, RfmMovementRow } from '../../api/types.ts';
import { useNamedQuery } from '../../api/use-stage.ts';
import { Chart } from '../../ui/chart.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { count, percent, share } from '../../ui/format.ts';
import { Card } from '../../ui/page.tsx';
import type { Palette } from '../../ui/palette.ts';
import { Stat, Stats } from '../../ui/stat.tsx';
import { Empty, Loaded } from '../../ui/states.tsx';

const CHART_HEIGHT = 420;
const NEW = 'New customers';
const GONE = 'No longer there';

/** How customers went from segment to segment since the upload before. */
export function Movement({ upload }: { readonly upload: DescribedUpload }) {
  const movement = useNamedQuery<RfmMovementRow>('rfm_movement', {
    application_id: upload.applicationId,
    upload_id: upload.uploadId,
  });
  return (
    <Card
      title="Movement since the upload before"
      about="Customers by the segment they were in, and are in now"
    >
      <Loaded
        of={movement}
        what="The movement"
        isEmpty={({ rows }) => rows.every(({ from_segment }) => from_segment === null)}
        empty={
          <Empty title="There is no upload before this one">
            Upload newer transactions, and this shows who moved from which segment to which.
          </Empty>
        }
      >
        {({ rows }) => (
          <>
            <Totals rows={rows} />
            <Flow rows={rows} />
          </>
        )}
      </Loaded>
    </Card>
  );
}

function Totals({ rows }: { readonly rows: readonly RfmMovementRow[] }) {
  const sum = (of: (row: RfmMovementRow) => boolean) =>
    rows.filter(of).reduce((total, { customers }) => total + (customers ?? 0), 0);
  const known = sum(({ from_segment, to_segment }) => from_segment !== null && to_segment !== null);
  const stayed = sum(({ from_segment, to_segment }) => from_segment !== null && from_segment === to_segment);
  return (
    <Stats>
      <Stat
        name="Stayed"
        value={count(stayed)}
        of={`${percent(share(stayed, known))} of ${count(known)} known`}
      />
      <Stat
        name="Moved"
        value={count(known - stayed)}
        of={`${percent(share(known - stayed, known))} of ${count(known)} known`}
      />
      <Stat name="New" value={count(sum(({ from_segment }) => from_segment === null))} />
      <Stat name={GONE} value={count(sum(({ to_segment }) => to_segment === null))} />
    </Stats>
  );
}

function Flow({ rows }: { readonly rows: readonly RfmMovementRow[] }) {
  const option = useCallback((palette: Palette) => flowOf(rows, palette), [rows]);
  const strongest = rows.find(({ from_segment, to_segment }) => from_segment !== to_segment);
  return (
    <Chart
      label={
        strongest
          ? `Flow of customers between segments; the strongest is ${count(strongest.customers)} from ${strongest.from_segment ?? NEW} to ${strongest.to_segment ?? GONE}`
          : 'Flow of customers between segments: everybody stayed'
      }
      height={CHART_HEIGHT}
      option={option}
      table={
        <DataTable
          caption="Customers by the segment before and after"
          rows={rows}
          rowKey={({ from_segment, to_segment }) => `${from_segment} ${to_segment}`}
          columns={[
            {
              key: 'from',
              header: 'Before',
              cell: (row) => row.from_segment ?? NEW,
              sortBy: (row) => row.from_segment ?? NEW,
            },
            {
              key: 'to',
              header: 'Now',
              cell: (row) => row.to_segment ?? GONE,
              sortBy: (row) => row.to_segment ?? GONE,
            },
            {
              key: 'customers',
              header: 'Customers',
              isNumber: true,
              cell: (row) => count(row.customers),
              sortBy: (row) => row.customers,
            },
          ]}
        />
      }
    />
  );
}

/** Nodes before and after have names of their own, since a flow may not return to where it began. */
function flowOf(rows: readonly RfmMovementRow[], palette: Palette) {
  const names = [...new Set(rows.flatMap((row) => [row.from_segment ?? NEW, row.to_segment ?? GONE]))].sort();
  const color = (name: string) => palette.series[names.indexOf(name) % palette.series.length];
  const before = [...new Set(rows.map((row) => row.from_segment ?? NEW))];
  const after = [...new Set(rows.map((row) => row.to_segment ?? GONE))];
  const node = (side: string, name: string, depth: number) => ({
    name: `${side}:${name}`,
    depth,
    itemStyle: { color: color(name) },
    label: { position: depth === 0 ? 'right' : 'left' },
  });
  const nameOf = (key: string) => key.slice(key.indexOf(':') + 1);
  return {
    tooltip: {
      formatter: ({ data, dataType, name, value }: Mark) =>
        dataType === 'edge'
          ? `${nameOf(data.source)} → ${nameOf(data.target)}: ${count(value)}`
          : `${nameOf(name)}: ${count(value)}`,
    },
    series: [
      {
        type: 'sankey',
        animation: false, // it would be drawn from one side to the other
        top: 8,
        bottom: 8,
        left: 4,
        right: 4,
        nodeGap: 12,
        draggable: false,
        emphasis: { focus: 'adjacency' },
        lineStyle: { color: 'gradient', opacity: 0.35 },
        label: {
          color: palette.ink,
          formatter: ({ name, value }: { name: string; value: number }) => `${nameOf(name)}  ${count(value)}`,
        },
        data: [
          ...before.map((name) => node('before', name, 0)),
          ...after.map((name) => node('after', name, 1)),
        ],
        links: rows.map((row) => ({
          source: `before:${row.from_segment ?? NEW}`,
          target: `after:${row.to_segment ?? GONE}`,
          value: row.customers ?? 0,
        })),
      },
    ],
  };
}

interface Mark {
  readonly data: { readonly source: string; readonly target: string };
  readonly dataType: 'node' | 'edge';
  readonly name: string;
  readonly value: number;
}
