import { useCallback, useMemo } from 'react';
import type { CampaignResponse } from '../../api/pinpoint.ts';
import type { MessagesOverTimeRow } from '../../api/types.ts';
import { useApplication } from '../../app/application.tsx';
import { useStageNow } from '../../app/stage-facts.ts';
import { Chart } from '../../ui/chart.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { compact, count, utcDay } from '../../ui/format.ts';
import { Card } from '../../ui/page.tsx';
import { Loaded, Skeleton } from '../../ui/states.tsx';
import { eachDay, MEASURE_WORDS, sumOf, useMessages } from '../overview/messages.ts';

const SHOWN = ['opened', 'clicked'] as const;
/** Readers of one run have mostly read by then. */
const MOST_DAYS = 30;

/** How opens and clicks came in, day by day after the only run. */
export function Days({ campaign, ranAt }: { readonly campaign: CampaignResponse; readonly ranAt: string }) {
  const { id } = useApplication();
  const now = useStageNow();
  const from = ranAt.slice(0, 10);
  const last = new Date(Math.min(now.getTime(), Date.parse(from) + MOST_DAYS * 86_400_000));
  const days = { from, to: last.toISOString().slice(0, 10) };
  const messages = useMessages(id, days, { origin: 'campaign', origin_id: campaign.Id });
  return (
    <Card title="Opens and clicks by day" about="Messages, each on the day of its first. Days are UTC.">
      <Loaded
        of={messages}
        what="Opens and clicks"
        skeleton={<Skeleton lines={6} height={240} />}
        isEmpty={({ rows }) => sumOf(rows).opened === 0}
        empty={<p className="quiet">Nobody has opened it yet.</p>}
      >
        {({ rows }) => <Drawn rows={rows} days={eachDay(days)} />}
      </Loaded>
    </Card>
  );
}

function Drawn({
  rows,
  days,
}: {
  readonly rows: readonly MessagesOverTimeRow[];
  readonly days: readonly string[];
}) {
  const counts = useMemo(() => days.map((day) => sumOf(rows.filter((row) => row.day === day))), [rows, days]);
  const option = useCallback(
    () => ({
      tooltip: { trigger: 'axis', valueFormatter: (value: number) => count(value) },
      legend: {},
      xAxis: { type: 'category', data: days.map(utcDay) },
      yAxis: { type: 'value', minInterval: 1, axisLabel: { formatter: (value: number) => compact(value) } },
      series: SHOWN.map((measure) => ({
        name: MEASURE_WORDS[measure].name,
        type: 'bar',
        barMaxWidth: 26,
        data: counts.map((day) => day[measure]),
      })),
    }),
    [days, counts],
  );
  const all = sumOf(rows);
  return (
    <Chart
      label={`Opens and clicks by day: ${count(all.opened)} opened, ${count(all.clicked)} clicked`}
      height={240}
      option={option}
      table={
        <DataTable
          caption="Opens and clicks by day"
          rows={days.map((day, at) => ({ day, ...(counts[at] ?? sumOf([])) }))}
          rowKey={({ day }) => day}
          columns={[
            { key: 'day', header: 'Day (UTC)', cell: ({ day }) => utcDay(day) },
            ...SHOWN.map((measure) => ({
              key: measure,
              header: MEASURE_WORDS[measure].name,
              isNumber: true,
              cell: (line: Record<typeof measure, number>) => count(line[measure]),
            })),
          ]}
        />
      }
    />
  );
}
