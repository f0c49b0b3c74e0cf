import { useInfiniteQuery } from '@tanstack/react-query';
import { askJson } from '../../api/stage.ts';
import type { JourneyStay } from '../../api/types.ts';
import { useAddress } from '../../app/address.ts';
import { useApplication } from '../../app/application.tsx';
import { StageLink } from '../../app/stage-link.tsx';
import { Badge } from '../../ui/badge.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { instant } from '../../ui/format.ts';
import { Card } from '../../ui/page.tsx';
import { Empty, Failed, Skeleton } from '../../ui/states.tsx';
import type { FlowAt } from './flow-at.ts';
import styles from './journey.module.css';
import { reasonOf } from './journey-words.ts';
import { StayFilters } from './stay-filters.tsx';

interface StaysPage {
  readonly items: readonly JourneyStay[];
  readonly next?: string;
}

const PAGE_SIZE = 20;

/** Who is where in the journey, or was when they left it. */
export function Stays({ flow, at, when }: FlowAt) {
  const { get, set } = useAddress();
  const { id: app } = useApplication();
  const path = `/journeys/${encodeURIComponent(flow.journeyId)}/stays`;
  const parameters = {
    app,
    at,
    run: get('run'),
    activity: get('activity'),
    state: get('state'),
    reason: get('reason'),
    search: get('search'),
    limit: PAGE_SIZE,
  };
  const stays = useInfiniteQuery({
    queryKey: [path, parameters],
    queryFn: ({ pageParam, signal }) =>
      askJson<StaysPage>(path, { parameters: { ...parameters, next: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next,
  });
  const rows = stays.data?.pages.flatMap(({ items }) => items) ?? [];
  const { reason } = parameters;
  return (
    <Card
      title="People in this journey"
      about={`The latest move first${when === undefined ? '' : `, as of ${when}`}. Choose one to see the way on the graph.`}
    >
      <StayFilters flow={flow} />
      {reason && (
        <p className="row small">
          Only those who left because: <Badge tone={reasonOf(reason).tone}>{reasonOf(reason).name}</Badge>
          <button type="button" className="plain" onClick={() => set({ reason: null })}>
            Show all reasons
          </button>
        </p>
      )}
      {stays.isError && (
        <Failed error={stays.error} what="The people in this journey" onRetry={() => stays.refetch()} />
      )}
      {stays.isPending && <Skeleton lines={6} />}
      {stays.data &&
        (rows.length === 0 ? (
          <Empty title="Nobody here">
            {parameters.search || parameters.state || reason
              ? 'No one matches. Take out a filter above.'
              : parameters.activity
                ? 'Nobody waits at this activity, or left the journey from it. Choose “Every activity” above for everyone.'
                : 'People appear here once they have entered the journey.'}
          </Empty>
        ) : (
          <>
            <DataTable
              caption="Stays, the latest move first"
              columns={stayColumns((participant) => {
                set({ participant });
                document.getElementById('main')?.scrollIntoView({ block: 'start' });
              })}
              rows={rows}
              rowKey={({ participantId, runId, movedAt }) => `${participantId} ${runId} ${movedAt}`}
              pageSize={Number.MAX_SAFE_INTEGER}
              isChosen={({ participantId }) => participantId === get('participant')}
            />
            {stays.hasNextPage && (
              <button type="button" disabled={stays.isFetchingNextPage} onClick={() => stays.fetchNextPage()}>
                {stays.isFetchingNextPage ? 'Loading …' : 'Show more'}
              </button>
            )}
          </>
        ))}
    </Card>
  );
}

function stayColumns(onChoose: (participant: string) => void): Column<JourneyStay>[] {
  return [
    {
      key: 'person',
      header: 'Person',
      cell: ({ participantId, userId, endpointId }) => (
        <StageLink
          to={`/customers/${encodeURIComponent(userId ? `user:${userId}` : `endpoint:${endpointId}`)}`}
        >
          {userId ?? participantId}
        </StageLink>
      ),
    },
    { key: 'endpoint', header: 'Endpoint', cell: ({ endpointId }) => endpointId },
    {
      key: 'state',
      header: 'Where',
      cell: ({ state, activityName }) => (state === 'left' ? `Left from ${activityName}` : activityName),
    },
    {
      key: 'reason',
      header: 'Why',
      cell: ({ reason, dueAt }) =>
        reason ? (
          <span title={reasonOf(reason).why}>
            <Badge tone={reasonOf(reason).tone}>{reasonOf(reason).name}</Badge>
          </span>
        ) : (
          <span className="quiet">{dueAt ? `goes on ${instant(dueAt)}` : 'waits'}</span>
        ),
    },
    { key: 'moved', header: 'Since', cell: ({ movedAt }) => instant(movedAt) },
    {
      key: 'way',
      header: 'Way',
      cell: ({ participantId, userId }) => (
        <button type="button" className={styles.link} onClick={() => onChoose(participantId)}>
          Show<span className="unseen"> the way of {userId ?? participantId}</span>
        </button>
      ),
    },
  ];
}
