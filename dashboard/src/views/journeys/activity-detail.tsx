import { useAddress } from '../../app/address.ts';
import { count, percent, share } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { Stat, Stats } from '../../ui/stat.tsx';
import { holdReason, holdReasonWhy } from '../../ui/words.ts';
import { type ActivityCounts, sumOf } from './counts.ts';
import styles from './journey.module.css';
import { kindName } from './journey-words.ts';

/** The activity that was chosen, in full. */
export function ActivityDetail({
  counts,
  onClose,
}: {
  readonly counts: ActivityCounts;
  readonly onClose: () => void;
}) {
  const { set } = useAddress();
  const { activity, entered, waiting, gone, out, sent, failed, held } = counts;
  const show = (state: 'inside' | 'left') =>
    set({ tab: null, state, reason: null, search: null, activity: activity.id });
  const decided = sent + failed + sumOf(held);
  return (
    <section className={styles.detail} aria-label={activity.name}>
      <header className={styles.detailHead}>
        <div>
          <h3>{activity.name}</h3>
          <p className="quiet small">
            {[kindName(activity.kind), activity.description, activity.waits && `decided ${activity.waits}`]
              .filter(Boolean)
              .join(' · ')}
          </p>
        </div>
        <button type="button" className="plain" onClick={onClose}>
          <Icon name="close" size={16} />
          <span className="unseen">Close {activity.name}</span>
        </button>
      </header>
      <Stats>
        <Stat name="Entered" value={count(entered)} />
        <Stat
          name="Waiting here"
          value={count(waiting)}
          of={`${percent(share(waiting, entered))} of those who came`}
        />
        <Stat
          name="Went through"
          value={count(gone)}
          of={`${percent(share(gone, entered))} of those who came`}
        />
        <Stat
          name="Left the journey here"
          value={count(out)}
          of={`${percent(share(out, gone))} of those who went through`}
        />
        {activity.sends && (
          <Stat name="Messages sent" value={count(sent)} of={`of ${count(decided)} decided`} />
        )}
      </Stats>
      {activity.sends && sumOf(held) + failed > 0 && (
        <ul className={styles.held}>
          {Object.entries(held)
            .sort(([, a], [, b]) => b - a)
            .map(([reason, messages]) => (
              <li key={reason}>
                <b>
                  {count(messages)} held back: {holdReason(reason)}
                </b>{' '}
                <span className="quiet">{holdReasonWhy(reason)}</span>
              </li>
            ))}
          {failed > 0 && (
            <li>
              <b>{count(failed)} failed</b> <span className="quiet">They could not be handed over.</span>
            </li>
          )}
        </ul>
      )}
      <div className="row">
        <button type="button" disabled={waiting === 0} onClick={() => show('inside')}>
          Who waits here
        </button>
        <button type="button" disabled={out === 0} onClick={() => show('left')}>
          Who left here
        </button>
      </div>
    </section>
  );
}
