import { useMutation } from '@tanstack/react-query';
import { useMemo } from 'react';
import { askJson } from '../../api/stage.ts';
import type { Simulation as Answer, JourneyFlow } from '../../api/types.ts';
import { useStage } from '../../api/use-stage.ts';
import { useAddress } from '../../app/address.ts';
import { useApplication } from '../../app/application.tsx';
import { Choice } from '../../ui/choice.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { count, day, percent } from '../../ui/format.ts';
import { Card } from '../../ui/page.tsx';
import { Empty, Failed, Skeleton } from '../../ui/states.tsx';
import { ACTIVITY_COLUMNS, activityPairs } from './simulated-activities.tsx';
import { DayChart, MEASURES, pairsOf } from './simulated-days.tsx';
import { type Asked, SimulationForm } from './simulation-form.tsx';

const DAY_MINUTES = 1440;

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
