import type { JourneyFlow } from '../../api/types.ts';
import { useAddress } from '../../app/address.ts';
import { useApplication } from '../../app/application.tsx';
import { count } from '../../ui/format.ts';
import { Skeleton } from '../../ui/states.tsx';
import { type ExitRow, mergedExits, useExits } from './exits.tsx';
import styles from './journey.module.css';
import { reasonOf } from './journey-words.ts';

/** So many places are named; the table has them all. */
const NAMED = 3;

interface WhoLeftProps {
  readonly flow: JourneyFlow;
  /** The instant looked at, ISO 8601; absent: now. */
  readonly at?: string;
  /** Leads to the table. */
  readonly onShow: () => void;
}

/** In a sentence, who came to the end of the journey and who dropped out before, where and why. */
export function WhoLeft({ flow, at, onShow }: WhoLeftProps) {
  const { id: app } = useApplication();
  const { get } = useAddress();
  const { data: exits, isLoading } = useExits(flow.journeyId, app, get('run'), at);
  if (isLoading && flow.publishedAt) {
    return (
      <div className={styles.whoLeft}>
        <Skeleton lines={2} />
      </div>
    );
  }
  if (!exits || exits.items.length === 0) return null;
  const rows = mergedExits(exits.items);
  const ended = sumOf(rows.filter(({ reason }) => reason === 'END'));
  const heldOut = sumOf(rows.filter(({ reason }) => reason === 'HOLDOUT'));
  const dropped = rows.filter(({ reason }) => reason !== 'END' && reason !== 'HOLDOUT');
  return (
    <p className={styles.whoLeft}>
      Of the <b>{count(sumOf(rows))}</b> who left, <b>{count(ended)}</b> came to an end of the path
      {heldOut > 0 && (
        <>
          , <b>{count(heldOut)}</b> {heldOut === 1 ? 'was' : 'were'} held out by lot
        </>
      )}{' '}
      and {dropped.length === 0 ? 'nobody' : <b>{count(sumOf(dropped))}</b>} dropped out before
      {dropped.length === 0 ? '. ' : ': '}
      {dropped.slice(0, NAMED).map(placeOf).join(', ')}
      {dropped.length > NAMED && ` and ${count(sumOf(dropped.slice(NAMED)))} elsewhere`}
      {dropped.length > 0 && '. '}
      <button type="button" className={styles.link} onClick={onShow}>
        Show where, and who
      </button>
    </p>
  );
}

const sumOf = (rows: readonly ExitRow[]) => rows.reduce((total, { participants }) => total + participants, 0);

/** `48 at “Reminder” (held back: quiet time)` */
function placeOf({ participants, activityName, reason }: ExitRow): string {
  const { name } = reasonOf(reason);
  return `${count(participants)} at “${activityName}” (${name.charAt(0).toLowerCase()}${name.slice(1)})`;
}
