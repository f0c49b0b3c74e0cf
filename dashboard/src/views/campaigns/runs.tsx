import type { CampaignResponse } from '../../api/pinpoint.ts';
import { Badge } from '../../ui/badge.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { count, instant, percent, share } from '../../ui/format.ts';
import { Card } from '../../ui/page.tsx';
import { Empty, Failed, Loaded } from '../../ui/states.tsx';
import { heldOutOf, type Run, runsOf } from './run-facts.ts';
import {
  conversionVerb,
  treatmentName,
  useActivities,
  useConversion,
  useFunnel,
  useOutcomes,
} from './use-campaign.ts';

/** Each run with what became of its messages, and of each treatment's. */
export function Runs({ campaign }: { readonly campaign: CampaignResponse }) {
  const conversion = useConversion(campaign);
  const activities = useActivities(campaign.Id);
  const funnel = useFunnel(campaign.Id, conversion);
  const outcomes = useOutcomes(campaign);
  const failed = [activities, outcomes].find(({ isError }) => isError);
  return (
    <Card title="Runs" about="The newest first. Rates are of messages; those who converted are people.">
      {failed ? (
        <Failed error={failed.error} what="The runs" onRetry={() => failed.refetch()} />
      ) : (
        <Loaded
          of={funnel}
          what="What became of the runs"
          isEmpty={() => activities.data?.Item.length === 0}
          empty={<Empty title="It has not run yet">Its schedule says when it will.</Empty>}
        >
          {(answer) => (
            <DataTable
              caption="Runs with what became of their messages"
              rows={
                activities.data && outcomes.data
                  ? linesOf(runsOf(activities.data.Item, answer, heldOutOf(outcomes.data.rows)), campaign)
                  : []
              }
              rowKey={({ key }) => key}
              columns={columnsOf(conversionVerb(conversion))}
            />
          )}
        </Loaded>
      )}
    </Card>
  );
}

interface Line {
  readonly key: string;
  readonly run?: Run;
  /** Of a treatment's part. */
  readonly treatment?: string;
  /** Of the holdout group nothing but its size. */
  readonly stages: Partial<Run['stages']>;
}

/** A line for each run, and below it one for each of its treatments where there are several, and for the holdout. */
function linesOf(runs: readonly Run[], campaign: CampaignResponse): Line[] {
  return runs.flatMap((run) => [
    { key: run.at, run, stages: run.stages },
    ...(run.treatments.length < 2
      ? []
      : run.treatments.map(({ activityId, treatmentId, stages }) => ({
          key: activityId,
          treatment: treatmentName(campaign, treatmentId),
          stages,
        }))),
    ...(run.heldOut === 0
      ? []
      : [
          {
            key: `${run.at} held out`,
            treatment: 'Holdout group',
            stages: { audience: run.heldOut, targeted: 0, sent: 0 },
          },
        ]),
  ]);
}

function columnsOf(converted: string): Column<Line>[] {
  const number = (
    header: string,
    of: (stages: Line['stages']) => number | undefined,
    about?: string,
  ): Column<Line> => ({
    key: header,
    header,
    about,
    isNumber: true,
    cell: ({ stages }) => count(of(stages)),
  });
  const rate = (
    header: string,
    about: string,
    parts: (stages: Line['stages']) => readonly [part?: number, all?: number],
  ): Column<Line> => ({
    key: header,
    header,
    about,
    isNumber: true,
    cell: ({ stages }) => {
      const [part, all] = parts(stages);
      const title = part === undefined ? undefined : `${count(part)} of ${count(all)}`;
      return <span title={title}>{percent(share(part, all))}</span>;
    },
  });
  return [
    {
      key: 'run',
      header: 'Run',
      cell: ({ run, treatment }) =>
        run ? <b>{instant(run.at)}</b> : <span className="quiet">{treatment}</span>,
    },
    { key: 'state', header: 'State', cell: ({ run }) => run && <RunState run={run} /> },
    number('Audience', ({ audience }) => audience, 'Messages decided, those held back too'),
    number('Held back', ({ audience = 0, targeted = 0 }) => audience - targeted),
    number('Sent', ({ sent }) => sent),
    rate('Delivered', 'Of messages sent', ({ delivered, sent }) => [delivered, sent]),
    rate('Opened', 'Of messages delivered', ({ opened, delivered }) => [opened, delivered]),
    rate('Clicked', 'Of messages delivered', ({ clicked, delivered }) => [clicked, delivered]),
    number(converted === 'bought' ? 'Bought' : 'Converted', (stages) => stages.converted, 'People'),
  ];
}

function RunState({ run }: { readonly run: Run }) {
  if (run.result === 'FAIL') return <Badge tone="bad">Failed</Badge>;
  if (run.state === 'COMPLETED') return <Badge tone="good">Done</Badge>;
  return <Badge tone="accent">Under way</Badge>;
}
