import { useInfiniteQuery } from '@tanstack/react-query';
import { type FormEvent, useId } from 'react';
import { askJson } from '../../api/stage.ts';
import type { JourneyExit, JourneyFlow, JourneyStay } from '../../api/types.ts';
import { useStage } from '../../api/use-stage.ts';
import { useAddress } from '../../app/address.ts';
import { useApplication } from '../../app/application.tsx';
import { StageLink } from '../../app/stage-link.tsx';
import { Badge } from '../../ui/badge.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { count, instant, percent, share } from '../../ui/format.ts';
import { Card } from '../../ui/page.tsx';
import { Empty, Failed, Loaded, Skeleton } from '../../ui/states.tsx';
import styles from './journey.module.css';
import { reasonOf } from './journey-words.ts';

interface PeopleProps {
  readonly flow: JourneyFlow;
  /** The instant looked at; absent: now. */
  readonly at?: string;
  readonly when?: string;
}

/** Who left the journey where and why, and who is where. */
export function People(props: PeopleProps) {
  return (
    <>
      <Exits {...props} />
      <Stays {...props} />
    </>
  );
}

function Exits({ flow, at, when }: PeopleProps) {
  const { get, set } = useAddress();
  const { id: app } = useApplication();
  const exits = useStage<{ items: JourneyExit[] }>(`/journeys/${encodeURIComponent(flow.journeyId)}/exits`, {
    app,
    run: get('run'),
    at,
  });
  return (
    <Card
      title="Where they left, and why"
      about={`The share is of all who left${when === undefined ? '' : `, as of ${when}`}. Choose a row to see who.`}
    >
      <Loaded
        of={exits}
        what="Who left where"
        skeleton={<Skeleton lines={4} />}
        isEmpty={({ items }) => items.length === 0}
        empty={
          <Empty title="Nobody has left the journey">
            People leave at the end of their path{flow.publishedAt ? '' : ', once the journey is published'}.
          </Empty>
        }
      >
        {({ items }) => {
          const all = items.reduce((total, { participants }) => total + participants, 0);
          const rows = mergedExits(items);
          return (
            <DataTable
              caption="Exits by activity and reason"
              columns={exitColumns(all, (row) =>
                set({ state: 'left', activity: row.activity, reason: row.reason, search: null }),
              )}
              rows={rows}
              rowKey={({ activity, reason }) => `${activity} ${reason}`}
              isChosen={({ activity, reason }) => get('activity') === activity && get('reason') === reason}
            />
          );
        }}
      </Loaded>
    </Card>
  );
}

type ExitRow = Pick<JourneyExit, 'activity' | 'activityName' | 'reason' | 'participants'>;

/** Branches of one activity and reason together, most first. */
function mergedExits(items: readonly JourneyExit[]): ExitRow[] {
  const rows = new Map<string, ExitRow>();
  for (const { activity, activityName, reason, participants } of items) {
    const key = `${activity} ${reason}`;
    const before = rows.get(key)?.participants ?? 0;
    rows.set(key, { activity, activityName, reason, participants: before + participants });
  }
  return [...rows.values()].sort((a, b) => b.participants - a.participants);
}

function exitColumns(all: number, onChoose: (row: ExitRow) => void): Column<ExitRow>[] {
  return [
    {
      key: 'activity',
      header: 'Left from',
      cell: (row) => (
        <button type="button" className={styles.link} onClick={() => onChoose(row)}>
          {row.activityName}
        </button>
      ),
      sortBy: ({ activityName }) => activityName,
    },
    {
      key: 'reason',
      header: 'Why',
      cell: ({ reason }) => {
        const { name, why, tone } = reasonOf(reason);
        return (
          <span title={why}>
            <Badge tone={tone}>{name}</Badge>
          </span>
        );
      },
      sortBy: ({ reason }) => reasonOf(reason).name,
    },
    {
      key: 'participants',
      header: 'How many',
      isNumber: true,
      cell: ({ participants }) => count(participants),
      sortBy: ({ participants }) => participants,
    },
    {
      key: 'share',
      header: 'Share',
      about: 'Of all who left',
      isNumber: true,
      cell: ({ participants }) => (
        <span title={`${count(participants)} of ${count(all)} who left`}>
          {percent(share(participants, all))}
        </span>
      ),
    },
    {
      key: 'bar',
      header: 'Part',
      cell: ({ participants, reason }) => (
        <span className={styles.bar} data-tone={reasonOf(reason).tone} aria-hidden="true">
          <span style={{ inlineSize: `${((share(participants, all) ?? 0) * 100).toFixed(1)}%` }} />
        </span>
      ),
    },
  ];
}

interface StaysPage {
  readonly items: readonly JourneyStay[];
  readonly next?: string;
}

const PAGE_SIZE = 20;
const STATES = [
  { key: 'any', name: 'Everyone' },
  { key: 'inside', name: 'In it now' },
  { key: 'left', name: 'Left' },
];

function Stays({ flow, at, when }: PeopleProps) {
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
      <Filters flow={flow} />
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

function Filters({ flow }: { readonly flow: JourneyFlow }) {
  const { get, set } = useAddress();
  const id = useId();
  function search(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    set({ search: String(new FormData(event.currentTarget).get('search') ?? '').trim() || null });
  }
  return (
    <div className={styles.filters}>
      <form onSubmit={search} className="row">
        <label htmlFor={`${id}-search`}>
          Find a person
          <input
            id={`${id}-search`}
            type="search"
            name="search"
            placeholder="User or endpoint id"
            defaultValue={get('search') ?? ''}
            key={get('search') ?? ''}
          />
        </label>
        <button type="submit">Find</button>
      </form>
      <label>
        Where
        <select
          value={get('activity') ?? ''}
          onChange={(event) => set({ activity: event.target.value || null })}
        >
          <option value="">Every activity</option>
          {flow.activities.map(({ id: activity, name }) => (
            <option key={activity} value={activity}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label>
        Who
        <select
          value={get('state') ?? 'any'}
          onChange={(event) =>
            set({ state: event.target.value === 'any' ? null : event.target.value, reason: null })
          }
        >
          {STATES.map(({ key, name }) => (
            <option key={key} value={key}>
              {name}
            </option>
          ))}
        </select>
      </label>
    </div>
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
