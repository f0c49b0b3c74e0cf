import { useCallback, useId, useState } from 'react';
import type { Column } from '../../api/types.ts';
import { Chart } from '../../ui/chart.tsx';
import { amount, NOTHING } from '../../ui/format.ts';
import type { Palette } from '../../ui/palette.ts';
import type { ChartChoice } from './chart-choice.ts';
import styles from './queries.module.css';
import { ResultTable } from './result-table.tsx';
import type { Row } from './row.ts';

interface ResultChartProps {
  readonly name: string;
  readonly choice: ChartChoice;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
}

/** The chart that fits the answer; the reader chooses which number is drawn. */
export function ResultChart({ name, choice, columns, rows }: ResultChartProps) {
  const id = useId();
  const [wanted, setMeasure] = useState<string>();
  const { kind, along, split, measures } = choice;
  const measure = wanted !== undefined && measures.includes(wanted) ? wanted : (measures[0] ?? '');
  const option = useCallback(
    (_: Palette) => {
      const series = seriesOf(rows, along, measure, split);
      const axis =
        kind === 'line'
          ? { type: 'time' }
          : { type: 'category', data: rows.map((row) => String(row[along])) };
      return {
        legend: series.length > 1 ? {} : undefined,
        tooltip: { trigger: 'axis', valueFormatter: (value: unknown) => amount(Number(value)) },
        xAxis: axis,
        yAxis: { type: 'value' },
        series: series.map(({ name: title, points }) => ({
          name: title,
          type: kind,
          barMaxWidth: 36,
          showSymbol: points.length < 60,
          data: kind === 'line' ? points : points.map(([, value]) => value),
        })),
      };
    },
    [rows, along, measure, split, kind],
  );
  return (
    <div>
      <p className={styles.measure}>
        <label htmlFor={id}>Drawn</label>
        <select id={id} value={measure} onChange={(event) => setMeasure(event.target.value)}>
          {measures.map((one) => (
            <option key={one} value={one}>
              {one}
            </option>
          ))}
        </select>
        <span className="quiet">
          along {along}
          {split && `, one line for each ${split.join(' and ')}`}
        </span>
      </p>
      <Chart
        label={`${measure} of ${name} along ${along}${split ? `, by ${split.join(' and ')}` : ''}`}
        option={option}
        height={340}
        table={<ResultTable name={name} columns={columns} rows={rows} />}
      />
    </div>
  );
}

function seriesOf(rows: readonly Row[], along: string, measure: string, split: ChartChoice['split']) {
  const nameOf = (row: Row) =>
    split ? split.map((name) => String(row[name] ?? NOTHING)).join(' · ') : measure;
  const names = [...new Set(rows.map(nameOf))];
  return names.map((name) => ({
    name,
    points: rows
      .filter((row) => nameOf(row) === name)
      .map((row): [string, unknown] => [String(row[along]), row[measure]])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  }));
}
