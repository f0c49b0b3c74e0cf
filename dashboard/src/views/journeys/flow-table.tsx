import { type Column, DataTable } from '../../ui/data-table.tsx';
import { count, NOTHING, percent, share } from '../../ui/format.ts';
import { type ActivityCounts, heldInWords, type JourneyCounts, sumOf } from './counts.ts';
import styles from './journey.module.css';
import { kindName } from './journey-words.ts';

/** The graph as rows. */
export function FlowTable({
  counts,
  chosen,
  onChoose,
}: {
  readonly counts: JourneyCounts;
  readonly chosen?: string;
  readonly onChoose: (activity: string | null) => void;
}) {
  const columns: Column<ActivityCounts>[] = [
    {
      key: 'name',
      header: 'Activity',
      cell: ({ activity: { id, name, kind, description } }) => (
        <>
          <button
            type="button"
            className={styles.link}
            aria-pressed={id === chosen}
            onClick={() => onChoose(id === chosen ? null : id)}
          >
            {name}
          </button>
          <div className="quiet small">{[kindName(kind), description].filter(Boolean).join(' · ')}</div>
        </>
      ),
    },
    { key: 'entered', header: 'Entered', isNumber: true, cell: ({ entered }) => count(entered) },
    {
      key: 'waiting',
      header: 'Waiting',
      about: 'Who is there at this time',
      isNumber: true,
      cell: ({ waiting }) => count(waiting),
    },
    { key: 'gone', header: 'Went through', isNumber: true, cell: ({ gone }) => count(gone) },
    {
      key: 'out',
      header: 'Left the journey here',
      about: 'And the share of those who went through',
      isNumber: true,
      cell: ({ out, gone }) => (out === 0 ? count(0) : `${count(out)} (${percent(share(out, gone))})`),
    },
    {
      key: 'sent',
      header: 'Messages sent',
      isNumber: true,
      cell: ({ activity, sent }) => (activity.sends ? count(sent) : <span className="quiet">{NOTHING}</span>),
    },
    {
      key: 'held',
      header: 'Not sent',
      about: 'Held back, or failed',
      isNumber: true,
      cell: ({ activity, held, failed }) => {
        if (!activity.sends) return <span className="quiet">{NOTHING}</span>;
        const words = [heldInWords(held, count), failed > 0 ? `${count(failed)} failed` : ''];
        return sumOf(held) + failed === 0 ? count(0) : words.filter(Boolean).join(', ');
      },
    },
  ];
  return (
    <DataTable
      caption="Activities with who came, waits, went through and left the journey"
      columns={columns}
      rows={counts.activities}
      rowKey={({ activity }) => activity.id}
      isChosen={({ activity }) => activity.id === chosen}
    />
  );
}
