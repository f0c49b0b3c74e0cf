import type { CampaignResponse } from '../../api/pinpoint.ts';
import { Badge } from '../../ui/badge.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { count, instant, percent, share } from '../../ui/format.ts';
import { Card } from '../../ui/page.tsx';
import { Empty, Failed, Loaded } from '../../ui/states.tsx';
import { type Run, runsOf } from './run-facts.ts';
import { conversionVerb, treatmentName, useActivities, useConversion, useFunnel } from './use-campaign.ts';

/** Each run with what became of its messages, and of each treatment's. */
export function Runs({ campaign }: { readonly campaign: CampaignResponse }) {
  const conversion = useConversion(campaign);
  const activities = useActivities(campaign.Id);
  const funnel = useFunnel(campaign.Id, conversion);
  return (
    <Card title="Runs" about="The newest first. Rates are of messages; those who converted are people.">
      {activities.isError ? (
        <Failed error={activities.error} what="The runs" onRetry={() => activities.refetch()} />
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
              rows={activities.data ? linesOf(runsOf(activities.data.Item, answer), campaign) : []}
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
  readonly stages: Run['stages'];
}

/** A line for each run, and one below it for each of its treatments where there are several. */
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
  ]);
}

function columnsOf(converted: string): Column<Line>[] {
  const number = (header: string, of: (stages: Run['stages']) => number, about?: string): Column<Line> => ({
    key: header,
    header,
    about,
    isNumber: true,
    cell: ({ stages }) => count(of(stages)),
  });
  const rate = (
    header: string,
    about: string,
    parts: (stages: Run['stages']) => readonly [part: number, all: number],
  ): Column<Line> => ({
    key: header,
    header,
    about,
    isNumber: true,
    cell: ({ stages }) => {
      const [part, all] = parts(stages);
      return <span title={`${count(part)} of ${count(all)}`}>{percent(share(part, all))}</span>;
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
    number(
      'Audience',
      ({ audience }) => audience,
      'Messages decided, those held back too; the holdout counts with the campaign’s own message',
    ),
    number('Held back', ({ audience, targeted }) => audience - targeted),
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
