import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useCallback, useId, useMemo } from 'react';
import { askJson } from '../../api/stage.ts';
import type { Simulation as Answer, JourneyFlow, SimulatedDay } from '../../api/types.ts';
import { useStage } from '../../api/use-stage.ts';
import { useAddress } from '../../app/address.ts';
import { useApplication } from '../../app/application.tsx';
import { Chart } from '../../ui/chart.tsx';
import { Choice } from '../../ui/choice.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { compact, count, day, percent } from '../../ui/format.ts';
import { Card } from '../../ui/page.tsx';
import type { Palette } from '../../ui/palette.ts';
import { Empty, Failed, Skeleton } from '../../ui/states.tsx';
import { countsAt } from './counts.ts';
import styles from './journey.module.css';

const DAY_MINUTES = 1440;
const MEASURES = [
  { key: 'entered', name: 'Entered', about: 'Entered the journey, up to the day' },
  { key: 'inside', name: 'In it', about: 'In the journey when the day was over' },
  { key: 'left', name: 'Finished', about: 'Left the journey, up to the day' },
  { key: 'messages', name: 'Messages', about: 'Sent, up to the day' },
] as const;
type Measure = (typeof MEASURES)[number]['key'];

/** One day of the journey's life, predicted and as it was; null where it has not come yet. */
interface DayPair {
  readonly day: number;
  readonly predicted: Record<Measure, number>;
  readonly actual: Record<Measure, number> | null;
}

/** What the journey would do, were it published now, beside what it did since it was. */
export function Simulation({ flow }: { readonly flow: JourneyFlow }) {
  const { get, set } = useAddress();
  const { id: app } = useApplication();
  const { journeyId, publishedAt } = flow;
  const actual = useStage<JourneyFlow>(
    `/journeys/${encodeURIComponent(journeyId)}/flow`,
    { app, origin: publishedAt, step: DAY_MINUTES },
    { enabled: publishedAt !== undefined },
  );
  const run = useMutation({
    mutationFn: (asked: Asked) => simulate(journeyId, app, asked),
  });
  const asked = askedBy(get);
  return (
    <>
      <Card
        title="Simulate"
        about="The same statements on tables of their own and a faster clock, with the people of now: nothing is sent, nothing changes."
      >
        <SimulationForm
          key={JSON.stringify(asked)}
          asked={asked}
          isRunning={run.isPending}
          onRun={(next) => {
            set({ simdays: next.days, open: next.openRate, click: next.clickRate });
            run.mutate(next);
          }}
        />
      </Card>
      {run.isError && <Failed error={run.error} what="The simulation" onRetry={() => run.mutate(asked)} />}
      {run.isPending && (
        <Card title="Simulating">
          <Skeleton lines={8} height={260} />
        </Card>
      )}
      {run.data ? (
        <Compared answer={run.data} actual={publishedAt ? actual.data : undefined} flow={flow} />
      ) : (
        !run.isPending &&
        !run.isError && (
          <Empty title="Nothing simulated yet">
            Say how many open and click, and run it: predicted and actual numbers then stand side by side.
          </Empty>
        )
      )}
    </>
  );
}

interface Asked {
  readonly days: number;
  /** A share, or `historical`. */
  readonly openRate: number | 'historical';
  readonly clickRate: number | 'historical';
}

function askedBy(get: (name: string) => string | undefined): Asked {
  const rate = (text: string | undefined, standard: number) => {
    if (text === 'historical') return text;
    const value = Number(text);
    return text !== undefined && value >= 0 && value <= 1 ? value : standard;
  };
  const days = Math.trunc(Number(get('simdays')));
  return {
    days: days >= 1 && days <= 365 ? days : 14,
    openRate: rate(get('open'), 0.3),
    clickRate: rate(get('click'), 0.05),
  };
}

/** A long one is taken further by asking for it again. */
async function simulate(journeyId: string, app: string, body: Asked): Promise<Answer> {
  const path = `/journeys/${encodeURIComponent(journeyId)}`;
  let answer = await askJson<Answer>(`${path}/simulate`, { method: 'POST', parameters: { app }, body });
  while (answer.state === 'RUNNING') {
    answer = await askJson<Answer>(`${path}/simulations/${answer.simulationId}`, { parameters: { app } });
  }
  return answer;
}

