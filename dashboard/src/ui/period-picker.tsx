import { useAddress } from '../app/address.ts';
import { PERIODS, usePeriod } from '../app/period.ts';
import styles from './period-picker.module.css';

/** Chooses the period that the view's address tells. */
export function PeriodPicker() {
  const { get, set } = useAddress();
  const { start, end, label, days } = usePeriod();
  const isRange = get('from') !== undefined && get('to') !== undefined;
  const dayOf = (at: Date) => at.toISOString().slice(0, 10);
  const range = (from: string, to: string) => from && to && set({ from, to, days: null });
  return (
    <fieldset className={styles.picker}>
      <legend className="unseen">Period: {label}</legend>
      {PERIODS.map((length) => (
        <button
          key={length}
          type="button"
          aria-pressed={!isRange && days === length}
          onClick={() => set({ days: length, from: null, to: null })}
        >
          {length} days
        </button>
      ))}
      <span className={styles.range} data-chosen={isRange}>
        <input
          type="date"
          aria-label="First day, UTC"
          value={dayOf(start)}
          max={dayOf(end)}
          onChange={(event) => range(event.target.value, dayOf(end))}
        />
        –
        <input
          type="date"
          aria-label="Last day, UTC"
          value={dayOf(end)}
          min={dayOf(start)}
          onChange={(event) => range(dayOf(start), event.target.value)}
        />
      </span>
    </fieldset>
  );
}
