import { useCallback, useEffect, useRef, useState } from 'react';
import { useParams } from 'react-router';
import type { JourneyFlow } from '../../api/types.ts';
import { useStage } from '../../api/use-stage.ts';
import { useAddress } from '../../app/address.ts';
import { useApplication } from '../../app/application.tsx';
import { useStageNow } from '../../app/stage-facts.ts';
import { StageLink } from '../../app/stage-link.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Choice } from '../../ui/choice.tsx';
import { count, instant } from '../../ui/format.ts';
import { Card, Page } from '../../ui/page.tsx';
import { Empty, Failed, Loaded, Skeleton } from '../../ui/states.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { ActivityDetail } from './activity-detail.tsx';
import { countsAt, endOfStep, type JourneyCounts, stepAt } from './counts.ts';
import { FlowGraph } from './flow-graph.tsx';
import { FlowTable } from './flow-table.tsx';
import { Headline } from './headline.tsx';
import styles from './journey.module.css';
import { stateOf } from './journey-words.ts';
import { People } from './people.tsx';
import { Simulation } from './simulation.tsx';
import { StoryCard } from './story-card.tsx';
import { TimeSlider, whenOf } from './time-slider.tsx';
import { pathOf, useStory } from './use-story.ts';
import { WhoLeft } from './who-left.tsx';

/** Time until what the slider shows is written into the address, in milliseconds: browsers count such changes. */
const SETTLED_MS = 400;

/** One journey: how it flowed, who left it where and why, and what was to be expected. */
export function JourneyView() {
  const { id = '' } = useParams();
  const { id: app } = useApplication();
  const { get } = useAddress();
  const flow = useStage<JourneyFlow>(`/journeys/${encodeURIComponent(id)}/flow`, { app, run: get('run') });
  if (flow.data === undefined) {
    return (
      <Page title="Journey" above={<StageLink to="/journeys">Journeys</StageLink>}>
        {flow.isError ? (
          <Failed error={flow.error} what="The journey" onRetry={() => flow.refetch()} />
        ) : (
          <Skeleton lines={9} height={420} />
        )}
      </Page>
    );
  }
  return (
    <Loaded of={flow} what="The journey">
      {(answer) => <Shown flow={answer} />}
    </Loaded>
  );
}

function Shown({ flow }: { readonly flow: JourneyFlow }) {
  const { get, set } = useAddress();
  const now = useStageNow();
  const state = stateOf(flow.state);
  const [step, setStep] = useStep(flow);
  const counts = countsAt(flow, step);
  const isNow = step === flow.steps.count - 1;
  const settled = get('at');
  const tab = get('tab') ?? 'left';
  const people = useRef<HTMLDivElement>(null);
  return (
    <Page
      title={flow.name}
      part={tab === 'simulation' ? 'Simulation' : undefined}
      above={<StageLink to="/journeys">Journeys</StageLink>}
      beside={
        <span title={state.about}>
          <Badge tone={state.tone}>{state.name}</Badge>
        </span>
      }
      tools={flow.runs.length > 1 && <RunChooser flow={flow} />}
    >
      {flow.failure && (
        <Failed
          what={`The journey stands still: its last step failed ${flow.failure.times === 1 ? 'once' : `${count(flow.failure.times)} times`}. It`}
          error={new Error(flow.failure.cause)}
        />
      )}
      <Headline flow={flow} counts={counts} when={isNow ? undefined : whenOf(flow, step, now)}>
        <WhoLeft
          flow={flow}
          at={settled}
          onShow={() => {
            set({ tab: null });
            people.current?.scrollIntoView({ block: 'start' });
            people.current?.focus({ preventScroll: true });
          }}
        />
      </Headline>
      <FlowCard flow={flow} counts={counts} step={step} setStep={setStep} />
      <div ref={people} tabIndex={-1} className={styles.people}>
        <Tabs
          label="About this journey"
          tabs={[
            { key: 'left', name: 'Who left, and why' },
            { key: 'simulation', name: 'Simulation beside what happened' },
          ]}
          chosen={tab}
          onChoose={(key) => set({ tab: key === 'left' ? null : key })}
        >
          {tab === 'simulation' ? (
            <Simulation flow={flow} />
          ) : (
            <People flow={flow} at={settled} when={settled && instant(settled)} />
          )}
        </Tabs>
      </div>
    </Page>
  );
}

/** The step that is shown: that of the address at first, which follows when the slider rests. */
function useStep(flow: JourneyFlow): [number, (step: number) => void] {
  const { get, set } = useAddress();
  const asked = get('at');
  const last = flow.steps.count - 1;
  const named = asked && !Number.isNaN(Date.parse(asked)) ? stepAt(flow, new Date(asked)) : last;
  const [step, setStep] = useState(named);
  const shown = Math.min(step, last);
  const writing = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(writing.current), []);
  const choose = useCallback(
    (next: number) => {
      setStep(next);
      clearTimeout(writing.current);
      writing.current = setTimeout(
        () => set({ at: next >= last ? null : endOfStep(flow, next).toISOString() }),
        SETTLED_MS,
      );
    },
    [flow, last, set],
  );
  return [shown, choose];
}

function RunChooser({ flow }: { readonly flow: JourneyFlow }) {
  const { get, set } = useAddress();
  return (
    <select
      aria-label="Run"
      value={get('run') ?? ''}
      onChange={(event) => set({ run: event.target.value || null, at: null })}
    >
      <option value="">All runs</option>
      {flow.runs.map(({ id, createdAt }) => (
        <option key={id} value={id}>
          Run of {instant(createdAt)}
        </option>
      ))}
    </select>
  );
}

interface FlowCardProps {
  readonly flow: JourneyFlow;
  readonly counts: JourneyCounts;
  readonly step: number;
  readonly setStep: (step: number) => void;
}

function FlowCard({ flow, counts, step, setStep }: FlowCardProps) {
  const { get, set } = useAddress();
  const { id: app } = useApplication();
  const now = useStageNow();
  const shape = get('shape') === 'table' ? 'table' : 'graph';
  const participant = get('participant');
  const story = useStory(flow.journeyId, app, participant);
  const run = story.data?.runs.at(-1);
  const chosen = get('activity');
  const choose = (activity: string | null) => set({ activity });
  const detail = counts.activities.find(({ activity }) => activity.id === chosen);
  return (
    <Card
      title="Flow"
      about="How many took each way, and the share of those who were through. Choose an activity for more."
      tools={
        <Choice
          label="How the flow is shown"
          options={[
            { key: 'graph', name: 'Graph' },
            { key: 'table', name: 'Table' },
          ]}
          chosen={shape}
          onChoose={(key) => set({ shape: key === 'graph' ? null : key })}
        />
      }
    >
      {flow.activities.length === 0 ? (
        <Empty title="This journey has no activities yet">
          Add some with UpdateJourney, then publish it.
        </Empty>
      ) : (
        <>
          {shape === 'graph' ? (
            <FlowGraph
              flow={flow}
              counts={counts}
              chosen={chosen}
              onChoose={choose}
              path={participant && run ? pathOf(run) : undefined}
            />
          ) : (
            <FlowTable counts={counts} chosen={chosen} onChoose={choose} />
          )}
          {flow.publishedAt && <TimeSlider flow={flow} step={step} onStep={setStep} now={now} />}
          {detail && <ActivityDetail counts={detail} onClose={() => choose(null)} />}
          {participant && <StoryCard flow={flow} story={story} onClose={() => set({ participant: null })} />}
        </>
      )}
    </Card>
  );
}