function SimulationForm({
  asked,
  isRunning,
  onRun,
}: {
  readonly asked: Asked;
  readonly isRunning: boolean;
  readonly onRun: (asked: Asked) => void;
}) {
  const id = useId();
  const isHistorical = asked.openRate === 'historical';
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const rate = (name: string) => Number(data.get(name)) / 100;
    const historical = data.get('historical') !== null;
    onRun({
      days: Number(data.get('days')),
      openRate: historical ? 'historical' : rate('open'),
      clickRate: historical ? 'historical' : rate('click'),
    });
  }
  const rateOf = (rate: number | 'historical', standard: number) =>
    rate === 'historical' ? standard : Math.round(rate * 1000) / 10;
  return (
    <form className={styles.filters} onSubmit={submit}>
      <label htmlFor={`${id}-days`}>
        Days
        <input
          id={`${id}-days`}
          type="number"
          name="days"
          min={1}
          max={365}
          required
          defaultValue={asked.days}
        />
      </label>
      <label htmlFor={`${id}-open`}>
        Open the message, %
        <input
          id={`${id}-open`}
          type="number"
          name="open"
          min={0}
          max={100}
          step={0.1}
          required
          defaultValue={rateOf(asked.openRate, 30)}
        />
      </label>
      <label htmlFor={`${id}-click`}>
        Click a link, %
        <input
          id={`${id}-click`}
          type="number"
          name="click"
          min={0}
          max={100}
          step={0.1}
          required
          defaultValue={rateOf(asked.clickRate, 5)}
        />
      </label>
      <span className="row">
        <input id={`${id}-historical`} type="checkbox" name="historical" defaultChecked={isHistorical} />
        <label htmlFor={`${id}-historical`} title="Shares of the e-mails delivered in the last 90 days">
          As in the last 90 days
        </label>
      </span>
      <button type="submit" className="primary" disabled={isRunning}>
        {isRunning ? 'Simulating …' : 'Simulate'}
      </button>
    </form>
  );
}

interface ComparedProps {
  readonly answer: Answer;
  /** The journey's days since it was published; absent of a draft. */
  readonly actual?: JourneyFlow;
  readonly flow: JourneyFlow;
}

function Compared({ answer, actual, flow }: ComparedProps) {
  const { get, set } = useAddress();
  const measure = MEASURES.find(({ key }) => key === get('measure')) ?? MEASURES[1];
  const days = useMemo(() => pairsOf(answer.days, actual), [answer, actual]);
  const passed = days.filter((one) => one.actual !== null).length;
  const { openRate, clickRate, historicalMessages } = answer.assumed;
  return (
    <>
      <Card
        title="Predicted and actual, day by day"
        about={`${percent(openRate)} open, ${percent(clickRate)} click${
          historicalMessages === undefined
            ? ''
            : `, by ${count(historicalMessages)} e-mails of the last 90 days`
        }. Day 1 begins when the journey is published${flow.publishedAt ? ` (${day(flow.publishedAt)})` : ''}; ${count(passed)} ${passed === 1 ? 'day has' : 'days have'} come.`}
        tools={
          <Choice
            label="What is compared"
            options={MEASURES}
            chosen={measure.key}
            onChoose={(key) => set({ measure: key === 'inside' ? null : key })}
          />
        }
      >
        <DayChart days={days} measure={measure.key} name={measure.name} />
      </Card>
      <Card
        title="Predicted and actual, by activity"
        about={`After ${count(answer.days.length)} simulated days, beside ${count(Math.min(passed, answer.days.length))} that have come.`}
      >
        <DataTable
          caption="Activities, predicted and actual"
          columns={ACTIVITY_COLUMNS}
          rows={activityPairs(answer, actual, flow)}
          rowKey={({ id }) => id}
        />
      </Card>
    </>
  );
}

/** Sums up to each day. A day that has begun counts as far as it has come. */
function pairsOf(days: readonly SimulatedDay[], actual: JourneyFlow | undefined): DayPair[] {
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

function DayChart({
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

interface ActivityPair {
  readonly id: string;
  readonly name: string;
  readonly sends: boolean;
  readonly predicted: { readonly entered: number; readonly inside: number; readonly messages: number };
  readonly actual?: { readonly entered: number; readonly inside: number; readonly messages: number };
}

function activityPairs({ days }: Answer, actual: JourneyFlow | undefined, flow: JourneyFlow): ActivityPair[] {
  const counts = actual && countsAt(actual, days.length - 1).activities;
  return flow.activities.map(({ id, name, sends }) => {
    const own = days.flatMap(({ activities }) => activities.filter(({ activity }) => activity === id));
    const real = counts?.find(({ activity }) => activity.id === id);
    return {
      id,
      name,
      sends,
      predicted: {
        entered: own.reduce((total, { entered }) => total + entered, 0),
        inside: own.at(-1)?.inside ?? 0,
        messages: own.reduce((total, { messages }) => total + messages, 0),
      },
      ...(real && { actual: { entered: real.entered, inside: real.waiting, messages: real.sent } }),
    };
  });
}

const pairColumns = (
  key: 'entered' | 'inside' | 'messages',
  header: string,
  isTold: (row: ActivityPair) => boolean = () => true,
): Column<ActivityPair>[] => [
  {
    key: `${key}-predicted`,
    header: `${header}: predicted`,
    isNumber: true,
    cell: (row) => (isTold(row) ? count(row.predicted[key]) : ''),
  },
  {
    key: `${key}-actual`,
    header: 'actual',
    isNumber: true,
    cell: (row) => (isTold(row) ? count(row.actual?.[key]) : ''),
  },
];

const ACTIVITY_COLUMNS: Column<ActivityPair>[] = [
  { key: 'name', header: 'Activity', cell: ({ name }) => name },
  ...pairColumns('entered', 'Entered'),
  ...pairColumns('inside', 'Waiting'),
  ...pairColumns('messages', 'Messages sent', ({ sends }) => sends),
];
