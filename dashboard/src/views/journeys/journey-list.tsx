import type { JourneyTotals } from '../../api/types.ts';
import { useStage } from '../../api/use-stage.ts';
import { useApplication } from '../../app/application.tsx';
import { useStageNow } from '../../app/stage-facts.ts';
import { StageLink } from '../../app/stage-link.tsx';
import { Badge } from '../../ui/badge.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { ago, count, day, instant } from '../../ui/format.ts';
import { Card, Page } from '../../ui/page.tsx';
import { Empty, Loaded, Skeleton } from '../../ui/states.tsx';
import { stateOf } from './journey-words.ts';

/** Every journey of the application. */
export function JourneyList() {
  const { id } = useApplication();
  const journeys = useStage<{ items: JourneyTotals[] }>('/journeys', { app: id });
  const now = useStageNow();
  return (
    <Page title="Journeys">
      <Card
        title="All journeys"
        about="Everyone who enters is counted once for each entry. Left: came to an end of the path, or dropped out before."
      >
        <Loaded
          of={journeys}
          what="The list of journeys"
          skeleton={<Skeleton lines={6} />}
          isEmpty={({ items }) => items.length === 0}
          empty={
            <Empty title="No journeys yet">
              A journey is created by <code>CreateJourney</code> of Pinpoint’s API; the demo company has one:
              <pre>npx touchpoint seed</pre>
            </Empty>
          }
        >
          {({ items }) => (
            <DataTable
              caption="Journeys, the newest first"
              columns={columnsOf(now)}
              rows={items}
              rowKey={({ id: journeyId }) => journeyId}
            />
          )}
        </Loaded>
      </Card>
    </Page>
  );
}

function columnsOf(now: Date): Column<JourneyTotals>[] {
  return [
    {
      key: 'name',
      header: 'Journey',
      cell: ({ id, name }) => <StageLink to={`/journeys/${encodeURIComponent(id)}`}>{name}</StageLink>,
      sortBy: ({ name }) => name,
    },
    {
      key: 'state',
      header: 'State',
      cell: ({ state, failure }) => (
        <span className="row">
          <span title={stateOf(state).about}>
            <Badge tone={stateOf(state).tone}>{stateOf(state).name}</Badge>
          </span>
          {failure && <Badge tone="bad">Stands still</Badge>}
        </span>
      ),
      sortBy: ({ state }) => state,
    },
    {
      key: 'entered',
      header: 'Entered',
      about: 'Entries so far; one person may come again',
      isNumber: true,
      cell: ({ entered }) => count(entered),
      sortBy: ({ entered }) => entered,
    },
    {
      key: 'inside',
      header: 'In it now',
      about: 'Waiting at an activity',
      isNumber: true,
      cell: ({ inside }) => count(inside),
      sortBy: ({ inside }) => inside,
    },
    {
      key: 'finished',
      header: 'Left',
      about: 'Came to an end of the path, or dropped out before',
      isNumber: true,
      cell: ({ finished }) => count(finished),
      sortBy: ({ finished }) => finished,
    },
    {
      key: 'lastTick',
      header: 'Last step',
      about: 'When people were moved on last',
      cell: ({ lastTickAt }) => <span title={instant(lastTickAt)}>{ago(lastTickAt, now)}</span>,
      sortBy: ({ lastTickAt }) => lastTickAt,
    },
    {
      key: 'nextTick',
      header: 'Next step',
      about: 'When somebody may enter or move on next',
      cell: ({ nextTickAt }) => <span title={instant(nextTickAt)}>{ago(nextTickAt, now)}</span>,
      sortBy: ({ nextTickAt }) => nextTickAt,
    },
    {
      key: 'created',
      header: 'Created',
      cell: ({ createdAt }) => <span title={instant(createdAt)}>{day(createdAt)}</span>,
      sortBy: ({ createdAt }) => createdAt,
    },
  ];
}
