import { useCallback, useMemo } from 'react';
import type { MessagesOverTimeRow } from '../../api/types.ts';
import { useAddress } from '../../app/address.ts';
import { Chart } from '../../ui/chart.tsx';
import { Choice } from '../../ui/choice.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { compact, count, utcDay } from '../../ui/format.ts';
import { Card } from '../../ui/page.tsx';
import { Empty, Loaded, Skeleton } from '../../ui/states.tsx';
import { channelName, originName } from '../../ui/words.ts';
import type { Messages } from './headline.tsx';
import { type Days, eachDay, MEASURE_WORDS, MEASURES, type Measure } from './messages.ts';

const SPLITS = {
  channel: { name: 'By channel', nameOf: channelName },
  origin: { name: 'By origin', nameOf: originName },
} as const;
type Split = keyof typeof SPLITS;
const HEIGHT = 280;

/** One measure day by day, each day split by channel or origin. */
export function OverTime({ messages, days }: { readonly messages: Messages; readonly days: Days }) {
  const { get, set } = useAddress();
  const measure = MEASURES.find((one) => one === get('show')) ?? 'sent';
  const split: Split = get('split') === 'channel' ? 'channel' : 'origin';
  return (
    <Card
      title="Messages over time"
      about={`${MEASURE_WORDS[measure].about}. Days are UTC.`}
      tools={
        <>
          <Choice
            label="What is counted"
            options={MEASURES.map((key) => ({ key, ...MEASURE_WORDS[key] }))}
            chosen={measure}
            onChoose={(show) => set({ show: show === 'sent' ? null : show })}
          />
          <Choice
            label="How days are split"
            options={(['origin', 'channel'] as const).map((key) => ({ key, name: SPLITS[key].name }))}
            chosen={split}
            onChoose={(key) => set({ split: key === 'origin' ? null : key })}
          />
        </>
      }
    >
      <Loaded
        of={messages}
        what="Messages over time"
        skeleton={<Skeleton lines={8} height={HEIGHT} />}
        isEmpty={({ rows }) => rows.length === 0}
        empty={
          <Empty title="Nothing was sent in this period">
            Choose a longer one above, or start a campaign or a journey.
          </Empty>
        }
      >
        {({ rows }) => <Drawn rows={rows} days={days} measure={measure} split={split} />}
      </Loaded>
    </Card>
  );
}

interface DrawnProps {
  readonly rows: readonly MessagesOverTimeRow[];
  readonly days: Days;
  readonly measure: Measure;
  readonly split: Split;
}

function Drawn({ rows, days, measure, split }: DrawnProps) {
  const { names, series } = useMemo(() => table(rows, days, measure, split), [rows, days, measure, split]);
  const option = useCallback(
    () => ({
      tooltip: { trigger: 'axis', valueFormatter: (value: number) => count(value) },
      legend: {},
      xAxis: { type: 'category', data: names.map(utcDay) },
      yAxis: { type: 'value', minInterval: 1, axisLabel: { formatter: (value: number) => compact(value) } },
      series: series.map(({ name, values }) => ({
        name,
        type: 'bar',
        stack: 'all',
        barMaxWidth: 26,
        data: values,
      })),
    }),
    [names, series],
  );
  const totals = names.map((_, at) => series.reduce((sum, { values }) => sum + (values[at] ?? 0), 0));
  const all = totals.reduce((sum, value) => sum + value, 0);
  const most = totals.indexOf(Math.max(...totals));
  const word = MEASURE_WORDS[measure].name;
  return (
    <Chart
      label={`${word} by day: ${count(all)} in all, most on ${utcDay(names[most] ?? days.from)} (${count(totals[most])})`}
      height={HEIGHT}
      option={option}
      table={
        <DataTable
          caption={`${word} by day, ${SPLITS[split].name.toLowerCase()}`}
          rows={names
            .map((day, at) => ({ day, at, total: totals[at] ?? 0 }))
            .filter(({ total }) => total > 0)}
          rowKey={({ day }) => day}
          columns={[
            { key: 'day', header: 'Day (UTC)', cell: ({ day }) => utcDay(day), sortBy: ({ day }) => day },
            ...series.map(({ name, values }) => ({
              key: name,
              header: name,
              isNumber: true,
              cell: ({ at }: { at: number }) => count(values[at]),
            })),
            {
              key: 'total',
              header: 'Total',
              isNumber: true,
              cell: ({ total }) => count(total),
              sortBy: ({ total }) => total,
            },
          ]}
        />
      }
    />
  );
}

function table(rows: readonly MessagesOverTimeRow[], days: Days, measure: Measure, split: Split) {
  const names = eachDay(days);
  const place = new Map(names.map((name, index) => [name, index]));
  const byKey = new Map<string, number[]>();
  for (const row of rows) {
    const at = place.get(row.day ?? '');
    if (at === undefined) continue;
    const key = row[split] ?? '';
    const values = byKey.get(key) ?? names.map(() => 0);
    values[at] = (values[at] ?? 0) + (row[measure] ?? 0);
    byKey.set(key, values);
  }
  const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
  const series = [...byKey]
    .filter(([, values]) => total(values) > 0)
    .sort(([, a], [, b]) => total(b) - total(a))
    .map(([key, values]) => ({ name: SPLITS[split].nameOf(key), values }));
  return { names, series };
}
