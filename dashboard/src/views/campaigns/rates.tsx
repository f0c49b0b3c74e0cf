import type { UseQueryResult } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import type { CampaignResponse } from '../../api/pinpoint.ts';
import type { Funnel } from '../../api/types.ts';
import { useAddress } from '../../app/address.ts';
import { Chart } from '../../ui/chart.tsx';
import { Choice } from '../../ui/choice.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { axisPercent, count, day, days, instant, percent, share } from '../../ui/format.ts';
import { Card } from '../../ui/page.tsx';
import { Failed, Skeleton } from '../../ui/states.tsx';
import { Days } from './days.tsx';
import { type Run, runsOf, type Stages } from './run-facts.ts';
import { type Conversion, conversionVerb, treatmentName, useActivities } from './use-campaign.ts';

const MEASURES = {
  opened: { name: 'Opened', of: 'delivered' },
  clicked: { name: 'Clicked', of: 'delivered' },
  delivered: { name: 'Delivered', of: 'sent' },
  converted: { name: 'Converted', of: 'targeted' },
} as const;
type Measure = keyof typeof MEASURES;

interface RatesProps {
  readonly campaign: CampaignResponse;
  readonly funnel: UseQueryResult<Funnel, Error>;
  readonly conversion: Conversion;
}

/** How the rates went from run to run, a line for each treatment; of a campaign with one run, how it went by day. */
export function RatesByRun({ campaign, funnel, conversion }: RatesProps) {
  const { get, set } = useAddress();
  const activities = useActivities(campaign.Id);
  const runs = useMemo(
    () =>
      activities.data && funnel.data
        ? runsOf(activities.data.Item, funnel.data).filter(({ stages }) => stages.sent > 0)
        : undefined,
    [activities.data, funnel.data],
  );
  if (runs && runs.length < 2) {
    return runs[0] ? <Days campaign={campaign} ranAt={runs[0].at} /> : null;
  }
  const measure = (Object.keys(MEASURES) as Measure[]).find((key) => key === get('rate')) ?? 'opened';
  return (
    <Card
      title="Rates from run to run"
      about={
        measure === 'converted'
          ? `People of each run who ${conversionVerb(conversion)} within ${days(conversion.days)}, of those targeted`
          : `Messages of each run, of those ${MEASURES[measure].of}`
      }
      tools={
        <Choice
          label="Which rate"
          options={(Object.keys(MEASURES) as Measure[]).map((key) => ({ key, name: MEASURES[key].name }))}
          chosen={measure}
          onChoose={(key) => set({ rate: key })}
        />
      }
    >
      {activities.isError ? (
        <Failed error={activities.error} what="The runs" onRetry={() => activities.refetch()} />
      ) : runs ? (
        <Lines campaign={campaign} runs={runs} measure={measure} />
      ) : (
        <Skeleton lines={7} height={260} />
      )}
    </Card>
  );
}

function Lines({
  campaign,
  runs,
  measure,
}: {
  readonly campaign: CampaignResponse;
  readonly runs: readonly Run[];
  readonly measure: Measure;
}) {
  const parts = useCallback(
    (stages: Stages) => [stages[measure], stages[MEASURES[measure].of]] as const,
    [measure],
  );
  const { times, series } = useMemo(() => {
    const oldestFirst = [...runs].reverse();
    const ids = [
      ...new Set(runs.flatMap(({ treatments }) => treatments.map(({ treatmentId }) => treatmentId))),
    ];
    return {
      times: oldestFirst.map(({ at }) => at),
      series: ids.sort().map((id) => ({
        id,
        name: treatmentName(campaign, id),
        values: oldestFirst.map(
          ({ treatments }) => treatments.find(({ treatmentId }) => treatmentId === id)?.stages,
        ),
      })),
    };
  }, [campaign, runs]);
  const option = useCallback(
    () => ({
      tooltip: { trigger: 'axis', valueFormatter: (value: number | null) => percent(value) },
      legend: {},
      xAxis: { type: 'category', data: times.map((at) => day(at)) },
      yAxis: { type: 'value', min: 0, axisLabel: { formatter: axisPercent } },
      series: series.map(({ name, values }) => ({
        name,
        type: 'line',
        symbolSize: 7,
        data: values.map((stages) => (stages ? (share(...parts(stages)) ?? null) : null)),
      })),
    }),
    [times, series, parts],
  );
  const newest = series
    .map(
      ({ name, values }) => `${name} ${percent(values.at(-1) && share(...parts(values.at(-1) as Stages)))}`,
    )
    .join(', ');
  return (
    <Chart
      label={`${MEASURES[measure].name} by run; in the newest: ${newest}`}
      option={option}
      table={
        <DataTable
          caption={`${MEASURES[measure].name} by run and treatment`}
          rows={times.map((at, place) => ({ at, place })).reverse()}
          rowKey={({ at }) => at}
          columns={[
            { key: 'at', header: 'Run', cell: ({ at }) => instant(at) },
            ...series.map(({ id, name, values }) => ({
              key: id,
              header: name,
              isNumber: true,
              cell: ({ place }: { place: number }) => {
                const stages = values[place];
                if (!stages) return '–';
                const [part, all] = parts(stages);
                return `${percent(share(part, all))} (${count(part)} of ${count(all)})`;
              },
            })),
          ]}
        />
      }
    />
  );
}
