import { useCallback } from 'react';
import type { JourneyFlow, SimulatedDay } from '../../api/types.ts';
import { Chart } from '../../ui/chart.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { compact, count } from '../../ui/format.ts';
import type { Palette } from '../../ui/palette.ts';
import { countsAt } from './counts.ts';

/** What is compared day by day. */
export const MEASURES = [
  { key: 'entered', name: 'Entered', about: 'Entered the journey, up to the day' },
  { key: 'inside', name: 'In it', about: 'In the journey when the day was over' },
  { key: 'left', name: 'Left', about: 'Came to an end of the path or dropped out, up to the day' },
  { key: 'messages', name: 'Messages', about: 'Sent, up to the day' },
] as const;
type Measure = (typeof MEASURES)[number]['key'];

/** One day of the journey's life, predicted and as it was; null where it has not come yet. */
export interface DayPair {
  readonly day: number;
  readonly predicted: Record<Measure, number>;
  readonly actual: Record<Measure, number> | null;
}

/** Sums up to each day. A day that has begun counts as far as it has come. */
export function pairsOf(days: readonly SimulatedDay[], actual: JourneyFlow | undefined): DayPair[] {
  const sum = { entered: 0, left: 0, messages: 0 };
  return days.map((one, index) => {
    sum.entered += one.entered;
    sum.left += one.left;
    sum.messages += one.messages;
    const counts = actual && index < actual.steps.count ? countsAt(actual, index) : undefined;
    return {
      day: one.day,
      predicted: { ...sum, inside: one.inside },
      actual: counts
        ? { entered: counts.entered, left: counts.gone, inside: counts.inside, messages: counts.sent }
        : null,
    };
  });
}

/** One measure by day, predicted and actual. */
export function DayChart({
  days,
  measure,
  name,
}: {
  readonly days: readonly DayPair[];
  readonly measure: Measure;
  readonly name: string;
}) {
  const option = useCallback(
    (palette: Palette) => ({
      xAxis: { type: 'category', data: days.map((one) => `Day ${one.day}`), boundaryGap: false },
      yAxis: { type: 'value', axisLabel: { formatter: (value: number) => compact(value) }, minInterval: 1 },
      legend: { data: ['Predicted', 'Actual'] },
      tooltip: { trigger: 'axis', valueFormatter: (value: unknown) => count(value as number | null) },
      series: [
        {
          name: 'Predicted',
          type: 'line',
          showSymbol: days.length < 20,
          lineStyle: { type: 'dashed', width: 2 },
          data: days.map((one) => one.predicted[measure]),
          color: palette.series[2],
        },
        {
          name: 'Actual',
          type: 'line',
          showSymbol: days.length < 20,
          lineStyle: { width: 3 },
          data: days.map((one) => one.actual?.[measure] ?? null),
          color: palette.series[0],
        },
      ],
    }),
    [days, measure],
  );
  const last = days.findLast((one) => one.actual !== null);
  const label = last
    ? `${name} by day: on day ${last.day} ${count(last.actual?.[measure])} against ${count(last.predicted[measure])} predicted`
    : `${name} by day, predicted`;
  return (
    <Chart
      label={label}
      option={option}
      table={
        <DataTable
          caption={`${name} by day, predicted and actual`}
          columns={[
            { key: 'day', header: 'Day', isNumber: true, cell: (one: DayPair) => count(one.day) },
            {
              key: 'predicted',
              header: 'Predicted',
              isNumber: true,
              cell: (one: DayPair) => count(one.predicted[measure]),
            },
            {
              key: 'actual',
              header: 'Actual',
              isNumber: true,
              cell: (one: DayPair) => count(one.actual?.[measure]),
            },
          ]}
          rows={days}
          rowKey={(one) => String(one.day)}
        />
      }
    />
  );
}
