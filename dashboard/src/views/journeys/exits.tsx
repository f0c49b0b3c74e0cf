import type { JourneyExit } from '../../api/types.ts';
import { useStage } from '../../api/use-stage.ts';
import { useAddress } from '../../app/address.ts';
import { useApplication } from '../../app/application.tsx';
import { Badge } from '../../ui/badge.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { count, percent, share } from '../../ui/format.ts';
import { Card } from '../../ui/page.tsx';
import { Empty, Loaded, Skeleton } from '../../ui/states.tsx';
import type { FlowAt } from './flow-at.ts';
import styles from './journey.module.css';
import { reasonOf } from './journey-words.ts';

/** Who left the journey where and why, up to an instant. */
export function useExits(journeyId: string, app: string, run?: string, at?: string) {
  return useStage<{ items: JourneyExit[] }>(`/journeys/${encodeURIComponent(journeyId)}/exits`, {
    app,
    run,
    at,
  });
}

/** Where people left the journey, and why. */
export function Exits({ flow, at, when }: FlowAt) {
  const { get, set } = useAddress();
  const { id: app } = useApplication();
  const exits = useExits(flow.journeyId, app, get('run'), at);
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

export type ExitRow = Pick<JourneyExit, 'activity' | 'activityName' | 'reason' | 'participants'>;

/** Branches of one activity and reason together, most first. */
export function mergedExits(items: readonly JourneyExit[]): ExitRow[] {
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
      cell: ({ participants, reason }) => (
        <span title={`${count(participants)} of ${count(all)} who left`}>
          {percent(share(participants, all))}
          <span className={styles.bar} data-tone={reasonOf(reason).tone} aria-hidden="true">
            <span style={{ inlineSize: `${((share(participants, all) ?? 0) * 100).toFixed(1)}%` }} />
          </span>
        </span>
      ),
    },
  ];
}
