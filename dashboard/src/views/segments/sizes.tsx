import { useCallback } from 'react';
import type { DaySize } from '../../api/types.ts';
import { Chart } from '../../ui/chart.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { change, compact, count, utcDay } from '../../ui/format.ts';
import type { Palette } from '../../ui/palette.ts';
import { Empty } from '../../ui/states.tsx';
import styles from './segments.module.css';

export interface SizeLine {
  readonly name: string;
  readonly sizes: readonly DaySize[];
}

const CHART_HEIGHT = 250;
const LINE_WIDTH = 96;
const LINE_HEIGHT = 24;

/** Sizes of segments, day by day. */
export function SizeChart({ lines }: { readonly lines: readonly SizeLine[] }) {
  const days = [...new Set(lines.flatMap(({ sizes }) => sizes.map(({ day }) => day)))].sort();
  const option = useCallback(
    (palette: Palette) => ({
      tooltip: { trigger: 'axis', valueFormatter: (value: unknown) => count(value as number) },
      legend: lines.length > 1 ? {} : undefined,
      grid: lines.length > 1 ? {} : { top: 12 },
      xAxis: { type: 'category', data: days.map(utcDay), boundaryGap: days.length === 1 },
      yAxis: { type: 'value', axisLabel: { formatter: (value: number) => compact(value) } },
      series: lines.map(({ name, sizes }, place) => ({
        name,
        type: 'line',
        symbolSize: 6,
        showSymbol: days.length < 15,
        connectNulls: true,
        color: palette.series[place % palette.series.length],
        areaStyle: lines.length === 1 ? { opacity: 0.12 } : undefined,
        data: days.map((day) => sizes.find((one) => one.day === day)?.size ?? null),
      })),
    }),
    [lines, days],
  );
  if (days.length === 0) {
    return (
      <Empty title="No size in these days">
        Sizes are kept once a day, when a segment is made or changed, and whenever the list of segments is
        opened.
      </Empty>
    );
  }
  return (
    <>
      <Chart
        label={`Sizes by day: ${lines.map(lineInWords).join('; ')}`}
        height={CHART_HEIGHT}
        option={option}
        table={
          <DataTable
            caption="Sizes by day"
            rows={days}
            rowKey={(day) => day}
            columns={[
              { key: 'day', header: 'Day (UTC)', cell: utcDay },
              ...lines.map(({ name, sizes }) => ({
                key: name,
                header: name,
                isNumber: true,
                cell: (day: string) => count(sizes.find((one) => one.day === day)?.size),
              })),
            ]}
          />
        }
      />
      {days.length === 1 && (
        <p className="quiet small">
          The history begins here: sizes are counted once a day. On a laptop, putting the clock forward adds
          days.
        </p>
      )}
    </>
  );
}

/** A line as small as a word. */
export function Sparkline({ sizes }: { readonly sizes: readonly DaySize[] }) {
  const [first, last] = [sizes[0], sizes.at(-1)];
  if (sizes.length < 2 || !first || !last) return <span className="quiet small">–</span>;
  const values = sizes.map(({ size }) => size);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const start = Date.parse(first.day);
  const length = Math.max(Date.parse(last.day) - start, 1);
  const points = sizes.map(({ day, size }) => {
    const x = ((Date.parse(day) - start) / length) * (LINE_WIDTH - 4) + 2;
    const y =
      most === least
        ? LINE_HEIGHT / 2
        : LINE_HEIGHT - 3 - ((size - least) / (most - least)) * (LINE_HEIGHT - 6);
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  });
  return (
    <span className={styles.trend}>
      <svg width={LINE_WIDTH} height={LINE_HEIGHT} role="img" aria-label={lineInWords({ name: '', sizes })}>
        <polyline points={points.join(' ')} className={styles.sparkline} />
      </svg>
      <span className="quiet small number">{change(last.size, first.size)}</span>
    </span>
  );
}

function lineInWords({ name, sizes }: SizeLine): string {
  const [first, last] = [sizes[0], sizes.at(-1)];
  if (!first || !last) return `${name} not counted`;
  return `${name} from ${count(first.size)} on ${utcDay(first.day)} to ${count(last.size)} on ${utcDay(last.day)}`.trim();
}
